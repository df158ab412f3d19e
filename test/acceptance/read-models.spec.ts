import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { replay } from '../../src/application/asking/as-of';
import type { Position } from '../../src/application/log/event-store';
import { fingerprint } from '../../src/application/projecting/fingerprint';
import type { ReadStore } from '../../src/application/projecting/read-store';
import { ensureReadModels, rebuild } from '../../src/application/rebuilding/rebuild';
import { writeSample } from '../../src/application/sample-company/simulate';
import { verify } from '../../src/application/verifying/verify';
import { openSqliteReadStore } from '../../src/adapters/sqlite/read-store';
import { projections, reports } from '../../src/read-models';
import { openCore, type Core, type Sections } from '../support/core';

type Fingerprints = Readonly<Record<string, string>>;

const fingerprintsOf = async (store: ReadStore): Promise<Fingerprints> => {
  const live = (await store.generations()).filter(({ state }) => state === 'live');
  const all: Record<string, string> = {};
  for (const projection of projections) {
    const generation = live.find((one) => one.projection === projection.name);
    if (generation) all[projection.name] = await fingerprint(store, generation, projection);
  }
  return all;
};

describe('the read models of a company with a year of trade', () => {
  /** What was seen at a place of the log while it grew. */
  interface Seen {
    readonly position: Position;
    readonly at: string;
    readonly fingerprints: Fingerprints;
    readonly answers: Readonly<Record<string, Sections>>;
  }
  const seen: Seen[] = [];
  let core: Core;

  const answersAt = async (client: string, past?: { position: Position }) => {
    const answers: Record<string, Sections> = {};
    for (const { name } of reports)
      answers[name] = await core.report(name, name === 'client-history' ? { client } : {}, past);
    return answers;
  };
  const someClient = async (): Promise<string> => {
    const registered = (await core.events()).find(({ type }) => type === 'ClientRegistered');
    return registered?.stream.slice('client-'.length) ?? '';
  };
  const look = async (at: string): Promise<void> => {
    await core.upToDate();
    const position = await core.letopis.store.head();
    if (position === undefined) return;
    const answers = await answersAt(await someClient());
    seen.push({ position, at, fingerprints: await fingerprintsOf(core.letopis.readStore), answers });
  };

  beforeAll(async () => {
    core = await openCore({ furnished: false });
    let now = '';
    let commands = 0;
    await writeSample({
      options: { events: 1_800, seed: 11, months: 12, endAt: '2024-12-31T12:00:00.000Z', zone: 'Europe/Berlin' },
      execute: async (command, envelope) => {
        const executed = await core.letopis.execute(command, envelope);
        commands += 1;
        if (commands % 211 === 0) await look(now);
        return executed;
      },
      setClock: (moment) => {
        now = moment;
        core.at(moment);
      },
    });
    await look(now);
  });
  afterAll(() => core.close());

  it('are equal after being rebuilt twice', async () => {
    const { side, readStore } = core.letopis;
    const live = await fingerprintsOf(readStore);
    expect(Object.keys(live)).toEqual(projections.map(({ name }) => name));
    const given = new Set((await readStore.generations()).map(({ number }) => number));
    for (const time of ['once', 'twice']) {
      const rebuilt = await rebuild(side);
      expect({ time, outcomes: rebuilt.map(({ outcome }) => outcome) }).toEqual({
        time,
        outcomes: projections.map(() => 'live'),
      });
      const numbers = rebuilt.map(({ generation }) => generation.number);
      expect(numbers.filter((number) => given.has(number))).toEqual([]);
      for (const number of numbers) given.add(number);
      expect(await fingerprintsOf(readStore)).toEqual(live);
    }
  });

  it('are equal after being dropped, twice', async () => {
    const live = await fingerprintsOf(core.letopis.readStore);
    for (const file of ['dropped once', 'dropped twice']) {
      const store = openSqliteReadStore({ file: join(core.folder, file) });
      await (
        await ensureReadModels({ ...core.letopis.side, store })
      ).done;
      expect(await fingerprintsOf(store)).toEqual(live);
      await store.close();
      rmSync(join(core.folder, file));
    }
  });

  it('were seen at many places of the log, never the same twice', () => {
    expect(seen.length).toBeGreaterThan(4);
    for (const { name } of projections)
      expect(new Set(seen.map(({ fingerprints }) => fingerprints[name])).size).toBe(seen.length);
  });

  it('are as of each of these places what was seen then, row by row and report by report', async () => {
    const client = await someClient();
    for (const { position, at, fingerprints, answers } of seen) {
      const then = await replay(core.letopis.side, position);
      expect(await fingerprintsOf(then)).toEqual(fingerprints);
      await then.close();
      core.at(at);
      expect(await answersAt(client, { position })).toEqual(answers);
    }
  });

  it('say what the log says', async () => {
    expect((await verify(core.letopis.side)).map(({ outcome }) => outcome)).toEqual(projections.map(() => 'equal'));
  });
});
