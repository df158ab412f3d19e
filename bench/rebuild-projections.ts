import type { Money } from '../src/domain/shared/values';
import type { OfferLine } from '../src/domain/offer/events';
import { code, flag, id, integer, moment, money, optional, position, table } from '../src/read-models/projection';
import type { ProjectedEvent, Projection } from '../src/read-models/projection';

/** Five read models of the kinds that we have: a row per event, rows per line, rollups by day, by client, by product. */

const history = table('bench_history', 'A row per event', {
  columns: {
    clientId: id('The client'),
    occurredAt: moment('When'),
    position: position('Where in the log'),
    line: integer('Of several rows of one event'),
    eventId: id('The event'),
    kind: code('What'),
    managerId: id('Who acted'),
    productId: optional(id('Which product')),
    result: optional(code('What came of it')),
    amount: optional(money('How much')),
    currency: optional(code('Of which currency')),
    recordedAt: moment('When it was recorded'),
    isLate: flag('Recorded long after'),
  },
  key: ['position', 'line'],
  indexes: [['clientId', 'occurredAt']],
});

type Acted = ProjectedEvent<'CallLogged' | 'OfferMade' | 'OfferLinesAccepted' | 'OfferLinesRefused'>;

/** One literal: a row that is spread together from others costs several times as much. */
const entry = (event: Acted, line: number, productId: string | null, result: string | null, price?: Money) =>
  history.insert({
    clientId: event.data.clientId ?? 'nobody',
    occurredAt: event.occurredAt,
    position: event.position,
    line,
    eventId: event.id,
    kind: event.type,
    managerId: event.data.managerId,
    productId,
    result,
    amount: price?.amount ?? null,
    currency: price?.currency ?? null,
    recordedAt: event.recordedAt,
    isLate: event.recordedAt > event.occurredAt ? 1 : 0,
  });

const ofLines = (event: ProjectedEvent<'OfferMade' | 'OfferLinesAccepted' | 'OfferLinesRefused'>) =>
  event.data.lines.map(({ productId, unitPrice }, line) => entry(event, line, productId, null, unitPrice));

const clientHistory: Projection = {
  name: 'bench-history',
  version: 1,
  says: 'All that happened with a client',
  tables: [history],
  on: {
    CallLogged: (event) => [entry(event, 0, event.data.topics[0] ?? null, event.data.result)],
    OfferMade: ofLines,
    OfferLinesAccepted: ofLines,
    OfferLinesRefused: ofLines,
  },
};

const lines = table('bench_lines', 'A row per offer line', {
  columns: {
    lineId: id('The line'),
    offerId: id('The offer'),
    clientId: id('The client'),
    managerId: id('Who offered'),
    productId: id('Which product'),
    offeredAt: moment('When'),
    status: code('What came of it'),
    decidedAt: optional(moment('When it was decided')),
    reason: optional(code('Why it was refused')),
    amount: optional(money('How much')),
  },
  key: ['lineId'],
  indexes: [['productId', 'offeredAt'], ['managerId']],
});

const decided = (status: string) => (event: ProjectedEvent<'OfferLinesAccepted' | 'OfferLinesRefused'>) =>
  event.data.lines.map(({ lineId }: OfferLine) =>
    lines.patch([lineId], (line) => ({
      ...line,
      status,
      decidedAt: event.occurredAt,
      reason: 'reason' in event.data ? event.data.reason : null,
    })),
  );

const register: Projection = {
  name: 'bench-lines',
  version: 1,
  says: 'All offer lines with their outcomes',
  tables: [lines],
  on: {
    OfferMade: (event) =>
      event.data.lines.map((line) =>
        lines.insert({
          lineId: line.lineId,
          offerId: event.data.offerId,
          clientId: event.data.clientId,
          managerId: event.data.managerId,
          productId: line.productId,
          offeredAt: event.occurredAt,
          status: 'open',
          decidedAt: null,
          reason: null,
          amount: line.unitPrice?.amount ?? null,
        }),
      ),
    OfferLinesAccepted: decided('accepted'),
    OfferLinesRefused: decided('refused'),
  },
};

const rollup = (
  name: string,
  period: 'day' | 'year',
  subject: (data: { managerId: string; clientId?: string; lines?: readonly OfferLine[] }) => string,
) => {
  const days = table(name, 'Counts by day', {
    columns: {
      subjectId: id('Of whom or what'),
      day: code('The day or year'),
      calls: integer('Calls'),
      seconds: integer('Talk time'),
      offers: integer('Offers'),
      accepted: integer('Accepted lines'),
      refused: integer('Refused lines'),
    },
    key: ['subjectId', 'day'],
  });
  const none = { calls: 0, seconds: 0, offers: 0, accepted: 0, refused: 0 };
  const add = (event: Acted, more: Partial<typeof none>) => {
    const subjectId = subject(event.data);
    const on = event.occurredAt.slice(0, period === 'day' ? 10 : 4);
    return [
      days.change([subjectId, on], (known) => {
        const counts = known ?? { subjectId, day: on, ...none };
        return {
          ...counts,
          calls: counts.calls + (more.calls ?? 0),
          seconds: counts.seconds + (more.seconds ?? 0),
          offers: counts.offers + (more.offers ?? 0),
          accepted: counts.accepted + (more.accepted ?? 0),
          refused: counts.refused + (more.refused ?? 0),
        };
      }),
    ];
  };
  const projection: Projection = {
    name: name.replaceAll('_', '-'),
    version: 1,
    says: 'Counts by day',
    tables: [days],
    on: {
      CallLogged: (event) => add(event, { calls: 1, seconds: event.data.durationSeconds }),
      OfferMade: (event) => add(event, { offers: 1 }),
      OfferLinesAccepted: (event) => add(event, { accepted: 1 }),
      OfferLinesRefused: (event) => add(event, { refused: 1 }),
    },
  };
  return projection;
};

export const benchProjections: readonly Projection[] = [
  clientHistory,
  register,
  rollup('bench_manager_days', 'day', ({ managerId }) => managerId),
  rollup('bench_client_years', 'year', ({ clientId }) => clientId ?? 'nobody'),
  rollup('bench_product_days', 'day', ({ lines: offered }) => offered?.[0]?.productId ?? 'none'),
];
