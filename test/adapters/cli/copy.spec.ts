import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { openSqliteEventStore } from '../../../src/adapters/sqlite/event-store';
import type { StoredEvent } from '../../../src/application/log/event-store';
import { allOf, contentOf, fillLog, someEvent } from '../../support/logged';
import { buildProgram, letopis, startLetopis, withoutProgress } from '../../support/processes';

interface Copied {
  readonly outcome: string;
  readonly eventsAlreadyThere: number;
  readonly eventsCopied: number;
  readonly sourceDigest: string;
  readonly copyDigest: string;
}

const EVENTS = 40_000;
const folder = mkdtempSync(join(tmpdir(), 'letopis-copy-'));
const source = join(folder, 'source.sqlite');

const eventsIn = async (file: string): Promise<readonly StoredEvent[]> => {
  const store = openSqliteEventStore({ file });
  const found = await allOf(store.readAll({}));
  await store.close();
  return found;
};

const copying = (to: string, ...more: readonly string[]) =>
  letopis(['copy', '--from', `sqlite:${source}`, '--to', `sqlite:${to}`, ...more]);

const copied = async (to: string): Promise<Copied> => {
  const { code, out, err } = await copying(to, '--json');
  expect({ code, err: withoutProgress(err) }).toEqual({ code: 0, err: '' });
  return JSON.parse(out) as Copied;
};

/** Adds to a log behind what it holds. */
const grow = async (file: string, events: number): Promise<void> => {
  const store = openSqliteEventStore({ file });
  await fillLog(store, events);
  await store.close();
};

beforeAll(async () => {
  buildProgram();
  await grow(source, EVENTS);
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('letopis copy', () => {
  it('goes on where a killed copy stood, takes what the source got since, and ends with an equal log', async () => {
    const to = join(folder, 'deep', 'killed.sqlite');
    const child = startLetopis(['copy', '--from', `sqlite:${source}`, '--to', `sqlite:${to}`]);
    const ended = new Promise((resolve) => child.once('exit', resolve));
    await pause(100);
    for (let seen = 0; seen === 0;) {
      await pause(5);
      seen = await eventsIn(to).then(
        ({ length }) => length,
        () => 0,
      );
    }
    child.kill('SIGKILL');
    await ended;
    const left = (await eventsIn(to)).length;
    expect(left).toBeGreaterThan(0);
    expect(left).toBeLessThan(EVENTS);

    const first = await copied(to);
    expect(first).toMatchObject({ outcome: 'equal', eventsAlreadyThere: left, eventsCopied: EVENTS - left });
    expect(first.copyDigest).toBe(first.sourceDigest);
    await grow(source, 10);
    const second = await copied(to);
    expect(second).toMatchObject({ outcome: 'equal', eventsAlreadyThere: EVENTS, eventsCopied: 10 });
    expect(second.copyDigest).not.toBe(first.copyDigest);
    expect((await eventsIn(to)).map(contentOf)).toEqual((await eventsIn(source)).map(contentOf));
  });

  it('leaves a log of which streams are read and written as of any other', async () => {
    const to = join(folder, 'used.sqlite');
    await copied(to);
    const store = openSqliteEventStore({ file: to });
    const stream = (await allOf(store.read('call-3'))).map(({ id }) => id);
    const inOrder = (await eventsIn(source)).filter((event) => event.stream === 'call-3').map(({ id }) => id);
    expect(stream).toEqual(inOrder);
    const appended = await store.append('call-3', [someEvent()], stream.length - 1);
    expect(appended).toMatchObject({ revision: stream.length, alreadyThere: false });
    const last = (await allOf(store.read('call-3', stream.length - 1)))[0]!;
    const again = store.append('call-9', [someEvent({ id: last.id })], 'any');
    await expect(again).rejects.toMatchObject({ code: 'reused-id' });
    await store.close();
  });

  it('refuses, untouched, a log that holds something else', async () => {
    const to = join(folder, 'other.sqlite');
    await grow(to, 3);
    const before = await eventsIn(to);
    const { code, err } = await copying(to);
    expect(code).toBe(1);
    expect(err).toContain(`something else than the beginning of the source: CallLogged ${before[0]!.id} at position 1`);
    expect((await eventsIn(to)).map(contentOf)).toEqual(before.map(contentOf));
  });

  it('refuses a log that is longer than the source', async () => {
    const to = join(folder, 'longer.sqlite');
    await copied(to);
    await grow(to, 1);
    const { code, err } = await copying(to);
    expect({ code, err }).toEqual({ code: 1, err: expect.stringContaining('the source ends before') });
  });

  it('says that the keys go along by hand', async () => {
    const { out } = await copying(join(folder, 'keys.sqlite'));
    expect(out).toContain('Both logs are equal.');
    expect(out).toContain('copy keys.sqlite');
  });

  it.each([
    ['a source that is not there', ['--from', 'sqlite:/nowhere/log.sqlite'], 'there is no log'],
    ['an address that is none', ['--from', source], 'has no scheme'],
    ['the same log twice', ['--from', `sqlite:${join(folder, 'to.sqlite')}`], 'are the same log'],
  ])('refuses %s', async (_, from, says) => {
    const { code, err } = await letopis(['copy', ...from, '--to', `sqlite:${join(folder, 'to.sqlite')}`]);
    expect({ code, err }).toEqual({ code: 2, err: expect.stringContaining(says) });
  });
});
