import { exactMajorText } from '../../domain/shared/money';
import { projectionAt } from '../../read-models/kit/at';
import { shownSum } from '../../read-models/kit/beyond';
import type { AnyEvent } from '../../read-models/kit/trace';
import { groupBy } from '../../read-models/kit/group-by';
import { groundTotal, nameOfKeyValues, rowsOfGround, rowsOfKeys } from '../../read-models/kit/ground-rows';
import type { Projection, TableSpec } from '../../read-models/kit/projection';
import {
  currencyBeside,
  type Answer,
  type AnswerRow,
  type Database,
  type Ground,
  type GroundRow,
  type GroundTotal,
  type SumText,
} from '../../read-models/kit/report';
import type { Position } from '../log/event-store';
import { askReport, type Problems, type ReportRequest } from './answer-report';
import { figureProblem, findFigure, type AskedFigure, type FoundFigure } from './find-figure';
import type { PastBounds } from './past-edition';
import type { ReadSide } from '../projecting/projection-run';
import { liveGeneration, type ReadStore } from '../projecting/read-store';
import type { Writing } from '../projecting/written-by';
import { writingsOfRows, type PlacedRow } from './row-events';

/** So many rows of facts are named at a time. */
export const GROUNDS_A_PAGE = 100;

export interface ExplainRequest extends ReportRequest {
  readonly asked: AskedFigure;
  readonly side: Pick<ReadSide, 'log' | 'decode' | 'projections'>;
  readonly store: Pick<ReadStore, 'db' | 'generations'>;
  readonly bounds: PastBounds;
}

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

/** A row of a ground, as the tables hold it. */
interface GroundedRow extends PlacedRow {
  readonly ground: TracedGround;
  readonly adds: GroundRow['adds'];
}

/** A page of the rows of all grounds, one after the other. */
const pageOfGrounds = async (
  db: Database,
  grounds: readonly TracedGround[],
  totals: readonly GroundTotal[],
  { skipped, limit }: AskedFigure,
): Promise<readonly GroundedRow[]> => {
  const rows: GroundedRow[] = [];
  let before = skipped;
  for (const [index, ground] of grounds.entries()) {
    const count = totals[index]?.rows ?? 0;
    if (before < count && rows.length < limit) {
      const table = ground.spec;
      const found = await rowsOfGround(db, table, ground, { skipped: before, limit: limit - rows.length, all: count });
      const keys = found.map(({ key }) => key);
      const there = await rowsOfKeys(db, table, keys);
      rows.push(
        ...found.map((row) => ({ ...row, ground, table, old: undefined, new: there.get(nameOfKeyValues(row.key)) })),
      );
    }
    before = Math.max(0, before - count);
  }
  return rows;
};

/** Up to where the tables of a read model know the log. */
const knownUntil = async ({ bounds, store }: ExplainRequest): Promise<(projection: Projection) => Position> => {
  const held = await store.generations();
  return ({ name }) => {
    const checkpoint = liveGeneration(held, name)?.checkpoint ?? 0n;
    const { until = checkpoint } = bounds;
    return until < checkpoint ? until : checkpoint;
  };
};

/** The events that wrote rows: those of the log, by the arms of their projections. */
const eventsOfGrounds = async (
  request: ExplainRequest,
  page: readonly GroundedRow[],
): Promise<(row: GroundedRow) => readonly Writing[]> => {
  const { side, bounds } = request;
  const untilOf = await knownUntil(request);
  const projectionOf = ({ table }: GroundedRow) => side.projections.find(({ tables }) => tables.includes(table));
  const found = new Map<PlacedRow, readonly Writing[]>();
  for (const [projection, rows] of groupBy(page, projectionOf)) {
    if (!projection) continue;
    const seen = bounds.at === undefined ? projection : projectionAt(projection, bounds.at);
    for (const [row, writings] of await writingsOfRows(side, seen, rows, untilOf(projection))) found.set(row, writings);
  }
  return (row) => found.get(row) ?? [];
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

const eventRow = ({ ground, key, adds }: GroundedRow, event: AnyEvent, currency: string | undefined): AnswerRow => ({
  role: ground.role,
  table: ground.table,
  row: key.join(':'),
  adds,
  inCurrency: adds === null ? null : currencyOfGround(ground, currency),
  ...columnsOfEvent(event),
});

const groundRow = (ground: Ground, { rows, sum }: GroundTotal, currency: string | undefined): AnswerRow => ({
  role: ground.role,
  table: ground.table,
  rows,
  sum: shownSum(sum),
  inCurrency: currencyOfGround(ground, currency),
});

/** What an amount is divided by is none itself, and what is only looked up adds nothing. */
const currencyOfGround = ({ role, rows }: Ground, currency: string | undefined): string | null =>
  role.startsWith('denominator') || ('where' in rows && rows.adds === undefined) ? null : (currency ?? null);

const sumTextIn =
  (currency: string | undefined): SumText =>
  (sum) =>
    currency === undefined || !Number.isInteger(Number(sum))
      ? String(sum)
      : `${exactMajorText(BigInt(sum), currency)} ${currency}`;

export const AMOUNTS_AS_COUNTED =
  'Amounts of money without a currency beside them are in minor units (cents), as they are added up.';

/** Which rows of all are shown, and how the others are asked for. */
export const rowsShownText = (skipped: number, reached: number, all: number): string =>
  `These are the rows ${skipped + 1} to ${reached} of ${all}: go on with skipped = ${reached}.`;

const notesOnGrounds = (totals: readonly GroundTotal[], shown: number, { skipped }: AskedFigure): readonly string[] => {
  const all = totals.reduce((sum, { rows }) => sum + rows, 0);
  const reached = skipped + shown;
  return [
    'Each row of facts that the figure rests on, with the events that wrote it, by the position of the log. A row that is looked up adds nothing: it says under which name or in which group another one counts.',
    ...(reached < all ? [rowsShownText(skipped, reached, all)] : []),
    ...(all === 0 ? ['No fact counts here: the figure is nothing.'] : []),
  ];
};

const explanation = async (db: Database, request: ExplainRequest, found: FoundFigure): Promise<Answer> => {
  const { report, asked } = request;
  const grounds = found.figure.grounds.map(tracedIn(request.side.projections));
  const totals: GroundTotal[] = [];
  for (const ground of grounds) totals.push(await groundTotal(db, ground.spec, ground));
  const named = Object.fromEntries(found.key.map((column, index) => [column, found.row[index] || null]));
  // Known where the column beside the figure is one of those that name its row.
  const currency = currencyBeside(named, found.name, report.money);
  const { value, formula } = await found.figure.says(totals, sumTextIn(currency));
  const isMoney = Object.hasOwn(report.money ?? {}, found.name);
  const page = await pageOfGrounds(db, grounds, totals, asked);
  const writingsOf = await eventsOfGrounds(request, page);
  const events = page.flatMap((row) => writingsOf(row).map(({ event }) => eventRow(row, event, currency)));
  return {
    sections: {
      figure: [
        {
          ...{ report: report.name, section: found.section, ...named, figure: found.name },
          ...{ value, inCurrency: currency ?? null, formula },
        },
      ],
      grounds: grounds.map((ground, index) =>
        groundRow(ground, totals[index] ?? { rows: 0, sum: 0, distinct: 0 }, currency),
      ),
      events,
    },
    notes: [...(isMoney ? [AMOUNTS_AS_COUNTED] : []), ...notesOnGrounds(totals, page.length, asked)],
  };
};

const NOT_EXPLAINED = 'a report and a section whose figures can be explained';

/** Names the events that a figure of a report rests on, and how it comes from them. */
export const explainFigure = (request: ExplainRequest): Promise<{ readonly answer: Answer } | Problems> =>
  askReport(request, async (db, values) => {
    const { report, context, asked } = request;
    const sections = (await report.explained?.(db, values, context)) ?? {};
    const found = await findFigure(sections, asked);
    if (found) return { answer: await explanation(db, request, found) };
    if (Object.keys(sections).length > 0)
      return { problems: [figureProblem(sections, await report.answer(db, values, context), asked)] };
    return { problems: [{ parameter: 'explain', expected: report.unexplained ?? NOT_EXPLAINED, got: asked.figure }] };
  });
