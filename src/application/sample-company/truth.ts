import type { Code, Day, Id, Moment, Zone } from '../../domain/shared/values';
import type { Habit, Segment, Stuck } from './cast';

/** What was told to the log, counted as it was told. Lines are lines of offers. */
export interface Counts {
  commands: number;
  events: number;
  clients: number;
  calls: number;
  lateCalls: number;
  voidedCalls: number;
  correctedCalls: number;
  enquiries: number;
  answered: number;
  answersMissed: number;
  fulfilmentsMissed: number;
  offers: number;
  voidedOffers: number;
  offeredLines: number;
  acceptedLines: number;
  refusedLines: number;
  refusals: number;
  correctedRefusals: number;
  expiredOffers: number;
  invoices: number;
  voidedInvoices: number;
  payments: number;
  creditNotes: number;
}

export const noCounts = (): Counts => ({
  commands: 0,
  events: 0,
  clients: 0,
  calls: 0,
  lateCalls: 0,
  voidedCalls: 0,
  correctedCalls: 0,
  enquiries: 0,
  answered: 0,
  answersMissed: 0,
  fulfilmentsMissed: 0,
  offers: 0,
  voidedOffers: 0,
  offeredLines: 0,
  acceptedLines: 0,
  refusedLines: 0,
  refusals: 0,
  correctedRefusals: 0,
  expiredOffers: 0,
  invoices: 0,
  voidedInvoices: 0,
  payments: 0,
  creditNotes: 0,
});

/** What was planted in the sample company: JSON, for tests that ask whether the reports find it. */
export interface PlantedTruth {
  readonly seed: number;
  readonly zone: Zone;
  readonly startAt: Moment;
  readonly endAt: Moment;
  readonly managers: readonly { readonly managerId: Id; readonly name: string; readonly habit: Habit }[];
  readonly products: readonly {
    readonly productId: Id;
    readonly name: string;
    readonly category: string;
    readonly fits: readonly Segment[];
    readonly stuck?: Stuck;
    /** From when on it was stuck, where it sold before. */
    readonly stuckFrom?: Moment;
  }[];
  readonly withdrawn: { readonly productId: Id; readonly from: Moment; readonly replacementId: Id };
  readonly reinstated: { readonly productId: Id; readonly withdrawnFrom: Moment; readonly reinstatedFrom: Moment };
  readonly merges: readonly { readonly duplicateId: Id; readonly into: Id; readonly isReversed: boolean }[];
  readonly retiredReason: { readonly code: Code; readonly from: Moment; readonly remappedTo: Code };
  readonly departed: { readonly managerId: Id; readonly on: Day };
  readonly campaignId: Id;
  readonly counts: Readonly<Counts>;
}
