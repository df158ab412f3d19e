import { newestWhere } from '../../shared/chain';
import { evolveBy, type Checked } from '../../shared/decider';
import type { Actor, Happened, HappenedOf, Source } from '../../shared/event';
import { inForce, type PolicyFacts } from '../../shared/facts';
import { isSame } from '../../shared/same';
import type { Moment } from '../../shared/values';
import type { EnquiryEvents } from '../events';
import { rejectEnquiry } from '../rejections';
import {
  evolveEnquiry,
  openPause,
  standingAnswers,
  type Enquiry,
  type EnquiryShape,
  type EnquiryState,
} from '../state';
import { deadlines, measureOf, type Measure } from './clock';
import { figuresOfAnswer, figuresOfFulfilment, missOf, type DeadlineKind } from './ending';
import { afterPause } from './receiving';
import { dueAgain, withdrawalOfAnswer } from './withdrawing';

/** The company's rules as they are supposed to have been. */
export interface SupposedRules {
  /** Those of the log that stay, and those that are supposed. */
  readonly policy: PolicyFacts;
  /** From when on it is supposed otherwise; undefined: it is as it was. */
  readonly targetsFrom: Moment | undefined;
  readonly calendarFrom: Moment | undefined;
}

type RecordedEnquiryEvent = HappenedOf<EnquiryEvents> & {
  readonly recordedAt: Moment;
  readonly actor: Actor;
  readonly source: Source;
};

/** An enquiry as it was told and as it would have been; nothing is kept of one that is as it was. */
export type EnquiryRetold = { readonly told: Enquiry; readonly retold: Enquiry } | undefined;

/** A deadline that would have been noted as missed. */
export type NotedMiss = NonNullable<ReturnType<typeof missOf>> & { readonly kind: DeadlineKind };

export interface EnquiryRetelling {
  readonly enquiry: EnquiryRetold;
  /** What would have been noted before it. */
  readonly misses: readonly NotedMiss[];
  /** Undefined: it would not have been. */
  readonly data: EnquiryEvents[keyof EnquiryEvents] | undefined;
  /** The rule that would have rejected it: it stays as it was. */
  readonly rejected: Checked;
}

const isFrom = (from: Moment | undefined, at: Moment): boolean => from !== undefined && from <= at;

/** What is supposed from this moment on, and of the rest what the enquiry was received under. */
const measureAt = (
  { policy, targetsFrom, calendarFrom }: SupposedRules,
  at: Moment,
  { policyVersion, calendarVersion }: EnquiryEvents['EnquiryReceived'],
): Measure | undefined => {
  const targets = isFrom(targetsFrom, at)
    ? inForce(policy.serviceTargets, at)
    : newestWhere(policy.serviceTargets, ({ version }) => version === policyVersion);
  const calendar = isFrom(calendarFrom, at)
    ? inForce(policy.calendars, at)
    : newestWhere(policy.calendars, ({ version }) => version === calendarVersion);
  return targets && calendar && { targets, calendar };
};

type RetellEnquiryEvent<Type extends keyof EnquiryEvents> = (
  enquiry: Enquiry,
  event: Happened<Type, EnquiryEvents[Type]> & Pick<RecordedEnquiryEvent, 'actor'>,
  measure: Measure,
) => EnquiryEvents[Type];

/** What an event says by other rules: all that was computed when it was decided; what people did stays. */
const enquiryRetellings: { readonly [Type in keyof EnquiryEvents]?: RetellEnquiryEvent<Type> } = {
  EnquiryResumed: (enquiry, { occurredAt, data }, { calendar }) => {
    const from = openPause(enquiry.clock)?.from;
    return from === undefined ? data : { ...data, ...afterPause(enquiry, calendar, from, occurredAt) };
  },
  EnquiryReopened: ({ priority }, { occurredAt, data }, measure) => ({
    ...data,
    ...deadlines(measure, priority, occurredAt),
  }),
  EnquiryAnswered: (enquiry, event, measure) => ({
    ...event.data,
    ...figuresOfAnswer(enquiry, measure, event.data.managerId, event),
  }),
  EnquiryFulfilled: (enquiry, event, measure) => ({ ...event.data, ...figuresOfFulfilment(enquiry, measure, event) }),
  EnquiryAnswerWithdrawn: (enquiry, { data }) => {
    const answer = standingAnswers(enquiry).find(({ eventId }) => eventId === data.withdraws);
    return answer ? withdrawalOfAnswer(enquiry, answer, data.proof, data.why) : data;
  },
  EnquiryFulfilmentWithdrawn: (enquiry, { data }) => ({ ...data, ...dueAgain(enquiry) }),
};

const enquiryDataBy = <Type extends keyof EnquiryEvents>(
  enquiry: Enquiry,
  event: Happened<Type, EnquiryEvents[Type]> & Pick<RecordedEnquiryEvent, 'actor'>,
  measure: Measure,
): EnquiryEvents[Type] => enquiryRetellings[event.type]?.(enquiry, event, measure) ?? event.data;

const evolved = (state: EnquiryState, event: HappenedOf<EnquiryEvents>): EnquiryState =>
  evolveBy<EnquiryShape, keyof EnquiryEvents>({ evolve: evolveEnquiry }, state, event);

const dueOf = { answer: 'answerDueAt', fulfilment: 'fulfilDueAt' } as const;
const kindOfMiss: Partial<Record<keyof EnquiryEvents, DeadlineKind>> = {
  AnswerDeadlineMissed: 'answer',
  FulfilmentDeadlineMissed: 'fulfilment',
};

/** Where a deadline is where it was, its misses are those that were noted. */
const isDueOtherwise = ({ told, retold }: NonNullable<EnquiryRetold>, kind: DeadlineKind): boolean =>
  told.clock[dueOf[kind]] !== retold.clock[dueOf[kind]];

/** What a timer would have noted by a moment, of the deadlines that are others than they were. */
export const missesBy = (enquiry: EnquiryRetold, now: Moment): readonly NotedMiss[] => {
  if (!enquiry) return [];
  return (['answer', 'fulfilment'] as const).flatMap((kind) => {
    const miss = isDueOtherwise(enquiry, kind) ? missOf(enquiry.retold, kind, now) : undefined;
    return miss ? [{ ...miss, kind }] : [];
  });
};

const withMisses = (state: Enquiry, misses: readonly NotedMiss[]): Enquiry =>
  // A miss is an event of an enquiry that is there: it stays there.
  misses.reduce<Enquiry>((enquiry, miss) => evolved(enquiry, { ...miss, id: '' }) ?? enquiry, state);

const asTold = ({ data }: RecordedEnquiryEvent): EnquiryRetelling => ({
  enquiry: undefined,
  misses: [],
  data,
  rejected: undefined,
});

/** The clock starts by the rules that would have been in force at the receipt; where these are as they were, so is all of it. */
const retellReceipt = (
  rules: SupposedRules,
  event: Happened<'EnquiryReceived', EnquiryEvents['EnquiryReceived']> & RecordedEnquiryEvent,
): EnquiryRetelling => {
  const { occurredAt, data } = event;
  const told = evolveEnquiry.EnquiryReceived(undefined, event);
  if (!told || !(isFrom(rules.targetsFrom, occurredAt) || isFrom(rules.calendarFrom, occurredAt))) return asTold(event);
  const measure = measureAt(rules, occurredAt, data);
  const due = measure && deadlines(measure, data.priority, occurredAt);
  if (!due) {
    const rejected = rejectEnquiry('POLICY_NOT_SET', { priority: data.priority, occurredAt });
    return { ...asTold(event), rejected };
  }
  const versions = { policyVersion: measure.targets.version, calendarVersion: measure.calendar.version };
  const now = { ...data, ...due, ...versions };
  const retold = evolveEnquiry.EnquiryReceived(undefined, { ...event, data: now });
  return { enquiry: retold && { told, retold }, misses: [], data: now, rejected: undefined };
};

/** An import brings what had happened by then all at once: no timer ran in between. */
const missesBefore = (enquiry: EnquiryRetold, { source, recordedAt }: RecordedEnquiryEvent): readonly NotedMiss[] =>
  source === 'import' ? [] : missesBy(enquiry, recordedAt);

const retoldData = (rules: SupposedRules, enquiry: Enquiry, event: RecordedEnquiryEvent) => {
  const measure = measureOf(rules.policy, enquiry);
  const data = measure ? enquiryDataBy(enquiry, event, measure) : event.data;
  if (isSame(data, event.data)) return { data: event.data, kept: event };
  const kept = { ...event, data };
  // As the table of enquiryRetellings has it: the data of a type in the place of that type's data.
  return { data, kept: kept as typeof event };
};

/**
 * The next event of an enquiry as it would have been by other rules, told by the same functions that decided it: what
 * would have been noted before it, and what it would say. What nothing of this touches keeps its very data.
 */
export const retellEnquiry = (
  rules: SupposedRules,
  enquiry: EnquiryRetold,
  event: RecordedEnquiryEvent,
): EnquiryRetelling => {
  if (event.type === 'EnquiryReceived') return retellReceipt(rules, event);
  if (!enquiry) return asTold(event);
  const misses = missesBefore(enquiry, event);
  const before = withMisses(enquiry.retold, misses);
  const told = evolved(enquiry.told, event) ?? enquiry.told;
  const missed = kindOfMiss[event.type];
  if (missed && isDueOtherwise(enquiry, missed))
    return { enquiry: { told, retold: before }, misses, data: undefined, rejected: undefined };
  const { data, kept } = retoldData(rules, before, event);
  const retold = evolved(before, kept) ?? before;
  return { enquiry: { told, retold }, misses, data, rejected: undefined };
};
