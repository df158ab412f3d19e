import { openSqliteEventStore } from '../../../src/adapters/sqlite/event-store';
import { dryRunStore } from '../../../src/application/log/dry-run-store';
import type { EventStore, NewEvent, StoredEvent, StreamStore } from '../../../src/application/log/event-store';
import { NOON } from '../../support/company';
import { id } from '../../support/specify';

const event = (name: string): NewEvent => ({
  id: id(name),
  type: 'CallVoided',
  occurredAt: NOON,
  data: { name },
  metadata: {
    schemaVersion: 1,
    zone: 'UTC',
    actor: { kind: 'system', id: 'test' },
    source: 'api',
    commandId: id(name),
    commandDigest: 'digest',
    correlationId: id(name),
    causationId: id(name),
  },
});

const idsOf = async (pages: AsyncIterable<readonly StoredEvent[]>): Promise<string[]> => {
  const found: string[] = [];
  for await (const page of pages) found.push(...page.map((stored) => stored.id));
  return found;
};

describe('a dry run over a log', () => {
  let log: EventStore;
  let own: EventStore;
  let dry: StreamStore;
  beforeEach(async () => {
    log = openSqliteEventStore({ file: ':memory:', clock: () => NOON });
    own = openSqliteEventStore({ file: '', clock: () => NOON });
    await log.append('call-1', [event('a'), event('b')], 'no-stream');
    dry = dryRunStore(log, await log.head(), own);
  });
  afterEach(async () => {
    await own.close();
    await log.close();
  });

  it('reads what the log holds, then its own', async () => {
    await dry.append('call-1', [event('c')], 1);
    await dry.append('call-2', [event('d')], 'no-stream');
    expect(await idsOf(dry.read('call-1'))).toEqual(['a', 'b', 'c'].map(id));
    expect(await idsOf(dry.read('call-1', 2))).toEqual([id('c')]);
    expect(await idsOf(dry.read('call-1', 1))).toEqual(['b', 'c'].map(id));
    expect(await idsOf(dry.read('call-2'))).toEqual([id('d')]);
  });

  it('counts revisions and positions on from where the log ends', async () => {
    const appended = await dry.append('call-1', [event('c'), event('d')], 1);
    const read: StoredEvent[] = [];
    for await (const page of dry.read('call-1')) read.push(...page);
    expect(read.map(({ revision }) => revision)).toEqual([0, 1, 2, 3]);
    expect(read.map(({ position }) => position)).toEqual([1n, 2n, 3n, 4n]);
    expect(appended).toEqual({ revision: 3, position: 4n, alreadyThere: false });
    expect(read[3]).toMatchObject({ ...event('d'), stream: 'call-1', recordedAt: NOON });
  });

  it('leaves the log as it was', async () => {
    await dry.append('call-1', [event('c')], 1);
    expect(await idsOf(log.readAll({}))).toEqual(['a', 'b'].map(id));
  });

  it('sees the log as it stood at the start', async () => {
    await log.append('call-1', [event('later')], 1);
    expect(await idsOf(dry.read('call-1'))).toEqual(['a', 'b'].map(id));
    expect(await dry.append('call-1', [event('c')], 1)).toMatchObject({ revision: 2 });
  });

  it('refuses another revision than it stands at', async () => {
    for (const wrong of ['no-stream', 0, 2] as const)
      await expect(dry.append('call-1', [event('c')], wrong)).rejects.toMatchObject({
        code: 'conflict',
        currentRevision: 1,
      });
    await dry.append('call-1', [event('c')], 1);
    await expect(dry.append('call-1', [event('d')], 1)).rejects.toMatchObject({ code: 'conflict', currentRevision: 2 });
    expect(await dry.append('call-1', [event('d')], 'any')).toMatchObject({ revision: 3, alreadyThere: false });
  });

  it('takes the same append once, whether it was made here or in the log', async () => {
    const first = await dry.append('call-2', [event('c'), event('d')], 'no-stream');
    expect(await dry.append('call-2', [event('c'), event('d')], 'no-stream')).toEqual({ ...first, alreadyThere: true });
    expect(await dry.append('call-1', [event('a'), event('b')], 'no-stream')).toMatchObject({
      revision: 1,
      alreadyThere: true,
    });
  });

  it('lets one of two writers through', async () => {
    const both = await Promise.allSettled([
      dry.append('call-2', [event('c')], 'no-stream'),
      dry.append('call-2', [event('d')], 'no-stream'),
    ]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await idsOf(dry.read('call-2'))).toHaveLength(1);
  });

  it('over an empty log is its own log', async () => {
    const alone = dryRunStore(log, undefined, own);
    await alone.append('call-1', [event('a')], 'no-stream');
    expect(await idsOf(alone.read('call-1'))).toEqual([id('a')]);
  });
});
