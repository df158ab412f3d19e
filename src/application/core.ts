import type { Moment, Zone } from '../domain/shared/values';
import type { KnownReadModels } from './projecting/known-read-models';
import type { PastSide } from './asking/as-of';
import type { EventStore } from './log/event-store';
import type { Execute } from './executing/execution';
import type { LocalCopyCheckProgress, LocalCopyChecked } from './log/local-copy/check-local-copy';
import type { KeyVault } from './log/personal-data';
import type { KeptTrials } from './asking/kept-trials';
import type { Projector } from './projecting/projector';
import type { ReadModelWork } from './rebuilding/rebuild';
import type { ReadStore } from './projecting/read-store';

/** What is done about the local copy of the log. */
export interface LogCopyWork {
  /** Fills it until the signal. */
  follow(signal: AbortSignal): Promise<void>;
  check(onProgress?: LocalCopyCheckProgress): Promise<LocalCopyChecked>;
}

/** The file with names in plain that is made on request, and wiped by the next erasure. */
export interface OpenedNamesFile {
  readonly file: string;
  /** Gives how many names it has. */
  readonly write: () => Promise<number>;
  readonly wipe: () => void;
}

/** The open core: what every edge (HTTP, command line) works with. */
export interface Letopis {
  readonly store: EventStore;
  readonly readStore: ReadStore;
  /** The local copy of the log, where there is one. */
  readonly logCopy: LogCopyWork | undefined;
  readonly vault: KeyVault;
  readonly execute: Execute;
  readonly projector: Projector;
  readonly work: ReadModelWork;
  /** Log, read models, a private store for questions about the past, and how answers did on trial. */
  readonly side: PastSide & { readonly store: ReadStore; readonly trials: KeptTrials };
  readonly readModels: KnownReadModels;
  readonly openedNames: OpenedNamesFile;
  readonly clock: () => Moment;
  /** The zone in which days are counted: as it was asked for, else the company's. */
  readonly zone: Zone;
  readonly folder: string;
  /** Nothing is appended to the log, and no key of personal data is destroyed. */
  readonly readOnly: boolean;
  /** Executes over the same log, as it stands now, and nothing of it stays: for a dry run. */
  rehearsal(): Promise<Pick<Letopis, 'execute' | 'close'>>;
  close(): Promise<void>;
}
