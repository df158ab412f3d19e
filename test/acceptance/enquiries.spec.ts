import { openCore, rowOf, type Core } from '../support/core';
import { id } from '../support/specify';

const RECEIVED = '2024-05-06T08:00:00.000Z';
const MAY = { from: '2024-05-01', to: '2024-06-01' };

/** Working minutes after receipt (10:00 in Berlin) at which each of the 77 was answered. */
const fast = 40;
const slow = 37;
const never = 23;

describe('a hundred enquiries of which 23 are never answered', () => {
  let core: Core;
  const after = (minutes: number): string => new Date(Date.parse(RECEIVED) + minutes * 60_000).toISOString();
  const enquiry = (place: number): string => id(`enquiry ${place}`);

  const answer = async (from: number, until: number, minutes: number): Promise<void> => {
    core.at(after(minutes));
    for (let place = from; place < until; place += 1)
      await core.has('AnswerEnquiry', {
        enquiryId: enquiry(place),
        managerId: id('manager'),
        by: { messageRef: `mail ${place}` },
      });
  };

  beforeAll(async () => {
    core = await openCore();
    core.at(RECEIVED);
    for (let place = 0; place < fast + slow + never; place += 1)
      await core.has('ReceiveEnquiry', {
        enquiryId: enquiry(place),
        channel: 'email',
        items: [{ productId: id('tea') }],
        priority: 'normal',
        managerId: id('manager'),
      });
    await answer(0, fast, 30);
    await answer(fast, fast + slow, 200);
  });
  afterAll(() => core.close());

  const unanswered = Array.from({ length: never }, (_, index) => fast + slow + index);

  const expectAll = async (breachedAndOpen: number): Promise<void> => {
    const summary = (await core.report('enquiries', MAY))['summary']?.[0];
    expect(summary).toMatchObject({
      received: 100,
      answered: 77,
      answeredInTime: 77,
      neverAnswered: 23,
      openWithinTime: 0,
      // The fiftieth of a hundred; of the 77 answered ones alone it would be 30.
      medianAnswerMinutes: 200,
      p90AnswerMinutes: null,
      notReached: ['p90AnswerMinutes'],
      serviceLevel: 0.77,
      serviceLevelOf: 100,
    });
    const manager = rowOf(await core.report('manager-activity', MAY), 'managers', { managerId: id('manager') });
    expect(manager).toMatchObject({
      medianAnswerMinutes: 200,
      answersDue: 100,
      answersInTime: 77,
      serviceLevel: 0.77,
      breachedAndOpen,
    });
  };

  it('have all of them in the median and in the denominator, before any timer ran', async () => {
    core.at('2024-05-13T08:00:00.000Z');
    await expectAll(never);
  });

  it('have them still when the missed deadlines were noted', async () => {
    for (const place of unanswered) {
      await core.has('NoteAnswerDeadline', { enquiryId: enquiry(place), dueAt: after(240) });
      await core.has('NoteAnswerDeadline', { enquiryId: enquiry(place), dueAt: after(240) });
    }
    expect((await core.types()).filter((type) => type === 'AnswerDeadlineMissed')).toHaveLength(never);
    await expectAll(never);
  });

  it('have them still when they were given up', async () => {
    for (const place of unanswered) await core.has('AbandonEnquiry', { enquiryId: enquiry(place), reason: 'silence' });
    await expectAll(0);
  });
});
