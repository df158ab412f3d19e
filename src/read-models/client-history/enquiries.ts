import type { AnswerEvidence, EnquiryEvents, FulfilmentEvidence, Proof } from '../../domain/enquiry/events';
import type { Arms, Change, ProjectedEvent, RowOfTable } from '../projection';
import type { PersonalText } from '../../domain/shared/values';
import { counted, clientEntryIfAny } from './entries';
import { clientEnquiries } from './tables';

const answeredBy = (by: AnswerEvidence<PersonalText>): string =>
  'callId' in by ? 'call' : 'offerId' in by ? 'offer' : 'message';
const fulfilledBy = (by: FulfilmentEvidence<PersonalText>): string =>
  'invoiceId' in by ? 'invoice' : 'offerId' in by ? 'offer' : 'delivery';
const proofIn = (proof: Proof): string => ('callId' in proof ? 'call' : 'offerId' in proof ? 'offer' : 'invoice');
const inTime = (yes: boolean): string => (yes ? 'in time' : 'late');

const enquiryEntry = (
  event: ProjectedEvent<keyof EnquiryEvents>,
  summary: string,
  told: { readonly outcome?: string; readonly said?: PersonalText } = {},
): readonly Change[] => {
  const { data } = event;
  const { clientId, enquiryId } = data;
  const managerId = 'managerId' in data ? data.managerId : undefined;
  return clientEntryIfAny(event, clientId, { summary, subjectId: enquiryId, managerId, ...told });
};

type ClientEnquiryRow = RowOfTable<typeof clientEnquiries>;

const patchEnquiry = (enquiryId: string, change: (row: ClientEnquiryRow) => ClientEnquiryRow | undefined): Change =>
  clientEnquiries.patch([enquiryId], change);

const enquiryEnded = (enquiryId: string): Change => patchEnquiry(enquiryId, () => undefined);

const enquiryOpened = (event: ProjectedEvent<'EnquiryReceived' | 'EnquiryReopened'>): readonly Change[] => {
  const { enquiryId, clientId, answerDueAt, fulfilDueAt } = event.data;
  const managerId = 'managerId' in event.data ? event.data.managerId : undefined;
  if (clientId === undefined) return [];
  const row = { enquiryId, clientId, openSince: event.occurredAt, answered: 0, paused: 0, answerDueAt, fulfilDueAt };
  return [
    clientEnquiries.change([enquiryId], (before) => ({ ...row, managerId: managerId ?? before?.managerId ?? null })),
  ];
};

const obligedAgain = (event: ProjectedEvent<'EnquiryFulfilmentWithdrawn'>): readonly Change[] => {
  const {
    enquiryId,
    clientId,
    managerId = null,
    openSince,
    isAnswered,
    isPaused,
    answerDueAt,
    fulfilDueAt,
  } = event.data;
  if (clientId === undefined) return [];
  const standing = { answered: isAnswered ? 1 : 0, paused: isPaused ? 1 : 0, answerDueAt, fulfilDueAt };
  const row = { enquiryId, clientId, managerId, openSince, ...standing };
  return [clientEnquiries.change([enquiryId], () => row)];
};

export const enquiryEntryArms: Arms = {
  EnquiryReceived: (event) => {
    const { channel, items, priority } = event.data;
    return [
      ...enquiryOpened(event),
      ...enquiryEntry(event, `enquiry by ${channel}, ${counted(items.length, 'item')}, ${priority} priority`),
    ];
  },
  EnquiryAssigned: (event) => {
    const { enquiryId, managerId, until } = event.data;
    const assigned = patchEnquiry(enquiryId, (row) => (until === undefined ? { ...row, managerId } : row));
    return [assigned, ...enquiryEntry(event, 'enquiry assigned')];
  },
  EnquiryAnswered: (event) => {
    const { enquiryId, by, workingMinutes } = event.data;
    const summary = `enquiry answered by ${answeredBy(by)} after ${workingMinutes} min, ${inTime(event.data.inTime)}`;
    return [
      patchEnquiry(enquiryId, (row) => ({ ...row, answered: 1 })),
      ...enquiryEntry(event, summary, { outcome: answeredBy(by) }),
    ];
  },
  EnquiryAnswerWithdrawn: (event) => {
    const { enquiryId, round, proof, why } = event.data;
    return [
      patchEnquiry(enquiryId, (row) => (round === 'present' ? { ...row, answered: 0 } : row)),
      ...enquiryEntry(event, `answer by ${proofIn(proof)} withdrawn: ${why}`),
    ];
  },
  EnquiryFulfilmentWithdrawn: (event) => [
    ...obligedAgain(event),
    ...enquiryEntry(event, `fulfilment by ${proofIn(event.data.proof)} withdrawn: ${event.data.why}`),
  ],
  EnquiryPaused: (event) => [
    patchEnquiry(event.data.enquiryId, (row) => ({ ...row, paused: 1 })),
    ...enquiryEntry(event, 'enquiry paused, waiting for the client', { said: event.data.waitingFor }),
  ],
  EnquiryResumed: (event) => {
    const { enquiryId, pausedMinutes, answerDueAt, fulfilDueAt } = event.data;
    return [
      patchEnquiry(enquiryId, (row) => ({ ...row, paused: 0, answerDueAt, fulfilDueAt })),
      ...enquiryEntry(event, `enquiry resumed after ${pausedMinutes} min`),
    ];
  },
  EnquiryFulfilled: (event) => {
    const { enquiryId, evidence } = event.data;
    return [
      enquiryEnded(enquiryId),
      ...enquiryEntry(event, `enquiry fulfilled by ${fulfilledBy(evidence)}, ${inTime(event.data.inTime)}`),
    ];
  },
  EnquiryDeclined: (event) => [
    enquiryEnded(event.data.enquiryId),
    ...enquiryEntry(event, `enquiry declined: ${event.data.reason}`),
  ],
  EnquiryAbandoned: (event) => [
    enquiryEnded(event.data.enquiryId),
    ...enquiryEntry(event, 'enquiry abandoned', { said: event.data.reason }),
  ],
  EnquiryReopened: (event) => [
    ...enquiryOpened(event),
    ...enquiryEntry(event, 'enquiry reopened', { said: event.data.reason }),
  ],
  AnswerDeadlineMissed: (event) => enquiryEntry(event, `not answered by ${event.data.dueAt}`),
  FulfilmentDeadlineMissed: (event) => enquiryEntry(event, `not fulfilled by ${event.data.dueAt}`),
};
