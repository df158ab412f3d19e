import fc from 'fast-check';
import { enquiryDecider } from '../../../src/domain/enquiry/decider';
import type { EnquiryShape } from '../../../src/domain/enquiry/state';
import type { Facts } from '../../../src/domain/shared/facts';
import { declineReasons } from '../../../src/domain/shared/words';
import { eventsOf, holdsForEveryHistory, oneOfCommands } from '../../support/properties';
import { factsOf, id } from '../../support/specify';

const enquiryId = id('enquiry');
const facts = factsOf({
  calls: { [id('call')]: { enquiryId } },
  managers: { [id('anna')]: {}, [id('boris')]: {} },
  policy: {
    serviceTargets: [
      {
        version: 1,
        effectiveFrom: '2024-01-01T00:00:00.000Z',
        targets: [{ priority: 'normal', answerMinutes: 120, fulfilMinutes: 600 }],
      },
    ],
    calendars: [
      {
        version: 1,
        effectiveFrom: '2024-01-01T00:00:00.000Z',
        zone: 'Europe/Berlin',
        hours: [1, 2, 3, 4, 5].map((weekday) => ({ weekday, opens: '09:00', closes: '17:00' })),
        holidays: ['2024-05-09'],
      },
    ],
  },
});

/** The call was voided. */
const withoutCall: Facts = {
  ...facts,
  call: (callId) => {
    const call = facts.call(callId);
    return call && { ...call, isVoided: true };
  },
};

/** A week in quarters of an hour, in any order: late entries come with earlier times. */
const moments = fc
  .integer({ min: 0, max: 7 * 96 })
  .map((quarter) => new Date(Date.UTC(2024, 4, 6) + quarter * 900_000).toISOString());
const managerId = fc.constantFrom(id('anna'), id('boris'));
const ofEnquiry = fc.constant({ enquiryId });
const received = {
  asked: {
    type: 'ReceiveEnquiry' as const,
    data: { enquiryId, channel: 'web' as const, items: [{ need: 'tea' }], priority: 'normal' as const },
  },
  context: { occurredAt: '2024-05-06T08:00:00.000Z', facts },
};
/** The deadlines of `received`, and what they may have moved to. */
const dueAt = fc.oneof(fc.constantFrom('2024-05-06T10:00:00.000Z', '2024-05-07T11:00:00.000Z'), moments);

const askings = oneOfCommands<EnquiryShape>(
  {
    ReceiveEnquiry: fc.constant({ enquiryId, channel: 'web', items: [{ need: 'tea' }], priority: 'normal' }),
    AssignEnquiry: fc.record({ enquiryId: fc.constant(enquiryId), managerId }),
    AnswerEnquiry: fc.record({
      enquiryId: fc.constant(enquiryId),
      managerId,
      by: fc.constantFrom({ callId: id('call') }, { messageRef: 'auto:1' }, { messageRef: 'm1' }),
    }),
    ReviewEvidence: fc.constant({ enquiryId, proof: { callId: id('call') } }),
    PauseEnquiry: fc.constant({ enquiryId, waitingFor: 'the size' }),
    ResumeEnquiry: ofEnquiry,
    FulfilEnquiry: fc.constant({ enquiryId, evidence: { deliveryRef: 'd1' } }),
    DeclineEnquiry: fc.record({ enquiryId: fc.constant(enquiryId), reason: fc.constantFrom(...declineReasons) }),
    AbandonEnquiry: fc.constant({ enquiryId, reason: 'silence' }),
    ReopenEnquiry: fc.constant({ enquiryId, reason: 'called again' }),
    NoteAnswerDeadline: fc.record({ enquiryId: fc.constant(enquiryId), dueAt }),
    NoteFulfilmentDeadline: fc.record({ enquiryId: fc.constant(enquiryId), dueAt }),
  },
  fc
    .tuple(moments, fc.constantFrom(facts, facts, withoutCall))
    .map(([occurredAt, known]) => ({ occurredAt, facts: known })),
);

const ends = ['EnquiryFulfilled', 'EnquiryDeclined', 'EnquiryAbandoned'];

describe('an enquiry, whatever is asked of it', () => {
  it('keeps what every decider promises, has one end at a time, one answer and one miss a round', () => {
    let [answers, misses, reopenings, withdrawn] = [0, 0, 0, 0];
    holdsForEveryHistory(enquiryDecider, {
      askings,
      opening: fc.constant(received),
      idempotent: [
        'AssignEnquiry',
        'AnswerEnquiry',
        'ReviewEvidence',
        'PauseEnquiry',
        'ResumeEnquiry',
        'FulfilEnquiry',
        'DeclineEnquiry',
        'AbandonEnquiry',
        'ReopenEnquiry',
        'NoteAnswerDeadline',
        'NoteFulfilmentDeadline',
      ],
      invariants: (history) => {
        const inRound = new Map<string, number>();
        const once = (what: string) => {
          inRound.set(what, (inRound.get(what) ?? 0) + 1);
          expect([what, inRound.get(what)]).toEqual([what, 1]);
        };
        for (const event of eventsOf(history)) {
          if (event.type === 'EnquiryReopened') inRound.clear();
          if (event.type === 'EnquiryAnswerWithdrawn' && event.data.round === 'present')
            inRound.delete('EnquiryAnswered');
          if (event.type === 'EnquiryFulfilmentWithdrawn') inRound.delete('an end');
          if (ends.includes(event.type)) once('an end');
          if (['EnquiryAnswered', 'AnswerDeadlineMissed', 'FulfilmentDeadlineMissed'].includes(event.type))
            once(event.type);
          if (event.type === 'EnquiryAnswered') {
            expect(event.data.workingMinutes).toBeGreaterThanOrEqual(0);
            expect(event.data.managerMinutes).toBeLessThanOrEqual(event.data.workingMinutes);
          }
          answers += event.type === 'EnquiryAnswered' ? 1 : 0;
          withdrawn += event.type === 'EnquiryAnswerWithdrawn' ? 1 : 0;
          misses += event.type === 'AnswerDeadlineMissed' ? 1 : 0;
          reopenings += event.type === 'EnquiryReopened' ? 1 : 0;
        }
      },
    });
    // The histories go deep enough to say something.
    expect(Math.min(answers, misses, reopenings, withdrawn)).toBeGreaterThan(0);
  });
});
