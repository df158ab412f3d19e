import { sql } from 'kysely';
import { personalCell } from '../kit/personal';
import type { NamedKind } from '../kit/answer-columns';
import type { Cell, Database } from '../kit/report';
import { clientById, clientsWithExternalId, type Finding } from './canonical-client';
import type { ClientRow } from '../facts/clients';
import type { FactTables } from '../facts/tables';

/** Something that has a name, as the live tables know it. */
export interface Named {
  readonly id: string;
  /** By what else it is called that is nobody's secret. */
  readonly words: readonly string[];
  /** The name of a person, and the id in another system, sealed: the edge opens them. */
  readonly name: string | null;
  readonly externalId: string | null;
  readonly externalSource: string | null;
  /** The one whom it is a duplicate of; else itself. */
  readonly sameAs: string;
}

export interface Names {
  /** The read model whose tables tell. */
  readonly reads: string;
  /** How it may be named, for a person who named it otherwise. */
  readonly how: string;
  /** Those that have this id, or this id in another system: few, by an index. */
  withId(db: Database, id: string, finding: Finding): Promise<readonly Named[]>;
  all(db: Database): Promise<readonly Named[]>;
}

const namedClient = ({ clientId, externalSource, externalId, name, mergedInto, erased }: ClientRow): Named => {
  const sealed = erased === 1 ? { name: null, externalId: null } : { name, externalId };
  return { id: clientId, words: [], ...sealed, externalSource, sameAs: mergedInto ?? clientId };
};

const clientNames: Names = {
  reads: 'clients',
  how: 'a client by our id, by the id in the system it came from (or source/id), or by a name that no other has',
  withId: async (anyDb, id, finding) => {
    const db = anyDb.withTables<FactTables>();
    const own = await clientById(db, id);
    if (own) return [namedClient(own)];
    const external = await clientsWithExternalId(db, id, finding);
    const at = id.lastIndexOf('/');
    const ofSource = at < 0 ? [] : await clientsWithExternalId(db, id.slice(at + 1), finding);
    const source = id.slice(0, at);
    return [...external, ...ofSource.filter(({ externalSource }) => externalSource === source)].map(namedClient);
  },
  all: async (db) => {
    const rows = await db.withTables<FactTables>().selectFrom('clients').selectAll().execute();
    return rows.map(namedClient);
  },
};

/** Names of a small table: it is read whole. */
const fewNames = (reads: string, how: string, all: Names['all']): Names => ({
  reads,
  how,
  all,
  withId: async (db, id) => (await all(db)).filter((one) => one.id === id || one.words.includes(id)),
});

const named = (id: string, words: readonly string[], sealed: Partial<Named> = {}): Named => {
  return { id, words, name: null, externalId: null, externalSource: null, sameAs: id, ...sealed };
};

const managerRows = (db: Database) => db.withTables<FactTables>().selectFrom('managers').selectAll().execute();
const productRows = (db: Database) => db.withTables<FactTables>().selectFrom('products').selectAll().execute();
const reasonRows = (db: Database) => db.withTables<FactTables>().selectFrom('refusal_reasons').selectAll().execute();

const eachOnce = (values: readonly (string | null)[]): readonly Named[] =>
  [...new Set(values)].flatMap((value) => (value === null ? [] : [named(value, [value])]));

/** Where each kind of name is known. */
export const namesByKind: Readonly<Record<NamedKind, Names>> = {
  client: clientNames,
  manager: fewNames(
    'managers',
    'a manager by his id, by the id in the system he came from, or by a name that no other has',
    async (db) =>
      (await managerRows(db)).map(({ managerId, name, externalId, externalSource }) =>
        named(managerId, [], { name, externalId, externalSource }),
      ),
  ),
  team: fewNames('managers', 'a team that a manager is in', async (db) =>
    eachOnce((await managerRows(db)).map(({ teamId }) => teamId)),
  ),
  product: fewNames(
    'products',
    'a product by its id, by the id in the system it came from, or by a name that no other has',
    async (db) =>
      (await productRows(db)).map(({ productId, name, externalId, externalSource }) =>
        named(productId, externalId === null ? [name] : [name, externalId, `${externalSource ?? ''}/${externalId}`]),
      ),
  ),
  category: fewNames('products', 'a category that a product is of', async (db) =>
    eachOnce((await productRows(db)).map(({ category }) => category)),
  ),
  reason: fewNames('reasons', 'a reason of the catalogue, by its code or in its words', async (db) =>
    (await reasonRows(db)).map(({ code, label }) => named(code, [code, label])),
  ),
};

/** The column that holds the name beside an id: `clientName` beside `clientId`, `reasonName` beside `reason`. */
export const nameColumnOf = (column: string): string => `${column.replace(/Id$/, '')}Name`;

/** In which table a kind of thing has its name, under which column of ids. */
const nameColumns: Readonly<Record<NamedKind, readonly [table: string, id: string, name: string] | undefined>> = {
  client: ['clients', 'clientId', 'name'],
  manager: ['managers', 'managerId', 'name'],
  product: ['products', 'productId', 'name'],
  reason: ['refusal_reasons', 'code', 'label'],
  // These are their own names.
  team: undefined,
  category: undefined,
};

/** More parameters than this a store may not take. */
const IDS_AT_ONCE = 500;

/** The names of things by their ids, those of people still sealed. */
export const namesOfIds = async (
  db: Database,
  kind: NamedKind,
  ids: readonly string[],
): Promise<ReadonlyMap<string, Cell>> => {
  const names = new Map<string, Cell>();
  const columns = nameColumns[kind];
  if (columns === undefined) return names;
  const [table, id, name] = columns;
  for (let from = 0; from < ids.length; from += IDS_AT_ONCE) {
    const some = ids.slice(from, from + IDS_AT_ONCE);
    const { rows } = await sql<{ id: string; name: string }>`select ${sql.ref(id)} as "id", ${sql.ref(name)} as "name"
      from ${sql.table(table)} where ${sql.ref(id)} in (${sql.join(some)})`.execute(db);
    const isSealed = kind === 'client' || kind === 'manager';
    for (const row of rows) names.set(row.id, isSealed ? personalCell(row.name) : row.name);
  }
  return names;
};

/** The ids that rows of most answers have. */
export const usualNames = {
  ...{ clientId: 'client', managerId: 'manager', productId: 'product' },
  ...{ client: 'client', manager: 'manager', product: 'product' },
} as const satisfies Readonly<Record<string, NamedKind>>;
