import type { OfferLine, RefusalDetails, VoidedOutcome } from '../../domain/offer/events';
import type { Day, Id, Moment } from '../../domain/shared/values';
import { refusalKindOf } from '../../domain/shared/words';
import type { Sign } from '../rollup';
import type { Arms, Change, RowOfTable } from '../projection';
import { groupsOf, productClients, productDays } from './tables';

type Counter = 'offered' | 'accepted' | 'refused' | 'noResponse' | 'expired';

/** In UTC, by the moment alone: what is voided is taken out of the very day into which it was put. */
export const utcDay = (moment: Moment): Day => moment.slice(0, 10);

const noLines = { offered: 0, accepted: 0, refused: 0, noResponse: 0, expired: 0 };

const hasNoLines = (row: RowOfTable<typeof productDays>): boolean =>
  row.offered + row.accepted + row.refused + row.noResponse + row.expired === 0;

/** A day without lines has no row: what was voided leaves no trace. */
export const countLines = (productId: Id, at: Moment, counter: Counter, lines: number): Change => {
  const day = utcDay(at);
  return productDays.change([productId, day], (before) => {
    const row = { ...(before ?? { productId, day, ...noLines }) };
    row[counter] += lines;
    return hasNoLines(row) ? undefined : row;
  });
};

/** In the order of the products: the same tallies give the same text. */
const tallyWith = (before: string, productId: Id, accepted: number, decided: number): string => {
  const others = groupsOf(before, 3).filter(([product]) => product !== productId);
  const [, was = 0, of = 0] = groupsOf(before, 3).find(([product]) => product === productId) ?? [];
  const now = [productId, Number(was) + accepted, Number(of) + decided];
  const all = Number(of) + decided === 0 ? others : [...others, now];
  return JSON.stringify(all.toSorted(([one], [other]) => (String(one) < String(other) ? -1 : 1)).flat());
};

const countClient = (clientId: Id, productId: Id, accepted: number, decided: number): Change =>
  productClients.change([clientId], (before) => {
    const { segment, products } = before ?? { segment: null, products: '[]' };
    const now = tallyWith(products, productId, accepted, decided);
    return segment === null && now === '[]' ? undefined : { clientId, segment, products: now };
  });

const inSegment = (clientId: Id, segment: string): Change =>
  productClients.change([clientId], (before) => ({ clientId, segment, products: before?.products ?? '[]' }));

export const segmentArms: Arms = {
  ClientRegistered: ({ data: { clientId, segment } }) => (segment === undefined ? [] : [inSegment(clientId, segment)]),
  ClientClassified: ({ data: { clientId, segment, until } }) =>
    until === undefined ? [inSegment(clientId, segment)] : [],
};

interface DecidedLines {
  readonly clientId: Id;
  readonly at: Moment;
  readonly lines: readonly OfferLine[];
}

const countDecided = ({ clientId, at, lines }: DecidedLines, counter: Counter, by: Sign): readonly Change[] =>
  lines.flatMap(({ productId }) => [
    countLines(productId, at, counter, by),
    countClient(clientId, productId, counter === 'accepted' ? by : 0, by),
  ]);

const refusalCounters = { refused: 'refused', no_response: 'noResponse', invalid: undefined } as const;

const counterOfRefusal = ({ group }: Pick<RefusalDetails, 'group'>): Counter | undefined =>
  refusalCounters[refusalKindOf(group)];

const countRefused = (decided: DecidedLines, refusal: Pick<RefusalDetails, 'group'>, by: Sign): readonly Change[] => {
  const counter = counterOfRefusal(refusal);
  return counter === undefined ? [] : countDecided(decided, counter, by);
};

const countOffered = (at: Moment, lines: readonly OfferLine[], by: Sign): readonly Change[] =>
  lines.map(({ productId }) => countLines(productId, at, 'offered', by));

/** Withdrawn by the company is no decision of the client. */
const uncount = (clientId: Id, { outcome, at, lines, refusal }: VoidedOutcome): readonly Change[] => {
  if (outcome === 'withdrawn') return [];
  if (outcome === 'refused') return refusal === undefined ? [] : countRefused({ clientId, at, lines }, refusal, -1);
  return countDecided({ clientId, at, lines }, outcome, -1);
};

export const productOfferArms: Arms = {
  OfferMade: ({ occurredAt, data }) => countOffered(occurredAt, data.lines, 1),
  OfferRevised: ({ occurredAt, data }) => countOffered(occurredAt, data.lines, 1),
  OfferLinesAccepted: ({ occurredAt: at, data: { clientId, lines } }) =>
    countDecided({ clientId, at, lines }, 'accepted', 1),
  OfferExpired: ({ occurredAt: at, data: { clientId, lines } }) => countDecided({ clientId, at, lines }, 'expired', 1),
  OfferLinesRefused: ({ occurredAt: at, data }) =>
    countRefused({ clientId: data.clientId, at, lines: data.lines }, data, 1),
  RefusalCorrected: ({ data: { clientId, refusedAt: at, lines, was, now } }) =>
    counterOfRefusal(was) === counterOfRefusal(now)
      ? []
      : [...countRefused({ clientId, at, lines }, was, -1), ...countRefused({ clientId, at, lines }, now, 1)],
  OfferVoided: ({ data }) => [
    ...data.offered.flatMap(({ offeredAt, lines }) => countOffered(offeredAt, lines, -1)),
    ...data.outcomes.flatMap((outcome) => uncount(data.clientId, outcome)),
  ],
};
