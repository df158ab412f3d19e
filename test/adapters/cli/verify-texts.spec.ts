import { verifiedNotes } from '../../../src/adapters/cli/verify-texts';
import type { Verified } from '../../../src/application/projecting/verify';

const stopped: Verified = {
  projection: 'refusals',
  outcome: 'stopped',
  position: 6n,
  head: 9n,
  poison: { position: 7n, eventId: 'e', type: 'CallLogged', error: 'it holds text that is not JSON' },
  fingerprint: undefined,
  rebuiltFingerprint: undefined,
  differences: [],
  more: false,
};

describe('what verify advises of a read model that an event stopped', () => {
  it('is to update Letopis where the log says what it said', () => {
    expect(verifiedNotes([stopped], false).join()).toContain('update it');
  });

  it('is to settle the log first where that is at fault: no update reads what was broken', () => {
    const [note = ''] = verifiedNotes([stopped], true);
    expect(note).toContain('refusals stopped at CallLogged e at position 7');
    expect(note).toContain('First settle what is said above of the log');
    expect(note).not.toContain('update it');
  });
});
