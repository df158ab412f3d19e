import { basename } from 'node:path';
import type { Execute } from '../executing/execution';
import { inHand } from './language/expression';
import { FileImport, type RowCounts } from './run/import-file';
import { DatingToCause } from './run/dating';
import { Giving } from './run/giving';
import { InFlight } from './run/in-flight';
import type { FilePlan } from './mapping/files';
import { readMapping, type Mapping } from './mapping/read-mapping';
import { ProgressMeter, type ImportProgress } from './run/progress';
import { reasonOf, Rejects } from './run/rejects';
import type { ImportFiles } from './table';
import { unitsOf } from './run/units';

export interface ImportAsked {
  readonly mappingFile: string;
  /** Where the files that the mapping names lie. */
  readonly folder: string;
  /** Where rejected rows are written, as JSON lines; an older file there is replaced. */
  readonly rejectsFile: string;
  /** Called with a mapping that is right, before its first fact is given. */
  readonly prepare?: (mapping: Pick<Mapping, 'zone'>) => Promise<void>;
  readonly onProgress?: (progress: ImportProgress) => void;
  /** Stops the import after the rows that are under way; importing again goes on. */
  readonly signal?: AbortSignal;
  /** How many rows are under way at once: so many can share one write to the disk. */
  readonly rowsInFlight?: number;
}

export interface ImportPorts {
  readonly files: ImportFiles;
  /** Over a dryRunStore it gives the same counts and writes nothing. */
  readonly execute: Execute;
}

export interface ImportResult extends Readonly<RowCounts> {
  readonly rejectsFile: string;
  readonly eventsAppended: number;
  readonly eventsAlreadyThere: number;
  /** Facts that the source dates before their cause, and that were dated to it. */
  readonly datedToCause: number;
  readonly seconds: number;
  /** True where the signal ended it before the last row. */
  readonly interrupted: boolean;
  readonly files: readonly (Readonly<RowCounts> & { readonly file: string })[];
  /** How many rows were rejected with each code. */
  readonly rejections: Readonly<Record<string, number>>;
}

const ROWS_IN_FLIGHT = 256;
const rowCounts = ['rowsRead', 'rowsImported', 'rowsRejected'] as const;

/** One import while it runs. */
class Import {
  private readonly inFlight: InFlight;
  private readonly giving: Giving;
  private readonly progress: ProgressMeter;
  private readonly total: RowCounts = { rowsRead: 0, rowsImported: 0, rowsRejected: 0 };
  private readonly dating: DatingToCause;

  constructor(
    private readonly asked: ImportAsked,
    private readonly mapping: Mapping,
    private readonly rejects: Rejects,
    execute: Execute,
  ) {
    this.inFlight = new InFlight(asked.rowsInFlight ?? ROWS_IN_FLIGHT);
    this.dating = new DatingToCause(execute, mapping);
    this.giving = new Giving(this.dating.execute, mapping.source, mapping.zone);
    this.progress = new ProgressMeter(mapping.files, asked.onProgress);
  }

  async run(): Promise<Omit<ImportResult, 'rejectsFile' | 'seconds'>> {
    for (const { fill } of this.mapping.lookups) await fill();
    await this.setUp();
    const files: (RowCounts & { file: string })[] = [];
    for (const plan of this.mapping.files) files.push({ file: plan.table.name, ...(await this.importFile(plan)) });
    return {
      ...this.total,
      eventsAppended: this.giving.counts.appended,
      eventsAlreadyThere: this.giving.counts.alreadyThere,
      datedToCause: this.dating.count,
      interrupted: this.isInterrupted(),
      files,
      rejections: Object.fromEntries(this.rejects.codes),
    };
  }

  private isInterrupted(): boolean {
    return this.asked.signal?.aborted ?? false;
  }

  private async setUp(): Promise<void> {
    const nothing = inHand({ line: 0, cells: [] });
    for (const fact of this.mapping.setup) {
      if (!fact.applies(nothing)) continue;
      const { rejection } = await this.giving.give(fact, nothing, 'setup');
      const place = `${basename(this.asked.mappingFile)}:${fact.line}`;
      if (rejection) await this.rejects.addSetup(place, { ...reasonOf(rejection), fact: fact.name });
    }
  }

  private async importFile(plan: FilePlan): Promise<RowCounts> {
    const file = new FileImport(plan, this.giving, this.rejects);
    const before = { ...this.total };
    const tell = (isEnd: boolean): void => {
      for (const count of rowCounts) this.total[count] = before[count] + file.counts[count];
      this.progress.tell(plan, this.total, isEnd);
    };
    for await (const page of unitsOf(plan.table, plan.document)) {
      for (const unit of page) {
        if (this.isInterrupted()) break;
        await this.inFlight.start(() => file.take(unit), file.laneOf(unit));
      }
      tell(false);
      if (this.isInterrupted()) break;
    }
    await this.inFlight.settled();
    tell(true);
    return file.counts;
  }
}

/**
 * Imports the files of a mapping as history. Every row that is read is either imported (all its facts are in the log) or
 * stands in the rejects file. Running it again appends only what is missing. Throws a MappingError before anything is
 * written where the mapping or the files' headers are wrong; an UnreadableTable, or a StoreError, ends it on the way, and
 * importing again goes on from there.
 */
export const importFiles = async (asked: ImportAsked, ports: ImportPorts): Promise<ImportResult> => {
  const { files, execute } = ports;
  const started = performance.now();
  const text = await files.readText(asked.mappingFile);
  const mapping = await readMapping(asked.mappingFile, text, (file, format) =>
    files.openTable(asked.folder, file, format),
  );
  await asked.prepare?.(mapping);
  const rejectsFile = await files.createRejects(asked.rejectsFile);
  try {
    const result = await new Import(asked, mapping, new Rejects(rejectsFile), execute).run();
    return { ...result, rejectsFile: rejectsFile.path, seconds: (performance.now() - started) / 1_000 };
  } finally {
    await rejectsFile.close();
  }
};
