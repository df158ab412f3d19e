import { sql } from 'kysely';
import { isAmong } from '../kit/conditions';
import type { GroupColumns } from './groupings';
import { mergedClients } from './merged-clients';
import type { ParameterValues, SqlPart } from '../kit/report';
import type { FactsDb } from '../facts/tables';

/** Whose rows a report is asked for. */
export interface Chosen {
  readonly manager: string | undefined;
  /** The client asked for, with its duplicates. */
  readonly ofClients: readonly string[] | undefined;
  readonly product: string | undefined;
}

/** By the parameters `manager` and `client`; `product` where the report has it. */
export const chosenBy = async (db: FactsDb, parameters: ParameterValues, product?: string): Promise<Chosen> => {
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
