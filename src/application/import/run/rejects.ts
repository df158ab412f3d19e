import type { Rejection } from '../../../domain/shared/decider';
import type { RejectsFile, SourceRow } from '../table';

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
  /** Facts of this row that are in the log all the same. */
  readonly given?: readonly string[];
}

/** A rule's no, as the rejects file tells it. */
export const reasonOf = ({ code, rule, message, next, details }: Rejection): RejectReason => ({
  code,
  rule,
  message,
  next,
  ...(Object.keys(details).length > 0 ? { details } : {}),
});

/** Writes one JSON object a rejected row: its place, the reason, what to do next, and the row as it stood. */
export class Rejects {
  readonly codes = new Map<string, number>();

  constructor(private readonly file: RejectsFile) {}

  async add(place: string, reason: RejectReason, header: readonly string[], { cells }: SourceRow): Promise<void> {
    this.codes.set(reason.code, (this.codes.get(reason.code) ?? 0) + 1);
    const row = Object.fromEntries(cells.map((cell, index) => [header[index] ?? `column ${index + 1}`, cell]));
    await this.file.write(JSON.stringify({ place, ...reason, row }));
  }

  /** A fact of the mapping's `setup`: it comes from no row. */
  async addSetup(place: string, reason: RejectReason): Promise<void> {
    await this.file.write(JSON.stringify({ place, ...reason }));
  }
}
