import { projectionAt } from '../../read-models/kit/at';
import { shownSum } from '../../read-models/kit/beyond';
import type { AnyEvent } from '../../read-models/kit/trace';
import { valuesInName } from '../../read-models/kit/grounds';
import { rowsOfGround, streamOfKey, groundTotal } from '../../read-models/kit/ground-rows';
import type { Projection, TableSpec, Value } from '../../read-models/kit/projection';
import type {
  Answer,
  AnswerRow,
  Database,
  ExplainableSection,
  ExplainedSections,
  ReportFigure,
  Report,
  ReportFigures,
  Ground,
  GroundRow,
  GroundTotal,
} from '../../read-models/kit/report';
import type { Position } from '../log/event-store';
import { askReport, readParameters, type ParameterProblem, type ReportRequest } from './answer-report';
import { eventsAtOf, projectedStream } from './events-at';
import type { PastBounds } from './past-edition';
import type { ReadSide } from '../projecting/projection-run';
import { liveGeneration, type ReadStore } from '../projecting/read-store';
import { writingsOf } from '../projecting/written-by';

/** So many rows of facts are named at a time. */
export const GROUNDS_A_PAGE = 100;

/** Which figure of an answer, in which of its rows, and which page of what it rests on. */
export interface AskedFigure {
  /** A column of a section: `refusals`, or `values.refusals` where more than one section has it. */
  readonly figure: string;
  /** The columns that name the row, joined by `:`; a `:` in one of them is `%3A`. */
  readonly row: string;
  /** How many rows of facts were seen before. */
  readonly skipped: number;
  readonly limit: number;
}

export interface ExplainRequest extends ReportRequest {
  readonly asked: AskedFigure;
  readonly side: Pick<ReadSide, 'log' | 'decode' | 'projections'>;
  readonly store: Pick<ReadStore, 'db' | 'generations'>;
  readonly bounds: PastBounds;
}

/** Which figures of an answer can be explained. */
export const explainableIn = async (
  { report, raw, context }: Omit<ReportRequest, 'store'>,
  db: Database,
  { sections }: Answer,
): Promise<NonNullable<Answer['explain']>> => {
  const read = readParameters(report.parameters, raw);
  if ('problems' in read) return {};
  const explained = (await report.explained?.(db, read.values, context)) ?? {};
  const explainable: Record<string, ExplainableSection> = {};
  for (const [name, { key, described }] of Object.entries(explained)) {
    const known = new Set([...key, ...described]);
    const figures = Object.keys(sections[name]?.[0] ?? {}).filter((column) => !known.has(column));
    if (figures.length > 0) explainable[name] = { figures, row: key };
  }
  return explainable;
};

interface FoundFigure {
  readonly section: string;
  readonly key: readonly string[];
  readonly row: readonly string[];
  readonly name: string;
  readonly figure: ReportFigure;
}

type Unknown = { readonly problems: readonly ParameterProblem[] };

const rowValues = (key: readonly string[], row: string): readonly string[] => {
  if (key.length === 0) return [];
  // The one column that names a row may hold what separates several.
  const values = valuesInName(row);
  if (key.length === 1) return [values.join(':')];
  // Where there is nothing in a column, what separates it may be left out.
  return [...values, ...key.slice(values.length).map(() => '')];
};

const figureIn = (figures: ReportFigures | undefined, name: string): ReportFigure | undefined =>
  figures && Object.hasOwn(figures, name) ? figures[name] : undefined;

/** How the figures of a section may be asked for. */
const askedAs = (section: string, key: readonly string[], figures: ReportFigures | undefined): readonly string[] =>
  figures
    ? Object.keys(figures).map((column) => `${section}.${column}`)
    : [`${section}.<column> with row=<${key.join(':')}>`];

const NOT_EXPLAINED = 'a report and a section whose figures can be explained';

const unknownFigure = (
  { figure, row }: AskedFigure,
  known: readonly string[],
  { unexplained = NOT_EXPLAINED }: Pick<Report, 'unexplained'>,
): Unknown => {
  const expected = known.length === 0 ? unexplained : `a figure and the row that it is in: ${known.join(', ')}`;
  return { problems: [{ parameter: 'explain', expected, got: `${figure} of ${row === '' ? 'no row' : row}` }] };
};

/** The figure, of the section that is named or the first that has one of this name. */
const findFigure = async (
  sections: ExplainedSections,
  { asked, report }: Pick<ExplainRequest, 'asked' | 'report'>,
): Promise<FoundFigure | Unknown> => {
  const dot = asked.figure.indexOf('.');
  const name = asked.figure.slice(dot + 1);
  const known: string[] = [];
  for (const [section, { key, figuresOf }] of Object.entries(sections)) {
    if (dot >= 0 && section !== asked.figure.slice(0, dot)) continue;
    const row = rowValues(key, asked.row);
    const figures = row.length === key.length ? await figuresOf(row) : undefined;
    const figure = figureIn(figures, name);
    if (figure) return { section, key, row, name, figure };
    known.push(...askedAs(section, key, figures));
  }
  return unknownFigure(asked, known, report);
};

interface TracedGround extends Ground {
  readonly spec: TableSpec;
}

const tracedIn =
  (projections: readonly Projection[]) =>
  (ground: Ground): TracedGround => {
    const spec = projections.flatMap(({ tables }) => tables).find(({ name }) => name === ground.table);
    if (!spec) throw new TypeError(`a figure rests on the table ${ground.table}, which is of no read model`);
    return { ...ground, spec };
  };

interface PlacedRow {
  readonly ground: TracedGround;
  readonly row: GroundRow;
}

/** A page of the rows of all grounds, one after the other. */
const pageOfGrounds = async (
  db: Database,
  grounds: readonly TracedGround[],
  totals: readonly GroundTotal[],
  { skipped, limit }: AskedFigure,
): Promise<readonly PlacedRow[]> => {
  const rows: PlacedRow[] = [];
  let before = skipped;
  for (const [index, ground] of grounds.entries()) {
    const count = totals[index]?.rows ?? 0;
    if (before < count && rows.length < limit) {
      const found = await rowsOfGround(db, ground.spec, ground, { skipped: before, limit: limit - rows.length });
      rows.push(...found.map((row) => ({ ground, row })));
    }
    before = Math.max(0, before - count);
  }
  return rows;
};

const positionsOf = ({ trace, key: columns }: TableSpec, key: readonly Value[]): readonly number[] => {
  const position = trace?.first === trace?.last ? key[columns.indexOf(trace?.first ?? '')] : undefined;
  return typeof position === 'number' ? [position] : [];
};

/** Reads the events that wrote rows: of each row its stream again, and the arms of its projection over it. */
const eventsOfGrounds = (db: Database, { side, bounds, store }: ExplainRequest) => {
  const streams = new Map<string, readonly AnyEvent[]>();
  const held = store.generations();
  const projectionOf = (table: TableSpec): Projection | undefined =>
    side.projections.find(({ tables }) => tables.includes(table));
  const heldBy = async ({ name }: Projection): Promise<Position> => {
    const checkpoint = liveGeneration(await held, name)?.checkpoint ?? 0n;
    const { until = checkpoint } = bounds;
    return until < checkpoint ? until : checkpoint;
  };
  const streamEvents = async (stream: string, until: Position): Promise<readonly AnyEvent[]> => {
    const place = `${until} ${stream}`;
    const events = streams.get(place) ?? (await projectedStream(side, stream, until));
    streams.set(place, events);
    return events;
  };
  return async ({ ground: { spec: table }, row: { key } }: PlacedRow): Promise<readonly AnyEvent[]> => {
    const own = positionsOf(table, key);
    if (own.length > 0) return [...(await eventsAtOf(side)(own)).values()];
    const projection = projectionOf(table);
    const stream = await streamOfKey(db, table, key);
    if (!projection || stream === undefined) return [];
    const seen = bounds.at === undefined ? projection : projectionAt(projection, bounds.at);
    const events = await streamEvents(stream, await heldBy(projection));
    return writingsOf(seen, events, { table, key }).map(({ event }) => event);
  };
};

/** What a reader is told of an event: which it is, who said it, and both its times. */
export const columnsOfEvent = (event: AnyEvent): AnswerRow => ({
  position: event.position,
  eventId: event.id,
  type: event.type,
  stream: event.stream,
  by: `${event.metadata.actor.kind}:${event.metadata.actor.id}`,
  occurredAt: event.occurredAt,
  recordedAt: event.recordedAt,
});

const eventRow = ({ ground, row }: PlacedRow, event: AnyEvent): AnswerRow => ({
  role: ground.role,
  table: ground.table,
  row: row.key.join(':'),
  adds: row.adds,
  ...columnsOfEvent(event),
});

const groundRow = ({ role, table }: Ground, { rows, sum }: GroundTotal): AnswerRow => ({
  role,
  table,
  rows,
  sum: shownSum(sum),
});

/** Where amounts stand beside counts and the terms of a formula, they have no currency beside them. */
export const AMOUNTS_AS_COUNTED = 'Amounts of money are in minor units here (cents), as they are added up.';

/** Which rows of all are shown, and how the others are asked for. */
export const rowsShownText = (skipped: number, reached: number, all: number): string =>
  `These are the rows ${skipped + 1} to ${reached} of ${all}: go on with skipped = ${reached}.`;

const notesOnGrounds = (totals: readonly GroundTotal[], shown: number, { skipped }: AskedFigure): readonly string[] => {
  const all = totals.reduce((sum, { rows }) => sum + rows, 0);
  const reached = skipped + shown;
  return [
    'Each row of facts that the figure rests on, with the events that wrote it, by the position of the log. A row that is looked up adds nothing: it says under which name or in which group another one counts.',
    ...(reached < all ? [rowsShownText(skipped, reached, all)] : []),
    ...(all === 0 ? ['No fact counts here: the figure is nothing, or the answer has no such row.'] : []),
  ];
};

const explanation = async (db: Database, request: ExplainRequest, found: FoundFigure): Promise<Answer> => {
  const { report, asked } = request;
  const grounds = found.figure.grounds.map(tracedIn(request.side.projections));
  const totals: GroundTotal[] = [];
  for (const ground of grounds) totals.push(await groundTotal(db, ground.spec, ground));
  const { value, formula } = await found.figure.says(totals);
  const isMoney = Object.hasOwn(report.money ?? {}, found.name);
  const page = await pageOfGrounds(db, grounds, totals, asked);
  const eventsOf = eventsOfGrounds(db, request);
  const events: AnswerRow[] = [];
  for (const placed of page) for (const event of await eventsOf(placed)) events.push(eventRow(placed, event));
  const named = Object.fromEntries(found.key.map((column, index) => [column, found.row[index] ?? null]));
  return {
    sections: {
      figure: [{ report: report.name, section: found.section, ...named, figure: found.name, value, formula }],
      grounds: grounds.map((ground, index) => groundRow(ground, totals[index] ?? { rows: 0, sum: 0, distinct: 0 })),
      events,
    },
    notes: [...(isMoney ? [AMOUNTS_AS_COUNTED] : []), ...notesOnGrounds(totals, page.length, asked)],
  };
};

/** Names the events that a figure of a report rests on, and how it comes from them. */
export const explainFigure = (request: ExplainRequest): Promise<{ readonly answer: Answer } | Unknown> =>
  askReport(request, async (db, values) => {
    const sections = (await request.report.explained?.(db, values, request.context)) ?? {};
    const found = await findFigure(sections, request);
    return 'problems' in found ? found : { answer: await explanation(db, request, found) };
  });
