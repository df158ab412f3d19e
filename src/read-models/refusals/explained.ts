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
import type { ExplainedSections, ReportFigures, Ground } from '../kit/report';
import { placedLines, valuesOfLines, priceGaps, differentOffers } from './counting';
import type { RefusedLine, RefusedLines } from './keys';
import { registerRow } from './register';
import type { RefusalsQuestion } from './question';
import type { FactsDb } from '../facts/tables';
import { summaryCells } from './summary';
import { nameIn } from '../groupings/explained-rows';

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
  all: RefusedLines,
  beside: readonly Ground[],
): ReportFigures => {
  const row = summaryCells(question, own, all.length);
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
    ...rateFigures('share', groundOf('numerator', own), [groundOf('denominator', all)], beside),
    statedByClientShare: shareFigures(groundOf('numerator', byClient), [groundOf('denominator', own)], beside).share,
  };
};

const valueFigures = (own: RefusedLines, currency: string | undefined, beside: readonly Ground[]): ReportFigures => {
  const valued = own.filter((line) => line.value !== null && line.currency === currency);
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
const registerFigures = async (db: FactsDb, name: string, beside: readonly Ground[], question: RefusalsQuestion) => {
  const [eventId = '', lineId = ''] = name.split(':');
  const row = await db
    .selectFrom('refusals')
    .selectAll()
    .where('eventId', '=', eventId)
    .where('lineId', '=', lineId)
    .executeTakeFirst();
  if (!row) return undefined;
  return allTold(registerRow(question, row), [rowsByKeys('row', 'refusals', [[eventId, lineId]]), ...beside]);
};

export const explainedRefusals = (db: FactsDb, question: RefusalsQuestion): ExplainedSections => {
  const beside = lookUps(question);
  return {
    summary: {
      key: [question.by],
      described: ['name', 'currency', 'priceGapCurrency'],
      figuresOf: async ([key]) => {
        const { byKey, refused } = await placedLines(db, question);
        return summaryFigures(question, byKey.get(nameIn(key)) ?? [], refused, beside);
      },
    },
    values: {
      key: [question.by, 'currency'],
      described: [],
      figuresOf: async ([key, currency]) => {
        const { byKey } = await placedLines(db, question);
        return valueFigures(byKey.get(nameIn(key)) ?? [], currency, beside);
      },
    },
    outside: {
      key: ['outcome'],
      described: [],
      figuresOf: async ([outcome = '']) => {
        const { outside } = await placedLines(db, question);
        return outsideFigures(outside.get(outcome) ?? [], beside);
      },
    },
    refusals: {
      key: ['row'],
      described: [],
      figuresOf: ([name = '']) => registerFigures(db, name, beside, question),
    },
  };
};
