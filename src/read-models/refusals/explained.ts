import { sql } from 'kysely';
import {
  addedFigure,
  allTold,
  computed,
  countFigure,
  rateFigures,
  shareFigures,
  shownFigures,
  rowsWith,
  rowsByKeys,
} from '../kit/grounds';
import { allOf } from '../kit/conditions';
import type { RefusalRow } from '../facts/offers/tables';
import type { ExplainedSections, ReportFigures, Ground, ParameterValues } from '../kit/report';
import { allRefused, placedLines, valuesOfLines, priceGaps, differentOffers } from './counting';
import type { RefusedLine, RefusedLines } from './keys';
import { areInRegister, registerRow } from './register';
import { recordedAs, type RefusalsQuestion } from './question';
import type { FactsDb } from '../facts/tables';
import { summaryCells } from './summary';
import { nameIn } from '../groupings/explained-rows';

interface RefusalsAsked {
  readonly db: FactsDb;
  readonly question: RefusalsQuestion;
  readonly parameters: ParameterValues;
}

type Adds = (line: RefusedLine) => number | null;

const groundOf = (role: string, lines: RefusedLines, adds: Adds = () => 1): Ground => ({
  role,
  table: 'refusals',
  rows: lines.map((line) => ({ key: [line.eventId, line.lineId], adds: adds(line) })),
});

/** By what the lines are placed: reasons, merges of clients, and what the key is named by. */
const lookUps = ({ by, ofClients }: RefusalsQuestion): readonly Ground[] => {
  const isOfMerge = sql`"mergedInto" is not null or "clientId" in (${sql.join(ofClients ?? [''])})
    or "clientId" in (select c."mergedInto" from "clients" c)`;
  return [
    rowsWith('looked up', 'refusal_reasons'),
    rowsWith('looked up', 'clients', ...(by === 'segment' ? [] : [sql`(${isOfMerge})`])),
    ...(by === 'product' ? [rowsWith('looked up', 'products')] : []),
  ];
};

/** Amounts of several currencies are not added up: then there is no figure. */
const formulaOfAmounts = (how: string, amounts: ReadonlyMap<string, readonly number[]>): string => {
  const [only, ...others] = amounts;
  if (only === undefined || others.length > 0) return `amounts in ${amounts.size} currencies`;
  return `${how} of ${only[1].length} amounts in ${only[0]}`;
};

const summaryFigures = (
  question: RefusalsQuestion,
  own: RefusedLines,
  all: Ground,
  beside: readonly Ground[],
): ReportFigures => {
  const row = summaryCells(question, own, own.length);
  const counted = (lines: RefusedLines, adds?: Adds): readonly Ground[] => [
    groundOf('counted', lines, adds),
    ...beside,
  ];
  const byClient = own.filter(({ statedBy }) => statedBy === 'client');
  const valued = own.filter(({ value, currency }) => value !== null && currency !== null);
  const withGap = own.filter(({ priceGap, priceGapCurrency }) => priceGap !== null && priceGapCurrency !== null);
  const sumText = formulaOfAmounts('sum', valuesOfLines(own));
  const medianText = formulaOfAmounts('median', priceGaps(own));
  return {
    refusals: countFigure(groundOf('counted', own), beside),
    ...shownFigures(row, counted(own), `different offers of ${own.length} refusals`, 'offers'),
    ...shownFigures(row, counted(own), `different clients of ${own.length} refusals`, 'clients'),
    ...shownFigures(
      row,
      counted(valued, ({ value }) => value),
      sumText,
      'value',
    ),
    ...shownFigures(
      row,
      counted(withGap, ({ priceGap }) => priceGap),
      medianText,
      'priceGapMedian',
    ),
    priceGaps: countFigure(groundOf('counted', withGap), beside),
    ...rateFigures('share', groundOf('numerator', own), [all], beside),
    statedByClientShare: shareFigures(groundOf('numerator', byClient), [groundOf('denominator', own)], beside).share,
  };
};

const valueFigures = (
  own: RefusedLines,
  currency: string | undefined,
  beside: readonly Ground[],
): ReportFigures | undefined => {
  const valued = own.filter((line) => line.value !== null && line.currency === currency);
  if (valued.length === 0) return undefined;
  const values = groundOf('counted', valued, ({ value }) => value);
  return { refusals: countFigure(groundOf('counted', valued), beside), value: addedFigure(values, beside) };
};

const outsideFigures = (own: RefusedLines, beside: readonly Ground[]): ReportFigures => ({
  lines: countFigure(groundOf('counted', own), beside),
  offers: computed([groundOf('counted', own), ...beside], () => ({
    value: differentOffers(own),
    formula: `different offers of ${own.length} refusals`,
  })),
});

/** A row of the register is a row of facts: each of its columns is what the events of this refusal say. */
const registerFigures = async (
  { db, question, parameters }: RefusalsAsked,
  name: string,
  beside: readonly Ground[],
): Promise<ReportFigures | undefined> => {
  const [eventId = '', lineId = ''] = name.split(':');
  const isIt = sql`r."eventId" = ${eventId} and r."lineId" = ${lineId}`;
  const { rows } = await sql<RefusalRow>`select r.* from "refusals" r
    where ${allOf([isIt, ...areInRegister(question, parameters)])}`.execute(db);
  const [row] = rows;
  if (!row) return undefined;
  return allTold(registerRow(question, row), [rowsByKeys('row', 'refusals', [[eventId, lineId]]), ...beside]);
};

/** A question about fewer lines that has all that are counted by a key: where the key is what may be asked for. */
const linesNear = (question: RefusalsQuestion, key: string | null): RefusalsQuestion => {
  const { by, shown, reasons, manager, product } = question;
  if (key === null) return question;
  if (by === 'reason' && reasons === undefined) return { ...question, reasons: recordedAs(shown, key) };
  if (by === 'manager' && manager === undefined) return { ...question, manager: key };
  return by === 'product' && product === undefined ? { ...question, product: key } : question;
};

export const explainedRefusals = (asked: RefusalsAsked): ExplainedSections => {
  const { db, question } = asked;
  const beside = lookUps(question);
  const linesOf = async (name: string | undefined): Promise<RefusedLines> => {
    const key = nameIn(name);
    return (await placedLines(db, linesNear(question, key))).byKey.get(key) ?? [];
  };
  return {
    summary: {
      key: [question.by],
      described: ['name', 'currency', 'priceGapCurrency'],
      figuresOf: async ([key]) => {
        const own = await linesOf(key);
        return own.length === 0 ? undefined : summaryFigures(question, own, await allRefused(db, question), beside);
      },
    },
    values: {
      key: [question.by, 'currency'],
      described: [],
      figuresOf: async ([key, currency]) => valueFigures(await linesOf(key), currency, beside),
    },
    outside: {
      key: ['outcome'],
      described: [],
      figuresOf: async ([outcome = '']) => {
        const own = (await placedLines(db, question)).outside.get(outcome);
        return own && outsideFigures(own, beside);
      },
    },
    refusals: {
      key: ['row'],
      described: [],
      figuresOf: ([name = '']) => registerFigures(asked, name, beside),
    },
  };
};
