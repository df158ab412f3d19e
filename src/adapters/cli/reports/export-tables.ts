import { existsSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import type { Command } from 'commander';
import type { Letopis } from '../../../application/core';
import { notSupposedThen, pastAsked, withPast, type PastMoment } from '../../../application/asking/as-of';
import { notesOnPast } from '../../../application/asking/notes-on-past';
import { liveGeneration, type Generation } from '../../../application/projecting/read-store';
import { notesOnStanding } from '../../../application/projecting/standing';
import type { Projection, TableSpec } from '../../../read-models/kit/projection';
import type { AnswerRow, Database } from '../../../read-models/kit/report';
import { refuseName, UsageError, withCommonOptions, type CliPorts, type CommonOptions } from '../terminal/context';
import { parsePastMoment } from '../terminal/moments';
import { printSections } from '../terminal/output';
import { withProgressLine } from '../terminal/progress';
import { upToDate } from './report-verbs';
import { suppositionsOf, WHAT_IF } from './what-if';

/** What is given to the verbs that write tables into files of another kind. */
export interface TablesOptions extends CommonOptions {
  readonly out: string;
  readonly at?: string;
  readonly asOf?: string;
  readonly whatIf?: string;
}

export interface TableOfModel {
  readonly projection: Projection;
  readonly table: TableSpec;
}

/** The tables of now, or of a past moment, as one state. */
export interface TablesState {
  readonly db: Database;
  /** The generation that shows the tables of a read model, and up to where it knows the log. */
  readonly generationOf: (name: string) => Generation | undefined;
  readonly past: PastMoment | undefined;
}

const tablesNamed = ({ side }: Letopis, names: readonly string[]): readonly TableOfModel[] => {
  const tables = side.projections.flatMap((projection) => projection.tables.map((table) => ({ projection, table })));
  if (names.length === 0) return tables;
  const known = tables.map(({ table: { name } }) => name);
  return names.map((name) => tables.find(({ table }) => table.name === name) ?? refuseName('table', name, known));
};

const inOneState = async <Result>(
  { side, readStore }: Letopis,
  past: PastMoment | undefined,
  work: (state: TablesState) => Promise<Result>,
): Promise<Result> => {
  const stateOf = (db: Database, generations: readonly Generation[]): TablesState => ({
    db,
    generationOf: (name) => liveGeneration(generations, name),
    past,
  });
  if (past === undefined)
    return readStore.snapshot(async (frozen) => {
      const generations = await frozen.generations();
      return frozen.asking([], (db) => work(stateOf(db, generations)));
    });
  return withPast(side, { reads: side.projections.map(({ name }) => name) }, past, async (tables) =>
    work(stateOf(tables.db, await tables.generations())),
  );
};

const pastOfTables = async (letopis: Letopis, asked: TablesOptions): Promise<PastMoment | undefined> => {
  const { zone, clock } = letopis;
  const present = { now: clock(), zone, ofDay: 'end' } as const;
  const [supposing] = await suppositionsOf(letopis, asked.whatIf === undefined ? [] : [asked.whatIf]);
  const recordedAt = parsePastMoment(asked.asOf, '--as-of', present);
  const past = pastAsked({ recordedAt, at: parsePastMoment(asked.at, '--at', present), supposing }, present.now);
  const wrong = await notSupposedThen(letopis.side, past);
  if (wrong) throw new UsageError(`--what-if: expected ${wrong.expected}`);
  return past;
};

/** Writes tables of one state under a name for what is not complete; gives what was written of each. */
export type WriteTables = (
  path: string,
  tables: readonly TableOfModel[],
  state: TablesState,
  onTable: (done: number) => void,
) => Promise<readonly AnswerRow[]>;

/** Writes tables into a file or folder that is not there yet, all of one state; what fails leaves nothing there. */
export const exportTables = async (
  ports: CliPorts,
  letopis: Letopis,
  names: readonly string[],
  asked: TablesOptions,
  write: WriteTables,
): Promise<void> => {
  if (existsSync(asked.out)) throw new UsageError(`--out: ${asked.out} is there already: give a new name`);
  const tables = tablesNamed(letopis, names);
  const past = await pastOfTables(letopis, asked);
  await upToDate(letopis);
  const reads = letopis.side.projections.map(({ name }) => name);
  const notes = past ? await notesOnPast(letopis.store, past) : await notesOnStanding(letopis.side, reads);
  const part = `${asked.out}.part`;
  await rm(part, { recursive: true, force: true });
  const written = await withProgressLine((line) => {
    const tell = line.showing('tables');
    return inOneState(letopis, past, (state) =>
      write(part, tables, state, (done) => {
        tell(done, done / tables.length);
      }),
    );
  });
  await rename(part, asked.out);
  printSections(ports, asked, { written }, [...notes, `They are in ${asked.out}.`]);
};

/** A verb that writes tables, those that are named or all of them. */
export const exportVerb = (program: Command, name: string, description: string, out: string): Command =>
  withCommonOptions(program.command(name).argument('[tables...]').description(description))
    .requiredOption('--out <path>', out)
    .option('--at <moment>', 'the state at that time (a day: at its end), with all that is known now')
    .option('--as-of <moment>', 'what was known at that time (a day: at its end)')
    .option('--what-if <json>', WHAT_IF);
