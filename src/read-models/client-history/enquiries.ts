import type { AnswerEvidence, FulfilmentEvidence } from '../../domain/enquiry/events';
import type { Arms, Change, ProjectedEvent, RowOfTable } from '../projection';
import { counted, entryOfSome } from './entries';
import { clientEnquiries } from './tables';

const answeredBy = (by: AnswerEvidence): string => ('callId' in by ? 'call' : 'offerId' in by ? 'offer' : 'message');
const fulfilledBy = (by: FulfilmentEvidence): string =>
  'invoiceId' in by ? 'invoice' : 'offerId' in by ? 'offer' : 'delivery';
const inTime = (yes: boolean): string => (yes ? 'in time' : 'late');

const entryOf = (event: ProjectedEvent<EnquiryEventType>, summary: string, outcome?: string): readonly Change[] => {
  const { data } = event;
  const { clientId, enquiryId } = data;
  const managerId = 'managerId' in data ? data.managerId : undefined;
  return entryOfSome(event, clientId, {
    summary,
    subjectId: enquiryId,
    managerId,
    outcome,
  });
};

type EnquiryRow = RowOfTable<typeof clientEnquiries>;

const patch = (enquiryId: string, change: (row: EnquiryRow) => EnquiryRow | undefined): Change =>
  clientEnquiries.patch([enquiryId], change);

const ended = (enquiryId: string): Change => patch(enquiryId, () => undefined);

const opened = (event: ProjectedEvent<'EnquiryReceived' | 'EnquiryReopened'>): readonly Change[] => {
  const { enquiryId, clientId, answerDueAt, fulfilDueAt } = event.data;
  const managerId = 'managerId' in event.data ? event.data.managerId : undefined;
  if (clientId === undefined) return [];
  const row = { enquiryId, clientId, openSince: event.occurredAt, answered: 0, paused: 0, answerDueAt, fulfilDueAt };
  return [
    clientEnquiries.change([enquiryId], (before) => ({ ...row, managerId: managerId ?? before?.managerId ?? null })),
  ];
};

type EnquiryEventType =
  | 'EnquiryReceived'
  | 'EnquiryAssigned'
  | 'EnquiryAnswered'
  | 'EnquiryPaused'
  | 'EnquiryResumed'
  | 'EnquiryFulfilled'
  | 'EnquiryDeclined'
  | 'EnquiryAbandoned'
  | 'EnquiryReopened'
  | 'AnswerDeadlineMissed'
  | 'FulfilmentDeadlineMissed';

export const enquiryArms: Arms = {
  EnquiryReceived: (event) => {
    const { channel, items, priority } = event.data;
    return [
      ...opened(event),
      ...entryOf(event, `enquiry by ${channel}, ${counted(items.length, 'item')}, ${priority} priority`),
    ];
  },
  EnquiryAssigned: (event) => {
    const { enquiryId, managerId } = event.data;
    return [patch(enquiryId, (row) => ({ ...row, managerId })), ...entryOf(event, 'enquiry assigned')];
  },
  EnquiryAnswered: (event) => {
    const { enquiryId, by, workingMinutes } = event.data;
    const summary = `enquiry answered by ${answeredBy(by)} after ${workingMinutes} min, ${inTime(event.data.inTime)}`;
    return [patch(enquiryId, (row) => ({ ...row, answered: 1 })), ...entryOf(event, summary, answeredBy(by))];
  },
  EnquiryPaused: (event) => [
    patch(event.data.enquiryId, (row) => ({ ...row, paused: 1 })),
    ...entryOf(event, `enquiry paused, waiting for ${event.data.waitingFor}`),
  ],
  EnquiryResumed: (event) => {
    const { enquiryId, pausedMinutes, answerDueAt, fulfilDueAt } = event.data;
    return [
      patch(enquiryId, (row) => ({ ...row, paused: 0, answerDueAt, fulfilDueAt })),
      ...entryOf(event, `enquiry resumed after ${pausedMinutes} min`),
    ];
  },
  EnquiryFulfilled: (event) => {
    const { enquiryId, evidence } = event.data;
    return [
      ended(enquiryId),
      ...entryOf(event, `enquiry fulfilled by ${fulfilledBy(evidence)}, ${inTime(event.data.inTime)}`),
    ];
  },
  EnquiryDeclined: (event) => [
    ended(event.data.enquiryId),
    ...entryOf(event, `enquiry declined: ${event.data.reason}`),
  ],
  EnquiryAbandoned: (event) => [
    ended(event.data.enquiryId),
    ...entryOf(event, `enquiry abandoned: ${event.data.reason}`),
  ],
  EnquiryReopened: (event) => [...opened(event), ...entryOf(event, `enquiry reopened: ${event.data.reason}`)],
  AnswerDeadlineMissed: (event) => entryOf(event, `not answered by ${event.data.dueAt}`),
  FulfilmentDeadlineMissed: (event) => entryOf(event, `not fulfilled by ${event.data.dueAt}`),
};
