import type { RebuildOptions, Rebuilt } from './rebuild';
import type { Verified } from './verify';

/**
 * The long work on read models, wherever it is done: beside the service, so that whoever asks something meanwhile is
 * answered. Throws what the work itself throws.
 */
export interface ReadModelWork {
  /** See `rebuild`. Without names: all of them. */
  readonly rebuild: (names?: readonly string[], options?: Omit<RebuildOptions, 'batch'>) => Promise<readonly Rebuilt[]>;
  /** See `verify`. Without names: all of them. */
  readonly verify: (names?: readonly string[]) => Promise<readonly Verified[]>;
}
