import { acceptanceFormula } from '../statistics/acceptance';
import { sql } from 'kysely';
import { acceptanceInputs, decidedBySegment, isDecidedBefore } from '../groupings/acceptance-by-segment';
import {
  combinedFigure,
  keyedRows,
  lookUpGrounds,
  nameIn,
  narrowedRows,
  totalAndSummary,
  type RowsKey,
} from '../groupings/explained-rows';
import { shownSum } from '../kit/beyond';
import { allTold, computed, rowsWith, shownFigures } from '../kit/grounds';
import type { ExplainedSections, Ground, ReportContext, ReportFigure, ReportFigures } from '../kit/report';
import { groupGrounds, mergedGround } from '../groupings/rows-named';
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

const openFigures = async ({ db, question, context }: PipelineAsked, key: RowsKey): Promise<ReportFigures> => {
  const keyed = await keyedRows(db, [linesLeftOpen(question)], question, key, context);
  const [narrowed] = narrowedRows(keyed.rows, keyed.is);
  const lines = await openRowsOf(db, question, context, narrowed);
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
  const figureOf = (change: string, unit: '' | 'Lines'): ReportFigure | undefined => {
    const { plus, less } = shownChanges[change] ?? {};
    if (plus === undefined && less === undefined) return undefined;
    const roles = {
      ...(plus && { [`${plus}${unit}`]: plus }),
      ...(less && { [`${less}${unit}`]: `less: ${less}` }),
    };
    return combinedFigure(keyed, roles, ([one, other]) => {
      const [added, taken] = plus === undefined ? [undefined, one] : [one, less && other];
      return {
        value: shownSum(changeOf(added, taken)),
        formula: taken === undefined ? `${added ?? 0}` : `${added ?? 0} − ${taken}`,
      };
    });
  };
  return figureOf;
};

const formulaOfLine = async ({ db, question }: PipelineAsked, line: OpenLine): Promise<string> => {
  const { prior, own } = acceptanceInputs(await decidedBySegment(db, question.until))(line.segment, line.productId);
  return acceptanceFormula(prior, own);
};

const lineFigures = async (
  asked: PipelineAsked,
  offerId: string,
  lineId: string,
): Promise<ReportFigures | undefined> => {
  const { db, question, context } = asked;
  const isIt = sql`l."offerId" = ${offerId} and l."lineId" = ${lineId}`;
  const [narrowed] = narrowedRows([linesLeftOpen(question)], () => [isIt]);
  const [line] = await expectationsOf(db, question, await openRowsOf(db, question, context, narrowed));
  if (!line) return undefined;
  const row = linesGround('row', [line], valueOfLine);
  const shown = openLineRow(line);
  const client = rowsWith('looked up', 'clients', sql`"clientId" = ${line.clientId}`);
  const segment = await groupGrounds(db, { by: 'segment', ofClients: undefined }, line.segment);
  const formula = await formulaOfLine(asked, line);
  const estimated = [row, ...acceptanceGrounds(question)];
  return {
    ...allTold(shown, [row, client, ...segment]),
    ...shownFigures(shown, estimated, formula, 'acceptance'),
    ...shownFigures(shown, estimated, `${line.value ?? 'no value'} × (${formula})`, 'expected'),
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
      figuresOf: async ([name, currency]) => {
        const figureOf = await changeFigures(asked, { name: nameIn(name), currency: nameIn(currency) });
        return Object.fromEntries(
          Object.keys(shownChanges).flatMap((change) => {
            const figure = figureOf(change, '');
            return figure ? [[change, figure]] : [];
          }),
        );
      },
    },
    lines: {
      key: ['offerId', 'lineId'],
      described: [],
      figuresOf: ([offerId = '', lineId = '']) => lineFigures(asked, offerId, lineId),
    },
  };
};
