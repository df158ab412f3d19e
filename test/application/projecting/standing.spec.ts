import { notesOnStanding } from '../../../src/application/projecting/standing';
import type { ReadSide } from '../../../src/application/projecting/projection-run';
import { Projector } from '../../../src/application/projecting/projector';
import { ensureReadModels } from '../../../src/application/rebuilding/rebuild';
import {
  append,
  eventOf,
  historyOfCalls,
  manyEvents,
  picky,
  POISONOUS,
  sideInMemory,
  talkTime,
} from '../../support/projecting';

describe('whether reports may read a read model', () => {
  let side: ReadSide;
  const filled = async (projections: ReadSide['projections'] = [historyOfCalls, talkTime]): Promise<void> => {
    side = { ...side, projections };
    await (
      await ensureReadModels(side)
    ).done;
  };
  beforeEach(() => {
    side = sideInMemory();
  });
  afterEach(async () => {
    await side.store.close();
    await side.log.close();
  });

  it('is so, without a word, where it holds the whole log', async () => {
    await append(side.log, manyEvents(5));
    await filled();
    expect(await notesOnStanding(side, ['test-history', 'test-totals'])).toEqual([]);
  });

  it('is so, with a note up to when it goes, where it is behind', async () => {
    await append(side.log, manyEvents(5));
    await filled();
    await append(side.log, manyEvents(3, 5));
    const recordedAt = await side.log.momentAt(5n);
    const [note, ...others] = await notesOnStanding(side, ['test-totals']);
    expect(others).toEqual([]);
    expect(note).toContain(
      `test-totals goes up to position 5 of the log (recorded ${recordedAt ?? ''}), 3 later events`,
    );
  });

  const stoppedAt21 =
    /test-totals stopped at CallLogged [0-9a-f-]{36} at position 21: nobody talks that long.*update it/s;

  it('is not so where an event stopped it; others are read all the same', async () => {
    await filled([historyOfCalls, picky('test-totals')]);
    await append(side.log, [...manyEvents(20), eventOf({ call: 1, manager: 1, seconds: POISONOUS }, 20)]);
    await new Projector(side).catchUp();
    await expect(notesOnStanding(side, ['test-totals'])).rejects.toMatchObject({
      code: 'not-serving',
      message: expect.stringMatching(stoppedAt21) as string,
    });
    expect(await notesOnStanding(side, ['test-history'])).toEqual([]);
  });

  it('is not so where an event stopped its first filling', async () => {
    await append(side.log, [...manyEvents(20), eventOf({ call: 1, manager: 1, seconds: POISONOUS }, 20)]);
    await filled([historyOfCalls, picky('test-totals')]);
    await expect(notesOnStanding(side, ['test-history', 'test-totals'])).rejects.toThrow(stoppedAt21);
  });

  it('is not so before it is filled, and says so', async () => {
    await append(side.log, manyEvents(5));
    await expect(notesOnStanding(side, ['test-history'])).rejects.toMatchObject({
      code: 'not-serving',
      message: expect.stringContaining('test-history is being filled for the first time') as string,
    });
  });
});
