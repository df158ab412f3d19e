import { shifted } from '../../domain/enquiry/decisions/clock';
import type { Priority } from '../../domain/shared/facts';
import { millisecondsOf, momentOf } from '../../domain/shared/time';
import type { Id, Moment } from '../../domain/shared/values';
import { derivedId } from '../log/ids';
import { asManager, WORKDAY, type Client, type World } from './world';

/** An enquiry as far as the simulation has to remember it, and how it ends. */
export interface Enquiry {
  readonly id: Id;
  readonly client: Client;
  readonly priority: Priority;
  answerDueAt: Moment;
  fulfilDueAt: Moment;
  answeredAt?: number;
  endedAt?: number;
  isPaused?: boolean;
}

/** Marks it as answered; gives how many events the answer makes. */
export const noteAnswered = (world: World, enquiry: Enquiry | undefined, at = world.now): 0 | 1 => {
  if (!enquiry || enquiry.answeredAt !== undefined || enquiry.endedAt !== undefined) return 0;
  enquiry.answeredAt = at;
  world.counts.answered += 1;
  return 1;
};

const hadHappened = (at: number | undefined, due: number): boolean => at !== undefined && at <= due;

const noteMiss = (world: World, enquiry: Enquiry, kind: 'answer' | 'fulfilment', dueAt: Moment): void => {
  const commandId = derivedId(`${kind}/${enquiry.id}/${dueAt}`);
  const telling = { by: { kind: 'system', id: 'timer' }, source: 'timer', commandId } as const;
  const data = { enquiryId: enquiry.id, dueAt };
  if (kind === 'answer') world.tell({ type: 'NoteAnswerDeadline', data }, telling);
  else world.tell({ type: 'NoteFulfilmentDeadline', data }, telling);
};

/** The timer looks at each deadline once, when it has passed. */
export const watchDeadlines = (world: World, enquiry: Enquiry): void => {
  const { answerDueAt, fulfilDueAt } = enquiry;
  const [answerDue, fulfilDue] = [millisecondsOf(answerDueAt), millisecondsOf(fulfilDueAt)];
  world.at(answerDue + 20_000, () => {
    if (enquiry.answerDueAt !== answerDueAt || enquiry.isPaused === true) return;
    if (hadHappened(enquiry.answeredAt, answerDue) || hadHappened(enquiry.endedAt, answerDue)) return;
    noteMiss(world, enquiry, 'answer', answerDueAt);
    world.counts.answersMissed += 1;
  });
  world.at(fulfilDue + 20_000, () => {
    if (enquiry.fulfilDueAt !== fulfilDueAt || enquiry.isPaused === true) return;
    if (hadHappened(enquiry.endedAt, fulfilDue)) return;
    noteMiss(world, enquiry, 'fulfilment', fulfilDueAt);
    world.counts.fulfilmentsMissed += 1;
  });
};

/** Waits for the client; the deadlines move on. */
export const pause = (world: World, enquiry: Enquiry, then: () => void): void => {
  const from = momentOf(world.now);
  const by = asManager(enquiry.client.manager);
  enquiry.isPaused = true;
  const waitingFor = 'the measures of the room';
  world.tell({ type: 'PauseEnquiry', data: { enquiryId: enquiry.id, waitingFor } }, { by });
  world.afterWork(world.random.whole(1, 4) * WORKDAY, () => {
    const until = momentOf(world.now);
    world.tell({ type: 'ResumeEnquiry', data: { enquiryId: enquiry.id } }, { by });
    enquiry.isPaused = false;
    enquiry.answerDueAt = shifted(world.calendar, enquiry.answerDueAt, from, until);
    enquiry.fulfilDueAt = shifted(world.calendar, enquiry.fulfilDueAt, from, until);
    watchDeadlines(world, enquiry);
    then();
  });
};

export const fulfil = (world: World, enquiry: Enquiry, invoiceId: Id): void => {
  if (enquiry.answeredAt === undefined || enquiry.endedAt !== undefined) return;
  const { manager } = enquiry.client;
  enquiry.endedAt = world.now;
  const data = { enquiryId: enquiry.id, managerId: manager.id, evidence: { invoiceId } };
  world.tell({ type: 'FulfilEnquiry', data }, { by: asManager(manager) });
};

export const abandon = (world: World, enquiry: Enquiry, reason: string): void => {
  if (enquiry.endedAt !== undefined) return;
  enquiry.endedAt = world.now;
  world.tell({ type: 'AbandonEnquiry', data: { enquiryId: enquiry.id, reason } });
};

export const decline = (
  world: World,
  enquiry: Enquiry,
  reason: 'NOT_IN_PORTFOLIO' | 'OUT_OF_STOCK' | 'CLIENT_CHOSE_OTHER',
): void => {
  if (enquiry.endedAt !== undefined) return;
  const { manager } = enquiry.client;
  enquiry.endedAt = world.now;
  const data = { enquiryId: enquiry.id, managerId: manager.id, reason };
  world.tell({ type: 'DeclineEnquiry', data }, { by: asManager(manager) });
};

/** Nothing came of it: somebody says so, soon or never. */
export const declineLater = (world: World, enquiry: Enquiry): void => {
  if (!world.random.chance(0.85)) return;
  world.afterWork(world.random.whole(1, 4) * WORKDAY, () => {
    if (world.random.chance(0.6)) decline(world, enquiry, 'CLIENT_CHOSE_OTHER');
    else abandon(world, enquiry, 'The client does not answer any more');
  });
};
