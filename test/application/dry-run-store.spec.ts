import { openSqliteEventStore } from '../../src/adapters/sqlite/event-store';
import { dryRunStore } from '../../src/application/dry-run-store';
import type { EventStore, NewEvent, StoredEvent } from '../../src/application/event-store';
import { NOON } from '../support/company';
import { id } from '../support/specify';

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
  let dry: EventStore;
  beforeEach(async () => {
    log = openSqliteEventStore({ file: ':memory:', clock: () => NOON });
    await log.append('call-1', [event('a'), event('b')], 'no-stream');
    dry = dryRunStore(log, () => NOON);
  });
  afterEach(() => dry.close());

  it('reads what the log holds, then its own', async () => {
    await dry.append('call-1', [event('c')], 1);
    await dry.append('call-2', [event('d')], 'no-stream');
    expect(await idsOf(dry.read('call-1'))).toEqual(['a', 'b', 'c'].map(id));
    expect(await idsOf(dry.read('call-1', 2))).toEqual([id('c')]);
    expect(await idsOf(dry.readAll({}))).toEqual(['a', 'b', 'c', 'd'].map(id));
    expect(await idsOf(dry.readAll({ after: (await log.head())! }))).toEqual(['c', 'd'].map(id));
    expect(await idsOf(dry.readAll({ types: ['Other'] }))).toEqual([]);
  });

  it('leaves the log as it was', async () => {
    await dry.append('call-1', [event('c')], 1);
    expect(await idsOf(log.readAll({}))).toEqual(['a', 'b'].map(id));
    expect((await dry.head())! > (await log.head())!).toBe(true);
  });

  it('refuses another revision than it stands at', async () => {
    await expect(dry.append('call-1', [event('c')], 'no-stream')).rejects.toMatchObject({
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
});
