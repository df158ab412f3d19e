import { AMOUNTS_AS_COUNTED, columnsOfEvent, rowsShownText } from '../asking/explain';
import Big from 'big.js';
import { isExactText } from '../../read-models/kit/beyond';
import type { Answer, AnswerRow, Cell, Report } from '../../read-models/kit/report';
import type { TableSpec } from '../../read-models/kit/projection';
import { changedRowText } from './comparison-answer';
import { differingColumns } from './diff-tables';
import { currencyOfCell, rowOfCell, type SectionDifference } from './diff-answers';
import type { ExplainedCell, ReportDifference } from './diff-reports';
import type { ExplainedFact, NamedEvent } from './known-to-one';
import type { WouldBeRejected } from '../supposing/retelling';
import { hasPlaceInLog } from '../supposing/supposed-facts';
import { suppositionText } from '../supposing/supposition';

/** So many rows of facts are named at a time. */
export const FACTS_A_PAGE = 100;

/** Which page of the rows of facts is shown. */
export interface FactsPage {
  readonly skipped: number;
  readonly limit: number;
}

const editionShown = ({ past, edition }: ReportDifference['old']['asked']): string => {
  if (past?.supposing) return 'supposed';
  return past ? 'of the past' : edition;
};

const sideRow = (side: 'old' | 'new', { report, ...difference }: ReportDifference): AnswerRow => {
  const { asked, facts, position, knownUntil } = difference[side];
  return {
    ...{ side, report: report.name, edition: editionShown(asked) },
    versions: facts.map(({ projection, version }) => `${projection.name}@${version}`),
    position: position < 0n ? null : String(position),
    knownUntil: knownUntil ?? null,
    at: asked.at,
    ...(isAnySupposed(difference) && {
      supposing: asked.past?.supposing ? suppositionText(asked.past.supposing) : null,
    }),
  };
};

const isAnySupposed = (difference: Pick<ReportDifference, 'old' | 'new'>): boolean =>
  [difference.old, difference.new].some(({ asked: { past } }) => past?.supposing);

const sectionRow = ({ section, onlyOld, onlyNew, changed, same }: SectionDifference): AnswerRow => ({
  ...{ section, onlyOld: onlyOld.length, onlyNew: onlyNew.length, changed: changed.length, same },
});

/** What a cell adds up by: a number, or all the digits of one. */
const isSummed = (cell: Cell | undefined): cell is number | string => typeof cell === 'number' || isExactText(cell);

const numbersIn = (rows: readonly AnswerRow[], column: string): readonly (number | string)[] =>
  rows.map((row) => row[column]).filter(isSummed);

const sumOfCells = (numbers: readonly (number | string)[]): Big =>
  numbers.reduce((sum, each) => sum.plus(each), new Big(0));

/** What changed in each column of a section, and the sum of it where it holds numbers: rows of one side count as well. */
const columnDifferences = (
  { rates = [] }: Pick<Report, 'rates'>,
  { section, changed, onlyOld, onlyNew }: SectionDifference,
): readonly AnswerRow[] => {
  const figures = changed.flatMap((row) => row.figures);
  const columns = new Set([
    ...figures.map(({ column }) => column),
    ...[...onlyOld, ...onlyNew].flatMap((row) => Object.keys(row).filter((name) => isSummed(row[name]))),
  ]);
  return [...columns].map((column) => {
    const those = figures.filter((figure) => figure.column === column);
    const cells = (side: 'old' | 'new') =>
      numbersIn(
        those.map((figure) => ({ [column]: figure[side] ?? null })),
        column,
      );
    const [before, after] = [
      [...cells('old'), ...numbersIn(onlyOld, column)],
      [...cells('new'), ...numbersIn(onlyNew, column)],
    ];
    // Shares and their bounds add up to nothing.
    const isShare = rates.includes(column.replace(/(Low|High)$/, '')) || rates.includes(column);
    const isNumber = before.length + after.length > 0 && !isShare;
    return {
      ...{ section, column, changed: those.length },
      sumOfDifference: isNumber ? sumOfCells(after).minus(sumOfCells(before)).toFixed() : null,
    };
  });
};

const cellRow = ({ cell, because }: ExplainedCell, { money }: Report): AnswerRow => {
  const { section, figure, old, new: now } = cell;
  const row = { section, row: rowOfCell(cell), figure: figure ?? '' };
  return { ...row, old, new: now, inCurrency: currencyOfCell(cell, money), because };
};

interface NamedRow {
  readonly fact: ExplainedFact;
  readonly named: NamedEvent;
}

const namedRows = (facts: readonly ExplainedFact[]): readonly NamedRow[] =>
  facts.flatMap((fact) => fact.events.map((named) => ({ fact, named })));

/** How many events there are of each kind, and how many figures only time changed. */
const summaryRows = ({ cells, facts }: ReportDifference): readonly AnswerRow[] => {
  const byKind = new Map<string, { readonly named: NamedEvent; readonly events: Set<number>; rows: number }>();
  for (const { named } of namedRows(facts)) {
    const place = [named.because, named.knownTo, named.kind].join();
    const known = byKind.get(place) ?? { named, events: new Set(), rows: 0 };
    known.events.add(named.event.position);
    known.rows += 1;
    byKind.set(place, known);
  }
  const passed = cells.filter(({ because }) => because.includes('time')).length;
  return [
    ...[...byKind.values()].map(({ named: { because, kind, knownTo }, events, rows }) => ({
      ...{ because, kind, knownTo, events: events.size, rows, figures: null },
    })),
    ...(passed > 0
      ? [{ because: 'time', kind: 'only time passed', knownTo: 'both', events: 0, rows: 0, figures: passed }]
      : []),
  ];
};

const nameOfKey = ({ key }: ExplainedFact): string => key.map(String).join(':');

/** A text about a person is sealed: that it changed is all that can be said of it here. */
const isTextOfPerson = ({ columns }: TableSpec, column: string): boolean => columns[column]?.kind === 'personal';

const factRow = (fact: ExplainedFact): AnswerRow => {
  const { table, old, new: now } = fact;
  const columns = differingColumns(table, fact).filter((column) => !isTextOfPerson(table, column));
  return {
    ...{ table: table.name, key: nameOfKey(fact) },
    kind: old && now ? 'changed' : old ? 'only old' : 'only new',
    says: changedRowText(fact, columns),
    because: [...new Set(fact.events.map(({ because }) => because))],
  };
};

const namedEventRow = ({ fact, named: { event, because, kind, knownTo } }: NamedRow): AnswerRow => ({
  ...{ because, kind, knownTo, table: fact.table.name, row: nameOfKey(fact) },
  ...columnsOfEvent(event),
  // What is only supposed has no place in the log.
  ...(!hasPlaceInLog(BigInt(event.position)) && { position: null }),
});

const rejectedRow = ({ event, rejection: { code, message, details } }: WouldBeRejected): AnswerRow => ({
  ...{ code, message, details: JSON.stringify(details) },
  ...{ position: Number(event.position), eventId: event.id, type: event.type, stream: event.stream },
  ...{ occurredAt: event.occurredAt, recordedAt: event.recordedAt },
});

const BECAUSE =
  'Because of events: one side did not know them. Because of what is supposed: they would say otherwise, or would not be ' +
  'there. Because of code: both knew them, and another version of a read model ' +
  'makes something else of them. Because of time: the same facts say something else at another moment.';

const notesOnPage = (all: number, shown: number, { skipped }: FactsPage): readonly string[] =>
  shown === all ? [] : [rowsShownText(skipped, skipped + shown, all)];

const notesOf = (side: 'old' | 'new', notes: readonly string[]): readonly string[] =>
  notes.map((note) => `Only the ${side} answer says: ${note}`);

const AS_PEOPLE_DID =
  'What people did, and what was agreed with clients, stays as it was: only what is computed by the supposed rules is ' +
  'computed anew. What people would have done otherwise is not in the log.';

/** What holds later than all that a side knows makes nothing otherwise, which is no answer to what was meant. */
const notesOnLater = ({ asked, knownUntil }: ReportDifference['old']): readonly string[] => {
  const later = asked.past?.supposing?.filter(({ from }) => knownUntil !== undefined && from > knownUntil) ?? [];
  return later.map(
    (supposed) =>
      `Nothing is known of so late a time, so nothing is otherwise by it: ${suppositionText([supposed])}. Give an earlier effectiveFrom, or leave it out.`,
  );
};

const notesOnSupposing = (rejected: number, { limit }: FactsPage): readonly string[] => [
  AS_PEOPLE_DID,
  ...(rejected > 0
    ? [
        `${rejected} of the recorded events would have been rejected${rejected > limit ? ` (the first ${limit} are shown)` : ''}: ` +
          'they stay in all figures as they were, for what would have been done instead is not known.',
      ]
    : []),
];

/** A difference as sections of rows: what was compared, what differs, and the events that explain it. */
export const differenceAnswer = (difference: ReportDifference, page: FactsPage): Answer => {
  const { difference: found, cells, facts, notes, rejected } = difference;
  const shown = facts.slice(page.skipped, page.skipped + page.limit);
  return {
    sections: {
      base: [sideRow('old', difference), sideRow('new', difference)],
      sections: found.sections.map(sectionRow),
      columns: found.sections.flatMap((section) => columnDifferences(difference.report, section)),
      figures: cells.map((cell) => cellRow(cell, difference.report)),
      explained: summaryRows(difference),
      facts: shown.map(factRow),
      events: namedRows(shown).map(namedEventRow),
      ...(isAnySupposed(difference) && { rejected: rejected.slice(0, page.limit).map(rejectedRow) }),
    },
    notes: [
      ...notes,
      ...(found.isEqual ? ['Both sides answer the same.'] : [BECAUSE, AMOUNTS_AS_COUNTED]),
      ...notesOf('old', found.notes.onlyOld),
      ...notesOf('new', found.notes.onlyNew),
      ...new Set([...notesOnLater(difference.old), ...notesOnLater(difference.new)]),
      ...(isAnySupposed(difference) ? notesOnSupposing(rejected.length, page) : []),
      ...notesOnPage(facts.length, shown.length, page),
    ],
  };
};
