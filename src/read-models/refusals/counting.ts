import { refusalKindOf } from '../../domain/shared/words';
import type { FactsDb } from '../facts/tables';
import { entryFor, groupBy } from '../kit/group-by';
import { groupIn, keyOfLines, refusedLines, type RefusedLine, type RefusedLines } from './keys';
import type { RefusalsQuestion } from './question';

/** The lines of the window. */
export interface PlacedLines {
  /** Refusals by the client: all, and by key. */
  readonly refused: RefusedLines;
  readonly byKey: ReadonlyMap<string | null, RefusedLines>;
  /** What is in the register and is no refusal by the client, by what it is instead. */
  readonly outside: ReadonlyMap<string, RefusedLines>;
}

/** What a line of the register is instead of a refusal by the client. */
const outsideOf = (line: RefusedLine, group: string | null): string | undefined => {
  if (line.voided === 1) return 'voided';
  const kind = refusalKindOf(group);
  return kind === 'refused' ? undefined : kind.replace('_', ' ');
};

export const placedLines = async (db: FactsDb, question: RefusalsQuestion): Promise<PlacedLines> => {
  const lines = await refusedLines(db, question);
  const groupOf = groupIn(question);
  const refused: RefusedLine[] = [];
  const outside = new Map<string, RefusedLine[]>();
  for (const line of lines) {
    const outcome = outsideOf(line, groupOf(line));
    (outcome === undefined ? refused : entryFor(outside, outcome, () => [])).push(line);
  }
  return { refused, byKey: groupBy(refused, await keyOfLines({ db, question, lines })), outside };
};

/** Amounts that lines say, by currency. */
const amountsOf = (
  lines: RefusedLines,
  amountIn: (line: RefusedLine) => readonly [amount: number | null, currency: string | null],
): ReadonlyMap<string, readonly number[]> => {
  const amounts = new Map<string, number[]>();
  for (const line of lines) {
    const [amount, currency] = amountIn(line);
    if (amount !== null && currency !== null) entryFor(amounts, currency, () => []).push(amount);
  }
  return amounts;
};

export const valuesOfLines = (lines: RefusedLines) => amountsOf(lines, ({ value, currency }) => [value, currency]);
export const priceGaps = (lines: RefusedLines) =>
  amountsOf(lines, ({ priceGap, priceGapCurrency }) => [priceGap, priceGapCurrency]);

export const differentOffers = (lines: RefusedLines): number => new Set(lines.map(({ offerId }) => offerId)).size;
