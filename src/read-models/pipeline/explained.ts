import { acceptanceFormula } from '../statistics/acceptance';
import { sql } from 'kysely';
import { acceptanceIn, acceptanceInputs, decidedBySegment, isDecidedBefore } from '../groupings/acceptance-by-segment';
import {
  combinedFigure,
  isAnyKeyed,
  keyedRows,
  lookUpGrounds,
  nameIn,
  narrowedRows,
  totalAndSummary,
  type RowsKey,
} from '../groupings/explained-rows';
import { shownSum } from '../kit/beyond';
import { allTold, computed, rowsWith } from '../kit/grounds';
import type { ExplainedSections, Ground, ReportContext, ReportFigure, ReportFigures } from '../kit/report';
import { groupGrounds, mergedGround } from '../groupings/rows-named';
import { segmentNow } from '../groupings/segments';
import { changeOf, changingLines, shownChanges } from './changes';
import type { PipelineQuestion } from './lines';
import {
  ageOf,
  expectationsOf,
  lineAges,
  openLineRow,
  linesLeftOpen,
  openRowsOf,
  openTotal,
  type Age,
  type OpenLine,
  type OpenRow,
} from './open-lines';
import type { FactsDb } from '../facts/tables';

interface PipelineAsked {
  readonly db: FactsDb;
  readonly question: PipelineQuestion;
  readonly context: ReportContext;
}

const linesGround = (role: string, lines: readonly OpenRow[], adds: (line: OpenRow) => number | null): Ground => ({
  role,
  table: 'offer_lines',
  rows: lines.map((line) => ({ key: [line.offerId, line.version, line.lineId], adds: adds(line) })),
});

/** Of what an acceptance is estimated: all lines that were decided, by the segments of their clients. */
const acceptanceGrounds = ({ until }: PipelineQuestion): readonly Ground[] => [
  {
    role: 'estimated of: decided lines',
    table: 'offer_lines',
    rows: { as: 'l', from: sql`"offer_lines" l`, where: isDecidedBefore(until) },
  },
  rowsWith(
    'looked up',
    'offer_lines',
    sql`"offerId" in (select l."offerId" from "offer_lines" l where ${isDecidedBefore(until)})`,
  ),
  rowsWith('looked up', 'clients', sql`"clientId" in (select l."clientId" from "offer_lines" l)`),
  mergedGround,
];

type AddedOfLine = (line: OpenRow) => number | null;
const once: AddedOfLine = () => 1;
const valueOfLine: AddedOfLine = ({ value }) => value;

/** The open lines of a key: how many, what they come to, in all and by their age. */
const countedFigures = (lines: readonly OpenRow[], beside: readonly Ground[]): ReportFigures => {
  const [row = {}] = openTotal(lines.map((line) => ({ ...line, segment: null, acceptance: null })));
  const counted = (own: readonly OpenRow[], adds: AddedOfLine, name: string): ReportFigure =>
    computed([linesGround('counted', own, adds), ...beside], () => ({
      value: row[name] ?? 0,
      formula: `${adds === once ? 'count' : 'sum'} of ${own.length} open lines`,
    }));
  const isOfAge = (age: Age) => lines.filter(({ ageDays }) => ageOf(ageDays) === age);
  return {
    lines: counted(lines, once, 'lines'),
    value: counted(lines, valueOfLine, 'value'),
    ...Object.fromEntries(lineAges.map((age) => [age, counted(isOfAge(age), valueOfLine, age)])),
  };
};

const openFigures = async (
  { db, question, context }: PipelineAsked,
  key: RowsKey,
): Promise<ReportFigures | undefined> => {
  const keyed = await keyedRows(db, [linesLeftOpen(question)], question, key, context);
  const [narrowed] = narrowedRows(keyed.rows, keyed.is);
  const lines = await openRowsOf(db, question, context, narrowed);
  if (lines.length === 0) return undefined;
  const beside = [...lookUpGrounds(keyed), ...keyed.beside];
  const expected = (name: 'expected' | 'expectedLines', adds: AddedOfLine): ReportFigure =>
    computed([linesGround('counted', lines, adds), ...acceptanceGrounds(question), ...beside], async () => {
      const [total = {}] = openTotal(await expectationsOf(db, question, lines));
      return { value: total[name] ?? null, formula: `sum over ${lines.length} open lines, each × its acceptance` };
    });
  return {
    ...countedFigures(lines, beside),
    expectedLines: expected('expectedLines', once),
    expected: expected('expected', valueOfLine),
  };
};

/** The changes of the lines of a key, by the names of the changes: how many lines, and their value. */
const changeFigures = async ({ db, question, context }: PipelineAsked, key: RowsKey) => {
  const keyed = await keyedRows(db, [changingLines(question)], question, key, context);
  if (!(await isAnyKeyed(db, keyed))) return () => undefined;
  const figureOf = (change: string, unit: '' | 'Lines'): ReportFigure | undefined => {
    const { plus, less } = shownChanges[change] ?? {};
    if (plus === undefined && less === undefined) return undefined;
    const roles = {
      ...(plus && { [`${plus}${unit}`]: plus }),
      ...(less && { [`${less}${unit}`]: `less: ${less}` }),
    };
    return combinedFigure(keyed, roles, ([one, other], sumText) => {
      const [added, taken] = plus === undefined ? [undefined, one] : [one, less && other];
      return {
        value: shownSum(changeOf(added, taken)),
        formula: [sumText(added ?? 0), ...(taken === undefined ? [] : [sumText(taken)])].join(' − '),
      };
    });
  };
  return figureOf;
};

/** What is expected of a line, and how: of all lines that were decided. */
const estimatedOf = async ({ db, question }: PipelineAsked, line: OpenLine) => {
  const { segment, productId, value } = line;
  const decided = await decidedBySegment(db, question.until);
  const { prior, own } = acceptanceInputs(decided)(segment, productId);
  const formula = acceptanceFormula(prior, own);
  const shown = openLineRow({ ...line, acceptance: acceptanceIn(decided)(segment, productId) });
  return {
    acceptance: { value: shown['acceptance'] ?? null, formula },
    expected: { value: shown['expected'] ?? null, formula: `${value ?? 'no value'} × (${formula})` },
  };
};

const lineFigures = async (
  asked: PipelineAsked,
  offerId: string,
  lineId: string,
): Promise<ReportFigures | undefined> => {
  const { db, question, context } = asked;
  const isIt = sql`l."offerId" = ${offerId} and l."lineId" = ${lineId}`;
  const [narrowed] = narrowedRows([linesLeftOpen(question)], () => [isIt]);
  const [open] = await openRowsOf(db, question, context, narrowed);
  if (!open) return undefined;
  const line = { ...open, segment: (await segmentNow(db))(open.clientId), acceptance: null };
  const row = linesGround('row', [line], valueOfLine);
  const client = rowsWith('looked up', 'clients', sql`"clientId" = ${line.clientId}`);
  const segment = await groupGrounds(db, { by: 'segment', ofClients: undefined }, line.segment);
  const estimated = (name: 'acceptance' | 'expected'): ReportFigure =>
    computed([row, ...acceptanceGrounds(question)], async () => (await estimatedOf(asked, line))[name]);
  return {
    ...allTold(openLineRow(line), [row, client, ...segment]),
    acceptance: estimated('acceptance'),
    expected: estimated('expected'),
  };
};

export const explainedPipeline = (asked: PipelineAsked): ExplainedSections => {
  const { by } = asked.question;
  return {
    ...totalAndSummary(by, (key) => openFigures(asked, key)),
    changes: {
      key: ['change', 'currency'],
      described: [],
      figuresOf: async ([change = '', currency]) => {
        const figureOf = await changeFigures(asked, { currency: nameIn(currency) });
        const [lines, value] = [figureOf(change, 'Lines'), figureOf(change, '')];
        return lines && value && { lines, value };
      },
    },
    'changes-by': {
      key: [by, 'currency'],
      described: [],
      figuresOf: async ([name, currency = '']) => {
        // Lines without a price have no value that could change.
        if (currency === '') return undefined;
        const figureOf = await changeFigures(asked, { name: nameIn(name), currency });
        const figures = Object.keys(shownChanges).flatMap((change) => {
          const figure = figureOf(change, '');
          return figure ? [[change, figure] as const] : [];
        });
        return figures.length > 0 ? Object.fromEntries(figures) : undefined;
      },
    },
    lines: {
      key: ['offerId', 'lineId'],
      described: [],
      figuresOf: ([offerId = '', lineId = '']) => lineFigures(asked, offerId, lineId),
    },
  };
};
