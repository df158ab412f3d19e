import { openSqliteEventStore } from '../../../src/adapters/sqlite/event-store';
import { StoreError, type EventStore, type NewEvent, type StoredEvent } from '../../../src/application/log/event-store';
import { derivedId, eventIdOf } from '../../../src/application/log/ids';
import { recordedAhead, recordedIn, type Recorded } from '../../../src/application/executing/recorded';
import { NOON } from '../../support/company';

const commandOf = (number: number): string => derivedId(`command ${number}`);
const streamOf = (number: number): string => `call-${number}`;

const eventsOf = (number: number, count: number): NewEvent[] =>
  Array.from({ length: count }, (_, index) => ({
    id: eventIdOf(commandOf(number), index),
    type: 'CallVoided',
    occurredAt: NOON,
    data: { number, index },
    metadata: {
      schemaVersion: 1,
      zone: 'UTC',
      actor: { kind: 'system', id: 'test' },
      source: 'api',
      commandId: commandOf(number),
      commandDigest: 'digest',
      correlationId: commandOf(number),
      causationId: commandOf(number),
    },
  }));

const idsOf = (events: readonly StoredEvent[]): string[] => events.map(({ id }) => id);

describe('the events that a command gave before', () => {
  let log: EventStore;
  let streams: string[];
  let pages: number;
  let isAway: boolean;
  let watched: Pick<EventStore, 'read' | 'readAll'>;
  beforeEach(() => {
    log = openSqliteEventStore({ file: ':memory:', clock: () => NOON });
    [streams, pages, isAway] = [[], 0, false];
    watched = {
      read: (stream, from) => {
        streams.push(stream);
        return log.read(stream, from);
      },
      readAll: (asked) => {
        pages += 1;
        if (isAway) throw new StoreError('unavailable', 'away');
        return log.readAll(asked);
      },
    };
  });
  afterEach(() => log.close());

  const fill = async (commands: number, eventsEach: number): Promise<void> => {
    await Promise.all(
      Array.from({ length: commands }, (_, number) =>
        log.append(streamOf(number), eventsOf(number, eventsEach), 'no-stream'),
      ),
    );
  };
  const isRight = async (recorded: Recorded, number: number, eventsEach: number): Promise<void> => {
    const found = idsOf(await recorded(streamOf(number), commandOf(number)));
    expect({ number, found }).toEqual({ number, found: eventsOf(number, eventsEach).map(({ id }) => id) });
  };

  it.each([
    ['in its stream', recordedIn],
    ['ahead', recordedAhead],
  ])('are found %s among those of others, or nowhere', async (_, of) => {
    await log.append('call-1', eventsOf(1, 2), 'no-stream');
    await log.append('call-1', eventsOf(2, 1), 1);
    const recorded = of(log);
    expect(idsOf(await recorded('call-1', commandOf(1)))).toEqual(eventsOf(1, 2).map(({ id }) => id));
    expect(idsOf(await recorded('call-1', commandOf(2)))).toEqual(eventsOf(2, 1).map(({ id }) => id));
    expect(await recorded('call-1', commandOf(3))).toEqual([]);
    expect(await recorded('call-9', commandOf(9))).toEqual([]);
  });

  it('are found ahead without reading a stream for each, whole also where a page ends amidst them', async () => {
    // A page has a thousand events: it ends within the three of a command.
    const commands = 2_500;
    await fill(commands, 3);
    const recorded = recordedAhead(watched);
    for (let number = 0; number < commands; number += 1) await isRight(recorded, number, 3);
    expect(streams.length).toBeLessThan(20);
    expect(pages).toBeLessThan(20);
  });

  it('are found by many who ask at once, a little out of order', async () => {
    await fill(1_500, 2);
    const recorded = recordedAhead(watched);
    for (let start = 0; start < 1_500; start += 100) {
      const asked = Array.from({ length: 100 }, (_, index) => start + ((index * 37) % 100));
      await Promise.all(asked.map((number) => isRight(recorded, number, 2)));
    }
    expect(streams.length).toBeLessThan(150);
  });

  it('are found wherever they lie, and in whatever order: then at no more than a page for a thousand', async () => {
    await fill(3_000, 1);
    const recorded = recordedAhead(watched);
    for (let asked = 0; asked < 3_000; asked += 1) await isRight(recorded, (asked * 1_009) % 3_000, 1);
    expect(pages).toBeLessThan(10);
  });

  it('are found ahead again some time after the place has changed', async () => {
    await fill(9_000, 1);
    const recorded = recordedAhead(watched);
    await isRight(recorded, 10, 1);
    for (let number = 5_000; number < 9_000; number += 1) await isRight(recorded, number, 1);
    expect(streams.length).toBeLessThan(1_010);
  });

  it('are looked for in their streams where the log can’t be read ahead', async () => {
    await fill(10, 1);
    isAway = true;
    const recorded = recordedAhead(watched);
    for (let number = 0; number < 10; number += 1) await isRight(recorded, number, 1);
    expect(streams).toHaveLength(10);
  });
});
