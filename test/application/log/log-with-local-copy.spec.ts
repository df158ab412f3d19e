import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSqliteEventStore } from '../../../src/adapters/sqlite/event-store';
import { openSqliteLocalCopy } from '../../../src/adapters/sqlite/local-copy';
import { StoreError, type EventStore, type ReadAll, type StoredEvent } from '../../../src/application/log/event-store';
import { checkLocalCopy } from '../../../src/application/log/local-copy/check-local-copy';
import { LogWithLocalCopy } from '../../../src/application/log/local-copy/log-with-local-copy';
import type { LocalCopy } from '../../../src/application/log/local-copy/local-copy';
import { eventStoreContract } from '../../contracts/event-store.contract';
import { allOf, contentOf, fillLog, someEvent } from '../../support/logged';

const newFolder = (): string => mkdtempSync(join(tmpdir(), 'letopis-copied-'));

eventStoreContract('a log with a copy near it', () => {
  const folder = newFolder();
  const opened: EventStore[] = [];
  const open = async (clock?: () => string): Promise<EventStore> => {
    const log = openSqliteEventStore({ file: join(folder, 'log.db'), pollMilliseconds: 5, ...(clock && { clock }) });
    opened.push(new LogWithLocalCopy(log, openSqliteLocalCopy({ file: join(folder, 'copy.db') })));
    return opened.at(-1)!;
  };
  return {
    open,
    reopen: open,
    close: async () => {
      for (const store of opened) await store.close();
      rmSync(folder, { recursive: true });
    },
  };
});

/** A log that can be swapped behind its readers' back, and counts what is read of it. */
class Server {
  log = openSqliteEventStore({ file: ':memory:', pollMilliseconds: 5 });
  eventsRead = 0;
  /** Events that were deleted on the server. */
  readonly gone = new Set<string>();

  get store(): EventStore {
    return {
      append: (...asked) => this.log.append(...asked),
      read: (...asked) => this.log.read(...asked),
      readAll: (asked) => this.counted(asked),
      subscribe: (asked) => this.log.subscribe(asked),
      head: () => this.log.head(),
      positionAt: (moment) => this.log.positionAt(moment),
      eventsAt: (positions) => this.log.eventsAt(positions),
      momentAt: (position) => this.log.momentAt(position),
      countAfter: (position) => this.log.countAfter(position),
      health: () => this.log.health(),
      close: () => this.log.close(),
    };
  }

  private async *counted(asked: ReadAll): AsyncGenerator<readonly StoredEvent[]> {
    for await (const page of this.log.readAll(asked)) {
      this.eventsRead += page.length;
      const left = page.filter(({ id }) => !this.gone.has(id));
      if (left.length > 0) yield left;
    }
  }
}

const EVENTS = 3_500;

describe('a local copy of the log', () => {
  let folder: string;
  let server: Server;
  const opened: { close(): unknown }[] = [];

  const openCopy = (): LocalCopy => {
    const copy = openSqliteLocalCopy({ file: join(folder, 'copy.sqlite') });
    opened.push(copy);
    return copy;
  };
  /** As another process has it. */
  const openCopied = (copy = openCopy()): LogWithLocalCopy => new LogWithLocalCopy(server.store, copy);

  beforeEach(async () => {
    folder = newFolder();
    server = new Server();
    await fillLog(server.log, EVENTS);
  });

  afterEach(async () => {
    for (const each of opened.splice(0)) each.close();
    await server.log.close();
    rmSync(folder, { recursive: true });
  });

  const expected = async (asked: ReadAll = {}) => (await allOf(server.log.readAll(asked))).map(contentOf);
  const found = async (store: EventStore, asked: ReadAll = {}) => (await allOf(store.readAll(asked))).map(contentOf);

  it('is filled by the first reading, and read instead of the server by the next, also in another process', async () => {
    expect(await found(openCopied())).toEqual(await expected());
    server.eventsRead = 0;
    expect(await found(openCopied())).toEqual(await expected());
    expect(await found(openCopied(), { types: ['OfferMade'] })).toEqual(await expected({ types: ['OfferMade'] }));
    // The last event alone, to see that it is this server's.
    expect(server.eventsRead).toBe(2);
  });

  it('is filled by a reading of some types, too, which gives those alone', async () => {
    const copy = openCopy();
    expect(await found(openCopied(copy), { types: ['OfferMade'] })).toEqual(await expected({ types: ['OfferMade'] }));
    expect(copy.end().position).toBe(await server.log.head());
  });

  it('serves up to its end, and the server from there on', async () => {
    const store = openCopied();
    await allOf(store.readAll({}));
    await fillLog(server.log, 40);
    server.eventsRead = 0;
    expect(await found(store)).toEqual(await expected());
    expect(server.eventsRead).toBeGreaterThan(40);
    expect(server.eventsRead).toBeLessThan(45);
    expect(await found(store, { after: 3_530n })).toEqual(await expected({ after: 3_530n }));
    expect(await found(store, { until: 1_234n })).toEqual(await expected({ until: 1_234n }));
  });

  it('keeps its end where a reader stops early, and goes on from there', async () => {
    const copy = openCopy();
    for await (const page of openCopied(copy).readAll({})) {
      expect(page).toHaveLength(1_000);
      break;
    }
    const { position } = copy.end();
    expect(position).toBeGreaterThan(0n);
    expect(position).toBeLessThan(BigInt(EVENTS));
    expect(await found(openCopied())).toEqual(await expected());
  });

  it('follows the server live', async () => {
    const copy = openCopy();
    const stop = new AbortController();
    const following = openCopied(copy).follow(stop.signal);
    const caughtUp = async (): Promise<void> => {
      while (copy.end().position < (await server.log.head())!) await new Promise((resolve) => setTimeout(resolve, 5));
    };
    await caughtUp();
    await fillLog(server.log, 30);
    await caughtUp();
    stop.abort();
    await following;
    expect(await checkLocalCopy(server.store, copy)).toEqual({
      outcome: 'equal',
      events: EVENTS + 30,
      differs: undefined,
    });
  });

  it('is filled once where several read at the same time', async () => {
    const readers = [openCopied(), openCopied(), openCopied()];
    const all = await Promise.all(readers.map((reader) => found(reader)));
    for (const each of all) expect(each).toEqual(await expected());
    expect(server.eventsRead).toBeLessThan(EVENTS * 1.5);
    expect((await checkLocalCopy(server.store, openCopy())).outcome).toBe('equal');
  });

  it('is thrown away where the server holds another log, a shorter one, or the same events of another time', async () => {
    for (const events of [EVENTS + 500, 20, 0]) {
      await allOf(openCopied().readAll({}));
      server.log = openSqliteEventStore({ file: ':memory:', pollMilliseconds: 5 });
      await fillLog(server.log, events);
      expect(await found(openCopied())).toEqual(await expected());
    }
    const at = async (moment: string) => {
      server.log = openSqliteEventStore({ file: ':memory:', clock: () => moment });
      await server.log.append('call-1', [someEvent({ id: '5b3e1d0a-6a5c-4b8e-9f0d-2c7a1e4f6b38' })], 'any');
    };
    await at('2024-01-01T00:00:00.000Z');
    await allOf(openCopied().readAll({}));
    await at('2025-01-01T00:00:00.000Z');
    expect(await found(openCopied())).toEqual(await expected());
  });

  it('takes nothing from a server that was restored behind the back of who follows it', async () => {
    const copy = openCopy();
    const stop = new AbortController();
    const [before, until] = [server.log, (await server.log.head())!];
    const page = [someEvent()];
    const log: EventStore = {
      ...server.store,
      // As a connection that finds the server again, and goes on where it stood.
      subscribe: async function* () {
        yield await allOf(before.readAll({}));
        server.log = openSqliteEventStore({ file: ':memory:' });
        await fillLog(server.log, EVENTS);
        await server.log.append('call-1', page, 'any');
        await new Promise((resolve) => setTimeout(resolve, 1_100));
        stop.abort();
        yield await allOf(server.log.readAll({ after: until }));
      },
    };
    await new LogWithLocalCopy(log, copy).follow(stop.signal);
    expect(copy.end().position).toBe(-1n);
  });

  it('that is emptied during a reading ends it with an error instead of mixing two logs', async () => {
    const copy = openCopy();
    await allOf(openCopied(copy).readAll({}));
    const reading = async () => {
      for await (const page of openCopied(copy).readAll({})) if (page.length > 0) copy.clear(copy.end().generation);
    };
    await expect(reading()).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringContaining('retry'),
    });
  });

  it('may be deleted at any time, and begins anew where its file is none', async () => {
    await allOf(openCopied().readAll({}));
    rmSync(join(folder, 'copy.sqlite'));
    expect(await found(openCopied())).toEqual(await expected());
    for (const each of opened.splice(0)) each.close();
    writeFileSync(join(folder, 'copy.sqlite'), 'no database, but some other text that is long enough to be looked at');
    expect(await found(openCopied())).toEqual(await expected());
  });

  it('harms nobody where it can be neither read nor written', async () => {
    const away = (): never => {
      throw new StoreError('unavailable', 'the disk is full');
    };
    const copy = openCopy();
    const full = Object.assign(Object.create(copy) as LocalCopy, { take: away });
    expect(await found(openCopied(full))).toEqual(await expected());
    const unreadable = Object.assign(Object.create(copy) as LocalCopy, { end: away, page: away, lease: away });
    expect(await found(openCopied(unreadable))).toEqual(await expected());
    expect(await openCopied(unreadable).positionAt('2999-01-01T00:00:00.000Z')).toBe(await server.log.head());
  });

  it('finds positions by moments as the server does', async () => {
    const clock = { now: 0 };
    server.log = openSqliteEventStore({ file: ':memory:', clock: () => new Date((clock.now += 1_000)).toISOString() });
    for (let n = 0; n < 20; n += 1) await server.log.append('call-1', [someEvent(), someEvent()], 'any');
    const store = openCopied();
    await allOf(store.readAll({}));
    for (const seconds of [-1, 0, 0.5, 1, 7, 7.5, 19, 20, 21, 99]) {
      const moment = new Date(seconds * 1_000).toISOString();
      expect([seconds, await store.positionAt(moment)]).toEqual([seconds, await server.log.positionAt(moment)]);
    }
  });

  describe('of which events were deleted or scavenged on the server', () => {
    it('is thrown away by the next reading where its last event is among them', async () => {
      const copy = openCopy();
      await allOf(openCopied(copy).readAll({}));
      const last = (await allOf(server.log.readAll({}))).at(-1)!;
      server.gone.add(last.id);
      expect(await found(openCopied())).toEqual((await expected()).slice(0, -1));
    });

    it('still serves the others until it is checked; the check names the range, and sets it aside', async () => {
      const copy = openCopy();
      await allOf(openCopied(copy).readAll({}));
      const all = await allOf(server.log.readAll({}));
      server.gone.add(all[1_500]!.id);
      expect(await found(openCopied())).toEqual(all.map(contentOf));
      expect(await checkLocalCopy(server.store, copy)).toEqual({
        outcome: 'different',
        events: 0,
        differs: { until: BigInt(EVENTS) },
        keptIn: expect.stringContaining('.differs-'),
      });
      expect(await found(openCopied())).toEqual(all.filter(({ id }) => !server.gone.has(id)).map(contentOf));
    });
  });

  it('is compared range by range: the first that differs is named', async () => {
    await fillLog(server.log, 21_500);
    const copy = openCopy();
    await allOf(openCopied(copy).readAll({}));
    const one = (await allOf(server.log.readAll({ after: 14_999n, until: 15_000n })))[0]!;
    server.gone.add(one.id);
    expect(await checkLocalCopy(server.store, copy)).toEqual({
      outcome: 'different',
      events: 10_000,
      differs: { after: 10_000n, until: 20_001n },
      keptIn: expect.stringContaining('.differs-'),
    });
  });
});
