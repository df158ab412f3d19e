import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { unknownTypeText } from '../../application/log/codec';
import type { BrokenReadModel, KnownReadModels } from '../../application/projecting/known-read-models';
import { projections as ourProjections, reports as ourReports } from '../../read-models';
import type { Change, Projection, TableSpec } from '../../read-models/kit/projection';
import type { Report } from '../../read-models/kit/report';
import { isOwnFile, OwnFileError, runOwnFile, type OwnModule } from './sandbox';

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

const OWN_NAME = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;
const OWN_TABLE = /^[a-z][a-z0-9_]*$/;

type Objection = string | undefined;

const objectionToTable = (table: unknown, taken: ReadonlySet<string>): Objection => {
  if (!isRecord(table) || typeof table['name'] !== 'string' || !isRecord(table['columns']))
    return 'a table is made by table(…)';
  // Looked at just now; the rest is what `table` makes.
  const { name, columns, key } = table as unknown as TableSpec;
  if (!OWN_TABLE.test(name)) return `the table "${name}" needs a name of small letters and _`;
  if (taken.has(name)) return `there is a table ${name} already: name it otherwise`;
  const missing = key.find((column) => !(column in columns));
  return missing === undefined ? undefined : `the key of ${name} names "${missing}", which is no column of it`;
};

const objectionToArms = (on: Readonly<Record<string, unknown>>): Objection => {
  const unknown = unknownTypeText(Object.keys(on));
  if (unknown !== undefined) return unknown;
  const noArm = Object.entries(on).find(([, arm]) => typeof arm !== 'function');
  return noArm ? `the arm of ${noArm[0]} is no function` : undefined;
};

const objectionToVersion = (
  { name, version }: Readonly<Record<string, unknown>>,
  others: KnownReadModels,
): Objection => {
  if (typeof name !== 'string' || !OWN_NAME.test(name))
    return 'its name must be small letters, digits and -, as own-calls';
  if (others.projections.some((other) => other.name === name))
    return `there is a read model ${name} already: name it otherwise`;
  if (!Number.isSafeInteger(version) || Number(version) < 1) return 'its version must be a whole number from 1 on';
  return undefined;
};

const objectionToProjection = (projection: unknown, others: KnownReadModels): Objection => {
  if (!isRecord(projection)) return 'it exports no projection: export const projection = { name, version, … }';
  const { tables, on } = projection;
  if (!Array.isArray(tables) || tables.length === 0) return 'it has no tables';
  if (!isRecord(on) || Object.keys(on).length === 0) return 'it listens to no event (on)';
  const taken = new Set(others.projections.flatMap((other) => other.tables.map(({ name }) => name)));
  return (
    objectionToVersion(projection, others) ??
    tables.map((table) => objectionToTable(table, taken)).find((why) => why !== undefined) ??
    objectionToArms(on)
  );
};

const objectionToReport = (report: unknown, { name }: Projection, others: KnownReadModels): Objection => {
  if (report === undefined) return undefined;
  if (!isRecord(report) || typeof report['answer'] !== 'function') return 'its report is made by defineReport(…)';
  if (others.reports.some((other) => other.name === report['name']))
    return `there is a report ${String(report['name'])} already`;
  const reads: unknown = report['reads'];
  return Array.isArray(reads) && reads.includes(name) ? undefined : `its report must name ${name} in reads`;
};

/** What an arm throws names its place in the file: that is what a stopped read model shows. */
const located = (projection: Projection, { located: at, source }: OwnModule): Projection => {
  const arms = Object.entries(projection.on).map(([type, arm]) => {
    // Each arm takes the event of its type; which one that is does not matter here.
    const call = arm as (event: unknown) => readonly Change[];
    const guarded = (event: unknown): readonly Change[] => {
      try {
        return call(event);
      } catch (thrown) {
        throw at(thrown);
      }
    };
    return [type, guarded];
  });
  // Each arm has the type that it had.
  return { ...projection, source, on: Object.fromEntries(arms) as Projection['on'] };
};

const withFile = async (known: KnownReadModels, folder: string, file: string): Promise<KnownReadModels> => {
  const broken = (why: string): KnownReadModels => ({ ...known, broken: [...known.broken, { file, why }] });
  try {
    const own = await runOwnFile(join(folder, file));
    const { projection, report } = own.exported;
    const why = objectionToProjection(projection, known);
    if (why !== undefined) return broken(`${file}: ${why}`);
    // `objectionToProjection` looked at all that the rest of the program relies on.
    const checked = located(projection as Projection, own);
    const whyReport = objectionToReport(report, checked, known);
    if (whyReport !== undefined) return broken(`${file}: ${whyReport}`);
    // As above.
    const reports = report === undefined ? [] : [report as Report];
    return { ...known, projections: [...known.projections, checked], reports: [...known.reports, ...reports] };
  } catch (error) {
    if (error instanceof OwnFileError) return broken(error.message);
    throw error;
  }
};

const ours: KnownReadModels = { projections: ourProjections, reports: ourReports, broken: [] };

const filesIn = (folder: string): readonly string[] | BrokenReadModel => {
  try {
    return readdirSync(folder).filter(isOwnFile).sort();
  } catch {
    return { file: folder, why: `the folder of LETOPIS_READ_MODELS can't be read: ${folder}` };
  }
};

/** The read models of this program, and those in the files of a folder, where there is one. */
export const knownReadModels = async (folder: string | undefined): Promise<KnownReadModels> => {
  if (folder === undefined) return ours;
  const files = filesIn(folder);
  if ('why' in files) return { ...ours, broken: [files] };
  let known = ours;
  for (const file of files) known = await withFile(known, folder, file);
  return known;
};
