import type { OfferLine, RefusalDetails, VoidedOutcome } from '../../domain/offer/events';
import type { Day, Id, Moment } from '../../domain/shared/values';
import { refusalKindOf } from '../../domain/shared/words';
import type { Arms, Change, RowOfTable } from '../projection';
import { groupsOf, productClients, productDays } from './tables';

type Counter = 'offered' | 'accepted' | 'refused' | 'noResponse' | 'expired';
type By = 1 | -1;

/** In UTC, by the moment alone: what is voided is taken out of the very day into which it was put. */
export const utcDay = (moment: Moment): Day => moment.slice(0, 10);

const nothing = { offered: 0, accepted: 0, refused: 0, noResponse: 0, expired: 0 };

const isEmpty = (row: RowOfTable<typeof productDays>): boolean =>
  row.offered + row.accepted + row.refused + row.noResponse + row.expired === 0;

/** A day without lines has no row: what was voided leaves no trace. */
export const count = (productId: Id, at: Moment, counter: Counter, lines: number): Change => {
  const day = utcDay(at);
  return productDays.change([productId, day], (before) => {
    const row = { ...(before ?? { productId, day, ...nothing }) };
    row[counter] += lines;
    return isEmpty(row) ? undefined : row;
  });
};

/** In the order of the products: the same tallies give the same text. */
const tallied = (before: string, productId: Id, accepted: number, decided: number): string => {
  const others = groupsOf(before, 3).filter(([product]) => product !== productId);
  const [, was = 0, of = 0] = groupsOf(before, 3).find(([product]) => product === productId) ?? [];
  const now = [productId, Number(was) + accepted, Number(of) + decided];
  const all = Number(of) + decided === 0 ? others : [...others, now];
  return JSON.stringify(all.toSorted(([one], [other]) => (String(one) < String(other) ? -1 : 1)).flat());
};

const countClient = (clientId: Id, productId: Id, accepted: number, decided: number): Change =>
  productClients.change([clientId], (before) => {
    const { segment, products } = before ?? { segment: null, products: '[]' };
    const now = tallied(products, productId, accepted, decided);
    return segment === null && now === '[]' ? undefined : { clientId, segment, products: now };
  });

const inSegment = (clientId: Id, segment: string): Change =>
  productClients.change([clientId], (before) => ({ clientId, segment, products: before?.products ?? '[]' }));

export const segmentArms: Arms = {
  ClientRegistered: ({ data: { clientId, segment } }) => (segment === undefined ? [] : [inSegment(clientId, segment)]),
  ClientClassified: ({ data: { clientId, segment } }) => [inSegment(clientId, segment)],
};

interface Decided {
  readonly clientId: Id;
  readonly at: Moment;
  readonly lines: readonly OfferLine[];
}

const decide = ({ clientId, at, lines }: Decided, counter: Counter, by: By): readonly Change[] =>
  lines.flatMap(({ productId }) => [
    count(productId, at, counter, by),
    countClient(clientId, productId, counter === 'accepted' ? by : 0, by),
  ]);

const refusalCounters = { refused: 'refused', no_response: 'noResponse', invalid: undefined } as const;

const refuse = (decided: Decided, refusal: Pick<RefusalDetails, 'group'>, by: By): readonly Change[] => {
  const counter = refusalCounters[refusalKindOf(refusal.group)];
  return counter === undefined ? [] : decide(decided, counter, by);
};

const offered = (at: Moment, lines: readonly OfferLine[], by: By): readonly Change[] =>
  lines.map(({ productId }) => count(productId, at, 'offered', by));

/** Withdrawn by the company is no decision of the client. */
const takeOut = (clientId: Id, { outcome, at, lines, refusal }: VoidedOutcome): readonly Change[] => {
  if (outcome === 'withdrawn') return [];
  if (outcome === 'refused') return refusal === undefined ? [] : refuse({ clientId, at, lines }, refusal, -1);
  return decide({ clientId, at, lines }, outcome, -1);
};

export const offerArms: Arms = {
  OfferMade: ({ occurredAt, data }) => offered(occurredAt, data.lines, 1),
  OfferRevised: ({ occurredAt, data }) => offered(occurredAt, data.lines, 1),
  OfferLinesAccepted: ({ occurredAt: at, data: { clientId, lines } }) => decide({ clientId, at, lines }, 'accepted', 1),
  OfferExpired: ({ occurredAt: at, data: { clientId, lines } }) => decide({ clientId, at, lines }, 'expired', 1),
  OfferLinesRefused: ({ occurredAt: at, data }) => refuse({ clientId: data.clientId, at, lines: data.lines }, data, 1),
  RefusalCorrected: ({ data: { clientId, refusedAt: at, lines, was, now } }) =>
    refusalKindOf(was.group) === refusalKindOf(now.group)
      ? []
      : [...refuse({ clientId, at, lines }, was, -1), ...refuse({ clientId, at, lines }, now, 1)],
  OfferVoided: ({ data }) => [
    ...data.offered.flatMap(({ offeredAt, lines }) => offered(offeredAt, lines, -1)),
    ...data.outcomes.flatMap((outcome) => takeOut(data.clientId, outcome)),
  ],
};
