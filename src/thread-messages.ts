import type { StoreErrorCode } from './application/event-store';
import type { Progress } from './application/pace';
import type { Rebuilt } from './application/rebuild';
import type { Verified } from './application/verify';

/** What a thread is given to do. */
export interface Task {
  readonly kind: 'rebuild' | 'verify';
  /** The configuration as text, see `Config.source`. */
  readonly source: string;
  readonly names: readonly string[];
  readonly eventsPerSecond: number | undefined;
}

/** What a thread says. After `rebuilt`, `verified` or `failed` it ends. */
export type Said =
  | { readonly kind: 'progress'; readonly progress: Progress }
  | { readonly kind: 'rebuilt'; readonly rebuilt: readonly Rebuilt[] }
  | { readonly kind: 'verified'; readonly verified: readonly Verified[] }
  | { readonly kind: 'failed'; readonly code: StoreErrorCode; readonly message: string };

/** What both sides are sent comes from our own code: the word alone is looked at. */
const hasKind = (value: unknown, kinds: readonly string[]): boolean =>
  typeof value === 'object' &&
  value !== null &&
  'kind' in value &&
  typeof value.kind === 'string' &&
  kinds.includes(value.kind);

export const isTask = (value: unknown): value is Task => hasKind(value, ['rebuild', 'verify']);
export const isSaid = (value: unknown): value is Said => hasKind(value, ['progress', 'rebuilt', 'verified', 'failed']);
