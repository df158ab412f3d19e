import { sql } from 'kysely';
import { plusAmount, shownSum, type ExactSum } from '../kit/beyond';
import { addedFigure, allTold, computed, countFigure, rateFigures, shareFigures } from '../kit/grounds';
import { allOf } from '../kit/conditions';
import type { RefusalRow } from '../facts/offers/tables';
import type { Cell, ExplainedSections, ParameterValues, ReportFigure, ReportFigures, Ground } from '../kit/report';
import { quantile } from '../statistics/survival';
import { areCounted, placedLines, type PlacedLine } from './counting';
import type { RefusedLine } from './keys';
import { areInRegister, registerRow } from './register';
import { recordedAs, type RefusalsDb, type RefusalsQuestion } from './question';

interface RefusalsAsked {
  readonly db: RefusalsDb;
  readonly question: RefusalsQuestion;
  readonly parameters: ParameterValues;
}

type Adds = (line: RefusedLine) => number | null;

const groundOf = (role: string, placed: readonly PlacedLine[], adds: Adds = () => 1): Ground => ({
  role,
  table: 'refusals',
  rows: placed.map(({ line }) => ({ key: [line.eventId, line.lineId], adds: adds(line) })),
});

const lookedUpRows = (table: Ground['table'], where = sql`1 = 1`): Ground => ({
  role: 'looked up',
  table,
  rows: { where },
});

/** By what the lines are placed: reasons, merges of clients, and what the key is named by. */
const lookUps = ({ by, ofClients }: RefusalsQuestion): readonly Ground[] => [
  lookedUpRows('refusal_reasons'),
  ...(by === 'segment'
    ? [lookedUpRows('clients')]
    : [
        lookedUpRows(
          'clients',
          sql`"mergedInto" is not null or "clientId" in (${sql.join(ofClients ?? [''])})
            or "clientId" in (select c."mergedInto" from "clients" c)`,
        ),
      ]),
  ...(by === 'product' ? [lookedUpRows('products')] : []),
];

const differentOf = (
  name: string,
  placed: readonly PlacedLine[],
  of: (line: RefusedLine) => string,
  beside: readonly Ground[],
) =>
  computed([groundOf('counted', placed), ...beside], () => {
    const value = new Set(placed.map(({ line }) => of(line))).size;
    return { value, formula: `different ${name} of ${placed.length} refusals` };
  });

const currenciesOfLines = (
  placed: readonly PlacedLine[],
  column: 'currency' | 'priceGapCurrency',
): readonly string[] => [
  ...new Set(
    placed.flatMap(({ line }) => {
      const amount = column === 'currency' ? line.value : line.priceGap;
      const currency = line[column];
      return amount === null || currency === null ? [] : [currency];
    }),
  ),
];

/** Amounts of several currencies are not addedFigure up: then there is no figure. */
const inOneCurrency = (
  placed: readonly PlacedLine[],
  column: 'currency' | 'priceGapCurrency',
  figureOf: (amounts: readonly number[]) => Cell,
  how: string,
  beside: readonly Ground[],
): ReportFigure => {
  const adds: Adds = ({ value, priceGap }) => (column === 'currency' ? value : priceGap);
  const stated = placed.filter(({ line }) => adds(line) !== null && line[column] !== null);
  const currencies = currenciesOfLines(placed, column);
  return computed([groundOf('counted', stated, adds), ...beside], () => {
    const amounts = stated.flatMap(({ line }) => adds(line) ?? []);
    if (currencies.length !== 1) return { value: null, formula: `amounts in ${currencies.length} currencies` };
    return { value: figureOf(amounts), formula: `${how} of ${amounts.length} amounts in ${currencies.join()}` };
  });
};

const sumOf = (amounts: readonly number[]): number | string =>
  shownSum(amounts.reduce<ExactSum>((sum, amount) => plusAmount(sum, amount), 0));
const medianAmount = (amounts: readonly number[]): number | null =>
  quantile(
    amounts.map((value) => ({ value, count: 1 })),
    0.5,
  );

const summaryFigures = (
  { canonical }: RefusalsQuestion,
  own: readonly PlacedLine[],
  all: Ground,
  beside: readonly Ground[],
): ReportFigures | undefined => {
  if (own.length === 0) return undefined;
  const ownGround = groundOf('numerator', own);
  const byClient = own.filter(({ line }) => line.statedBy === 'client');
  const withGap = own.filter(({ line }) => line.priceGap !== null && line.priceGapCurrency !== null);
  return {
    refusals: countFigure(groundOf('counted', own), beside),
    offers: differentOf('offers', own, ({ offerId }) => offerId, beside),
    clients: differentOf('clients', own, ({ clientId }) => canonical(clientId), beside),
    value: inOneCurrency(own, 'currency', sumOf, 'sum', beside),
    priceGapMedian: inOneCurrency(own, 'priceGapCurrency', medianAmount, 'median', beside),
    priceGaps: countFigure(groundOf('counted', withGap), beside),
    ...rateFigures('share', ownGround, [all], beside),
    statedByClientShare: shareFigures(groundOf('numerator', byClient), [groundOf('denominator', own)], beside).share,
  };
};

const valueFigures = (
  own: readonly PlacedLine[],
  currency: string | undefined,
  beside: readonly Ground[],
): ReportFigures | undefined => {
  const valued = own.filter(({ line }) => line.value !== null && line.currency === currency);
  if (valued.length === 0) return undefined;
  return {
    refusals: countFigure(groundOf('counted', valued), beside),
    value: addedFigure(
      groundOf('counted', valued, ({ value }) => value),
      beside,
    ),
  };
};

const outsideFigures = (own: readonly PlacedLine[], beside: readonly Ground[]): ReportFigures => ({
  lines: countFigure(groundOf('counted', own), beside),
  offers: differentOf('offers', own, ({ offerId }) => offerId, beside),
});

/** A question about fewer lines that has all that are counted by a key: where the key is what may be asked for. */
const linesNear = (question: RefusalsQuestion, name: string): RefusalsQuestion => {
  const { by, shown, reasons, manager, product } = question;
  if (name === '') return question;
  if (by === 'reason' && reasons === undefined) return { ...question, reasons: recordedAs(shown, name) };
  if (by === 'manager' && manager === undefined) return { ...question, manager: name };
  return by === 'product' && product === undefined ? { ...question, product: name } : question;
};

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
  const ground: Ground = { role: 'row', table: 'refusals', rows: [{ key: [eventId, lineId], adds: null }] };
  return allTold(registerRow(question, row), [ground, ...beside]);
};

export const explainedRefusals = (asked: RefusalsAsked): ExplainedSections => {
  const { db, question } = asked;
  const beside = lookUps(question);
  const countedOf = async (name = ''): Promise<readonly PlacedLine[]> =>
    (await placedLines(db, linesNear(question, name))).filter(
      ({ key, outside }) => outside === undefined && (key ?? '') === name,
    );
  return {
    summary: {
      key: [question.by],
      described: ['name', 'currency', 'priceGapCurrency'],
      figuresOf: async ([key]) => {
        const all: Ground = {
          ...{ role: 'denominator', table: 'refusals' },
          rows: { as: 'r', from: sql`"refusals" r`, where: await areCounted(db, question) },
        };
        return summaryFigures(question, await countedOf(key), all, beside);
      },
    },
    values: {
      key: [question.by, 'currency'],
      described: [],
      figuresOf: async ([key, currency]) => valueFigures(await countedOf(key), currency, beside),
    },
    outside: {
      key: ['outcome'],
      described: [],
      figuresOf: async ([outcome]) => {
        const placed = await placedLines(db, question);
        const own = placed.filter(({ outside }) => outside === outcome);
        return own.length === 0 ? undefined : outsideFigures(own, beside);
      },
    },
    refusals: {
      key: ['row'],
      described: [],
      figuresOf: ([name = '']) => registerFigures(asked, name, beside),
    },
  };
};
