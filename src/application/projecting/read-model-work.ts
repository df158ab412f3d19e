import type { RebuildNamed } from './rebuild';
import type { Verified } from './verify';

/**
 * The long work on read models, wherever it is done: beside the service, so that whoever asks something meanwhile is
 * answered. Throws what the work itself throws.
 */
export interface ReadModelWork {
  /** See `rebuild`. */
  readonly rebuild: RebuildNamed;
  /** See `verify`. Without names: all of them. */
  readonly verify: (names?: readonly string[]) => Promise<readonly Verified[]>;
}
