import { notesOnStanding } from '../../../src/application/projecting/standing';
import type { ReadSide } from '../../../src/application/projecting/projection-run';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSqlite } from '../../../src/adapters/sqlite/driver';
import { openSqliteReadStore } from '../../../src/adapters/sqlite/read-store';
import { isServing, Projector, projectionStates } from '../../../src/application/projecting/projector';
import { ensureReadModels, rebuild } from '../../../src/application/rebuilding/rebuild';
import { verify } from '../../../src/application/verifying/verify';
import {
  append,
  eventOf,
  historyOfCalls,
  manyEvents,
  openPrivate,
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

  it('is not so where somebody removed a table of it, until it is filled anew; others are read and fed all the same', async () => {
    await append(side.log, manyEvents(20));
    await filled();
    const folder = mkdtempSync(join(tmpdir(), 'letopis-'));
    const file = join(folder, 'read-models.sqlite');
    side = { ...side, store: openSqliteReadStore({ file }) };
    await filled();
    const around = openSqlite(file);
    around.exec(`drop table ${talkTime.tables[0]!.name}__2`);
    around.close();
    await append(side.log, manyEvents(5, 20));
    await new Projector(side).catchUp();
    const states = await projectionStates(side);
    expect(states).toMatchObject([
      { projection: 'test-history', state: 'live', position: 25n, missing: [] },
      { projection: 'test-totals', state: 'incomplete', missing: [talkTime.tables[0]!.name], poison: undefined },
    ]);
    expect(states.map(isServing)).toEqual([true, false]);
    await expect(notesOnStanding(side, ['test-totals'])).rejects.toMatchObject({
      code: 'not-serving',
      message: expect.stringContaining('letopis rebuild test-totals fills the read model anew') as string,
    });
    expect(await notesOnStanding(side, ['test-history'])).toEqual([]);
    expect(await verify({ ...side, openStore: openPrivate })).toMatchObject([
      { outcome: 'equal' },
      { outcome: 'missing', missing: [talkTime.tables[0]!.name], poison: undefined },
    ]);
    expect(await rebuild(side)).toMatchObject([{ outcome: 'live' }, { outcome: 'live' }]);
    expect((await verify({ ...side, openStore: openPrivate })).map(({ outcome }) => outcome)).toEqual([
      'equal',
      'equal',
    ]);
    rmSync(folder, { recursive: true });
  });

  it('is not so before it is filled, and says so', async () => {
    await append(side.log, manyEvents(5));
    await expect(notesOnStanding(side, ['test-history'])).rejects.toMatchObject({
      code: 'not-serving',
      message: expect.stringContaining('test-history is being filled for the first time') as string,
    });
  });
});
