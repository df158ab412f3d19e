import { basename } from 'node:path';
import type { Execute } from '../../executing/execution';
import { inHand } from '../language/expression';
import { FileImport, noRows, reasonOfProblem, type FactCounts, type RowCounts } from './import-file';
import { Giving, type NotGiven } from './giving';
import { DatingToCause } from './dating';
import { InFlight } from '../../executing/in-flight';
import type { FactPlan } from '../mapping/facts';
import type { FilePlan } from '../mapping/files';
import { readMapping, type Mapping } from '../mapping/read-mapping';
import { ProgressMeter, type ImportProgress } from './progress';
import { Rejects } from './rejects';
import type { ImportFiles } from '../tables/table';
import { unitsOf } from './units';

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
  /** Facts of the mapping's `setup` that were rejected. */
  readonly setupRejected: number;
  /** Facts that the source dates before their cause, and that were dated to it. */
  readonly datedToCause: number;
  readonly seconds: number;
  /** True where the signal ended it before the last row. */
  readonly interrupted: boolean;
  readonly files: readonly (Readonly<RowCounts> & { readonly file: string })[];
  /** How many rows were rejected with each code. */
  readonly rejections: Readonly<Record<string, number>>;
  /** How many facts of each name are in the log with other content than the row's. */
  readonly changes: Readonly<Record<string, number>>;
  /** How often each field, as `LogCall.direction`, has what the mapping assumes. */
  readonly assumed: Readonly<Record<string, number>>;
}

const ROWS_IN_FLIGHT = 256;

/** One import while it runs. */
class Import {
  private readonly inFlight: InFlight;
  private readonly giving: Giving;
  private readonly progress: ProgressMeter;
  private readonly total = noRows();
  private readonly factCounts: FactCounts = { changes: new Map(), assumed: new Map() };
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
    const setupRejected = await this.setUp();
    const files: (RowCounts & { file: string })[] = [];
    for (const plan of this.mapping.files) files.push({ file: plan.table.name, ...(await this.importFile(plan)) });
    return {
      ...this.total,
      eventsAppended: this.giving.counts.appended,
      eventsAlreadyThere: this.giving.counts.alreadyThere,
      setupRejected,
      datedToCause: this.dating.count,
      interrupted: this.isInterrupted(),
      files,
      rejections: Object.fromEntries(this.rejects.codes),
      changes: Object.fromEntries(this.factCounts.changes),
      assumed: Object.fromEntries(this.factCounts.assumed),
    };
  }

  private isInterrupted(): boolean {
    return this.asked.signal?.aborted ?? false;
  }

  /** Gives how many facts were rejected. */
  private async setUp(): Promise<number> {
    let rejected = 0;
    for (const fact of this.mapping.setup) {
      const notGiven = await this.giveSetup(fact);
      if (!notGiven) continue;
      const { isChange, ...reason } = notGiven;
      if (!isChange) rejected += 1;
      const place = `${basename(this.asked.mappingFile)}:${fact.line}`;
      await this.rejects.addSetup(place, { outcome: isChange ? 'changed' : 'rejected', ...reason, fact: fact.name });
    }
    return rejected;
  }

  private async giveSetup(fact: FactPlan): Promise<NotGiven | undefined> {
    const row = inHand({ line: 0, cells: [] });
    const claim = this.giving.claimFor(fact, row);
    const given = await this.giving.give({ fact, row, place: 'setup', claim }).catch(reasonOfProblem);
    claim?.settle(false);
    return given === 'given' ? undefined : given;
  }

  private async importFile(plan: FilePlan): Promise<RowCounts> {
    const file = new FileImport(plan, this.giving, this.rejects, this.factCounts);
    const before = { ...this.total };
    const tell = (isEnd: boolean): void => {
      for (const count of rowCounts) this.total[count] = before[count] + file.counts[count];
      this.progress.tell(plan, this.total, isEnd);
    };
    for await (const page of unitsOf(plan, file.skip)) {
      for (const unit of page) {
        if (this.isInterrupted()) break;
        const entry = file.enter(unit);
        const drop = (): void => {
          file.drop(entry);
        };
        await this.inFlight.start(() => file.take(entry), drop, file.laneOf(entry));
      }
      tell(false);
      if (this.isInterrupted()) break;
    }
    await this.inFlight.settled();
    tell(true);
    return file.counts;
  }
}

const rowCounts = ['rowsRead', 'rowsImported', 'rowsChanged', 'rowsRejected', 'rowsSkipped'] as const;

/**
 * Imports the files of a mapping as history. Every row that is read is imported (all its facts are in the log), skipped
 * by the mapping, or stands in the rejects file. Running it again appends only what is missing. Throws a MappingError before anything is
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
