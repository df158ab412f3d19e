import type { Projection } from '../../read-models/kit/projection';
import type { EventStore } from '../log/event-store';
import { firstEvent } from '../log/paging';
import { madeOf, notesBeside, type MadeOf } from './generation-notes';
import { liveGeneration, type Generation, type ReadStore } from './read-store';

/**
 * What it takes to bring a read model to this version: `none`, it is of this version; `version`, its rows are those of
 * this version already, only the number is noted; `columns`, the same with columns that are empty so far; `all`, its
 * tables are filled from the first event on.
 */
export interface Need {
  readonly projection: string;
  readonly what: 'none' | 'version' | 'columns' | 'all';
  readonly why: string;
}

const listed = (names: readonly string[]): string => names.join(', ');

const without = <Of>(these: readonly Of[], others: readonly Of[]): readonly Of[] =>
  these.filter((each) => !others.includes(each));

/** What differs between two versions as far as their tables and event types show it. */
const differences = (before: MadeOf, now: MadeOf): readonly string[] => {
  const tables = [Object.keys(before.tables), Object.keys(now.tables)] as const;
  const said = (what: string, names: readonly string[]) => (names.length > 0 ? [`${what} ${listed(names)}`] : []);
  return [
    ...said('new tables:', without(tables[1], tables[0])),
    ...said('tables that go:', without(tables[0], tables[1])),
    ...said('new columns:', columnsOnlyIn(now, before)),
    ...said('columns that go:', columnsOnlyIn(before, now)),
    ...said('other keys or kinds of columns in', tablesOfOtherShape(before, now)),
    ...said('event types that are new to it:', without(now.types, before.types)),
    ...said('event types that it no longer takes:', without(before.types, now.types)),
  ];
};

/** Columns of tables that both have. */
const columnsOnlyIn = (these: MadeOf, others: MadeOf): readonly string[] =>
  Object.entries(these.tables).flatMap(([table, { columns }]) => {
    const other = others.tables[table];
    return other ? without(Object.keys(columns), Object.keys(other.columns)).map((column) => `${table}.${column}`) : [];
  });

const tablesOfOtherShape = (before: MadeOf, now: MadeOf): readonly string[] =>
  Object.entries(now.tables).flatMap(([table, { key, columns }]) => {
    const old = before.tables[table];
    const isOther =
      old !== undefined &&
      (key.join() !== old.key.join() ||
        Object.entries(columns).some(([name, kind]) => (old.columns[name] ?? kind) !== kind));
    return isOther ? [table] : [];
  });

/** The tables hold what they held, and perhaps more columns that may be empty. */
const holdsAllOfBefore = (before: MadeOf, { tables }: Projection, now: MadeOf): boolean => {
  const added = columnsOnlyIn(now, before);
  const isOptional = (name: string): boolean =>
    tables.some((table) =>
      Object.entries(table.columns).some(([column, { optional }]) => optional && name === `${table.name}.${column}`),
    );
  return (
    Object.keys(before.tables).join() === Object.keys(now.tables).join() &&
    columnsOnlyIn(before, now).length === 0 &&
    tablesOfOtherShape(before, now).length === 0 &&
    added.every(isOptional)
  );
};

/** Which of these event types the log has, up to where the rows go. */
const recordedTypes = async (
  log: Pick<EventStore, 'readAll'>,
  types: readonly string[],
  { checkpoint }: Generation,
): Promise<readonly string[]> => {
  const recorded: string[] = [];
  if (checkpoint !== undefined)
    for (const type of types)
      if (await firstEvent(log.readAll({ types: [type], until: checkpoint, pageSize: 1 }))) recorded.push(type);
  return recorded;
};

interface NeedSide {
  readonly log: Pick<EventStore, 'readAll'>;
  readonly store: Pick<ReadStore, 'generations' | 'notes'>;
}

const needOfVersion = async (
  { log }: Pick<NeedSide, 'log'>,
  projection: Projection,
  live: Generation,
  before: MadeOf | undefined,
): Promise<Pick<Need, 'what' | 'why'>> => {
  const from = `version ${live.version} became ${projection.version}`;
  if (!before) return { what: 'all', why: `${from}, and what version ${live.version} was made of was not noted` };
  const now = madeOf(projection);
  const said = [from, ...differences(before, now)].join('; ');
  const named = projection.changedSince?.[live.version];
  if (!named) return { what: 'all', why: `${said}; any of its arms may have changed (it names none in changedSince)` };
  if (!holdsAllOfBefore(before, projection, now))
    return { what: 'all', why: `${said}; rows of before are not those of now` };
  const changed = [...new Set([...named, ...without(now.types, before.types), ...without(before.types, now.types)])];
  const recorded = await recordedTypes(log, changed, live);
  if (recorded.length > 0) return { what: 'all', why: `${said}; changed are ${listed(recorded)}, which the log has` };
  const added = columnsOnlyIn(now, before);
  const never = `changed are only ${listed(changed)}, which the log does not have up to position ${live.checkpoint ?? 0n}`;
  return { what: added.length > 0 ? 'columns' : 'version', why: `${said}; ${never}` };
};

/** What each of these read models needs to be of this version, and why: said before anything is built. */
export const needsOf = async (side: NeedSide, projections: readonly Projection[]): Promise<readonly Need[]> => {
  const [generations, notes] = [await side.store.generations(), await side.store.notes()];
  return Promise.all(
    projections.map(async (projection): Promise<Need> => {
      const { name, version } = projection;
      const live = liveGeneration(generations, name);
      if (!live) return { projection: name, what: 'all', why: 'there are no tables of it yet' };
      if (live.missing) return { projection: name, what: 'all', why: `it has lost its tables ${listed(live.missing)}` };
      if (live.version === version) return { projection: name, what: 'none', why: `it is of version ${version}` };
      const { made } = notesBeside(notes, live);
      return { projection: name, ...(await needOfVersion(side, projection, live, made)) };
    }),
  );
};

/** Does what needs no event: gives the needs that are left. */
export const adoptWhatIs = async (
  store: Pick<ReadStore, 'generations' | 'adopt'>,
  projections: readonly Projection[],
  needs: readonly Need[],
): Promise<void> => {
  const generations = await store.generations();
  for (const { projection: name, what } of needs) {
    const projection = projections.find((each) => each.name === name);
    const live = liveGeneration(generations, name);
    if (projection && live && (what === 'version' || what === 'columns')) await store.adopt(live, projection);
  }
};
