import { sql } from 'kysely';
import { column, nullable, shownToPeople } from '../kit/answer-columns';
import { personalCell } from '../kit/personal';
import type { RowOfTable } from '../kit/projection';
import {
  foundKinds,
  limitParameter,
  optionalChoice,
  optionalParameter,
  type AnswerRow,
  type Database,
  type Report,
  type FoundKind,
} from '../kit/report';
import type { ClientRow } from '../facts/clients';
import type { invoices } from '../facts/invoices';
import type { managers } from '../facts/managers';
import type { products } from '../facts/products';

const findKinds = [...foundKinds, 'invoice'] as const;

const notSaid = { mergedInto: null, clientId: null };

const namedRow = (kind: FoundKind, id: string, name: AnswerRow[string], about: string, more = {}): AnswerRow => ({
  ...{ kind, id, name, about, at: `/${kind}s/${id}` },
  ...notSaid,
  ...more,
});

const rowsWithIds = async <Row>(db: Database, table: string, id: string, ids: readonly string[]) => {
  if (ids.length === 0) return [];
  const { rows } = await sql<Row>`select * from ${sql.table(table)} where ${sql.ref(id)} in (${sql.join(ids)})`.execute(
    db,
  );
  return rows;
};

const inWords = (...words: readonly (string | null)[]): string => words.filter((word) => word !== null).join(', ');

/** How those of a kind are told of, by their ids. */
const describing: {
  readonly [Kind in FoundKind]: (db: Database, ids: readonly string[]) => Promise<readonly AnswerRow[]>;
} = {
  client: async (db, ids) =>
    (await rowsWithIds<ClientRow>(db, 'clients', 'clientId', ids)).map(
      ({ clientId, kind, name, segment, mergedInto }) =>
        namedRow('client', clientId, personalCell(name), inWords(kind, segment), { mergedInto }),
    ),
  manager: async (db, ids) =>
    (await rowsWithIds<RowOfTable<typeof managers>>(db, 'managers', 'managerId', ids)).map(
      ({ managerId, name, role, teamId }) => namedRow('manager', managerId, personalCell(name), inWords(role, teamId)),
    ),
  product: async (db, ids) =>
    (await rowsWithIds<RowOfTable<typeof products>>(db, 'products', 'productId', ids)).map(
      ({ productId, name, category }) => namedRow('product', productId, name, category),
    ),
};

/** Invoices whose number begins so; that it is one is the less likely the longer the list. */
const invoicesNumbered = async (db: Database, text: string, limit: number): Promise<readonly AnswerRow[]> => {
  const { rows } = await sql<RowOfTable<typeof invoices>>`select * from "invoices"
    where "number" >= ${text} and "number" < ${`${text}\uffff`} order by "number" limit ${limit}`.execute(db);
  return rows.map(({ invoiceId, number, clientId, state }) => ({
    ...{ kind: 'invoice', id: invoiceId, name: number, about: state, at: `/invoices/${invoiceId}` },
    ...{ mergedInto: null, clientId },
  }));
};

export const foundColumns = {
  ...{ kind: column.text('client, manager, product or invoice'), id: column.id() },
  name: nullable(column.text('Its name; of an invoice its number')),
  ...{ about: column.text(), at: column.text('Where all that is known of it is read, such as /clients/…') },
  mergedInto: nullable(column.named('client')),
  clientId: nullable(column.named('client')),
};

/** One look at everything that has a name or a number. */
export const findReport: Report = {
  name: 'find',
  description: 'Whom or what a text may mean: clients, managers and products, and invoices by their numbers',
  parameters: {
    q: {
      ...optionalParameter(
        'text',
        'A name, a telephone number, a mail address, a tax id, an id in another system or the number of an invoice, as it begins or nearly; in Cyrillic or Latin letters',
      ),
      required: true,
    },
    kind: optionalChoice(findKinds, 'Only things of this kind'),
    limit: limitParameter('How many; 20 by default'),
  },
  reads: ['clients', 'managers', 'products', 'invoices'],
  columns: { found: foundColumns },
  ...shownToPeople({ found: foundColumns }),
  answer: async (db, parameters, { find }) => {
    const [q, kind, limit] = [parameters.text('q'), parameters.optionalText('kind'), parameters.integer('limit', 20)];
    const wanted = foundKinds.filter((each) => kind === undefined || each === kind);
    const found = ((await find?.(q, wanted)) ?? []).slice(0, limit);
    const rows = new Map<unknown, AnswerRow>();
    for (const each of wanted) {
      const ids = found.filter((one) => one.kind === each).map(({ id }) => id);
      for (const row of await describing[each](db, ids)) rows.set(row['id'], row);
    }
    const people = found.flatMap(({ id }): readonly AnswerRow[] => {
      const row = rows.get(id);
      return row ? [row] : [];
    });
    const numbered = kind === undefined || kind === 'invoice' ? await invoicesNumbered(db, q, limit) : [];
    return { sections: { found: [...numbered, ...people].slice(0, limit) }, notes: [] };
  },
};
