import { sql, type Kysely } from 'kysely';
import { isAmong } from '../kit/conditions';
import type { clients } from '../facts/clients';
import type { GroupColumns } from './groupings';
import { mergedClients } from './merged-clients';
import type { RowOfTable } from '../kit/projection';
import type { ParameterValues, SqlPart } from '../kit/report';

/** Whose rows a report is asked for. */
export interface Chosen {
  readonly manager: string | undefined;
  /** The client asked for, with its duplicates. */
  readonly ofClients: readonly string[] | undefined;
  readonly product: string | undefined;
}

/** By the parameters `manager` and `client`; `product` where the report has it. */
export const chosenBy = async <Tables extends { readonly clients: RowOfTable<typeof clients> }>(
  db: Kysely<Tables>,
  parameters: ParameterValues,
  product?: string,
): Promise<Chosen> => {
  const client = parameters.optionalText('client');
  return {
    manager: parameters.optionalText('manager'),
    ofClients: client === undefined ? undefined : (await mergedClients(db)).idsOf(client),
    product,
  };
};

/** The conditions by which rows are chosen, by the columns that say whose they are. */
export const areChosen = (
  { manager, ofClients, product }: Chosen,
  columns: Pick<GroupColumns, 'manager' | 'client' | 'product'>,
): readonly SqlPart[] => [
  ...(manager === undefined ? [] : [sql`${columns.manager} = ${manager}`]),
  ...(product === undefined ? [] : [sql`${columns.product} = ${product}`]),
  ...(ofClients === undefined ? [] : [isAmong(columns.client, ofClients)]),
];
