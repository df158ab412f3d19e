import type { Zone } from '../../domain/shared/values';
import { usualNames } from '../../read-models/names/named';
import type { Answer, Database, Report, ReportContext } from '../../read-models/kit/report';
import { readingWith, unseal, type KeyVault } from '../log/personal-data';
import { answerReport, type ParameterProblem } from './answer-report';
import { boundsOf, type PastMoment } from './as-of';
import { eventsAtOf } from './events-at';
import { explainFigure } from './explain';
import { explainableIn, type AskedFigure } from './find-figure';
import { readingTrials, type KeptTrials } from './kept-trials';
import { withNames } from './names-beside-ids';
import { resolveNames, type RawParameters } from './resolve-names';
import type { ReadSide } from '../projecting/projection-run';
import type { ReadStore } from '../projecting/read-store';

/** What is needed to answer a report for a person. */
export interface AskSide extends Pick<ReadSide, 'log' | 'store' | 'projections' | 'decode'> {
  readonly vault: KeyVault;
  readonly zone: Zone;
  /** Finds by name; without it what is asked by a text that has to be found is refused. */
  readonly find?: ReportContext['find'];
  /** How answers did when they were tried; without them a report says that nobody tried it. */
  readonly trials?: KeptTrials;
}

export interface TablesAsked {
  readonly report: Report;
  readonly raw: RawParameters;
  /** The tables that are asked: of now, of the past, of another edition. */
  readonly db: Database;
  /** The moment of the report. */
  readonly at: string;
  /** The one section that is wanted; all where it is left out. */
  readonly section?: string | undefined;
  /** Whether the answer says which of its figures can be explained: that is looked up. */
  readonly namesFigures?: boolean;
}

/** A figure that is explained instead of an answer, and the past that the tables are of. */
export interface ExplanationAsked {
  readonly figure: AskedFigure;
  readonly past: PastMoment | undefined;
  readonly store: Pick<ReadStore, 'generations'>;
}

type AnswerOrProblems = { readonly answer: Answer } | { readonly problems: readonly ParameterProblem[] };

/** The section that is asked for alone, or which there are. */
export const sectionIn = (answer: Answer, section: string | undefined): AnswerOrProblems => {
  if (section === undefined) return { answer };
  const rows = Object.hasOwn(answer.sections, section) ? answer.sections[section] : undefined;
  if (rows) return { answer: { ...answer, sections: { [section]: rows } } };
  const expected = `one of the sections ${Object.keys(answer.sections).join(', ')}`;
  return { problems: [{ parameter: 'section', expected, got: JSON.stringify(section) }] };
};

/** What a report is asked with at a moment, besides its parameters. */
export const contextAt = ({ vault, zone, find, ...side }: AskSide, at: string, section?: string): ReportContext => ({
  ...{ at, zone, ...readingWith(vault), eventsAt: eventsAtOf(side) },
  ...readingTrials(side),
  ...(find && { find }),
  ...(section !== undefined && { section }),
});

/** An explanation names events, of whatever the report is about. */
const namesShown = ({ names }: Report, explained: ExplanationAsked | undefined): Report['names'] =>
  explained === undefined ? names : { ...usualNames, ...names };

/** As `askTables`, where what the parameters name was looked up. */
export const askResolved = async (
  side: AskSide,
  { report, raw, db, at, section, namesFigures = false }: TablesAsked,
  explained?: ExplanationAsked,
): Promise<AnswerOrProblems> => {
  const request = { report, raw, context: contextAt(side, at, section) };
  const answered = await (explained === undefined
    ? answerReport({ ...request, store: { db } })
    : explainFigure({
        ...request,
        store: { db, generations: () => explained.store.generations() },
        side,
        asked: explained.figure,
        bounds: await boundsOf(side, explained.past),
      }));
  const asked = 'problems' in answered ? answered : sectionIn(answered.answer, section);
  if ('problems' in asked) return asked;
  const names = namesShown(report, explained);
  const answer = unseal(await withNames(asked.answer, names, side.store), side.vault);
  if (explained !== undefined || !namesFigures || !report.explained) return { answer };
  return { answer: { ...answer, explain: await explainableIn(request, db, asked.answer) } };
};

/**
 * A report over these tables, or one figure of it explained, with the names of people opened; or what is wrong with its
 * parameters. Names are looked up in the live tables.
 */
export const askTables = async (
  side: AskSide,
  asked: TablesAsked,
  explained?: ExplanationAsked,
): Promise<AnswerOrProblems> => {
  const resolved = await resolveNames(asked.report, asked.raw, side);
  return 'problems' in resolved ? resolved : askResolved(side, { ...asked, raw: resolved.raw }, explained);
};
