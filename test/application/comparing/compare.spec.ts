import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSqliteReadStore } from '../../../src/adapters/sqlite/read-store';
import { compareWithLive, type CompareOptions, type Comparison } from '../../../src/application/comparing/compare';
import { askEdition, editionFor } from '../../../src/application/asking/editions';
import { generationStates } from '../../../src/application/rebuilding/builds';
import type { ReadSide } from '../../../src/application/projecting/projection-run';
import { Projector } from '../../../src/application/projecting/projector';
import type { ReadStore } from '../../../src/application/projecting/read-store';
import { ensureReadModels, rebuild } from '../../../src/application/rebuilding/rebuild';
import { integer, optional, table, type Projection } from '../../../src/read-models/kit/projection';
import { defineOwnReport, type Database } from '../../../src/read-models/kit/report';
import {
  append,
  fingerprints,
  historyOfCalls,
  manyEvents,
  sideInMemory,
  talkTime,
  undisturbed,
} from '../../support/projecting';

/** Counts a call of over a minute and a half twice: a mistake, or a change that is looked at first. */
const generous: Projection = {
  ...talkTime,
  version: 2,
  on: {
    ...talkTime.on,
    CallLogged: (event) => {
      const changes = talkTime.on.CallLogged!(event);
      return (event.data.durationSeconds ?? 0) > 90 ? [...changes, ...changes] : changes;
    },
  },
};

const talk = defineOwnReport<{ test_totals: { managerId: string; calls: number; seconds: number } }>({
  name: 'talk',
  description: 'Talk time of each manager',
  parameters: {},
  reads: ['test-totals'],
  answer: async (db) => {
    const totals = await db
      .selectFrom('test_totals')
      .select(['managerId', 'calls', 'seconds'])
      .orderBy('managerId')
      .execute();
    return { sections: { totals }, notes: [] };
  },
});

const options: CompareOptions = {
  reports: [{ report: talk, raw: {} }],
  answer: ({ report }, db) =>
    report.answer(
      db,
      {
        text: String,
        optionalText: () => undefined,
        integer: (_, other) => other,
        optionalNumber: () => undefined,
        flag: () => false,
      },
      {
        at: '2024-06-01T00:00:00.000Z',
        zone: 'Europe/Berlin',
        open: String,
        keyOf: String,
        eventsAt: () => Promise.resolve(new Map()),
      },
    ),
};

describe('a candidate and the live edition', () => {
  let folder: string;
  let side: ReadSide;
  let newer: ReadSide;
  const build = () => rebuild(newer, { purpose: 'compare' });
  const compare = (more: Partial<CompareOptions> = {}): Promise<Comparison> =>
    compareWithLive(newer, { ...options, ...more });
  const secondsIn = async (db: Database): Promise<number> =>
    (
      await db.withTables<{ test_totals: { seconds: number } }>().selectFrom('test_totals').select('seconds').execute()
    ).reduce((sum, { seconds }) => sum + seconds, 0);

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'letopis-'));
    const memory = sideInMemory([talkTime]);
    await memory.store.close();
    side = { ...memory, store: openSqliteReadStore({ file: join(folder, 'read-models.sqlite') }) };
    newer = { ...side, projections: [generous] };
    await append(side.log, manyEvents(600));
    await (
      await ensureReadModels(side)
    ).done;
  });
  afterEach(async () => {
    await side.store.close();
    await side.log.close();
    rmSync(folder, { recursive: true });
  });

  it('stand beside each other: the live one serves, nothing is switched', async () => {
    expect(await build()).toMatchObject([{ outcome: 'filled', generation: { state: 'building', checkpoint: 600n } }]);
    expect(await fingerprints(side.store, [talkTime])).toEqual(await undisturbed(side, [talkTime]));
    const [candidate] = (await compare()).projections;
    const live = candidate!.old;
    expect([live.version, live.position, candidate!.new.version, candidate!.new.position]).toEqual([1, 600n, 2, 600n]);
  });

  it('are compared by what people read first: the reports, each figure old and new', async () => {
    await build();
    const { isEqual, reports, projections } = await compare();
    expect(isEqual).toBe(false);
    const [section] = reports[0]!.difference!.sections;
    expect(section).toMatchObject({ section: 'totals', key: ['managerId'], onlyOld: [], onlyNew: [] });
    const added = section!.changed
      .flatMap(({ figures }) => figures)
      .filter(({ column }) => column === 'seconds')
      .reduce((sum, { old, new: now }) => sum + Number(now) - Number(old), 0);
    // Reports and tables tell the same difference, and so does what was put in.
    const [totals] = projections[0]!.tables;
    expect(totals!.columns.find(({ column }) => column === 'seconds')?.sum).toBe(String(added));
    const twice = manyEvents(600).flatMap((event) =>
      event.type === 'CallLogged' ? [(event.data as { durationSeconds: number }).durationSeconds] : [],
    );
    expect(added).toBe(twice.filter((seconds) => seconds > 90).reduce((sum, seconds) => sum + seconds, 0));
  });

  it('are equal where the program changed nothing', async () => {
    newer = { ...side, projections: [{ ...talkTime, version: 2 }] };
    await build();
    expect(await compare()).toMatchObject({ isEqual: true, reports: [{ difference: { isEqual: true } }] });
  });

  it.each([
    ['need not ask a report where its facts are the same', () => talkTime, 0],
    ['ask it on both sides where they are not', () => generous, 2],
  ])('%s', async (_, candidate, times) => {
    newer = { ...side, projections: [{ ...candidate(), version: 2 }] };
    await build();
    let asked = 0;
    const answer: CompareOptions['answer'] = (...given) => {
      asked += 1;
      return options.answer(...given);
    };
    expect((await compare({ answer })).reports).toMatchObject([{ difference: { isEqual: times === 0 } }]);
    expect(asked).toBe(times);
  });

  it('come to one position though the live one goes on all the time', async () => {
    await build();
    const stop = new AbortController();
    const projecting = new Projector(side).start(stop.signal);
    const state = { isOver: false };
    const appending = (async () => {
      for (let index = 600; !state.isOver; index += 5) await append(side.log, manyEvents(5, index));
    })();
    for (let round = 0; round < 5; round += 1) {
      const [compared] = (await compare()).projections;
      expect(compared!.new.position).toBe(compared!.old.position);
      expect(compared!.tables[0]!.onlyOld + compared!.tables[0]!.onlyNew).toBe(0);
    }
    state.isOver = true;
    await appending;
    stop.abort();
    await projecting;
  });

  it('are not read where the live one moved on at the last moment: then they come together again', async () => {
    await build();
    let moves = 0;
    const moving: ReadStore['snapshot'] = async (read) => {
      if (moves < 3) {
        moves += 1;
        await append(side.log, manyEvents(5, 595 + moves * 5));
        await new Projector(side).catchUp();
      }
      return side.store.snapshot(read);
    };
    const store = new Proxy(side.store, {
      get: (target, name) => {
        const value: unknown = name === 'snapshot' ? moving : Reflect.get(target, name);
        return typeof value === 'function' ? (value.bind(target) as unknown) : value;
      },
    });
    const [compared] = (await compareWithLive({ ...newer, store }, options)).projections;
    expect([moves, compared!.old.position, compared!.new.position]).toEqual([3, 615n, 615n]);
  });

  it('names each of the largest differences by the events of its row, where the rows say which', async () => {
    const counted: Projection = {
      ...historyOfCalls,
      version: 2,
      on: {
        ...historyOfCalls.on,
        CallVoided: (event) => historyOfCalls.on.CallVoided!(event).slice(0, 1),
      },
    };
    await (
      await ensureReadModels({ ...side, projections: [historyOfCalls] })
    ).done;
    newer = { ...side, projections: [{ ...counted, on: { CallLogged: counted.on.CallLogged! } }] };
    await build();
    const [compared] = (await compare({ reports: [] })).projections;
    const entries = compared!.rows.filter(({ table: name }) => name === 'test_entries');
    expect(entries).toHaveLength(20);
    for (const { row } of entries) expect(row.events).toMatchObject([{ position: row.key[0], type: 'CallVoided' }]);
  });

  it('are compared in the columns that both have, and a report that one of them can not answer says so', async () => {
    const other = table('test_totals', 'With another one', {
      columns: {
        managerId: talkTime.tables[0]!.columns['managerId']!,
        calls: integer('Calls'),
        voids: optional(integer('Voids')),
      },
      key: ['managerId'],
    });
    newer = {
      ...side,
      projections: [
        {
          ...talkTime,
          version: 2,
          tables: [other],
          on: {
            CallLogged: ({ data }) => [
              other.change([data.managerId], (row) => ({
                managerId: data.managerId,
                calls: (Number(row?.calls) || 0) + 1,
                voids: null,
              })),
            ],
          },
        },
      ],
    };
    await build();
    const { isEqual, reports, projections } = await compare();
    expect(isEqual).toBe(false);
    expect(reports).toMatchObject([
      { difference: undefined, why: expect.stringContaining('no such column') as string },
    ]);
    expect(projections[0]!.tables).toMatchObject([{ columnsOnlyOld: ['seconds', 'last'], columnsOnlyNew: ['voids'] }]);
  });

  it('are each asked under its name, with a note of what it is', async () => {
    await build();
    await compare();
    const ask = async (edition: 'live' | 'candidate' | 'previous') => {
      const asked = await editionFor(newer, talk, edition);
      return { seconds: await askEdition(newer, asked, secondsIn), notes: asked.notes };
    };
    const [live, candidate] = [await ask('live'), await ask('candidate')];
    expect(live.seconds).toBeLessThan(candidate.seconds);
    expect(candidate.notes).toEqual([
      expect.stringMatching(
        /^This answer is of the candidate edition of test-totals: generation 2, version 2, up to position 600 \(recorded .*\), all of the log\.$/,
      ),
    ]);
    await expect(ask('previous')).rejects.toThrow(/there is no previous edition of what talk reads/);
    await rebuild(newer);
    await append(side.log, manyEvents(3, 600));
    const previous = await ask('previous');
    expect(previous.seconds).toBe(live.seconds);
    expect(previous.notes[0]).toContain('generation 1, version 1, up to position 600');
    expect(previous.notes[0]).toContain('3 later events are not in it');
    await expect(ask('candidate')).rejects.toMatchObject({ code: 'not-serving' });
  });

  it('say on health how they compare, until one is switched to or given up', async () => {
    await build();
    await compare({ isSoaking: true });
    expect(await generationStates(newer)).toMatchObject([
      { state: 'live' },
      { state: 'candidate', comparison: { isEqual: false, position: '600', reports: ['talk'], isSoaking: false } },
    ]);
    expect(await rebuild(newer)).toMatchObject([{ outcome: 'live', generation: { number: 2 } }]);
    expect(await side.store.notes()).not.toContainEqual(expect.objectContaining({ kind: 'comparison' }));
    expect(await fingerprints(side.store, [generous])).toEqual(await undisturbed(side, [generous]));
  });

  it('can not be compared where one is missing', async () => {
    await expect(compare()).rejects.toThrow(/there is no candidate/);
    newer = { ...side, projections: [{ ...generous, name: 'another' }] };
    await build();
    await expect(compare()).rejects.toThrow(/there is no live one/);
  });
});
