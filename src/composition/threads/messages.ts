import type { StoreErrorCode } from '../../application/log/event-store';
import type { Progress } from '../../application/projecting/pace';
import type { ServiceWorkState } from '../../application/upkeep/service-work';
import type { Rebuilt } from '../../application/projecting/rebuild';
import type { Verified } from '../../application/projecting/verify';

interface Given {
  /** The configuration as text, see `Config.source`. */
  readonly source: string;
}

/** Read models to work through, and then to end. */
export interface ReadModelTask extends Given {
  readonly kind: 'rebuild' | 'verify';
  readonly names: readonly string[];
  readonly eventsPerSecond: number | undefined;
}

/** What a thread is given to do. Told 'stop', it ends early. */
export type Task = ReadModelTask | (Given & { readonly kind: 'keep-up' });

/** What a thread says while it is at work. */
export type Remark =
  | { readonly kind: 'progress'; readonly progress: Progress }
  | { readonly kind: 'moved' }
  | { readonly kind: 'standing'; readonly standing: ServiceWorkState };

/** What it says last. */
export type Outcome =
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

export const isTask = (value: unknown): value is Task => hasKind(value, ['rebuild', 'verify', 'keep-up']);
export const isRemark = (value: unknown): value is Remark => hasKind(value, ['progress', 'moved', 'standing']);
export const isOutcome = (value: unknown): value is Outcome =>
  hasKind(value, ['rebuilt', 'verified', 'kept-up', 'failed']);
