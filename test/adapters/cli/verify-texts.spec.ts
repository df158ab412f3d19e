import { verifiedSections, verifyNotes } from '../../../src/adapters/cli/read-models/verify-texts';
import type { Verified } from '../../../src/application/verifying/verify';
import type { LogVerified } from '../../../src/application/verifying/verify-log';

const stopped: Verified = {
  projection: 'refusals',
  outcome: 'stopped',
  position: 6n,
  head: 9n,
  poison: { position: 7n, eventId: 'e', type: 'CallLogged', error: 'it holds text that is not JSON' },
  missing: [],
  fingerprint: undefined,
  rebuiltFingerprint: undefined,
  differences: [],
  more: false,
  rows: [],
};

const asKept: LogVerified = {
  outcome: 'equal',
  events: 9,
  head: 9n,
  compared: 9,
  comparedUntil: 9n,
  digest: 'digest of nine',
  keptSince: '2024-06-01T00:00:00.000Z',
  unknownUntil: undefined,
  mayBeDeleted: false,
  isOtherLog: false,
  faults: [],
  more: false,
  unsound: [],
  unfollowed: [],
  isAsNoted: undefined,
};
const notesOn = (log: LogVerified, verified: readonly Verified[] = []): string =>
  verifyNotes({ log, verified }, undefined).join('\n');

describe('what verify advises of a read model that an event stopped', () => {
  it('is to update Letopis where the log says what it said', () => {
    expect(notesOn(asKept, [stopped])).toContain('update it');
  });

  it('is to settle the log first where that is at fault: no update reads what was broken', () => {
    const note = notesOn({ ...asKept, outcome: 'different' }, [stopped]);
    expect(note).toContain('refusals stopped at CallLogged e at position 7');
    expect(note).toContain('First settle what is said above of the log');
    expect(note).not.toContain('update it');
  });
});

describe('what verify says of a log', () => {
  const place = { position: 4n, event: undefined };

  it('that holds what Letopis does not write, beside what its digests say', () => {
    const unsound = { ...asKept, outcome: 'unsound', unsound: [{ ...place, what: 'has no actor' }] } as const;
    expect(notesOn(unsound)).toContain('The log says what it said when its digests were taken');
    expect(notesOn(unsound)).toContain('Some events say what Letopis does not write');
    expect(verifiedSections({ log: unsound, verified: [] })).toMatchObject({
      unsound: [{ position: '4', what: 'has no actor' }],
    });
  });

  it('in which something did not follow: who does it', () => {
    const unfollowed = { ...asKept, unfollowed: [{ position: 4n, command: 'MakeOffer', commandId: 'c' }] };
    expect(notesOn(unfollowed)).toContain('The upkeep of a running service');
    expect(verifiedSections({ log: unfollowed, verified: [] })).toMatchObject({
      unfollowed: [{ position: '4', command: 'MakeOffer', commandId: 'c' }],
    });
  });

  it('that comes to the digest of the last verify again, or does not', () => {
    const last = { at: '2024-05-31T03:00:00.000Z', log: { position: 4n, digest: 'digest of four' } };
    expect(verifyNotes({ log: { ...asKept, isAsNoted: true }, verified: [] }, last).join()).toContain(
      'position 4: the log comes to it again',
    );
    const changed: LogVerified = { ...asKept, outcome: 'different', isAsNoted: false };
    expect(verifyNotes({ log: changed, verified: [] }, last).join()).toContain('does not come to it any more');
  });
});
