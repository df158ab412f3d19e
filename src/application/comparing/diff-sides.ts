import type { Moment } from '../../domain/shared/values';
import type { Projection } from '../../read-models/kit/projection';
import type { Database, Report } from '../../read-models/kit/report';
import type { EventStore, Position } from '../log/event-store';
import { boundsOf, withPast, type PastMoment, type PastSide } from '../asking/as-of';
import type { AskSide } from '../asking/ask-tables';
import { editionFor, type EditionName } from '../asking/editions';
import { END_OF_SUPPOSED } from '../supposing/supposed-facts';
import { liveGeneration, type Generation, type ReadStore } from '../projecting/read-store';
import { notesOnPast } from '../asking/notes-on-past';
import { notesOnStanding } from '../projecting/standing';

/** One of the two editions whose answers are compared. */
export interface DiffSideAsked {
  readonly edition: EditionName;
  readonly past: PastMoment | undefined;
  /** The moment of the report. */
  readonly at: Moment;
}

export interface DiffSource extends AskSide, Omit<PastSide, keyof AskSide> {
  readonly store: ReadStore;
}

/** The facts of a read model on one side. */
export interface SideFacts {
  readonly projection: Projection;
  readonly version: number;
  readonly generation: number;
  /** Up to where they know the log; below every position where they know nothing. */
  readonly until: Position;
}

/** One side while it is open: its tables stay as they are. */
export interface DiffSide {
  readonly asked: DiffSideAsked;
  readonly db: Database;
  /** The log that they tell: as it is, or as it would be. */
  readonly log: EventStore;
  readonly facts: readonly SideFacts[];
  /** Up to where all of them know the log. */
  readonly position: Position;
  /** When that was recorded, or the moment up to which it was asked for. */
  readonly knownUntil: Moment | undefined;
  readonly notes: readonly string[];
}

const KNOWS_NOTHING = -1n;

const factsOf = (
  projections: readonly Projection[],
  generationOf: (projection: Projection) => Generation | undefined,
  until: Position | undefined,
): readonly SideFacts[] =>
  projections.map((projection) => {
    const {
      version = projection.version,
      number: generation = 0,
      checkpoint = KNOWS_NOTHING,
    } = generationOf(projection) ?? {};
    return { projection, version, generation, until: until !== undefined && until < checkpoint ? until : checkpoint };
  });

const lowest = (positions: readonly Position[]): Position =>
  positions.reduce((least, each) => (each < least ? each : least), positions[0] ?? KNOWS_NOTHING);

type OpenSide = Pick<DiffSide, 'db' | 'log' | 'facts' | 'notes'> & { readonly position?: Position };

const sideOf = async (
  asked: DiffSideAsked,
  { log, facts, position = lowest(facts.map(({ until }) => until)), ...side }: OpenSide,
): Promise<DiffSide> => {
  const recordedAt = asked.past && 'recordedAt' in asked.past ? asked.past.recordedAt : undefined;
  const knownUntil = recordedAt ?? (position < 0n ? undefined : await log.momentAt(position));
  return { asked, log, facts, position, knownUntil, ...side };
};

type Work<Result> = (side: DiffSide) => Promise<Result>;

const withPastSide = async <Result>(
  source: DiffSource,
  report: Report,
  past: PastMoment,
  asked: DiffSideAsked,
  work: Work<Result>,
  signal?: AbortSignal,
): Promise<Result> => {
  const projections = source.projections.filter(({ name }) => report.reads.includes(name));
  const { until = KNOWS_NOTHING } = await boundsOf(source, past);
  return withPast(
    source,
    report,
    past,
    async (tables) => {
      const generations = await tables.generations();
      // What is supposed, and what would have followed from it, stands beyond the log.
      const isSupposed = past.supposing !== undefined;
      const facts = factsOf(
        projections,
        ({ name }) => liveGeneration(generations, name),
        isSupposed ? END_OF_SUPPOSED : until,
      );
      const notes = await notesOnPast(source.log, past);
      const { db, log } = tables;
      return work(await sideOf(asked, { db, log, facts, notes, ...(isSupposed && { position: until }) }));
    },
    signal,
  );
};

const withEdition = async <Result>(
  source: DiffSource,
  report: Report,
  asked: DiffSideAsked,
  work: Work<Result>,
): Promise<Result> => {
  const { edition } = asked;
  const projections = source.projections.filter(({ name }) => report.reads.includes(name));
  const { shown, notes } =
    edition === 'live'
      ? { shown: [], notes: await notesOnStanding(source, report.reads) }
      : await editionFor(source, report, edition);
  return source.store.snapshot(async (frozen) => {
    const generations = await frozen.generations();
    const generationOf = ({ name }: Projection): Generation | undefined =>
      shown.find(({ generation }) => generation.projection === name)?.generation ?? liveGeneration(generations, name);
    const facts = factsOf(projections, generationOf, undefined);
    const { log } = source;
    return frozen.asking(shown, async (db) => work(await sideOf(asked, { db, log, facts, notes })));
  });
};

/** Opens one side of a difference for as long as it is worked with. Throws StoreError where it can't be asked. */
export const withDiffSide = <Result>(
  source: DiffSource,
  report: Report,
  asked: DiffSideAsked,
  work: Work<Result>,
  signal?: AbortSignal,
): Promise<Result> =>
  asked.past ? withPastSide(source, report, asked.past, asked, work, signal) : withEdition(source, report, asked, work);
