import { newestWhere, type Chain } from './chain';
import type { Code, Day, Id, Moment, Money, Zone } from './values';
import type { CallResult, Channel, Durability, Priority, ReasonGroup, Role, TaxRoundedBy } from './words';

/**
 * What rules may ask of other streams. The shapes are the smallest that a rule needs; each aggregate's state satisfies
 * its own one by structure, so that aggregates need not import each other.
 */
export interface ClientFacts {
  readonly status: 'active' | 'merged' | 'erased';
  readonly registeredAt: Moment;
  readonly mergedInto?: Id;
  readonly withdrawnConsents: readonly Channel[];
}

/** What holds from a moment on, in the order in which it was decided. */
export type Dated<Entry> = Chain<Entry & { readonly effectiveFrom: Moment }>;

export interface ProductFacts {
  /** From when on it was not sold, or sold again. */
  readonly sale: Dated<{ readonly isWithdrawn: boolean }>;
  readonly prices: Dated<{ readonly price: Money }>;
  readonly unitCosts: Dated<{ readonly cost: Money }>;
}

export interface ManagerFacts {
  readonly role: Role;
  readonly departedOn?: Day;
}

export interface EnquiryFacts {
  readonly status: 'received' | 'assigned' | 'answered' | 'fulfilled' | 'declined' | 'abandoned';
  readonly clientId?: Id;
  readonly receivedAt: Moment;
}

export interface CallFacts {
  readonly isVoided: boolean;
  readonly record: {
    readonly clientId?: Id;
    readonly enquiryId?: Id;
    readonly result: CallResult;
    readonly at: Moment;
  };
}

export interface OfferFacts {
  readonly clientId: Id;
  readonly enquiryId?: Id;
  readonly isVoided: boolean;
  /** Each version that was put to the client. */
  readonly offered: Chain<{ readonly offeredAt: Moment }>;
}

export interface InvoiceFacts {
  readonly kind: 'invoice' | 'credit-note-alone';
  readonly clientId: Id;
  readonly isVoid: boolean;
  readonly issuedAt: Moment;
}

export interface CampaignFacts {
  /** Absent until it is launched. */
  readonly launchedAt?: Moment;
}

export interface ReasonDefinition {
  readonly code: Code;
  readonly group: ReasonGroup;
  readonly durable: Durability;
  readonly effectiveFrom: Moment;
  readonly retiredFrom?: Moment;
}

/** A reason is defined, or retired from a moment on. */
export type ReasonStep = ReasonDefinition | { readonly code: Code; readonly retiredFrom: Moment };

export interface ReasonsFacts {
  readonly steps: Chain<ReasonStep>;
}

/** A reason as the catalogue has it: its last definition, retired where it was retired since. */
export const reasonIn = ({ steps }: ReasonsFacts, code: Code): ReasonDefinition | undefined => {
  let retiredFrom: Moment | undefined;
  const step = newestWhere(steps, (each) => {
    if (each.code !== code) return false;
    if (!('group' in each)) retiredFrom ??= each.retiredFrom;
    return 'group' in each;
  });
  if (!step || !('group' in step)) return undefined;
  return retiredFrom === undefined ? step : { ...step, retiredFrom };
};

export interface ServiceTargets {
  readonly version: number;
  readonly effectiveFrom: Moment;
  readonly targets: readonly {
    readonly priority: Priority;
    /** Working minutes. */
    readonly answerMinutes: number;
    readonly fulfilMinutes: number;
  }[];
}

/** Hours of a weekday, 1 (Monday) to 7, in which the company works; `opens` and `closes` as local `HH:mm`. */
export interface WorkingHours {
  readonly weekday: number;
  readonly opens: string;
  readonly closes: string;
}

/** The working time of the company. */
export interface Calendar {
  readonly version: number;
  readonly effectiveFrom: Moment;
  readonly zone: Zone;
  readonly hours: readonly WorkingHours[];
  readonly holidays: readonly Day[];
}

export interface DiscountLimits {
  readonly version: number;
  readonly effectiveFrom: Moment;
  readonly limits: readonly { readonly role: Role; readonly maxBasisPoints: number }[];
}

/** After how many days a late entry needs its `lateReason` (rule 14). */
export interface LateEntryLimit {
  readonly version: number;
  readonly effectiveFrom: Moment;
  readonly days: number;
}

/** How the numbers of one series are bound to dates (rule 35). */
export interface NumberSeries {
  readonly version: number;
  readonly effectiveFrom: Moment;
  readonly series: string;
  /** The numbers begin anew with each year, which is part of them: `R-2026/000001`. */
  readonly perYear: boolean;
  /** No document that is entered live is dated before the last one of the series. */
  readonly inOrderOfDate: boolean;
}

/** How the tax of an invoice is rounded: line by line, or once for all lines of a rate (EN 16931, BR-CO-17). */
export interface TaxRounding {
  readonly version: number;
  readonly effectiveFrom: Moment;
  readonly taxRounding: TaxRoundedBy;
}

/** All policies of the company in one view. */
export interface PolicyFacts {
  readonly serviceTargets: Dated<ServiceTargets>;
  readonly calendars: Dated<Calendar>;
  readonly discountLimits: Dated<DiscountLimits>;
  readonly lateEntryLimits: Dated<LateEntryLimit>;
  readonly taxRoundings: Dated<TaxRounding>;
}

/** The facts that a command's rules were given. What is not in the log, or was not asked for, is undefined. */
export interface Facts {
  readonly client: (id: Id) => ClientFacts | undefined;
  readonly product: (id: Id) => ProductFacts | undefined;
  readonly manager: (id: Id) => ManagerFacts | undefined;
  readonly enquiry: (id: Id) => EnquiryFacts | undefined;
  readonly call: (id: Id) => CallFacts | undefined;
  readonly offer: (id: Id) => OfferFacts | undefined;
  readonly invoice: (id: Id) => InvoiceFacts | undefined;
  readonly campaign: (id: Id) => CampaignFacts | undefined;
  /** The client as whom a client is known after merges: of those that the command and its facts name. */
  readonly canonical: (clientId: Id) => Id;
  readonly reasons: ReasonsFacts;
  readonly policy: PolicyFacts;
  /** All series together. */
  readonly numberSeries: Dated<NumberSeries>;
  /** The position of the last event of the log. */
  readonly head: bigint;
}

/** What a command asks for. The policies are there for every command: each is held to the limit for late entries. */
export interface Needs {
  readonly clients?: readonly Id[];
  readonly products?: readonly Id[];
  readonly managers?: readonly Id[];
  readonly enquiries?: readonly Id[];
  readonly calls?: readonly Id[];
  readonly offers?: readonly Id[];
  readonly campaigns?: readonly Id[];
  /** Clients to compare with those of the things above: read only where they are not the same. */
  readonly owners?: readonly Id[];
  readonly invoices?: readonly Id[];
  readonly reasons?: boolean;
  readonly numberSeries?: boolean;
  readonly head?: boolean;
}

/** As a command gives it: from when the command occurred, unless it says from when on. */
export type FromNowOn<Data> = Omit<Data, 'effectiveFrom'> & { readonly effectiveFrom?: Moment };

const LAST_MOMENT: Moment = '9999-12-31T23:59:59.999Z';

/** The entry that is in force at a moment: of those that took effect by then the last; decided later, it counts. */
export const inForce = <Entry extends { readonly effectiveFrom: Moment }>(
  entries: Chain<Entry>,
  at: Moment,
): Entry | undefined => {
  let found: Entry | undefined;
  for (let link = entries; link; link = link.before) {
    const { effectiveFrom } = link.newest;
    if (effectiveFrom <= at && (found === undefined || effectiveFrom > found.effectiveFrom)) found = link.newest;
  }
  return found;
};

/** The entry that is in force for good, as far as it is known: the one with the latest date, not the one told last. */
export const latest = <Entry extends { readonly effectiveFrom: Moment }>(entries: Chain<Entry>): Entry | undefined =>
  inForce(entries, LAST_MOMENT);

/** The entry that took the place of what held at a moment: what is told of that moment now held until then. */
export const nextAfter = <Entry extends { readonly effectiveFrom: Moment }>(
  entries: Chain<Entry>,
  at: Moment,
): Entry | undefined => {
  let found: Entry | undefined;
  for (let link = entries; link; link = link.before) {
    const { effectiveFrom } = link.newest;
    if (effectiveFrom > at && (found === undefined || effectiveFrom < found.effectiveFrom)) found = link.newest;
  }
  return found;
};
