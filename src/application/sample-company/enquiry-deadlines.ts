import type { EnquiryCommands } from '../../domain/enquiry/commands';
import { deadlines, shifted } from '../../domain/enquiry/decisions/clock';
import type { Deadlines } from '../../domain/enquiry/state';
import type { Priority } from '../../domain/shared/words';
import { millisecondsOf, momentOf } from '../../domain/shared/time';
import type { Id } from '../../domain/shared/values';
import { derivedId } from '../log/ids';
import type { Company, SampleClient, Story } from './company';

/** An enquiry as far as the company has to remember it. */
export interface SampleEnquiry {
  readonly id: Id;
  readonly client: SampleClient;
  readonly priority: Priority;
  due: Deadlines;
  /** When it was answered and when it ended, milliseconds; infinity while that is still to come. */
  answeredAt: number;
  endedAt: number;
  isPaused: boolean;
}

const NOT_YET = Number.POSITIVE_INFINITY;

export const deadlinesOf = ({ targets, calendar, now }: Company, priority: Priority): Deadlines => {
  const due = deadlines({ targets, calendar }, priority, momentOf(now));
  if (!due) throw new Error(`an installation has no targets for ${priority}`);
  return due;
};

export const newEnquiry = (company: Company, client: SampleClient, priority: Priority): SampleEnquiry => ({
  ...{ id: company.random.id(), client, priority, due: deadlinesOf(company, priority) },
  ...{ answeredAt: NOT_YET, endedAt: NOT_YET, isPaused: false },
});

export const isAnswered = ({ answeredAt }: SampleEnquiry): boolean => answeredAt !== NOT_YET;
export const isClosed = ({ endedAt }: SampleEnquiry): boolean => endedAt !== NOT_YET;

/** A call that reached the client, an offer or a message answers an enquiry, the first one counts. */
export const markAnswered = (enquiry: SampleEnquiry | undefined, at: number): void => {
  if (enquiry && !isAnswered(enquiry) && !isClosed(enquiry)) enquiry.answeredAt = at;
};

const watches = {
  answer: { command: 'NoteAnswerDeadline', due: 'answerDueAt' },
  fulfilment: { command: 'NoteFulfilmentDeadline', due: 'fulfilDueAt' },
} as const;

/** The timer looks at each deadline once, when it has passed. */
function* watchDeadline(company: Company, enquiry: SampleEnquiry, kind: keyof typeof watches): Story {
  const { command, due } = watches[kind];
  const dueAt = enquiry.due[due];
  const dueTime = millisecondsOf(dueAt);
  yield dueTime + 20_000;
  const metAt = kind === 'answer' ? Math.min(enquiry.answeredAt, enquiry.endedAt) : enquiry.endedAt;
  if (enquiry.due[due] !== dueAt || enquiry.isPaused || metAt <= dueTime) return;
  const commandId = derivedId(`${kind}/${enquiry.id}/${dueAt}`);
  company.record(command, { enquiryId: enquiry.id, dueAt }, { by: 'timer', commandId });
}

export const watchDeadlines = (company: Company, enquiry: SampleEnquiry): void => {
  company.start(watchDeadline(company, enquiry, 'answer'));
  company.start(watchDeadline(company, enquiry, 'fulfilment'));
};

/** Waits for the client; the deadlines move on. */
export function* tellPause(company: Company, enquiry: SampleEnquiry): Story {
  const { calendar, random } = company;
  const from = momentOf(company.now);
  const by = enquiry.client.manager;
  company.record('PauseEnquiry', { enquiryId: enquiry.id, waitingFor: 'the measures of the room' }, { by });
  enquiry.isPaused = true;
  yield company.workdaysAfter(random.whole(1, 4));
  company.record('ResumeEnquiry', { enquiryId: enquiry.id }, { by });
  enquiry.isPaused = false;
  const until = momentOf(company.now);
  const { answerDueAt, fulfilDueAt } = enquiry.due;
  enquiry.due = {
    answerDueAt: shifted(calendar, answerDueAt, from, until),
    fulfilDueAt: shifted(calendar, fulfilDueAt, from, until),
  };
  watchDeadlines(company, enquiry);
}

export const tellFulfilment = (company: Company, enquiry: SampleEnquiry, invoiceId: Id): void => {
  if (!isAnswered(enquiry) || isClosed(enquiry)) return;
  const { manager } = enquiry.client;
  const data = { enquiryId: enquiry.id, managerId: manager.id, evidence: { invoiceId } };
  company.record('FulfilEnquiry', data, { by: manager });
  enquiry.endedAt = company.now;
};

export const tellAbandonment = (company: Company, enquiry: SampleEnquiry, reason: string): void => {
  if (isClosed(enquiry)) return;
  company.record('AbandonEnquiry', { enquiryId: enquiry.id, reason });
  enquiry.endedAt = company.now;
};

type Declining = EnquiryCommands['DeclineEnquiry']['reason'];

export const tellDecline = (company: Company, enquiry: SampleEnquiry, reason: Declining): void => {
  if (isClosed(enquiry)) return;
  const { manager } = enquiry.client;
  company.record('DeclineEnquiry', { enquiryId: enquiry.id, managerId: manager.id, reason }, { by: manager });
  enquiry.endedAt = company.now;
};

/** The client comes back to what was abandoned: its clock begins anew. */
export const tellReopening = (company: Company, enquiry: SampleEnquiry): void => {
  company.record('ReopenEnquiry', { enquiryId: enquiry.id, reason: 'The client asked again' });
  Object.assign(enquiry, { due: deadlinesOf(company, enquiry.priority), answeredAt: NOT_YET, endedAt: NOT_YET });
  watchDeadlines(company, enquiry);
};

/** Nothing came of it: it is closed within days, or never. */
export function* closeLostEnquiry(company: Company, enquiry: SampleEnquiry): Story {
  if (!company.random.chance(0.85)) return;
  yield company.workdaysAfter(company.random.whole(1, 4));
  if (company.random.chance(0.6)) tellDecline(company, enquiry, 'CLIENT_CHOSE_OTHER');
  else tellAbandonment(company, enquiry, 'The client does not answer any more');
}
