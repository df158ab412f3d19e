import fc from 'fast-check';
import { answerReport } from '../../src/application/asking/answer-report';
import { replay, boundsOf, type PastMoment } from '../../src/application/asking/as-of';
import { contextAt } from '../../src/application/asking/ask-tables';
import { sidesOf, type KnownBy, type SidesAsked, type SidesGiven } from '../../src/application/comparing/diff-asked';
import { diffAnswers, differingCells, placeOfCell } from '../../src/application/comparing/diff-answers';
import { diffReports, type ReportDifference } from '../../src/application/comparing/diff-reports';
import type { EventStore } from '../../src/application/log/event-store';
import { END_OF_SUPPOSED } from '../../src/application/supposing/supposed-facts';
import { supposedLog } from '../../src/application/supposing/supposed-log';
import { asProjected } from '../../src/application/asking/events-at';
import { changesOf, listens } from '../../src/application/projecting/projection-fold';
import { liveGeneration, type ReadStore } from '../../src/application/projecting/read-store';
import type { Letopis } from '../../src/application/core';
import { projectionAt } from '../../src/read-models/kit/at';
import type { Projection } from '../../src/read-models/kit/projection';
import type { Answer, Report } from '../../src/read-models/kit/report';

type Raw = Readonly<Record<string, unknown>>;

export const sidesFor = (given: Partial<SidesGiven>, now: string): SidesAsked => {
  const sides = sidesOf({ editions: [], known: [], at: [], supposing: [], ...given }, now);
  if ('given' in sides) throw new Error(sides.expected);
  return sides;
};

/** Of which positions of a log, by thousandths of it, and at which moments two sides are. */
export interface PairGiven {
  readonly known: readonly number[];
  readonly at: readonly string[];
}

/** Pairs of positions, of moments, of both, or of one for both sides. */
export const pairsBetween = (min: string, max: string): fc.Arbitrary<PairGiven> => {
  const moment = fc
    .date({ min: new Date(min), max: new Date(max), noInvalidDate: true })
    .map((date) => date.toISOString());
  const place = fc.integer({ min: 1, max: 1_000 });
  const [places, moments] = [fc.tuple(place, place), fc.tuple(moment, moment)];
  return fc.oneof(
    fc.record({ known: places, at: fc.constant([]) }),
    fc.record({ known: fc.constant([]), at: moments }),
    fc.record({ known: places, at: moments }),
    fc.record({ known: places, at: fc.tuple(moment) }),
  );
};

export const sidesOfPair = async ({ store }: Letopis, { known, at }: PairGiven, now: string): Promise<SidesAsked> => {
  const head = Number((await store.head()) ?? 0n);
  const positions: KnownBy[] = [];
  for (const place of known) {
    const position = BigInt(Math.ceil((place / 1_000) * head));
    positions.push({ position, recordedAt: (await store.momentAt(position))! });
  }
  return sidesFor({ known: positions, at }, now);
};

const sourceOf = ({ side, vault, zone }: Letopis) => ({ ...side, vault, zone });

export const differenceOf = async (letopis: Letopis, report: Report, raw: Raw, sides: SidesAsked) => {
  const found = await diffReports(sourceOf(letopis), { report, raw, ...sides });
  if ('problems' in found) throw new Error(JSON.stringify(found.problems));
  return found;
};

const seenOn = (projections: readonly Projection[], past: PastMoment | undefined): readonly Projection[] => {
  const at = past?.at;
  return at === undefined ? projections : projections.map((projection) => projectionAt(projection, at));
};

/** The log of a side: as it is, or as it would be. */
const logOf = async ({ side }: Letopis, past: PastMoment | undefined): Promise<EventStore> => {
  if (!past?.supposing) return side.log;
  const { log, decode } = side;
  const { until = -1n } = await boundsOf(side, past);
  const supposed = await supposedLog({ log, decode, until }, past.supposing);
  if ('expected' in supposed) throw new Error(supposed.expected);
  return supposed;
};

/** The tables of a side, folded from the log alone. */
const replayed = async (letopis: Letopis, projections: readonly Projection[], past: PastMoment | undefined) => {
  const { side } = letopis;
  const { until } = await boundsOf(side, past);
  const log = await logOf(letopis, past);
  const upTo = past?.supposing ? END_OF_SUPPOSED : past ? until : await side.log.head();
  return replay({ ...side, log, projections: seenOn(projections, past) }, upTo);
};

/** Puts in the place of the rows that these events touch what the other store has there. */
const takeOver = async (
  letopis: Letopis,
  projections: readonly (readonly Projection[])[],
  positions: readonly number[],
  sides: SidesAsked,
  stores: { readonly into: ReadStore; readonly from: ReadStore },
): Promise<void> => {
  const logs = [await logOf(letopis, sides.old.past), await logOf(letopis, sides.new.past)];
  const stored = await Promise.all(logs.map((log) => log.eventsAt(positions.map(BigInt))));
  const events = stored.flat().map((event) => asProjected(event, letopis.side.decode));
  const [into, from] = [await stores.into.generations(), await stores.from.generations()];
  const all = projections.flat();
  for (const name of new Set(all.map((projection) => projection.name))) {
    const touched = all
      .filter((projection) => projection.name === name)
      .flatMap(({ on }) => events.flatMap((event) => (listens(on, event.type) ? changesOf(on, event) : [])));
    const [target, source] = [liveGeneration(into, name)!, liveGeneration(from, name)!];
    const keys = new Map(touched.map(({ table, key }) => [JSON.stringify([table.name, key]), { table, key }]));
    const writes = [];
    for (const { table, key } of keys.values()) {
      const [row] = await stores.from.load(source, table, [key]);
      writes.push({ table, key, row, isNew: false });
    }
    await stores.into.commit([{ generation: target, writes, checkpoint: (target.checkpoint ?? 0n) + 1n }]);
  }
};

/**
 * Takes over the rows that the named events touch into the facts of the old side, and answers the report with them at the
 * moment of the new one. Gives the figures that differ between the sides and that do not come out as on the new one then:
 * none, where the named events are the whole reason.
 */
export const leftUnexplained = async (
  letopis: Letopis,
  raw: Raw,
  sides: SidesAsked,
  { report, cells, difference }: ReportDifference,
  positions: readonly number[],
): Promise<readonly string[]> => {
  const projections = letopis.side.projections.filter(({ name }) => report.reads.includes(name));
  const old = await replayed(letopis, projections, sides.old.past);
  const now = await replayed(letopis, projections, sides.new.past);
  const seen = [seenOn(projections, sides.old.past), seenOn(projections, sides.new.past)];
  try {
    await takeOver(letopis, seen, positions, sides, { into: old, from: now });
    const context = contextAt(sourceOf(letopis), sides.new.at);
    const answerOver = async (store: ReadStore): Promise<Answer> => {
      const answered = await answerReport({ report, raw, store, context });
      if ('problems' in answered) throw new Error(JSON.stringify(answered.problems));
      return answered.answer;
    };
    const keys = Object.fromEntries(difference.sections.map(({ section, key }) => [section, key]));
    const left = differingCells(diffAnswers(await answerOver(old), await answerOver(now), keys));
    const places = new Set(left.map((cell) => placeOfCell(cell, cell.figure)));
    // A row that only one of them has is otherwise in each of its figures.
    return cells
      .map(({ cell }) => [placeOfCell(cell, cell.figure), placeOfCell(cell, undefined)])
      .filter((either) => either.some((place) => places.has(place)))
      .map(([place = '']) => place);
  } finally {
    await old.close();
    await now.close();
  }
};

export const positionsNamed = ({ facts }: ReportDifference): readonly number[] => [
  ...new Set(facts.flatMap(({ events }) => events.map(({ event }) => event.position))),
];
