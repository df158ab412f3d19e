import type { NewEvent } from '../src/application/log/event-store';
import { openSqliteEventStore } from '../src/adapters/sqlite/event-store';
import { eventIdOf, idOf, MANAGERS, managerIdOf, momentAt, ROUND, type Fact } from './company/names';
import { beginning, factsOf } from './company/rounds';

const eventOf = ({ type, data }: Fact, id: string, place: number): NewEvent => ({
  id,
  type,
  occurredAt: momentAt(place),
  data,
  metadata: {
    schemaVersion: 1,
    zone: 'Europe/Berlin',
    actor: { kind: 'manager', id: managerIdOf(place % MANAGERS) },
    source: 'api',
    commandId: id,
    commandDigest: id.replaceAll('-', ''),
    correlationId: id,
    causationId: id,
  },
});

/** Writes the log of a made-up company, always the same, of so many events (and what of the last hour goes beyond). */
export const fillSyntheticLog = async (file: string, events: number): Promise<void> => {
  let recordedAt = momentAt(-beginning.length);
  // Recorded by the hour: so all that is asked of how late things are written down has its answer.
  const log = openSqliteEventStore({ file, durability: 'process', importing: true, clock: () => recordedAt });
  const write = async (facts: readonly Fact[], eventAt: (index: number) => readonly [id: string, place: number]) => {
    const appended = facts.map((fact, index) => log.append(fact.stream, [eventOf(fact, ...eventAt(index))], 'any'));
    await Promise.all(appended);
  };
  await write(beginning, (index) => [idOf(11, index), index - beginning.length]);
  for (let round = 0; beginning.length + round * ROUND < events; round += 1) {
    const start = round * ROUND;
    recordedAt = momentAt(start + ROUND);
    await write(factsOf(round), (index) => [eventIdOf(start + index), start + index]);
  }
  await log.close();
};
