import { refusalKindOf } from '../../domain/shared/words';
import { firstTimes } from '../first-time';
import type { LinesOfDay } from '../packing/packed-lines';
import { ascending } from '../order';
import { refusedLinesOf, type RefusedLines } from './lines';
import type { RefusalsDb, RefusalsQuestion } from './question';

type SummaryKey = string | null;

interface Values {
  readonly currency: string;
  refusals: number;
  value: number;
}

/** How often each gap was stated. */
interface Gaps {
  readonly currency: string;
  readonly stated: Map<number, number>;
}

/** What is counted of one key. */
export interface KeyCount {
  readonly key: SummaryKey;
  /** Its number among the keys, in the order in which they were found. */
  readonly place: number;
  refusals: number;
  byClient: number;
  offers: number;
  clients: number;
  readonly values: Values[];
  readonly gaps: Gaps[];
}

/** What is in the register and is no refusal by the client. */
interface Outside {
  lines: number;
  readonly offers: Set<number>;
}

export interface CountedRefusals {
  readonly counts: readonly KeyCount[];
  readonly outside: ReadonlyMap<string, Outside>;
}

const noneOf = (key: SummaryKey, place: number): KeyCount => {
  return { key, place, refusals: 0, byClient: 0, offers: 0, clients: 0, values: [], gaps: [] };
};

const getOrMake = <Name, Of>(entries: Map<Name, Of>, name: Name, make: () => Of): Of => {
  const entry = entries.get(name) ?? make();
  entries.set(name, entry);
  return entry;
};

/** The entry of a currency; mostly there is only one. */
const ofCurrency = <Of extends { readonly currency: string }>(
  all: Of[],
  currency: string,
  make: (currency: string) => Of,
): Of => {
  const known = all.find((each) => each.currency === currency);
  if (known !== undefined) return known;
  const made = make(currency);
  all.push(made);
  return made;
};

interface LineCounter {
  readonly reading: RefusedLines;
  readonly isNewOffer: (offer: number, place: number) => boolean;
  readonly isNewClient: (client: number, place: number) => boolean;
}

const addMoney = (
  { values, gaps }: KeyCount,
  { currency, gapCurrency }: RefusedLines,
  lines: LinesOfDay,
  line: number,
): void => {
  const [value = NaN, gap = NaN] = [lines.value[line], lines.priceGap[line]];
  if (!Number.isNaN(value)) {
    const sums = ofCurrency(values, currency(lines, line), (of) => ({ currency: of, refusals: 0, value: 0 }));
    sums.refusals += 1;
    sums.value += value;
  }
  if (Number.isNaN(gap)) return;
  const { stated } = ofCurrency(gaps, gapCurrency(lines, line), (of) => ({
    currency: of,
    stated: new Map<number, number>(),
  }));
  stated.set(gap, (stated.get(gap) ?? 0) + 1);
};

const addLine = (
  count: KeyCount,
  { reading, isNewOffer, isNewClient }: LineCounter,
  lines: LinesOfDay,
  line: number,
): void => {
  count.refusals += 1;
  if (isNewOffer(lines.offerId[line] ?? -1, count.place)) count.offers += 1;
  if (isNewClient(reading.client(lines, line), count.place)) count.clients += 1;
  if (reading.isStatedByClient(lines, line)) count.byClient += 1;
  addMoney(count, reading, lines, line);
};

const outsideOf = ({ group }: RefusedLines, lines: LinesOfDay, line: number): string | undefined => {
  if (lines.voided[line] === 1) return 'voided';
  const kind = refusalKindOf(group(lines, line));
  return kind === 'refused' ? undefined : kind.replace('_', ' ');
};

/** One pass over the refusals of the window. */
export const countedOf = async (db: RefusalsDb, question: RefusalsQuestion): Promise<CountedRefusals> => {
  const reading = await refusedLinesOf(db, question);
  const seen = { reading, isNewOffer: firstTimes(), isNewClient: firstTimes() };
  const counts = new Map<SummaryKey, KeyCount>();
  const outside = new Map<string, Outside>();
  const take = (lines: LinesOfDay, line: number): void => {
    const outcome = outsideOf(reading, lines, line);
    if (outcome === undefined) {
      const key = reading.key(lines, line);
      const count = getOrMake(counts, key, () => noneOf(key, counts.size));
      addLine(count, seen, lines, line);
      return;
    }
    const beside = getOrMake(outside, outcome, () => ({ lines: 0, offers: new Set<number>() }));
    beside.lines += 1;
    beside.offers.add(lines.offerId[line] ?? -1);
  };
  for (const lines of reading.days)
    for (let line = 0; line < lines.count; line += 1) if (reading.isAsked(lines, line)) take(lines, line);
  return { counts: [...counts.values()].sort((a, b) => ascending(a.key, b.key)), outside };
};
