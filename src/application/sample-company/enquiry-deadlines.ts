import { deadlines, shifted } from '../../domain/enquiry/decisions/clock';
import type { Deadlines } from '../../domain/enquiry/state';
import type { Priority } from '../../domain/shared/words';
import { millisecondsOf, momentOf } from '../../domain/shared/time';
import type { Id } from '../../domain/shared/values';
import type { Company, SampleClient, Story } from './company';

/** An enquiry as far as the company has to remember it. */
export interface SampleEnquiry {
  readonly id: Id;
  readonly client: SampleClient;
  readonly priority: Priority;
  due: Deadlines;
  isAnswered: boolean;
  isClosed: boolean;
  isPaused: boolean;
}

const deadlinesOf = ({ targets, calendar, now }: Company, priority: Priority): Deadlines => {
  const due = deadlines({ targets, calendar }, priority, momentOf(now));
  if (!due) throw new Error(`an installation has no targets for ${priority}`);
  return due;
};

export const newEnquiry = (company: Company, client: SampleClient, priority: Priority): SampleEnquiry => ({
  ...{ id: company.random.id(), client, priority, due: deadlinesOf(company, priority) },
  ...{ isAnswered: false, isClosed: false, isPaused: false },
});

/** By a call that reached the client, an offer or a message. */
export const markAnswered = (enquiry: SampleEnquiry | undefined): void => {
  if (enquiry) enquiry.isAnswered = true;
};

const watches = {
  answer: { command: 'NoteAnswerDeadline', due: 'answerDueAt' },
  fulfilment: { command: 'NoteFulfilmentDeadline', due: 'fulfilDueAt' },
} as const;

/** The timer looks at each deadline once, when it has passed. */
function* watchDeadline(company: Company, enquiry: SampleEnquiry, kind: keyof typeof watches): Story {
  const { command, due } = watches[kind];
  const dueAt = enquiry.due[due];
  yield millisecondsOf(dueAt) + 20_000;
  const isMet = enquiry.isClosed || (kind === 'answer' && enquiry.isAnswered);
  if (isMet || enquiry.isPaused || enquiry.due[due] !== dueAt) return;
  company.note(command, { enquiryId: enquiry.id, dueAt }, `${kind}/${enquiry.id}/${dueAt}`);
}

export const watchDeadlines = (company: Company, enquiry: SampleEnquiry): void => {
  company.start(watchDeadline(company, enquiry, 'answer'));
  company.start(watchDeadline(company, enquiry, 'fulfilment'));
};

/** Waits for the client; the deadlines move on. */
export function* tellPause(company: Company, enquiry: SampleEnquiry): Story {
  const { id: enquiryId, client, due } = enquiry;
  const from = momentOf(company.now);
  company.record('PauseEnquiry', { enquiryId, waitingFor: 'the measures of the room' }, client.manager);
  enquiry.isPaused = true;
  yield company.afterWorkdays(1, 4);
  company.record('ResumeEnquiry', { enquiryId }, client.manager);
  enquiry.isPaused = false;
  const moved = (dueAt: string): string => shifted(company.calendar, dueAt, from, momentOf(company.now));
  enquiry.due = { answerDueAt: moved(due.answerDueAt), fulfilDueAt: moved(due.fulfilDueAt) };
  watchDeadlines(company, enquiry);
}

export const tellFulfilment = (company: Company, enquiry: SampleEnquiry, invoiceId: Id): void => {
  if (!enquiry.isAnswered || enquiry.isClosed) return;
  const { manager } = enquiry.client;
  const data = { enquiryId: enquiry.id, managerId: manager.id, evidence: { invoiceId } };
  company.record('FulfilEnquiry', data, manager);
  enquiry.isClosed = true;
};

/** The client comes back to what was abandoned: its clock begins anew. */
export const tellReopening = (company: Company, enquiry: SampleEnquiry): void => {
  company.record('ReopenEnquiry', { enquiryId: enquiry.id, reason: 'The client asked again' });
  Object.assign(enquiry, { due: deadlinesOf(company, enquiry.priority), isClosed: false });
  watchDeadlines(company, enquiry);
};

/** Nothing came of it: it is closed within days, or never. */
export function* closeLostEnquiry(company: Company, enquiry: SampleEnquiry): Story {
  const { id: enquiryId, client } = enquiry;
  if (!company.random.chance(0.85)) return;
  yield company.afterWorkdays(1, 4);
  if (enquiry.isClosed) return;
  enquiry.isClosed = true;
  const { manager } = client;
  const decline = { enquiryId, managerId: manager.id, reason: 'CLIENT_CHOSE_OTHER' } as const;
  if (company.random.chance(0.6)) company.record('DeclineEnquiry', decline, manager);
  else company.record('AbandonEnquiry', { enquiryId, reason: 'The client does not answer any more' });
}
