import type { RowCounts } from './import-file';
import type { FilePlan, Mapping } from '../mapping/mapping-plan';

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
  private readonly bytes: number;
  private bytesDone = 0;
  private rowsDone: RowCounts = { rowsRead: 0, rowsImported: 0, rowsRejected: 0 };
  private current: { readonly plan: FilePlan; readonly counts: RowCounts } | undefined;
  private toldAt = 0;

  constructor(
    mapping: Mapping,
    private readonly onProgress: ((progress: ImportProgress) => void) | undefined,
  ) {
    this.bytes = mapping.files.reduce((sum, { table }) => sum + table.bytes, 0);
  }

  begin(plan: FilePlan, counts: RowCounts): void {
    this.current = { plan, counts };
  }

  end(): void {
    if (!this.current) return;
    const { plan, counts } = this.current;
    this.tellNow();
    this.bytesDone += plan.table.bytes;
    this.rowsDone = {
      rowsRead: this.rowsDone.rowsRead + counts.rowsRead,
      rowsImported: this.rowsDone.rowsImported + counts.rowsImported,
      rowsRejected: this.rowsDone.rowsRejected + counts.rowsRejected,
    };
    this.current = undefined;
  }

  tell(): void {
    if (performance.now() - this.toldAt >= REPORT_EVERY_MILLISECONDS) this.tellNow();
  }

  private tellNow(): void {
    if (!this.current || !this.onProgress) return;
    this.toldAt = performance.now();
    const { plan, counts } = this.current;
    const seconds = (this.toldAt - this.started) / 1_000;
    const share = this.bytes === 0 ? 1 : (this.bytesDone + plan.table.bytesRead()) / this.bytes;
    const rowsRead = this.rowsDone.rowsRead + counts.rowsRead;
    this.onProgress({
      file: plan.file,
      rowsRead,
      rowsRejected: this.rowsDone.rowsRejected + counts.rowsRejected,
      rowsPerSecond: seconds === 0 ? 0 : rowsRead / seconds,
      share,
      secondsLeft: share === 0 ? undefined : (seconds * (1 - share)) / share,
    });
  }
}
