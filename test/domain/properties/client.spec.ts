import fc from 'fast-check';
import { clientDecider } from '../../../src/domain/client/decider';
import type { ClientShape } from '../../../src/domain/client/state';
import { channels } from '../../../src/domain/shared/words';
import { holdsForEveryHistory, oneOfCommands } from '../../support/properties';
import { factsOf, id } from '../../support/specify';

const clientId = id('client');
const facts = factsOf({
  clients: { [id('a')]: {}, [id('b')]: {}, [id('merged')]: { status: 'merged' }, [clientId]: {} },
  managers: { [id('anna')]: {}, [id('boris')]: {} },
});
const own = fc.constant(clientId);
const reason = fc.constantFrom('asked for', 'by mistake');
const managerId = fc.constantFrom(id('anna'), id('boris'));
const register = { clientId, kind: 'person', name: 'Ivo', origin: 'fair' } as const;

const askings = oneOfCommands<ClientShape>(
  {
    RegisterClient: fc.constant(register),
    CorrectClientDetails: fc.record({ clientId: own, name: fc.constantFrom('Ivo', 'Iva') }),
    ClassifyClient: fc.record({
      clientId: own,
      segment: fc.constantFrom('north', 'south'),
      by: fc.constantFrom('rule', 'manual'),
    }),
    AssignClient: fc.record({ clientId: own, managerId, reason }),
    RecordConsent: fc.record({
      clientId: own,
      channel: fc.constantFrom(...channels),
      allowed: fc.boolean(),
      basis: fc.constantFrom('letter', 'call'),
    }),
    MergeClient: fc.record({
      clientId: own,
      into: fc.constantFrom(id('a'), id('b'), id('merged'), clientId),
      evidence: fc.constant('same phone'),
    }),
    AbsorbDuplicate: fc.record({
      clientId: own,
      duplicateId: fc.constantFrom(id('a'), id('b')),
      evidence: fc.constant('same phone'),
    }),
    ReverseMerge: fc.record({ clientId: own, reason }),
    // Rarely: nothing much happens afterwards.
    EraseDuplicate: fc.record({
      clientId: fc.oneof({ arbitrary: fc.constant(id('nobody')), weight: 4 }, own),
      erasedWith: fc.constantFrom(id('a'), id('b')),
      reason,
    }),
    EraseClient: fc.record({
      clientId: fc.oneof({ arbitrary: fc.constant(id('nobody')), weight: 4 }, own),
      reason,
    }),
  },
  fc.constant({ facts }),
);

describe('a client, whatever is asked of it', () => {
  it('keeps what every decider promises: one merge at a time, into a living client; what is erased stays erased', () => {
    let [merges, reversals, erasures] = [0, 0, 0];
    holdsForEveryHistory(clientDecider, {
      askings,
      opening: fc.constant({ asked: { type: 'RegisterClient' as const, data: register }, context: { facts } }),
      idempotent: ['ClassifyClient', 'AssignClient', 'RecordConsent', 'MergeClient', 'EraseClient', 'EraseDuplicate'],
      invariants: (history) => {
        let [mergedInto, isErased]: [string | undefined, boolean] = [undefined, false];
        for (const { decision, after } of history) {
          for (const event of decision.accepted ? decision.events : []) {
            // An erasure after the first is that of duplicates which no erasure has named.
            if (isErased && event.type === 'PersonalDataErased') expect(event.data.duplicates).not.toHaveLength(0);
            else if (isErased) expect(['MergeReversed', 'DuplicateAbsorbed']).toContain(event.type);
            if (event.type === 'ClientMerged') {
              expect(mergedInto).toBeUndefined();
              expect([id('a'), id('b')]).toContain(event.data.into);
              mergedInto = event.data.into;
              merges += 1;
            }
            if (event.type === 'MergeReversed') {
              expect(event.data.from).toBe(mergedInto);
              mergedInto = undefined;
              reversals += 1;
            }
            isErased ||= event.type === 'PersonalDataErased';
            erasures += event.type === 'PersonalDataErased' ? 1 : 0;
          }
          expect(after?.mergedInto).toBe(mergedInto);
          expect(after?.status === 'erased').toBe(isErased);
        }
      },
    });
    expect(Math.min(merges, reversals, erasures)).toBeGreaterThan(0);
  });
});
