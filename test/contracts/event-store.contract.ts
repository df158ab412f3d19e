import { randomUUID } from 'node:crypto';
import type { EventStore, NewEvent, ReadAll, StoredEvent, StoreError } from '../../src/application/log/event-store';

/** What a store's spec brings: a log of its own for each test. */
export interface StoreUnderTest {
  /** Opens the log, empty at first; `clock` where the store takes the time from the program. */
  open(clock?: () => string): Promise<EventStore>;
  /** Another connection to the same log, as a second process would have it, or the same one after a restart. */
  reopen(clock?: () => string): Promise<EventStore>;
  /** Closes what was opened and removes the log. */
  close(): Promise<void>;
}

const moment = '2024-05-06T10:00:00.000Z';

const event = (given: Partial<NewEvent> & { n?: number } = {}): NewEvent => {
  const { n = 0, ...rest } = given;
  const id = randomUUID();
  return {
    id,
    type: 'CallLogged',
    occurredAt: moment,
    data: { n, note: 'снег ❄ "чукчам"' },
    metadata: {
      schemaVersion: 1,
      zone: 'Europe/Berlin',
      actor: { kind: 'manager', id: 'm' },
      source: 'api',
      commandId: id,
      commandDigest: 'digest',
      correlationId: id,
      causationId: id,
    },
    ...rest,
  };
};

const events = (count: number, given: Partial<NewEvent> = {}): NewEvent[] =>
  Array.from({ length: count }, (_, n) => event({ n, ...given }));

const all = async (pages: AsyncIterable<readonly StoredEvent[]>): Promise<StoredEvent[]> => {
  const found: StoredEvent[] = [];
  for await (const page of pages) {
    expect(page.length).toBeGreaterThan(0);
    found.push(...page);
  }
  return found;
};

const ids = (found: readonly { id: string }[]): string[] => found.map(({ id }) => id);

const refusal = async (asked: Promise<unknown>): Promise<Pick<StoreError, 'code' | 'message' | 'currentRevision'>> => {
  try {
    await asked;
  } catch (error) {
    return error as StoreError;
  }
  throw new Error('it was taken');
};

/** The guarantees of the port, as any adapter must give them: see the doc comment of `EventStore`. */
export const eventStoreContract = (name: string, makeStore: () => StoreUnderTest): void => {
  describe(name, () => {
    let under: StoreUnderTest;
    let store: EventStore;
    const readAll = (asked: ReadAll = {}): Promise<StoredEvent[]> => all(store.readAll(asked));

    beforeEach(async () => {
      under = makeStore();
      store = await under.open();
    });
    afterEach(() => under.close());

    describe('an empty log', () => {
      it('has no head, no events and no streams', async () => {
        expect(await store.head()).toBeUndefined();
        expect(await store.positionAt('2999-01-01T00:00:00.000Z')).toBeUndefined();
        expect(await store.momentAt(1_000_000n)).toBeUndefined();
        expect(await store.countAfter()).toEqual({ events: 0, orMore: false });
        expect(await readAll()).toEqual([]);
        expect(await readAll({ types: ['CallLogged'] })).toEqual([]);
        expect(await all(store.read('call-1'))).toEqual([]);
      });
    });

    describe('an event', () => {
      it('comes back as it was appended, with its places and the moment at which it was recorded', async () => {
        const appended = event();
        const { revision, position } = await store.append('call-1', [appended], 'no-stream');
        const [stored] = await all(store.read('call-1'));
        expect(stored).toBeDefined();
        const { id, type, occurredAt, data, metadata } = stored!;
        expect({ id, type, occurredAt, data, metadata }).toEqual(appended);
        expect([stored?.stream, stored?.revision, stored?.position]).toEqual(['call-1', 0, position]);
        expect(revision).toBe(0);
        expect(stored?.recordedAt).toBe(await store.momentAt(position));
        expect(stored?.recordedAt).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
        expect(await store.head()).toBe(position);
      });
    });

    describe('an append', () => {
      it('gives the revision and position of its last event', async () => {
        const result = await store.append('call-1', events(3), 'no-stream');
        const found = await all(store.read('call-1'));
        expect(found.map(({ revision }) => revision)).toEqual([0, 1, 2]);
        expect([result.revision, result.position]).toEqual([2, found[2]?.position]);
      });

      it('with any expectation is taken, stream or no stream', async () => {
        await store.append('call-1', events(1), 'any');
        expect((await store.append('call-1', events(2), 'any')).revision).toBe(2);
      });

      it('that expects no stream is refused where there is one', async () => {
        await store.append('call-1', events(2), 'no-stream');
        expect(await refusal(store.append('call-1', events(1), 'no-stream'))).toMatchObject({
          code: 'conflict',
          currentRevision: 1,
        });
        expect(await readAll()).toHaveLength(2);
      });

      it('at the exact revision is taken, at another one refused', async () => {
        await store.append('call-1', events(2), 'no-stream');
        expect((await store.append('call-1', events(1), 1)).revision).toBe(2);
        for (const expected of [0, 1, 3])
          expect(await refusal(store.append('call-1', events(1), expected))).toMatchObject({
            code: 'conflict',
            currentRevision: 2,
          });
        expect(await all(store.read('call-1'))).toHaveLength(3);
      });

      it('that expects a revision of a stream that is not there is refused', async () => {
        expect(await refusal(store.append('call-1', events(1), 0))).toMatchObject({
          code: 'conflict',
          currentRevision: -1,
        });
        expect(await store.head()).toBeUndefined();
      });

      it('is taken whole or not at all', async () => {
        const known = event();
        await store.append('call-1', [known], 'no-stream');
        const [first, last] = [event(), event()];
        expect(await refusal(store.append('call-1', [first, known, last], 'any'))).toMatchObject({ code: 'conflict' });
        expect(ids(await readAll())).toEqual([known.id]);
      });

      it('that is refused does not spoil those asked for beside it', async () => {
        await store.append('call-1', events(1), 'no-stream');
        const asked = [
          store.append('call-2', events(1), 'no-stream'),
          store.append('call-1', events(1), 'no-stream'),
          store.append('call-3', events(1), 'no-stream'),
        ];
        const settled = await Promise.allSettled(asked);
        expect(settled.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
        expect((await readAll()).map(({ stream }) => stream).sort()).toEqual(['call-1', 'call-2', 'call-3']);
      });

      it('over a mebibyte is refused with the limit named, and changes nothing', async () => {
        const huge = event({ data: { text: 'я'.repeat(600_000) } });
        const error = await refusal(store.append('call-1', [huge], 'any'));
        expect(error).toMatchObject({ code: 'too-large', message: expect.stringContaining('1048576') });
        expect(await store.head()).toBeUndefined();
        await store.append('call-1', [event({ data: { text: 'a'.repeat(600_000) } })], 'any');
      });
    });

    describe('two writers of one stream', () => {
      it('racing for the same revision: one is taken, one refused', async () => {
        const other = await under.reopen();
        const settled = await Promise.allSettled([
          store.append('call-1', events(1), 'no-stream'),
          other.append('call-1', events(1), 'no-stream'),
        ]);
        expect(settled.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
        expect(await all(store.read('call-1'))).toHaveLength(1);
      });

      it('that read again after a conflict lose nothing', async () => {
        const writers = [store, await under.reopen(), store];
        const count = async (writer: EventStore): Promise<void> => {
          for (let done = 0; done < 20;)
            try {
              const revision = (await all(writer.read('counter-1'))).length - 1;
              await writer.append('counter-1', events(1), revision < 0 ? 'no-stream' : revision);
              done += 1;
            } catch (error) {
              expect((error as StoreError).code).toBe('conflict');
            }
        };
        await Promise.all(writers.map(count));
        const found = await all(store.read('counter-1'));
        expect(found.map(({ revision }) => revision)).toEqual(Array.from({ length: 60 }, (_, n) => n));
        expect(new Set(ids(found)).size).toBe(60);
      });
    });

    describe('the same append again', () => {
      it('changes nothing and gives the first result', async () => {
        const same = events(2);
        const first = await store.append('call-1', same, 'no-stream');
        expect(await store.append('call-1', same, 'no-stream')).toEqual({ ...first, alreadyThere: true });
        expect(await readAll()).toHaveLength(2);
      });

      it('gives the first result after newer events too, whatever it expects', async () => {
        await store.append('call-1', events(1), 'no-stream');
        const same = events(2);
        const first = await store.append('call-1', same, 0);
        await store.append('call-1', events(3), 2);
        await store.append('call-2', events(1), 'any');
        const other = await under.reopen();
        for (const expected of [0, 'any', 5] as const) {
          expect(await store.append('call-1', same, expected)).toEqual({ ...first, alreadyThere: true });
          expect(await other.append('call-1', same, expected)).toEqual({ ...first, alreadyThere: true });
        }
        expect(await readAll()).toHaveLength(7);
      });

      it('asked twice at once is written once', async () => {
        const same = events(2);
        const results = await Promise.all([1, 2, 3].map(() => store.append('call-1', same, 'any')));
        expect(results.map(({ position }) => position)).toEqual(Array(3).fill(results[0]?.position));
        expect(results.filter(({ alreadyThere }) => !alreadyThere)).toHaveLength(1);
        expect(await readAll()).toHaveLength(2);
      });
    });

    describe('an append of which some events are known', () => {
      it('is a conflict that says which id, and changes nothing', async () => {
        const known = event();
        await store.append('call-1', [known], 'no-stream');
        const error = await refusal(store.append('call-1', [known, event()], 'any'));
        expect(error).toMatchObject({ code: 'conflict', message: expect.stringContaining(known.id) });
        expect(await readAll()).toHaveLength(1);
      });
    });

    describe('a stream', () => {
      it('is read from a revision on, without what others hold', async () => {
        await store.append('call-1', events(2), 'any');
        await store.append('call-2', events(2), 'any');
        await store.append('call-1', events(2), 'any');
        expect((await all(store.read('call-1', 1))).map(({ revision }) => revision)).toEqual([1, 2, 3]);
        expect(await all(store.read('call-1', 4))).toEqual([]);
        expect(await all(store.read('call'))).toEqual([]);
      });

      it('longer than a page is read whole, in order', async () => {
        for (let n = 0; n < 5; n += 1) await store.append('call-1', events(500), 'any');
        const found = await all(store.read('call-1'));
        expect(found.map(({ revision }) => revision)).toEqual(Array.from({ length: 2500 }, (_, n) => n));
      });
    });

    describe('the whole log', () => {
      it('has one order over all streams, that of the appends', async () => {
        const appended: string[] = [];
        for (let n = 0; n < 10; n += 1) {
          const some = events(2);
          await store.append(`call-${n % 3}`, some, 'any');
          appended.push(...ids(some));
        }
        const found = await readAll();
        expect(ids(found)).toEqual(appended);
        for (let n = 1; n < found.length; n += 1) expect(found[n]!.position > found[n - 1]!.position).toBe(true);
        expect(await store.head()).toBe(found.at(-1)?.position);
      });

      it('is read after a position and up to another', async () => {
        await store.append('call-1', events(5), 'any');
        const found = await readAll();
        const [second, fourth] = [found[1]!.position, found[3]!.position];
        expect(ids(await readAll({ after: second }))).toEqual(ids(found).slice(2));
        expect(ids(await readAll({ until: fourth }))).toEqual(ids(found).slice(0, 4));
        expect(ids(await readAll({ after: second, until: fourth }))).toEqual(ids(found).slice(2, 4));
        expect(await readAll({ after: fourth, until: second })).toEqual([]);
      });

      it('is read in pages of the size that is asked for', async () => {
        await store.append('call-1', events(7), 'any');
        const sizes: number[] = [];
        for await (const page of store.readAll({ pageSize: 3 })) sizes.push(page.length);
        expect(sizes).toEqual([3, 3, 1]);
      });

      it('is read to the head as it was when it was asked for', async () => {
        await store.append('call-1', events(4), 'any');
        let seen = 0;
        for await (const page of store.readAll({ pageSize: 2 })) {
          seen += page.length;
          await store.append('call-1', events(2), 'any');
        }
        expect(seen).toBe(4);
      });

      it('counts what stands behind a position', async () => {
        const { position } = await store.append('call-1', events(2), 'any');
        await store.append('call-2', events(3), 'any');
        expect(await store.countAfter()).toEqual({ events: 5, orMore: false });
        expect(await store.countAfter(position)).toEqual({ events: 3, orMore: false });
        expect(await store.countAfter(await store.head())).toEqual({ events: 0, orMore: false });
      });

      it('is filtered by type, with positions and pages as they are', async () => {
        for (const type of ['CallLogged', 'OfferMade', 'CallVoided', 'OfferMade', 'OfferMade'])
          await store.append('mixed-1', [event({ type })], 'any');
        const offers = await readAll({ types: ['OfferMade'] });
        expect(offers.map(({ revision }) => revision)).toEqual([1, 3, 4]);
        expect((await readAll({ types: ['CallVoided', 'CallLogged'] })).map(({ type }) => type)).toEqual([
          'CallLogged',
          'CallVoided',
        ]);
        expect(ids(await readAll({ types: ['OfferMade'], after: offers[0]!.position }))).toEqual(ids(offers).slice(1));
        expect(await readAll({ types: ['Never'] })).toEqual([]);
        const sizes: number[] = [];
        for await (const page of store.readAll({ types: ['OfferMade'], pageSize: 2 })) sizes.push(page.length);
        expect(sizes).toEqual([2, 1]);
      });
    });

    describe('a read of single positions', () => {
      it('gives each event once, in the order of the log, and nothing where there is none', async () => {
        await store.append('call-1', events(3), 'no-stream');
        await store.append('call-2', events(2), 'no-stream');
        const [first, , third, , last] = await readAll();
        const asked = [last!, first!, third!, first!].map(({ position }) => position);
        const found = await store.eventsAt([...asked, last!.position + 1_000_000n]);
        const shown = ({ id, stream, revision, position, data }: StoredEvent) => ({
          id,
          stream,
          revision,
          position,
          data,
        });
        expect(found.map(shown)).toEqual([first!, third!, last!].map(shown));
        expect(await store.eventsAt([])).toEqual([]);
      });
    });

    describe('recordedAt', () => {
      it('never goes backwards along the log, even where the clock does', async () => {
        await under.close();
        under = makeStore();
        let now = '2024-05-06T10:00:00.000Z';
        store = await under.open(() => now);
        await store.append('call-1', events(1), 'any');
        now = '2024-05-06T09:00:00.000Z';
        await store.append('call-1', events(1), 'any');
        const other = await under.reopen(() => now);
        await other.append('call-2', events(1), 'any');
        const found = await readAll();
        for (let n = 1; n < found.length; n += 1) expect(found[n]!.recordedAt >= found[n - 1]!.recordedAt).toBe(true);
      });

      it('finds the position as the log was known at a moment', async () => {
        const positions: bigint[] = [];
        const moments: string[] = [];
        for (let n = 0; n < 5; n += 1) {
          const { position } = await store.append(`call-${n}`, events(2), 'any');
          positions.push(position);
          moments.push((await store.momentAt(position)) ?? '');
          await new Promise((resolve) => setTimeout(resolve, 5));
        }
        for (const [n, recordedAt] of moments.entries()) expect(await store.positionAt(recordedAt)).toBe(positions[n]);
        expect(await store.positionAt('2000-01-01T00:00:00.000Z')).toBeUndefined();
        expect(await store.positionAt('2999-01-01T00:00:00.000Z')).toBe(positions.at(-1));
      });
    });

    describe('a subscription', () => {
      const follow = async (
        from: EventStore,
        count: number,
        asked: { after?: bigint; types?: string[] } = {},
      ): Promise<StoredEvent[]> => {
        const found: StoredEvent[] = [];
        const stop = new AbortController();
        for await (const page of from.subscribe({ ...asked, signal: stop.signal })) {
          found.push(...page);
          if (found.length >= count) stop.abort();
        }
        return found;
      };

      it('gives what is there, then what comes, from whichever writer, each once and in order', async () => {
        await store.append('call-1', events(3), 'any');
        const other = await under.reopen();
        const following = follow(store, 43);
        for (let n = 0; n < 20; n += 1) {
          await store.append(`call-${n}`, events(1), 'any');
          await other.append(`call-${n}`, events(1), 'any');
        }
        expect(ids(await following)).toEqual(ids(await readAll()));
      });

      it('starts after a position and keeps to its types', async () => {
        const { position } = await store.append('call-1', [event({ type: 'OfferMade' })], 'any');
        const following = follow(store, 2, { after: position, types: ['OfferMade'] });
        for (const type of ['CallLogged', 'OfferMade', 'CallLogged', 'OfferMade'])
          await store.append('call-1', [event({ type })], 'any');
        expect((await following).map(({ revision }) => revision)).toEqual([2, 4]);
      });

      it('ends with its signal, also while nothing comes, and at once where it was given before', async () => {
        const stop = new AbortController();
        const following = all(store.subscribe({ signal: stop.signal }));
        setTimeout(() => {
          stop.abort();
        }, 20);
        expect(await following).toEqual([]);
        expect(await all(store.subscribe({ signal: stop.signal }))).toEqual([]);
      });

      it('does not run ahead of a reader who takes his time', async () => {
        await store.append('call-1', events(1), 'any');
        const stop = new AbortController();
        const seen: string[] = [];
        for await (const page of store.subscribe({ signal: stop.signal })) {
          seen.push(...ids(page));
          await new Promise((resolve) => setTimeout(resolve, 5));
          if (seen.length >= 4) stop.abort();
          else await store.append('call-1', events(1), 'any');
        }
        expect(seen).toEqual(ids(await readAll()));
      });
    });

    describe('health', () => {
      it('says that the store answers', async () => {
        await store.append('call-1', events(1), 'any');
        expect(await store.health()).toEqual({ connected: true, silentSince: undefined });
      });
    });

    describe('a restart', () => {
      it('finds everything that was acknowledged, and goes on from there', async () => {
        const same = events(3);
        const { position } = await store.append('call-1', same, 'no-stream');
        await store.close();
        store = await under.reopen();
        expect(ids(await readAll())).toEqual(ids(same));
        expect(await store.head()).toBe(position);
        expect((await store.append('call-1', same, 'no-stream')).alreadyThere).toBe(true);
        expect((await store.append('call-1', events(1), 2)).position > position).toBe(true);
      });

      it('leaves a closed store that says so', async () => {
        await store.close();
        expect(await refusal(store.append('call-1', events(1), 'any'))).toMatchObject({ code: 'unavailable' });
        expect(await refusal(all(store.read('call-1')))).toMatchObject({ code: 'unavailable' });
      });
    });
  });
};
