import fc from 'fast-check';
import type { GivenEvent } from './project';
import { id } from './specify';

/** Monday to Friday, 9 to 17 in Berlin: 7:00 to 15:00 UTC in May. */
export const workingHours: GivenEvent = {
  type: 'CalendarDefined',
  occurredAt: '2024-01-01T00:00:00.000Z',
  data: {
    version: 1,
    effectiveFrom: '2024-01-01T00:00:00.000Z',
    zone: 'Europe/Berlin',
    hours: [1, 2, 3, 4, 5].map((weekday) => ({ weekday, opens: '09:00', closes: '17:00' })),
    holidays: [],
  },
};

const never = '9999-12-31T23:59:59.999Z';
const moments = fc
  .tuple(fc.constantFrom('04', '05', '06'), fc.integer({ min: 1, max: 28 }), fc.integer({ min: 0, max: 23 }))
  .map(
    ([month, day, hour]) => `2024-${month}-${String(day).padStart(2, '0')}T${String(hour).padStart(2, '0')}:30:00.000Z`,
  );
const managerIds = fc.constantFrom('anna', 'boris', 'clara').map((name) => id(name));

type Make = (enquiryId: string, at: string) => GivenEvent;

const step: fc.Arbitrary<Make> = fc
  .record({
    kind: fc.nat({ max: 9 }),
    managerId: managerIds,
    previousManagerId: managerIds,
    minutes: fc.integer({ min: 0, max: 900 }).map((tenths) => tenths / 10),
    inTime: fc.boolean(),
    reason: fc.constantFrom('NOT_IN_PORTFOLIO', 'SPAM'),
    dueAt: moments,
    fulfilDueAt: fc.oneof(moments, fc.constant(never)),
  })
  .map(
    ({ kind, managerId, previousManagerId, minutes, inTime, reason, dueAt, fulfilDueAt }) =>
      (enquiryId, occurredAt) => {
        const due = { answerDueAt: dueAt, fulfilDueAt };
        const choices: GivenEvent[] = [
          { type: 'EnquiryAssigned', occurredAt, data: { enquiryId, managerId, previousManagerId } },
          { type: 'EnquiryPaused', occurredAt, data: { enquiryId, waitingFor: 'a drawing' } },
          { type: 'EnquiryResumed', occurredAt, data: { enquiryId, pausedMinutes: minutes, ...due } },
          { type: 'EnquiryDeclined', occurredAt, data: { enquiryId, managerId, reason } },
          { type: 'EnquiryAbandoned', occurredAt, data: { enquiryId, reason: 'gone' } },
          { type: 'EnquiryReopened', occurredAt, data: { enquiryId, reason: 'back', ...due } },
          { type: 'AnswerDeadlineMissed', occurredAt, data: { enquiryId, managerId, dueAt } },
          {
            type: 'EnquiryFulfilled',
            occurredAt,
            data: { enquiryId, managerId, evidence: { offerId: id('offer') }, workingMinutes: minutes, inTime },
          },
        ];
        const answer: GivenEvent = {
          type: 'EnquiryAnswered',
          occurredAt,
          data: {
            enquiryId,
            managerId,
            by: { messageRef: 'm' },
            workingMinutes: minutes,
            managerMinutes: minutes / 2,
            inTime,
          },
        };
        return choices[kind] ?? answer;
      },
  );

/** An enquiry for `lamp` from its receipt on, with whatever may become of it, in the order of its moments. */
export const enquiryLives: fc.Arbitrary<(place: number) => GivenEvent[]> = fc
  .record({
    managerId: fc.option(managerIds, { nil: undefined }),
    times: fc.array(moments, { minLength: 1, maxLength: 6 }),
    steps: fc.array(step, { minLength: 5, maxLength: 5 }),
    answerDueAt: moments,
    fulfilDueAt: fc.oneof(moments, fc.constant(never)),
  })
  .map(({ managerId, times, steps, answerDueAt, fulfilDueAt }) => (place) => {
    const enquiryId = id(`enquiry ${place}`);
    const [receivedAt = '', ...later] = times.toSorted();
    const received: GivenEvent = {
      type: 'EnquiryReceived',
      occurredAt: receivedAt,
      data: {
        ...{ enquiryId, clientId: id('a'), channel: 'email', items: [{ productId: id('lamp') }], priority: 'normal' },
        ...{ answerDueAt, fulfilDueAt, policyVersion: 1, calendarVersion: 1 },
        ...(managerId !== undefined && { managerId }),
      },
    };
    return [received, ...later.flatMap((at, index) => steps[index]?.(enquiryId, at) ?? [])];
  });
