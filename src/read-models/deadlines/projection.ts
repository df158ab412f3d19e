import {
  code,
  id,
  integer,
  moment,
  table,
  type ProjectedEvent,
  type Projection,
  type RowOfTable,
} from '../kit/projection';
import type { Database } from '../kit/report';

/** What falls due and is still open: the timers' work list. */
export const deadlinesTable = table('deadlines', 'Everything that falls due and is still open', {
  columns: {
    kind: code('`answer`, `fulfilment` (of an enquiry) or `expiry` (of an offer)'),
    subjectId: id('The enquiry or the offer'),
    dueAt: moment('When it falls due'),
    openLines: integer('Lines of the offer that are open; 0 for an enquiry'),
  },
  key: ['kind', 'subjectId'],
  indexes: [['dueAt']],
});

const settled = (kind: string, subjectId: string) => deadlinesTable.change([kind, subjectId], () => undefined);

const due = (kind: string, subjectId: string, dueAt: string, openLines = 0) =>
  deadlinesTable.change([kind, subjectId], () => ({ kind, subjectId, dueAt, openLines }));

const bothDue = ({ data }: ProjectedEvent<'EnquiryReceived' | 'EnquiryResumed' | 'EnquiryReopened'>) => [
  due('answer', data.enquiryId, data.answerDueAt),
  due('fulfilment', data.enquiryId, data.fulfilDueAt),
];

const watchedAgain = ({ data }: ProjectedEvent<'EnquiryAnswerWithdrawn' | 'EnquiryFulfilmentWithdrawn'>) =>
  data.watched.map((kind) => due(kind, data.enquiryId, kind === 'answer' ? data.answerDueAt : data.fulfilDueAt));

type EnquiryStopped = 'EnquiryPaused' | 'EnquiryFulfilled' | 'EnquiryDeclined' | 'EnquiryAbandoned';

const bothSettled = ({ data: { enquiryId } }: ProjectedEvent<EnquiryStopped>) => [
  settled('answer', enquiryId),
  settled('fulfilment', enquiryId),
];

const expiryDue = ({ data }: ProjectedEvent<'OfferMade' | 'OfferRevised'>) => [
  data.validUntil === undefined
    ? settled('expiry', data.offerId)
    : due('expiry', data.offerId, data.validUntil, data.lines.length),
];

type LinesClosed = 'OfferLinesAccepted' | 'OfferLinesRefused' | 'OfferWithdrawn' | 'OfferExpired';

const linesClosed = ({ data }: ProjectedEvent<LinesClosed>) => [
  deadlinesTable.patch(['expiry', data.offerId], (row) =>
    row.openLines > data.lines.length ? { ...row, openLines: row.openLines - data.lines.length } : undefined,
  ),
];

export type DueDeadline = RowOfTable<typeof deadlinesTable>;

/** What is due at a moment, in order and in pages: the first page, or the one after a deadline. */
export const dueDeadlines = (
  db: Database,
  { at, after, limit }: { readonly at: string; readonly after: DueDeadline | undefined; readonly limit: number },
): Promise<DueDeadline[]> => {
  const due = db
    .withTables<{ deadlines: DueDeadline }>()
    .selectFrom('deadlines')
    .selectAll()
    .where('dueAt', '<=', at)
    .orderBy('dueAt')
    .orderBy('kind')
    .orderBy('subjectId')
    .limit(limit);
  if (!after) return due.execute();
  const { dueAt, kind, subjectId } = after;
  return due
    .where((on) => on.eb(on.refTuple('dueAt', 'kind', 'subjectId'), '>', on.tuple(dueAt, kind, subjectId)))
    .execute();
};

export const deadlinesProjection: Projection = {
  name: 'deadlines',
  version: 1,
  description: 'What falls due and is still open',
  tables: [deadlinesTable],
  on: {
    EnquiryReceived: bothDue,
    EnquiryResumed: bothDue,
    EnquiryReopened: bothDue,
    EnquiryAnswered: ({ data }) => [settled('answer', data.enquiryId)],
    EnquiryAnswerWithdrawn: watchedAgain,
    EnquiryFulfilmentWithdrawn: watchedAgain,
    AnswerDeadlineMissed: ({ data }) => [settled('answer', data.enquiryId)],
    FulfilmentDeadlineMissed: ({ data }) => [settled('fulfilment', data.enquiryId)],
    EnquiryPaused: bothSettled,
    EnquiryFulfilled: bothSettled,
    EnquiryDeclined: bothSettled,
    EnquiryAbandoned: bothSettled,
    OfferMade: expiryDue,
    OfferRevised: expiryDue,
    OfferLinesAccepted: linesClosed,
    OfferLinesRefused: linesClosed,
    OfferWithdrawn: linesClosed,
    OfferExpired: linesClosed,
    OfferVoided: ({ data }) => [settled('expiry', data.offerId)],
  },
};
