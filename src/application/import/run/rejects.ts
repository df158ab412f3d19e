import type { Rejection } from '../../../domain/shared/decider';
import type { RejectsFile, SourceRow } from '../tables/table';

/** Why a row is not imported, or not wholly. */
export interface RejectReason {
  readonly code: string;
  /** The rule of the domain; 0 where the mapping or the row itself is the cause. */
  readonly rule: number;
  readonly message: string;
  readonly next: string;
  /** What the rule saw: the ids, amounts, versions that it speaks of. */
  readonly details?: Readonly<Record<string, unknown>>;
  /** The fact that failed; absent where none was tried. */
  readonly fact?: string;
}

/** What is told of a row: the first reason, and the others that are more than its consequence or not. */
export interface RowReport extends RejectReason {
  /** `changed`: all its facts are in the log, some of them with other content than the row's. */
  readonly outcome: 'rejected' | 'changed';
  /** Facts of this row that are in the log all the same. */
  readonly given?: readonly string[];
  readonly also?: readonly RejectReason[];
}

export const rowReason = (code: string, message: string, next: string): RejectReason => ({
  code,
  rule: 0,
  message,
  next,
});

/** A rejection by a rule, as the rejects file tells it. */
export const reasonOf = ({ code, rule, message, next, details }: Rejection): RejectReason => ({
  code,
  rule,
  message,
  next,
  ...(Object.keys(details).length > 0 ? { details } : {}),
});

/** Writes one JSON object a row that was not imported as it is: its place, the reason, what to do next, and the row. */
export class Rejects {
  /** How many rows were rejected with each code. */
  readonly codes = new Map<string, number>();

  constructor(private readonly file: RejectsFile) {}

  async add(place: string, report: RowReport, header: readonly string[], { cells }: SourceRow): Promise<void> {
    if (report.outcome === 'rejected') this.codes.set(report.code, (this.codes.get(report.code) ?? 0) + 1);
    const row = Object.fromEntries(cells.map((cell, index) => [header[index] ?? `column ${index + 1}`, cell]));
    await this.file.write(JSON.stringify({ place, ...report, row }));
  }

  /** A fact of the mapping's `setup`: it comes from no row. */
  async addSetup(place: string, report: RowReport): Promise<void> {
    await this.file.write(JSON.stringify({ place, ...report }));
  }
}
