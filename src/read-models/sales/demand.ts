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
import { mostFrequent } from '../kit/spellings';
import { demandGrounds } from './grounds';
import type { FactsDb } from '../facts/tables';
import { groupBy } from '../kit/group-by';

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
const unmetItems = async (db: FactsDb, { from, until }: ReportWindow): Promise<readonly UnmetItem[]> => {
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

/** An item with its need in words, as it was written. */
interface NeededItem extends UnmetItem {
  readonly words: string | null;
}

const needInWords = (item: UnmetItem, { open }: Pick<ReportContext, 'open'>): NeededItem => {
  const sealed = item.productId === null ? personalCell(item.need) : null;
  return { ...item, words: sealed === null ? null : normalisedText(open(sealed), Infinity) };
};

const differentOnes = (ids: readonly (string | null)[]): number => new Set(ids.filter((id) => id !== null)).size;

/** What is asked for under one need or product. An item without a quantity counts as 1. */
const demandOf = (items: readonly NeededItem[]) => ({
  row: {
    need: mostFrequent(items.map(({ words }) => words)),
    productId: items[0]?.productId ?? null,
    enquiries: differentOnes(items.map(({ enquiryId }) => enquiryId)),
    clients: differentOnes(items.map(({ clientId }) => clientId)),
    quantity: sumOfDecimals(items.map(({ quantity }) => quantity ?? 1)),
    declined: differentOnes(items.map(({ enquiryId, reason }) => (reason === null ? null : enquiryId))),
  },
  items,
});

/** Ranked by the number of enquiries. Needs in the same words are one, and so are those of people who were erased. */
const shownDemands = async (db: FactsDb, window: ReportWindow, context: ReportContext) => {
  const items = (await unmetItems(db, window)).map((item) => needInWords(item, context));
  const groups = groupBy(items, ({ productId, words }) => productId ?? foldedText(words ?? ''));
  return [...groups.values()]
    .map(demandOf)
    .sort(
      ({ row: a }, { row: b }) =>
        b.enquiries - a.enquiries ||
        b.quantity - a.quantity ||
        ascending(a.need, b.need) ||
        ascending(a.productId, b.productId),
    );
};

export const unmetDemand = async (
  db: FactsDb,
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
export const explainedDemand = (db: FactsDb, window: ReportWindow, context: ReportContext): ExplainedSection => ({
  key: ['need', 'productId'],
  described: [],
  figuresOf: async (named) => {
    const demands = await shownDemands(db, window, context);
    const found = demands.find(
      ({ row: { need, productId } }) => nameOfAnswerRow([need, productId]) === nameOfAnswerRow(named),
    );
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
