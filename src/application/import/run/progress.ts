import type { FilePlan } from '../mapping/files';
import type { RowCounts } from './import-file';

export interface ImportProgress {
  readonly file: string;
  readonly rowsRead: number;
  readonly rowsRejected: number;
  readonly rowsPerSecond: number;
  /** Of the bytes of all files, from 0 to 1. */
  readonly share: number;
  /** Unknown until something was read. */
  readonly secondsLeft: number | undefined;
}

const REPORT_EVERY_MILLISECONDS = 200;

/** Tells how far an import has come, a few times a second. */
export class ProgressMeter {
  private readonly started = performance.now();
  private toldAt = 0;

  constructor(
    private readonly plans: readonly FilePlan[],
    private readonly onProgress: ((progress: ImportProgress) => void) | undefined,
  ) {}

  /** `counts` are of all files so far. */
  tell({ table }: FilePlan, counts: RowCounts, isEnd: boolean): void {
    const now = performance.now();
    if (!this.onProgress || (!isEnd && now - this.toldAt < REPORT_EVERY_MILLISECONDS)) return;
    this.toldAt = now;
    const seconds = (now - this.started) / 1_000;
    const share = this.shareUntil(table);
    const { rowsRead, rowsRejected } = counts;
    this.onProgress({
      ...{ file: table.name, rowsRead, rowsRejected, share },
      rowsPerSecond: seconds === 0 ? 0 : rowsRead / seconds,
      secondsLeft: share === 0 ? undefined : (seconds * (1 - share)) / share,
    });
  }

  private shareUntil(current: FilePlan['table']): number {
    const bytesOf = (plans: readonly FilePlan[]) => plans.reduce((sum, { table }) => sum + table.bytes, 0);
    const before = this.plans.findIndex(({ table }) => table === current);
    const all = bytesOf(this.plans);
    return all === 0 ? 1 : (bytesOf(this.plans.slice(0, before)) + current.bytesRead()) / all;
  }
}
