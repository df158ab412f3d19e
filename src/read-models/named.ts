import type { RowOfTable } from './projection';
import type { Database, NamedKind } from './report';
import { clientById, clientsWithExternalId, type ClientHistoryTables, type Finding } from './client-history/canonical';
import type { ClientRow } from './facts/clients';
import type { managers } from './facts/managers';
import type { products } from './facts/products';
import type { refusalReasons } from './facts/reasons';

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
    const db = anyDb.withTables<ClientHistoryTables>();
    const own = await clientById(db, id);
    if (own) return [namedClient(own)];
    const external = await clientsWithExternalId(db, id, finding);
    const at = id.lastIndexOf('/');
    const ofSource = at < 0 ? [] : await clientsWithExternalId(db, id.slice(at + 1), finding);
    const source = id.slice(0, at);
    return [...external, ...ofSource.filter(({ externalSource }) => externalSource === source)].map(namedClient);
  },
  all: async (db) => {
    const rows = await db.withTables<ClientHistoryTables>().selectFrom('clients').selectAll().execute();
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

const named = (id: string, words: readonly string[], name: string | null = null): Named => {
  return { id, words, name, externalId: null, externalSource: null, sameAs: id };
};

const managerRows = (db: Database) =>
  db.withTables<{ managers: RowOfTable<typeof managers> }>().selectFrom('managers').selectAll().execute();
const productRows = (db: Database) =>
  db.withTables<{ products: RowOfTable<typeof products> }>().selectFrom('products').selectAll().execute();
const reasonRows = (db: Database) =>
  db
    .withTables<{ refusal_reasons: RowOfTable<typeof refusalReasons> }>()
    .selectFrom('refusal_reasons')
    .selectAll()
    .execute();

const eachOnce = (values: readonly (string | null)[]): readonly Named[] =>
  [...new Set(values)].flatMap((value) => (value === null ? [] : [named(value, [value])]));

/** Where each kind of name is known. */
export const namesByKind: Readonly<Record<NamedKind, Names>> = {
  client: clientNames,
  manager: fewNames('managers', 'a manager by his id, or by a name that no other has', async (db) =>
    (await managerRows(db)).map(({ managerId, name }) => named(managerId, [], name)),
  ),
  team: fewNames('managers', 'a team that a manager is in', async (db) =>
    eachOnce((await managerRows(db)).map(({ teamId }) => teamId)),
  ),
  product: fewNames('products', 'a product by its id, or by a name that no other has', async (db) =>
    (await productRows(db)).map(({ productId, name }) => named(productId, [name])),
  ),
  category: fewNames('products', 'a category that a product is of', async (db) =>
    eachOnce((await productRows(db)).map(({ category }) => category)),
  ),
  reason: fewNames('reasons', 'a reason of the catalogue, by its code or in its words', async (db) =>
    (await reasonRows(db)).map(({ code, label }) => named(code, [code, label])),
  ),
};
