import { sql } from 'kysely';
import { computed, shortly, rowsByKeys, rowsWith, shownFigures } from '../kit/grounds';
import type { AnswerRow, ExplainedSections, Ground, ReportContext, ReportFigures } from '../kit/report';
import { segmentGrounds } from '../sales/grounds';
import type { ManagerIndex } from './indexes';
import { isTargeted, type TargetedLine } from './lines';
import type { TargetingAsked } from './asked';
import { standingRows, talkRows, talksOf, type Talk } from './rows';
import { FOUND_AT, standingsOf, type ManagerStanding } from './standing';
import type { FactsDb } from '../facts/tables';

const targetedGround = (role: string, lines: readonly TargetedLine[]): Ground =>
  rowsByKeys(
    role,
    'offer_lines',
    lines.map(({ offerId, version, lineId }) => [offerId, version, lineId]),
  );

/** By what anything is expected: all lines of the time, what was on sale, and the segments of clients. */
const expectedBy = ({ from, until }: TargetingAsked): readonly Ground[] => [
  rowsWith('offered by all', 'offer_lines', isTargeted(from, until)),
  rowsWith('looked up: on sale', 'products'),
  rowsWith('looked up: on sale', 'product_states'),
  ...segmentGrounds,
];

const TOO_FEW = 'fewer than five clients, or nothing was expected: nothing is said';

const indexText = (name: string, told: ManagerIndex | null): string => {
  if (!told) return TOO_FEW;
  const { index, expected } = told;
  const [seen, of] =
    name === 'targeting'
      ? [
          'expected acceptance of what was offered unasked',
          'of all that was on sale in those months, for the same clients',
        ]
      : ['lines accepted', 'expected by the other managers’ lines (empirical Bayes)'];
  return `${seen} ÷ ${of} = ${shortly(index * expected)} ÷ ${shortly(expected)}`;
};

const indexFigures = (
  name: 'targeting' | 'closing',
  told: ManagerIndex | null,
  { row, own, beside }: { readonly row: AnswerRow; readonly own: Ground; readonly beside: readonly Ground[] },
): ReportFigures => {
  const grounds = [own, ...beside];
  const shown = (column: string, formula: string): ReportFigures => shownFigures(row, grounds, formula, column);
  const formula = indexText(name, told);
  const bound = told
    ? `${formula}; ± ${shortly((told.interval.high - told.index) / told.error)} × ${shortly(told.error)}, by clients`
    : TOO_FEW;
  return {
    ...shown(name, formula),
    ...shown(`${name}Low`, bound),
    ...shown(`${name}High`, bound),
    [`${name}Lines`]: computed(grounds, ([total]) =>
      told
        ? { value: total?.rows ?? 0, formula: `count: ${total?.rows ?? 0} of offer_lines` }
        : { value: null, formula: TOO_FEW },
    ),
    ...shown(`${name}Clients`, told ? 'different clients of these lines, after merges' : TOO_FEW),
  };
};

const managerFigures = (
  { managerId, targeting, closing }: ManagerStanding,
  row: AnswerRow,
  asked: TargetingAsked,
): ReportFigures => {
  const own = asked.lines.filter((line) => line.managerId === managerId);
  const unasked = own.filter(({ solicited, month }) => !solicited && asked.onSale(month).length > 0);
  const decided = own.filter(({ accepted }) => accepted !== undefined);
  const beside = expectedBy(asked);
  const of = (name: string, formula: string): ReportFigures => shownFigures(row, beside, formula, name);
  return {
    ...indexFigures('targeting', targeting, { row, own: targetedGround('counted', unasked), beside }),
    ...of('targetingOfOthers', 'the median of targeting of the other managers'),
    ...indexFigures('closing', closing, { row, own: targetedGround('counted', decided), beside }),
    ...of(
      'pattern',
      `named where P(so far below by chance) stands the test of Benjamini and Hochberg at 5 %, over both figures of all managers; score of targeting ${targeting ? shortly(targeting.score) : 'none'}, of closing ${closing ? shortly(closing.score) : 'none'}`,
    ),
    ...of(
      'clientsMissing',
      `clients × (error ÷ wanted)² − clients; wanted finds four of five with targeting ${FOUND_AT.targeting} and closing ${FOUND_AT.closing}`,
    ),
  };
};

/** What stood between the client and the product, beside what is expected of such a line. */
const talkFigures = (
  { line, chance, chanceInstead, against }: Talk,
  row: AnswerRow,
  asked: TargetingAsked,
): ReportFigures => {
  const isOfProduct = sql`"productId" = ${line.productId}`;
  const beside = [
    targetedGround('the line', [line]),
    rowsWith('looked up: durable refusals', 'refusals', sql`"voided" = 0 and "durable" <> 'not_durable'`, isOfProduct),
    rowsWith('looked up: asked for', 'enquiry_items', isOfProduct),
    ...expectedBy(asked),
  ];
  const chanceText = `empirical Bayes of the product in the segment, by the other managers’ lines: ${shortly(chance)}`;
  const shown = (name: string, formula: string): ReportFigures => shownFigures(row, beside, formula, name);
  const worth = `worth ${line.worth ?? 'unknown'}`;
  const own = against ? '0, for it was refused durably' : shortly(chance);
  return {
    ...shown('flags', 'refused before (A), below break-even (B), no answer (C): see docs/figures.md'),
    ...shown('outcome', 'as offer_lines has it'),
    ...shown('chance', chanceText),
    ...shown('chanceInstead', 'the mean of these chances over all that was on sale in that month'),
    ...shown('lost', `(chance instead ${shortly(chanceInstead ?? chance)} − ${own}) × ${worth}`),
    ...shown('refusalEventId', 'the last durable refusal by this client that still stood'),
    ...shown('refusedFor', 'the reason of that refusal'),
  };
};

/** What each figure of a manager and of a conversation rests on: what is expected comes from the lines of all. */
export const explainedTargeting = (
  db: FactsDb,
  ask: () => Promise<TargetingAsked>,
  context: ReportContext,
): ExplainedSections => ({
  managers: {
    key: ['managerId'],
    described: [],
    figuresOf: async ([managerId]) => {
      const asked = await ask();
      const standings = standingsOf(asked.lines, asked.onSale);
      const standing = standings.managers.find((each) => each.managerId === managerId);
      const [row] = managerId === undefined ? [] : standingRows(standings, managerId);
      const isChosen = asked.chosen === undefined || asked.chosen === managerId;
      return standing && row && isChosen ? managerFigures(standing, row, asked) : undefined;
    },
  },
  conversations: {
    key: ['eventId', 'lineId'],
    described: ['managerId', 'clientId', 'productId', 'segment', 'offeredAt', 'currency', 'offerId'],
    figuresOf: async ([eventId, lineId]) => {
      const asked = await ask();
      const talks = (await talksOf(db, asked)).filter(({ line }) => line.lineId === lineId);
      const rows = await talkRows(talks, context);
      const place = rows.findIndex((row) => row['eventId'] === eventId);
      const [talk, row] = [talks[place], rows[place]];
      return talk && row && talkFigures(talk, row, asked);
    },
  },
});
