import { openEventStoreDbEventStore } from '../../../src/adapters/eventstoredb/event-store';
import { openEventStoreDbLogTarget } from '../../../src/adapters/eventstoredb/log-target';
import { openSqliteEventStore } from '../../../src/adapters/sqlite/event-store';
import { openSqliteLogTarget } from '../../../src/adapters/sqlite/log-target';
import { moveLog } from '../../../src/application/log/move-log';
import type { EventStore } from '../../../src/application/log/event-store';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TestServer } from '../../support/eventstoredb/server';
import { allOf, contentOf, fillLog, someEvent } from '../../support/logged';

const EVENTS = 2_500;

describe('a log that is copied to EventStoreDB', () => {
  let server: TestServer;
  let source: EventStore;
  let copy: EventStore;
  const opened: { close(): Promise<void> }[] = [];

  const open = <Closed extends { close(): Promise<void> }>(store: Closed): Closed => {
    opened.push(store);
    return store;
  };

  const options = () => ({ connectionString: server.connectionString, categories: ['call'] });
  const target = () => open(openEventStoreDbLogTarget(options()));

  beforeEach(async () => {
    server = await TestServer.start();
    // As of a log that grew over the years: what the server says of its own time must not show.
    let seconds = 0;
    const clock = () => new Date(Date.UTC(2024, 0, 1) + 1_000 * (seconds += 1)).toISOString();
    source = open(openSqliteEventStore({ file: ':memory:', clock }));
    await fillLog(source, EVENTS, 40);
    copy = open(openEventStoreDbEventStore(options()));
  });

  afterEach(async () => {
    for (const each of opened.splice(0)) await each.close();
    await server.close();
  });

  it('and from there to a file again says what it said, in its order, with both its times', async () => {
    const there = await moveLog({ source, copy, target: target() });
    expect(there).toMatchObject({ outcome: 'equal', eventsCopied: EVENTS });
    const folder = mkdtempSync(join(tmpdir(), 'letopis-there-and-back-'));
    const file = join(folder, 'log.sqlite');
    const back = open(openSqliteEventStore({ file }));
    expect((await moveLog({ source: copy, copy: back, target: open(openSqliteLogTarget({ file })) })).outcome).toBe(
      'equal',
    );
    expect((await allOf(back.readAll({}))).map(contentOf)).toEqual((await allOf(source.readAll({}))).map(contentOf));
    rmSync(folder, { recursive: true });
  });

  it('is a log like any other: what is appended next follows in its stream and in time', async () => {
    await moveLog({ source, copy, target: target() });
    const before = await allOf(copy.read('call-3'));
    expect(await copy.append('call-3', [someEvent()], before.length - 1)).toMatchObject({ revision: before.length });
    const last = (await allOf(copy.readAll({}))).slice(-2);
    expect(last[0]?.recordedAt).toMatch(/^2024-01-01/);
    expect(last[1]!.recordedAt > last[0]!.recordedAt).toBe(true);
    expect(last[1]!.metadata).not.toHaveProperty('recordedAt');
  });

  it('goes on behind what a copy that lost its server had written', async () => {
    const failing = target();
    const lost = moveLog({
      source,
      copy,
      target: {
        take: async (events, after) => {
          if (after !== undefined) await server.line.cut();
          return failing.take(events, after);
        },
        close: () => failing.close(),
      },
    });
    await expect(lost).rejects.toMatchObject({ code: 'unavailable', message: expect.stringContaining('copy again') });
    await server.line.restore();
    const copied = await moveLog({ source, copy, target: target() });
    expect(copied).toMatchObject({ outcome: 'equal', eventsAlreadyThere: 1_000, eventsCopied: EVENTS - 1_000 });
  });

  it('is refused where another copy, or anybody else, writes at the same time', async () => {
    const events = (await allOf(source.readAll({}))).slice(0, 100);
    const [one, other] = [target(), target()];
    await one.take(events, undefined);
    await expect(other.take(events, await copy.head())).rejects.toMatchObject({ code: 'conflict' });
    await copy.append(events[0]!.stream, [someEvent()], 'any');
    const next = (await allOf(source.readAll({}))).slice(100, 200);
    await expect(one.take(next, await copy.head())).rejects.toThrow();
  });
});
