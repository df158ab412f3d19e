import { sumsOfAll, type AddedRows } from '../groupings/added-rows';
import { isAmong } from '../kit/conditions';
import {
  combinedFigure,
  keyedRows,
  nameIn,
  narrowedRows,
  rowsGrounds,
  takenFigures,
  type KeyedRows,
  type RowsKey,
} from '../groupings/explained-rows';
import { addedUp } from '../kit/keyed-sums';
import type { ExactSum } from '../kit/beyond';
import { mergedClients } from '../groupings/merged-clients';
import type { ExplainedSections, Ground, ReportContext, ReportFigures } from '../kit/report';
import { contactClasses, inAll, intensityClasses, isOfClass, workedOf, workRow } from './rows';
import {
  effortFigures,
  effortsOf,
  resultFigures,
  resultsOfWork,
  workSums,
  type EffortFigure,
  type ResultFigure,
  type WorkQuestion,
} from './sums';
import type { FactsDb } from '../facts/tables';

interface WorkAsked {
  readonly db: FactsDb;
  readonly question: WorkQuestion;
  readonly context: ReportContext;
}

type WorkFigure = EffortFigure | ResultFigure;

const rowsOfWork = (question: WorkQuestion): readonly AddedRows<WorkFigure>[] => [
  ...effortsOf(question),
  ...resultsOfWork(question),
];

const keyedWork = ({ db, question, context }: WorkAsked, key: RowsKey): Promise<KeyedRows<WorkFigure>> =>
  keyedRows(db, rowsOfWork(question), question, key, context);

/** The figures of the rows of a key, as the report shows them. */
const shownWork = async ({ db, question }: WorkAsked, { is }: KeyedRows<WorkFigure>) => {
  const efforts = await sumsOfAll(db, narrowedRows(effortsOf(question), is), undefined);
  const results = await sumsOfAll(db, narrowedRows(resultsOfWork(question), is), undefined);
  return workRow(inAll({ efforts: addedUp(effortFigures, efforts), results: addedUp(resultFigures, results) }));
};

/** Whether there is one currency, the other results say, too. */
const currencyGrounds = (keyed: KeyedRows<WorkFigure>, but: ResultFigure): readonly Ground[] => {
  const rows = keyed.rows.filter(({ figures }) => resultFigures.some((figure) => figure !== but && figures[figure]));
  return rowsGrounds('looked up: in which currency', { ...keyed, rows });
};

const figuresOfWork = async (asked: WorkAsked, key: RowsKey): Promise<ReportFigures> => {
  const keyed = await keyedWork(asked, key);
  const { talkSeconds: _, ...efforts } = takenFigures(keyed, effortFigures);
  const shown = (
    roles: Readonly<Partial<Record<WorkFigure, string>>>,
    name: string,
    formulaOf: (sums: readonly ExactSum[]) => string,
    others: readonly Ground[],
  ): ReportFigures => ({
    [name]: combinedFigure(
      keyed,
      roles,
      async (sums) => ({ value: (await shownWork(asked, keyed))[name] ?? null, formula: formulaOf(sums) }),
      others,
    ),
  });
  const result = (figure: ResultFigure): ReportFigures => ({
    ...shown(
      { [figure]: 'counted' },
      figure,
      ([sum = 0]) => `sum in one currency, where there is no other: ${sum}`,
      currencyGrounds(keyed, figure),
    ),
    ...shown(
      { [figure]: `numerator: ${figure}`, talkSeconds: 'denominator: seconds of talk' },
      `${figure}PerHour`,
      ([sum = 0, seconds = 0]) => `${sum} ÷ (${seconds} s ÷ 3600), in one currency`,
      currencyGrounds(keyed, figure),
    ),
  });
  return {
    ...efforts,
    ...shown({ talkSeconds: 'counted' }, 'talkMinutes', ([seconds = 0]) => `${seconds} s ÷ 60`, []),
    ...result('accepted'),
    ...result('paid'),
  };
};

/** What each figure of a class of clients rests on, beside how often they were reached. */
const figureOfClass: Readonly<Record<string, WorkFigure>> = {
  linesOffered: 'linesOffered',
  linesAccepted: 'linesAccepted',
  accepting: 'linesAccepted',
  acceptingShare: 'linesAccepted',
  acceptingLow: 'linesAccepted',
  acceptingHigh: 'linesAccepted',
  paying: 'paid',
  payingShare: 'paid',
  payingLow: 'paid',
  payingHigh: 'paid',
};

const figuresOfClass = async (asked: WorkAsked, contacts: string | undefined): Promise<ReportFigures | undefined> => {
  const of = contactClasses.find((each) => each.contacts === contacts);
  if (!of) return undefined;
  const { db, context } = asked;
  const question = { ...asked.question, by: 'client' } as const;
  const clients = workedOf(await workSums(db, question, context)).filter(isOfClass(of));
  const { idsOf } = await mergedClients(db);
  const ids = clients.flatMap(({ key }) => (key === null ? [] : idsOf(key)));
  const all = await keyedRows(db, rowsOfWork(question), question, {}, context);
  const keyed = { ...all, is: ({ columns }: AddedRows<WorkFigure>) => [isAmong(columns.client, ids)] };
  const row = intensityClasses(clients).find((each) => each['contacts'] === contacts) ?? {};
  // Who was not reached is known by the rest of the work alone.
  const others = of.to === 0 ? rowsGrounds('of the class', keyed) : [];
  const formula = `of ${clients.length} clients who were reached ${of.contacts} times`;
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => {
      const figure = figureOfClass[name];
      const roles = { ...(figure && { [figure]: 'counted' }), contacts: 'of the class: how often they were reached' };
      return [name, combinedFigure(keyed, roles, () => ({ value, formula }), others)];
    }),
  );
};

export const explainedWork = (asked: WorkAsked): ExplainedSections => {
  const { by } = asked.question;
  return {
    total: { key: [], described: ['currency'], figuresOf: () => figuresOfWork(asked, {}) },
    summary: {
      key: [by],
      described: ['currency'],
      figuresOf: ([name]) => figuresOfWork(asked, { name: nameIn(name) }),
    },
    values: {
      key: [by, 'currency'],
      described: [],
      figuresOf: async ([name, currency]) =>
        takenFigures(await keyedWork(asked, { name: nameIn(name), currency: nameIn(currency) }), resultFigures),
    },
    intensity: { key: ['contacts'], described: [], figuresOf: ([contacts]) => figuresOfClass(asked, contacts) },
  };
};
