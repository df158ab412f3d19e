import type { Zone } from '../../domain/shared/values';
import type { Answer, Database, Report } from '../../read-models/report';
import { readingWith, unseal, type KeyVault } from '../log/personal-data';
import { answerReport, type ParameterProblem } from './answer-report';
import { eventsAtOf } from './events-at';
import { withNames } from './names-beside-ids';
import { resolveNames, type RawParameters } from './resolve-names';
import type { ReadSide } from './projection-run';

/** What is needed to answer a report for a person. */
export interface AskSide extends Pick<ReadSide, 'log' | 'store' | 'projections' | 'decode'> {
  readonly vault: KeyVault;
  readonly zone: Zone;
}

export interface TablesAsked {
  readonly report: Report;
  readonly raw: RawParameters;
  /** The tables that are asked: of now, of the past, of another edition. Names are looked up in the live ones. */
  readonly db: Database;
  /** The moment of the report. */
  readonly at: string;
}

/** A report over these tables, with the names of people opened; or what is wrong with its parameters. */
export const askTables = async (
  { vault, zone, ...side }: AskSide,
  { report, raw, db, at }: TablesAsked,
): Promise<{ readonly answer: Answer } | { readonly problems: readonly ParameterProblem[] }> => {
  const resolved = await resolveNames(report, raw, { ...side, vault });
  if ('problems' in resolved) return resolved;
  const context = { at, zone, ...readingWith(vault), eventsAt: eventsAtOf(side) };
  const answered = await answerReport({ report, raw: resolved.raw, store: { db }, context });
  if ('problems' in answered) return answered;
  return { answer: unseal(await withNames(answered.answer, report, side.store.db), vault) };
};
