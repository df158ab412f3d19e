import { sql } from 'kysely';
import { sumOfDecimals } from '../../domain/shared/decimals';
import { noEnquiryReasons } from '../../domain/shared/words';
import { foldedText, normalisedText } from '../../domain/shared/text';
import { personalCell } from '../kit/personal';
import { firstPage, type Page } from '../kit/page';
import type { ReportWindow } from '../kit/window';
import { ascending } from '../kit/order';
import type { AnswerRow, ReportContext } from '../kit/report';
import { mostWritten } from '../kit/spellings';
import type { SalesDb } from './sales';

interface UnmetItem {
  readonly productId: string | null;
  /** As the column keeps it: sealed. */
  readonly need: string | null;
  readonly quantity: number | null;
  readonly clientId: string | null;
  readonly enquiryId: string;
  readonly reason: string | null;
}

/** Items without a product of enquiries that count, and items of a product that was declined because it is not sold. */
const unmetItems = async (db: SalesDb, { from, until }: ReportWindow): Promise<readonly UnmetItem[]> => {
  const { rows } = await sql<UnmetItem>`select i."productId", i."need", i."quantity", i."clientId", i."enquiryId",
      e."declineReason" as "reason"
    from "enquiry_items" i join "enquiries" e on e."enquiryId" = i."enquiryId"
    where i."receivedAt" >= ${from} and i."receivedAt" < ${until}
      and (i."productId" is null and coalesce(e."declineReason", '') not in (${sql.join(noEnquiryReasons)})
        or i."productId" is not null and e."declineReason" = 'NOT_IN_PORTFOLIO')
    order by i."enquiryId", i."item"`.execute(db);
  return rows;
};

interface Demand {
  readonly productId: string | null;
  /** How the words were written. Those of people who were erased are one demand, whatever they were. */
  readonly needs: Map<string, number>;
  readonly enquiries: Set<string>;
  readonly clients: Set<string>;
  readonly declined: Set<string>;
  readonly quantities: number[];
}

const addItem = (demand: Demand, need: string | null, { enquiryId, clientId, reason, quantity }: UnmetItem): void => {
  if (need !== null) demand.needs.set(need, (demand.needs.get(need) ?? 0) + 1);
  demand.enquiries.add(enquiryId);
  if (clientId !== null) demand.clients.add(clientId);
  if (reason !== null) demand.declined.add(enquiryId);
  demand.quantities.push(quantity ?? 1);
};

const emptyDemand = (productId: string | null): Demand => ({
  productId,
  needs: new Map<string, number>(),
  enquiries: new Set<string>(),
  clients: new Set<string>(),
  declined: new Set<string>(),
  quantities: [],
});

const groupedDemand = (items: readonly UnmetItem[], { open }: Pick<ReportContext, 'open'>): readonly Demand[] => {
  const demands = new Map<string, Demand>();
  for (const item of items) {
    const sealed = item.productId === null ? personalCell(item.need) : null;
    const need = sealed === null ? null : normalisedText(open(sealed), Infinity);
    const key = item.productId ?? foldedText(need ?? '');
    const demand = demands.get(key) ?? emptyDemand(item.productId);
    demands.set(key, demand);
    addItem(demand, need, item);
  }
  return [...demands.values()];
};

/** Ranked by the number of enquiries; needs in the same words are one. An item without a quantity counts as 1. */
export const unmetDemand = async (
  db: SalesDb,
  window: ReportWindow,
  limit: number,
  context: ReportContext,
): Promise<Page<AnswerRow>> => {
  const demands = groupedDemand(await unmetItems(db, window), context).map(({ needs, quantities, ...demand }) => ({
    need: mostWritten(needs),
    ...demand,
    quantity: sumOfDecimals(quantities),
  }));
  demands.sort(
    (a, b) =>
      b.enquiries.size - a.enquiries.size ||
      b.quantity - a.quantity ||
      ascending(a.need, b.need) ||
      ascending(a.productId, b.productId),
  );
  const { rows, notes } = firstPage('unmet-demand', demands, limit);
  const shown = rows.map(({ productId, need, enquiries, clients, declined, quantity }) => ({
    need,
    productId,
    enquiries: enquiries.size,
    clients: clients.size,
    quantity,
    declined: declined.size,
  }));
  return { rows: shown, notes };
};
