import type { StoreErrorCode } from '../../application/log/event-store';
import type { Progress } from '../../application/projecting/pace';
import type { ServiceWorkState } from '../../application/upkeep/service-work';
import type { Rebuilt } from '../../application/projecting/rebuild';
import type { Verified } from '../../application/projecting/verify';

interface WithConfig {
  /** The configuration as text, see `Config.source`. */
  readonly source: string;
}

/** A task on some read models, after which the thread ends. */
export interface ReadModelTask extends WithConfig {
  readonly kind: 'rebuild' | 'verify';
  readonly names: readonly string[];
  readonly eventsPerSecond: number | undefined;
}

/** What a thread is given to do. Told 'stop', it ends early. */
export type ThreadTask = ReadModelTask | (WithConfig & { readonly kind: 'keep-up' });

/** What a thread says while it is at work. */
export type ThreadMessage =
  | { readonly kind: 'progress'; readonly progress: Progress }
  | { readonly kind: 'moved' }
  | { readonly kind: 'standing'; readonly standing: ServiceWorkState };

/** What it says last. */
export type ThreadResult =
  | { readonly kind: 'rebuilt'; readonly rebuilt: readonly Rebuilt[] }
  | { readonly kind: 'verified'; readonly verified: readonly Verified[] }
  | { readonly kind: 'kept-up' }
  | { readonly kind: 'failed'; readonly code: StoreErrorCode; readonly message: string };

/** What both sides are sent comes from our own code: the word alone is looked at. */
const hasKind = (value: unknown, kinds: readonly string[]): boolean =>
  typeof value === 'object' &&
  value !== null &&
  'kind' in value &&
  typeof value.kind === 'string' &&
  kinds.includes(value.kind);

export const isThreadTask = (value: unknown): value is ThreadTask => hasKind(value, ['rebuild', 'verify', 'keep-up']);
export const isThreadMessage = (value: unknown): value is ThreadMessage =>
  hasKind(value, ['progress', 'moved', 'standing']);
export const isThreadResult = (value: unknown): value is ThreadResult =>
  hasKind(value, ['rebuilt', 'verified', 'kept-up', 'failed']);
