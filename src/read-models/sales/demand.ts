import { sql } from 'kysely';
import { sumOfDecimals } from '../../domain/shared/decimals';
import { noEnquiryReasons } from '../../domain/shared/words';
import { foldedText, normalisedText } from '../../domain/shared/text';
import { personalCell } from '../kit/personal';
import { firstPage, type Page } from '../kit/page';
import type { ReportWindow } from '../kit/window';
import { ascending } from '../kit/order';
import type { AnswerRow, ExplainedSection, ReportContext } from '../kit/report';
import { figuresOfRow, nameOfAnswerRow } from '../kit/grounds';
import { mostWritten } from '../kit/spellings';
import { demandGrounds } from './grounds';
import type { SalesDb } from './sales';

interface UnmetItem {
  readonly position: number;
  readonly item: number;
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
  const { rows } =
    await sql<UnmetItem>`select i."position", i."item", i."productId", i."need", i."quantity", i."clientId", i."enquiryId",
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
  readonly items: UnmetItem[];
}

const addItem = (demand: Demand, need: string | null, item: UnmetItem): void => {
  const { enquiryId, clientId, reason } = item;
  if (need !== null) demand.needs.set(need, (demand.needs.get(need) ?? 0) + 1);
  demand.enquiries.add(enquiryId);
  if (clientId !== null) demand.clients.add(clientId);
  if (reason !== null) demand.declined.add(enquiryId);
  demand.items.push(item);
};

const emptyDemand = (productId: string | null): Demand => ({
  productId,
  needs: new Map<string, number>(),
  enquiries: new Set<string>(),
  clients: new Set<string>(),
  declined: new Set<string>(),
  items: [],
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

interface ShownDemand {
  readonly row: AnswerRow;
  readonly items: readonly UnmetItem[];
}

/** Ranked by the number of enquiries; needs in the same words are one. An item without a quantity counts as 1. */
const shownDemands = async (
  db: SalesDb,
  window: ReportWindow,
  context: ReportContext,
): Promise<readonly ShownDemand[]> => {
  const demands = groupedDemand(await unmetItems(db, window), context).map(({ needs, items, ...demand }) => ({
    need: mostWritten(needs),
    ...demand,
    items,
    quantity: sumOfDecimals(items.map(({ quantity }) => quantity ?? 1)),
  }));
  demands.sort(
    (a, b) =>
      b.enquiries.size - a.enquiries.size ||
      b.quantity - a.quantity ||
      ascending(a.need, b.need) ||
      ascending(a.productId, b.productId),
  );
  return demands.map(({ productId, need, enquiries, clients, declined, quantity, items }) => ({
    row: {
      need,
      productId,
      enquiries: enquiries.size,
      clients: clients.size,
      quantity,
      declined: declined.size,
    },
    items,
  }));
};

export const unmetDemand = async (
  db: SalesDb,
  window: ReportWindow,
  limit: number,
  context: ReportContext,
): Promise<Page<AnswerRow>> => {
  const { rows, notes } = firstPage('unmet-demand', await shownDemands(db, window, context), limit);
  return { rows: rows.map(({ row }) => row), notes };
};

const formulasOfDemand: Readonly<Record<string, string>> = {
  enquiries: 'different enquiries',
  clients: 'different clients, where known,',
  quantity: 'sum of quantities, 1 where none is said,',
  declined: 'different enquiries that were declined',
};

/** What is asked for under one need or product: its items, and how their enquiries ended. */
export const explainedDemand = (db: SalesDb, window: ReportWindow, context: ReportContext): ExplainedSection => ({
  key: ['need', 'productId'],
  described: [],
  figuresOf: async (named) => {
    const demands = await shownDemands(db, window, context);
    const found = demands.find(({ row }) => nameOfAnswerRow(namesOfDemand(row)) === nameOfAnswerRow(named));
    return (
      found &&
      figuresOfRow(
        found.row,
        demandGrounds(found.items),
        (name) => `${formulasOfDemand[name]} of ${found.items.length} items`,
      )
    );
  },
});

const namesOfDemand = ({ need, productId }: AnswerRow): readonly (string | null)[] =>
  [need, productId].map((name) => (typeof name === 'string' ? name : null));
