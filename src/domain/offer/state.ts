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

export interface Offer {
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
  /** On which it was made although the consent is withdrawn (rule 17); it covers later versions too. */
  readonly legalBasis?: PersonalText;
  readonly isVoided: boolean;
  readonly lines: readonly LineState[];
  readonly invoices: readonly OfferInvoice[];
  /** What a void takes out of the figures; a correction finds its refusal here by the event's id. */
  readonly offered: readonly OfferedVersion[];
  readonly outcomes: readonly VoidedOutcome[];
}

export type OfferState = Offer | undefined;

export interface OfferShape {
  readonly state: OfferState;
  readonly commands: OfferCommands;
  readonly events: OfferEvents;
}

export type OfferDecide = Decider<OfferShape>['decide'];

/** Quantities may be fractions (hours, kilograms): what differs by less is the same. */
const SAME_QUANTITY = 1e-6;
export const isMore = (quantity: number, than: number): boolean => quantity - than > SAME_QUANTITY;

const opened = (line: OfferLine, version: number): LineState => ({ line, status: 'open', version, invoiced: 0 });

const lineIds = (lines: readonly { readonly lineId: Id }[]): ReadonlySet<Id> =>
  new Set(lines.map(({ lineId }) => lineId));

/** Lines get their outcome, and the offer remembers it. */
const ended = (
  state: OfferState,
  outcome: VoidedOutcome['outcome'],
  { id, occurredAt, data: { managerId, version, lines } }: Happened<string, OutcomeOfLines>,
  refusal?: RefusalDetails,
): OfferState => {
  if (!state) return state;
  const touched = lineIds(lines);
  const noted: VoidedOutcome = given({ outcome, eventId: id, at: occurredAt, managerId, version, lines, refusal });
  return {
    ...state,
    lines: state.lines.map((each) => (touched.has(each.line.lineId) ? { ...each, status: outcome } : each)),
    outcomes: [...state.outcomes, noted],
  };
};

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

const made = ({ callId, approval, ...data }: OfferEvents['OfferMade'], offeredAt: Moment): Offer =>
  given({
    ...data,
    offeredAt,
    deferredUntil: undefined,
    isVoided: false,
    lines: data.lines.map((line) => opened(line, data.version)),
    invoices: [],
    offered: [{ version: data.version, offeredAt, lines: data.lines }],
    outcomes: [],
  });

/** A new version: its lines are open, what had an outcome and is not among them keeps it, what was dropped is gone. */
const revised = (state: Offer, data: OfferEvents['OfferRevised'], offeredAt: Moment): Offer => {
  const named = lineIds(data.lines);
  const others = state.lines.filter(({ line, status }) => status !== 'open' && !named.has(line.lineId));
  return given({
    ...state,
    managerId: data.managerId,
    version: data.version,
    offeredAt,
    validUntil: data.validUntil,
    deferredUntil: undefined,
    lines: [...others, ...data.lines.map((line) => opened(line, data.version))],
    offered: [...state.offered, { version: data.version, offeredAt, lines: data.lines }],
  });
};

/** An invoice takes from lines (1), or what it took is free again (-1). */
const taken = ({ lines }: Offer, takings: readonly TakenLine[], by: 1 | -1): readonly LineState[] => {
  const quantities = new Map<Id, number>();
  for (const { lineId, quantity } of takings) quantities.set(lineId, (quantities.get(lineId) ?? 0) + by * quantity);
  return lines.map((each) => {
    const quantity = quantities.get(each.line.lineId);
    if (quantity === undefined) return each;
    const invoiced = each.invoiced + quantity;
    return { ...each, invoiced, status: isMore(each.line.quantity, invoiced) ? 'accepted' : 'invoiced' };
  });
};

export const evolveOffer: Decider<OfferShape>['evolve'] = {
  OfferMade: (_, { occurredAt, data }) => made(data, occurredAt),
  OfferRevised: (state, { occurredAt, data }) => state && revised(state, data, occurredAt),
  OfferLinesAccepted: (state, event) => ended(state, 'accepted', event),
  OfferLinesRefused: (state, event) => ended(state, 'refused', event, refusalDetailsOf(event.data)),
  OfferDeferred: (state, { data: { until } }) => state && { ...state, deferredUntil: until },
  OfferWithdrawn: (state, event) => ended(state, 'withdrawn', event),
  OfferExpired: (state, event) => ended(state, 'expired', event),
  OfferLinesInvoiced: (state, { data: { invoiceId, lines } }) =>
    state && {
      ...state,
      invoices: [...state.invoices, { invoiceId, lines, isReleased: false }],
      lines: taken(state, lines, 1),
    },
  OfferLinesReleased: (state, { data: { invoiceId, lines } }) =>
    state && {
      ...state,
      invoices: state.invoices.map((each) => (each.invoiceId === invoiceId ? { ...each, isReleased: true } : each)),
      lines: taken(state, lines, -1),
    },
  RefusalCorrected: (state, { data: { corrects, now } }) =>
    state && {
      ...state,
      outcomes: state.outcomes.map((each) => (each.eventId === corrects ? { ...each, refusal: now } : each)),
    },
  OfferVoided: (state) => state && { ...state, isVoided: true },
};
