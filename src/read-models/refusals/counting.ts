import { sql } from 'kysely';
import { refusalKindOf } from '../../domain/shared/words';
import { plusAmount, type ExactSum } from '../kit/beyond';
import { allOf } from '../kit/conditions';
import { ascending } from '../kit/order';
import type { SqlCondition } from '../kit/report';
import { groupIn, keyOfLines, refusedLines, type RefusedLine } from './keys';
import { conditionsOf, type RefusalsDb, type RefusalsQuestion } from './question';

type SummaryKey = string | null;

interface Values {
  readonly currency: string;
  refusals: number;
  value: ExactSum;
}

/** How often each gap was stated. */
interface Gaps {
  readonly currency: string;
  readonly stated: Map<number, number>;
}

/** What is counted of one key. */
export interface KeyCount {
  readonly key: SummaryKey;
  refusals: number;
  byClient: number;
  readonly offers: Set<string>;
  readonly clients: Set<string>;
  readonly values: Values[];
  readonly gaps: Gaps[];
}

/** What is in the register and is no refusal by the client. */
interface Outside {
  lines: number;
  readonly offers: Set<string>;
}

export interface CountedRefusals {
  readonly counts: readonly KeyCount[];
  readonly outside: ReadonlyMap<string, Outside>;
}

const noneOf = (key: SummaryKey): KeyCount => ({
  key,
  refusals: 0,
  byClient: 0,
  offers: new Set(),
  clients: new Set(),
  values: [],
  gaps: [],
});

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

const addMoney = ({ values, gaps }: KeyCount, { value, currency, priceGap, priceGapCurrency }: RefusedLine): void => {
  if (value !== null && currency !== null) {
    const sums = ofCurrency(values, currency, (of) => ({ currency: of, refusals: 0, value: 0 }));
    sums.refusals += 1;
    sums.value = plusAmount(sums.value, value);
  }
  if (priceGap === null || priceGapCurrency === null) return;
  const { stated } = ofCurrency(gaps, priceGapCurrency, (of) => ({ currency: of, stated: new Map<number, number>() }));
  stated.set(priceGap, (stated.get(priceGap) ?? 0) + 1);
};

const addLine = (count: KeyCount, line: RefusedLine, client: string): void => {
  count.refusals += 1;
  count.offers.add(line.offerId);
  count.clients.add(client);
  if (line.statedBy === 'client') count.byClient += 1;
  addMoney(count, line);
};

/** What a line of the register is instead of a refusal by the client. */
const outsideOf = ({ voided }: Pick<RefusedLine, 'voided'>, group: string | null): string | undefined => {
  if (voided === 1) return 'voided';
  const kind = refusalKindOf(group);
  return kind === 'refused' ? undefined : kind.replace('_', ' ');
};

/** A line of the window: by what it is counted, or as what it stands outside. */
export interface PlacedLine {
  readonly line: RefusedLine;
  readonly key: SummaryKey;
  readonly outside: string | undefined;
}

/** Where each line of the window counts. */
export const placedLines = async (db: RefusalsDb, question: RefusalsQuestion): Promise<readonly PlacedLine[]> => {
  const lines = await refusedLines(db, question);
  const keyOf = await keyOfLines({ db, question, lines });
  const groupOf = groupIn(question);
  return lines.map((line) => ({ line, key: keyOf(line), outside: outsideOf(line, groupOf(line)) }));
};

type Kind = Pick<RefusedLine, 'reason' | 'reasonGroup' | 'voided'>;

/** The condition that a line of the window counts as a refusal by the client: that its reason does, and it is not voided. */
export const areCounted = async (db: RefusalsDb, question: RefusalsQuestion): Promise<SqlCondition> => {
  const isOfWindow = allOf(conditionsOf(question));
  const { rows } = await sql<Kind>`select distinct r."reason", r."reasonGroup", r."voided"
    from "refusals" r where ${isOfWindow}`.execute(db);
  const groupOf = groupIn(question);
  const those = rows.filter((kind) => outsideOf(kind, groupOf(kind)) === undefined);
  const isOne = those.map(
    ({ reason, reasonGroup }) => sql`(r."reason" = ${reason} and r."reasonGroup" = ${reasonGroup})`,
  );
  return allOf([isOfWindow, sql`r."voided" = 0`, sql`(${sql.join([sql`1 = 0`, ...isOne], sql` or `)})`]);
};

/** One pass over the refusals of the window. */
export const countedOf = async (db: RefusalsDb, question: RefusalsQuestion): Promise<CountedRefusals> => {
  const counts = new Map<SummaryKey, KeyCount>();
  const outside = new Map<string, Outside>();
  for (const { line, key, outside: outcome } of await placedLines(db, question)) {
    if (outcome === undefined) {
      addLine(
        getOrMake(counts, key, () => noneOf(key)),
        line,
        question.canonical(line.clientId),
      );
    } else {
      const beside = getOrMake(outside, outcome, () => ({ lines: 0, offers: new Set<string>() }));
      beside.lines += 1;
      beside.offers.add(line.offerId);
    }
  }
  return { counts: [...counts.values()].sort((a, b) => ascending(a.key, b.key)), outside };
};
