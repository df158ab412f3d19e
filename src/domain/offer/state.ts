import { linked, inOrder, type Chain } from '../shared/chain';
import { minus, plus } from '../shared/decimals';
import type { Decider } from '../shared/decider';
import type { Happened } from '../shared/event';
import { given } from '../shared/given';
import type { Day, Id, Moment, PersonalText } from '../shared/values';
import type { OfferKind } from '../shared/words';
import type { OfferCommands } from './commands';
import type {
  OfferedVersion,
  OfferEvents,
  OfferLine,
  OutcomeOfLines,
  RefusalDetails,
  TakenLine,
  VoidedOutcome,
} from './events';

export type LineStatus = 'open' | 'accepted' | 'invoiced' | 'refused' | 'expired' | 'withdrawn';

export interface LineState {
  readonly line: OfferLine;
  readonly status: LineStatus;
  /** The version under which it was last put to the client. */
  readonly version: number;
  /** The quantity that invoices have taken. */
  readonly invoiced: number;
}

/** An invoice that took lines. */
export interface OfferInvoice {
  readonly invoiceId: Id;
  readonly lines: readonly TakenLine[];
  /** It was voided: what it took is free again. */
  readonly isReleased: boolean;
}

/** What happened to lines: put to the client, ended, taken by an invoice or given back, a refusal corrected. */
type OfferStep =
  | { readonly offered: OfferedVersion }
  | { readonly ended: VoidedOutcome }
  | { readonly taken: Pick<OfferInvoice, 'invoiceId' | 'lines'>; readonly by: 1 | -1 }
  | { readonly corrected: Id; readonly at: Moment; readonly refusal: RefusalDetails };

/** An offer as its events are folded: one step more an event, however many there were. */
export interface OfferHistory {
  readonly offerId: Id;
  readonly clientId: Id;
  /** Who made the version that stands. */
  readonly managerId: Id;
  readonly kind: OfferKind;
  readonly enquiryId?: Id;
  readonly campaignId?: Id;
  readonly version: number;
  readonly offeredAt: Moment;
  readonly validUntil?: Moment;
  readonly deferredUntil?: Day;
  readonly deferredAt?: Moment;
  /** On which it was made although the consent is withdrawn (rule 17); it covers later versions too. */
  readonly legalBasis?: PersonalText;
  readonly isVoided: boolean;
  readonly offered: Chain<OfferedVersion>;
  readonly steps: Chain<OfferStep>;
  /** Enquiries that name it as a proof, beside its own. */
  readonly proves: Chain<Id>;
}

/** An offer as decisions see it: what its steps add up to. */
export interface Offer extends Omit<OfferHistory, 'steps' | 'offered'> {
  readonly lines: readonly LineState[];
  readonly invoices: readonly OfferInvoice[];
  /** What a void takes out of the figures; a correction finds its refusal here by the event's id. */
  readonly offered: readonly OfferedVersion[];
  readonly outcomes: readonly VoidedOutcome[];
  /** When a refusal was corrected last, by the event that told it. */
  readonly correctedAt: ReadonlyMap<Id, Moment>;
}

export type OfferState = OfferHistory | undefined;

export interface OfferShape {
  readonly state: OfferState;
  readonly commands: OfferCommands;
  readonly events: OfferEvents;
}

export type OfferDecide = Decider<OfferShape>['decide'];

// — folding —

const withStep = (state: OfferState, step: OfferStep): OfferState =>
  state && { ...state, steps: linked(state.steps, step) };

/** Lines get their outcome, and the offer remembers it. */
const ended = (
  state: OfferState,
  outcome: VoidedOutcome['outcome'],
  { id, occurredAt, data: { managerId, version, lines } }: Happened<string, OutcomeOfLines>,
  refusal?: RefusalDetails,
): OfferState =>
  withStep(state, { ended: given({ outcome, eventId: id, at: occurredAt, managerId, version, lines, refusal }) });

const refusalDetailsOf = ({
  reason,
  group,
  durable,
  otherReasons,
  statedBy,
  competitor,
  priceGap,
  reconsiderOn,
  comment,
}: OfferEvents['OfferLinesRefused']): RefusalDetails =>
  given({ reason, group, durable, otherReasons, statedBy, competitor, priceGap, reconsiderOn, comment });

const made = ({ callId, approval, lines, ...data }: OfferEvents['OfferMade'], offeredAt: Moment): OfferHistory =>
  given({
    ...data,
    offeredAt,
    deferredUntil: undefined,
    deferredAt: undefined,
    isVoided: false,
    proves: undefined,
    offered: linked(undefined, { version: data.version, offeredAt, lines }),
    steps: linked<OfferStep>(undefined, { offered: { version: data.version, offeredAt, lines } }),
  });

const undeferred = { deferredUntil: undefined, deferredAt: undefined };

const revised = (state: OfferHistory, data: OfferEvents['OfferRevised'], offeredAt: Moment): OfferHistory => {
  const { managerId, version, validUntil, lines } = data;
  const put = { version, offeredAt, lines };
  const [offered, steps] = [linked(state.offered, put), linked(state.steps, { offered: put })];
  return given({ ...state, managerId, version, offeredAt, validUntil, ...undeferred, offered, steps });
};

export const evolveOffer: Decider<OfferShape>['evolve'] = {
  OfferMade: (_, { occurredAt, data }) => made(data, occurredAt),
  OfferRevised: (state, { occurredAt, data }) => state && revised(state, data, occurredAt),
  OfferLinesAccepted: (state, event) => ended(state, 'accepted', event),
  OfferLinesRefused: (state, event) => ended(state, 'refused', event, refusalDetailsOf(event.data)),
  OfferDeferred: (state, { occurredAt, data: { until } }) =>
    state && { ...state, deferredUntil: until, deferredAt: occurredAt },
  OfferWithdrawn: (state, event) => ended(state, 'withdrawn', event),
  OfferExpired: (state, event) => ended(state, 'expired', event),
  OfferLinesInvoiced: (state, { data: { invoiceId, lines } }) =>
    withStep(state, { taken: { invoiceId, lines }, by: 1 }),
  OfferLinesReleased: (state, { data: { invoiceId, lines } }) =>
    withStep(state, { taken: { invoiceId, lines }, by: -1 }),
  RefusalCorrected: (state, { occurredAt: at, data: { corrects, now } }) =>
    withStep(state, { corrected: corrects, at, refusal: now }),
  OfferNamedAsProof: (state, { data: { enquiryId } }) => state && { ...state, proves: linked(state.proves, enquiryId) },
  OfferVoided: (state) => state && { ...state, isVoided: true },
};

// — adding up —

/** What the steps so far come to. */
interface OfferTally {
  readonly lines: Map<Id, LineState>;
  /** Of the version that stands: the others have an outcome or are gone. */
  readonly open: Set<Id>;
  readonly invoices: Map<Id, OfferInvoice>;
  readonly offered: OfferedVersion[];
  readonly outcomes: Map<Id, VoidedOutcome>;
  readonly correctedAt: Map<Id, Moment>;
}

/** Its lines are open, what had an outcome and is not among them keeps it, what was dropped is gone. */
const addVersion = ({ lines, open, offered }: OfferTally, version: OfferedVersion): void => {
  for (const lineId of open) lines.delete(lineId);
  open.clear();
  offered.push(version);
  for (const line of version.lines) {
    lines.delete(line.lineId);
    lines.set(line.lineId, { line, status: 'open', version: version.version, invoiced: 0 });
    open.add(line.lineId);
  }
};

const addOutcome = ({ lines, open, outcomes }: OfferTally, outcome: VoidedOutcome): void => {
  outcomes.set(outcome.eventId, outcome);
  for (const { lineId } of outcome.lines) {
    const line = lines.get(lineId);
    if (line) lines.set(lineId, { ...line, status: outcome.outcome });
    open.delete(lineId);
  }
};

/** An invoice takes from lines (1), or what it took is free again (-1). */
const addTaking = (
  { lines, invoices }: OfferTally,
  { taken, by }: Extract<OfferStep, { readonly by: unknown }>,
): void => {
  invoices.set(taken.invoiceId, { ...taken, isReleased: by === -1 });
  for (const { lineId, quantity } of taken.lines) {
    const line = lines.get(lineId);
    if (!line) continue;
    const invoiced = by === 1 ? plus(line.invoiced, quantity) : minus(line.invoiced, quantity);
    lines.set(lineId, { ...line, invoiced, status: line.line.quantity > invoiced ? 'accepted' : 'invoiced' });
  }
};

const addStep = (tally: OfferTally, step: OfferStep): void => {
  if ('offered' in step) addVersion(tally, step.offered);
  else if ('ended' in step) addOutcome(tally, step.ended);
  else if ('taken' in step) addTaking(tally, step);
  else {
    const outcome = tally.outcomes.get(step.corrected);
    if (outcome) tally.outcomes.set(step.corrected, { ...outcome, refusal: step.refusal });
    tally.correctedAt.set(step.corrected, step.at);
  }
};

export const offerOf = ({ steps, ...history }: OfferHistory): Offer => {
  const tally: OfferTally = {
    lines: new Map(),
    open: new Set(),
    invoices: new Map(),
    offered: [],
    outcomes: new Map(),
    correctedAt: new Map(),
  };
  for (const step of inOrder(steps)) addStep(tally, step);
  const { lines, invoices, offered, outcomes, correctedAt } = tally;
  return {
    ...history,
    lines: [...lines.values()],
    invoices: [...invoices.values()],
    offered,
    outcomes: [...outcomes.values()],
    correctedAt,
  };
};
