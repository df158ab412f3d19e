import { Inject } from '@nestjs/common';
import type { PastSide } from '../../../application/asking/as-of';
import type { LikelyDuplicate } from '../../../application/finding/directory';
import type { FileForm, WrittenAnswer } from '../../../application/forms/written';
import type { EventStore } from '../../../application/log/event-store';
import type { KeyVault } from '../../../application/log/personal-data';
import type { Upkeep } from '../../../application/upkeep/upkeep';
import type { BrokenReadModel } from '../../../application/projecting/known-read-models';
import type { Projector } from '../../../application/projecting/projector';
import type { ReadStore } from '../../../application/projecting/read-store';
import type { RequestedBuilds } from '../../../application/rebuilding/requested-builds';
import type { Id } from '../../../domain/shared/values';
import type { Answer, Report } from '../../../read-models/kit/report';

/** The token under which the composition root provides what the HTTP edge asks of the rest. */
export const HTTP_PORTS = Symbol('HTTP_PORTS');

/** Answers a report that is asked with the parameters of a request, here or in another thread. */
export interface AskReports {
  /** Throws a Problem, or a StoreError. */
  ask(report: string, query: unknown, signal: AbortSignal): Promise<Answer>;
  /** How two editions answer a report, and what explains the difference. Throws as `ask`. */
  diff(report: string, query: unknown, signal: AbortSignal): Promise<Answer>;
  /** As `ask`, written as a file. */
  write(report: string, query: unknown, form: FileForm, signal: AbortSignal): Promise<WrittenAnswer>;
  /** Who shares with a client what mostly one alone has. It knows of whatever was acknowledged before. */
  duplicatesOf(clientId: Id): Promise<readonly LikelyDuplicate[]>;
}

export interface HttpPorts {
  readonly eventStore: Pick<
    EventStore,
    'read' | 'readAll' | 'subscribe' | 'head' | 'momentAt' | 'countAfter' | 'health'
  >;
  readonly readStore: ReadStore;
  readonly projector: Pick<Projector, 'state' | 'waitFor'> & {
    /** What it waits to be over; undefined while all is well. */
    readonly lastTrouble: unknown;
  };
  readonly upkeep: Pick<Upkeep, 'health'>;
  readonly past: PastSide;
  readonly vault: KeyVault;
  readonly reports: readonly Report[];
  /** Files of the owner that are no read models, and why. */
  readonly broken: readonly BrokenReadModel[];
  readonly questions: AskReports;
  /** Rebuilds that go on when their request is answered. */
  readonly builds: Pick<RequestedBuilds, 'start' | 'compare' | 'comparisonOf'>;
  /** The company's: of a command that names none, and of the days of reports. */
  readonly zone: string;
  /** The log is only read: commands are refused. */
  readonly readOnly: boolean;
}

/** What every controller of queries begins with. */
export class QueryController {
  constructor(@Inject(HTTP_PORTS) readonly ports: HttpPorts) {}
}
