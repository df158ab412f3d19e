import type { StoreErrorCode } from '../../application/log/event-store';
import type { RebuildProgress } from '../../application/projecting/rebuild-pace';
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

/** The work of a thread, its `workerData`. The message 'stop' ends it early. */
export type ThreadTask = ReadModelTask | (WithConfig & { readonly kind: 'upkeep' });

export type ThreadResult =
  | { readonly kind: 'rebuilt'; readonly rebuilt: readonly Rebuilt[] }
  | { readonly kind: 'verified'; readonly verified: readonly Verified[] }
  | { readonly kind: 'stopped' }
  | { readonly kind: 'failed'; readonly code: StoreErrorCode; readonly message: string };

/** What a thread posts while it works, and its result at the end. */
export type ThreadMessage =
  | { readonly kind: 'progress'; readonly progress: RebuildProgress }
  | { readonly kind: 'moved' }
  | { readonly kind: 'state'; readonly state: ServiceWorkState }
  | { readonly kind: 'result'; readonly result: ThreadResult };
