import fc from 'fast-check';
import { openSqliteEventStore } from '../../../src/adapters/sqlite/event-store';
import { asOf, replay } from '../../../src/application/asking/as-of';
import { decode } from '../../../src/application/log/codec';
import type { ReadSide } from '../../../src/application/projecting/projection-run';
import { Projector } from '../../../src/application/projecting/projector';
import { ensureReadModels } from '../../../src/application/rebuilding/rebuild';
import {
  append,
  eventOf,
  fingerprints,
  historyOfCalls,
  manyEvents,
  openPrivate,
  POISONOUS,
  sideInMemory,
  talkTime,
} from '../../support/projecting';

const said = fc.record({
  call: fc.integer({ min: 0, max: 4 }),
  manager: fc.integer({ min: 0, max: 2 }),
  seconds: fc.integer({ min: 0, max: 600 }),
  voided: fc.boolean(),
});

describe('a question about the past', () => {
  let side: ReadSide & { openStore: typeof openPrivate };
  beforeEach(() => {
    side = { ...sideInMemory(), openStore: openPrivate };
  });
  afterEach(async () => {
    await side.store.close();
    await side.log.close();
  });

  it('finds at every position what was seen then', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(said, { minLength: 1, maxLength: 25 }), async (calls) => {
        const then = { ...sideInMemory(), openStore: openPrivate };
        await (
          await ensureReadModels(then)
        ).done;
        const projector = new Projector(then);
        const seen: string[][] = [await fingerprints(then.store)];
        for (const [index, call] of calls.entries()) {
          await append(then.log, [eventOf(call, index)]);
          await projector.catchUp();
          seen.push(await fingerprints(then.store));
        }
        for (const [index, fingerprintsThen] of seen.entries()) {
          const past = await replay(then, index === 0 ? undefined : BigInt(index));
          expect(await fingerprints(past)).toEqual(fingerprintsThen);
          await past.close();
        }
        await then.store.close();
        await then.log.close();
      }),
      { numRuns: 25 },
    );
  });

  it('fills the read models of the report alone', async () => {
    await append(side.log, manyEvents(10));
    const past = await asOf(side, { reads: ['test-totals'] }, { position: 4n });
    expect(await past.generations()).toMatchObject([{ projection: 'test-totals', state: 'live', checkpoint: 4n }]);
    const rows = await past.db
      .withTables<{ test_totals: { calls: number } }>()
      .selectFrom('test_totals')
      .selectAll()
      .execute();
    expect(rows.reduce((sum, { calls }) => sum + calls, 0)).toBe(4);
    expect(await side.store.generations()).toEqual([]);
    await past.close();
  });

  it('may name a moment of recording', async () => {
    let now = '2024-03-01T10:00:00.000Z';
    const log = openSqliteEventStore({ file: ':memory:', clock: () => now });
    await append(log, manyEvents(3));
    now = '2024-03-02T10:00:00.000Z';
    await append(log, manyEvents(2, 3));
    const at = async (recordedAt: string) => {
      const past = await asOf({ ...side, log }, { reads: ['test-history'] }, { recordedAt });
      const [generation] = await past.generations();
      await past.close();
      return generation!.checkpoint;
    };
    expect(await at('2024-02-29T10:00:00.000Z')).toBeUndefined();
    expect(await at('2024-03-01T10:00:00.000Z')).toBe(3n);
    expect(await at('2024-03-02T09:59:59.999Z')).toBe(3n);
    expect(await at('2024-03-05T10:00:00.000Z')).toBe(5n);
    await log.close();
  });

  it('is refused, with the event named, where a projection can not take one', async () => {
    await append(side.log, [eventOf({ call: 1, manager: 1, seconds: POISONOUS }, 0)]);
    const failing = {
      ...talkTime,
      on: {
        CallLogged: () => {
          throw new Error('nobody talks that long');
        },
      },
    };
    const asked = asOf({ ...side, projections: [failing] }, { reads: ['test-totals'] }, { position: 1n });
    await expect(asked).rejects.toMatchObject({
      code: 'not-serving',
      message: expect.stringMatching(/test-totals stopped at CallLogged .*position 1.*that long/) as string,
    });
  });

  it('can be given up', async () => {
    await append(side.log, manyEvents(10));
    await expect(replay(side, 5n, AbortSignal.abort())).rejects.toMatchObject({ name: 'AbortError' });
  });

  it('does not read what no projection listens to', async () => {
    const asked: unknown[] = [];
    await append(side.log, manyEvents(5));
    const log = Object.assign(Object.create(side.log) as typeof side.log, {
      readAll: (what: { types?: readonly string[] }) => {
        asked.push(what.types);
        return side.log.readAll(what);
      },
    });
    const quiet = { ...historyOfCalls, on: { CallVoided: historyOfCalls.on.CallVoided! } };
    await (await replay({ ...side, log, projections: [quiet], decode }, 5n)).close();
    expect(asked).toEqual([['CallVoided']]);
  });
});
