import { sql } from 'kysely';
import { noEnquiryReasons } from '../../domain/shared/words';
import { firstOf, type Page } from '../page';
import type { Window } from '../window';
import type { AnswerRow } from '../report';
import type { Database } from './sales';

interface Item {
  readonly productId: string | null;
  readonly need: string | null;
  readonly quantity: number | null;
  readonly clientId: string | null;
  readonly enquiryId: string;
  readonly reason: string | null;
}

/** Without a product and not declined as no demand at all, or of a product and declined because it is not sold. */
const itemsOf = async (db: Database, { from, until }: Window): Promise<readonly Item[]> => {
  const columns = sql`i."productId", i."need", i."quantity", i."clientId", i."enquiryId", d."reason"`;
  const noEnquiry = sql.join(noEnquiryReasons.map((reason) => sql.lit(reason)));
  const inWindow = sql`i."receivedAt" >= ${from} and i."receivedAt" < ${until}`;
  const { rows } = await sql<Item>`select ${columns} from "demanded_items" i
      left join "declined_enquiries" d on d."enquiryId" = i."enquiryId"
      where i."productId" is null and ${inWindow} and coalesce(d."reason", '') not in (${noEnquiry})
    union all select ${columns} from "declined_enquiries" d
      join "demanded_items" i on i."enquiryId" = d."enquiryId"
      where d."reason" = 'NOT_IN_PORTFOLIO' and i."productId" is not null and ${inWindow}
    order by 5, 1 nulls first, 2 nulls first, 3 nulls first`.execute(db);
  return rows;
};

interface Demand {
  readonly productId: string | null;
  readonly need: string | null;
  readonly enquiries: Set<string>;
  readonly clients: Set<string>;
  readonly declined: Set<string>;
  quantity: number;
}

const add = (demand: Demand, { enquiryId, clientId, reason, quantity }: Item): void => {
  demand.enquiries.add(enquiryId);
  if (clientId !== null) demand.clients.add(clientId);
  if (reason !== null) demand.declined.add(enquiryId);
  demand.quantity += quantity ?? 1;
};

const gathered = (items: readonly Item[]): readonly Demand[] => {
  const demands = new Map<string, Demand>();
  for (const item of items) {
    const key = item.productId ?? (item.need ?? '').trim().toLowerCase();
    const demand = demands.get(key) ?? {
      productId: item.productId,
      need: item.need?.trim() ?? null,
      enquiries: new Set<string>(),
      clients: new Set<string>(),
      declined: new Set<string>(),
      quantity: 0,
    };
    demands.set(key, demand);
    add(demand, item);
  }
  return [...demands.values()];
};

/** Ranked by the enquiries that asked for it; needs in the same words are one. Without a quantity, one is meant. */
export const unmetDemand = async (db: Database, window: Window, limit: number): Promise<Page<AnswerRow>> => {
  const demands = [...gathered(await itemsOf(db, window))];
  demands.sort((a, b) => b.enquiries.size - a.enquiries.size || b.quantity - a.quantity);
  const { rows, notes } = firstOf('unmet-demand', demands, limit);
  const told = rows.map(({ productId, need, enquiries, clients, declined, quantity }) => ({
    need,
    productId,
    enquiries: enquiries.size,
    clients: clients.size,
    quantity,
    declined: declined.size,
  }));
  return { rows: told, notes };
};
