import fc from 'fast-check';
import { callDecider } from '../../../src/domain/call/decider';
import type { CallShape } from '../../../src/domain/call/state';
import { eventsOf, holdsForEveryHistory, oneOfCommands } from '../../support/properties';
import { factsOf, id } from '../../support/specify';

const callId = fc.constant(id('call'));
const facts = factsOf({
  clients: { [id('client')]: {}, [id('quiet')]: { withdrawnConsents: ['phone'] } },
  managers: { [id('anna')]: {}, [id('boris')]: {} },
});
const managerId = fc.constantFrom(id('anna'), id('boris'));
const clientId = fc.constantFrom(id('client'), id('quiet'), id('nobody'));
const moments = fc
  .integer({ min: 0, max: 72 })
  .map((hour) => new Date(Date.UTC(2024, 4, 6) + hour * 3_600_000).toISOString());
const optional = { requiredKeys: ['callId'] as ['callId'] };

const askings = oneOfCommands<CallShape>(
  {
    LogCall: fc.record({
      callId,
      clientId,
      managerId,
      direction: fc.constantFrom('in', 'out'),
      durationSeconds: fc.integer({ min: -1, max: 100 }),
      result: fc.constantFrom('reached', 'busy'),
    }),
    CorrectCall: fc.record(
      { callId, clientId, managerId, durationSeconds: fc.integer({ min: -1, max: 3 }), at: moments, note: fc.string() },
      optional,
    ),
    NoteCallAsProof: fc.record({ callId, enquiryId: fc.constantFrom(id('one'), id('other')) }),
    VoidCall: fc.record({ callId, reason: fc.string() }),
  },
  fc.record({
    occurredAt: moments,
    facts: fc.constant(facts),
    actor: managerId.map((actor) => ({ kind: 'manager' as const, id: actor })),
  }),
);

describe('a call, whatever is asked of it', () => {
  it('keeps what every decider promises; each correction continues the record before it', () => {
    let [corrections, voids] = [0, 0];
    holdsForEveryHistory(callDecider, {
      askings,
      idempotent: ['CorrectCall', 'NoteCallAsProof', 'VoidCall'],
      invariants: (history) => {
        let record: unknown;
        for (const event of eventsOf(history)) {
          if (event.type === 'CallNamedAsProof') continue;
          if (event.type === 'CallLogged') expect(record).toBeUndefined();
          else expect(event.data.was).toEqual(record);
          const { callId: _, ...logged } = event.data as { callId: string } & Record<string, unknown>;
          record =
            event.type === 'CallCorrected'
              ? event.data.now
              : event.type === 'CallLogged'
                ? { ...logged, at: event.occurredAt }
                : record;
          corrections += event.type === 'CallCorrected' ? 1 : 0;
          voids += event.type === 'CallVoided' ? 1 : 0;
        }
        expect(eventsOf(history).filter(({ type }) => type === 'CallVoided').length).toBeLessThanOrEqual(1);
      },
    });
    expect(Math.min(corrections, voids)).toBeGreaterThan(0);
  });
});
