import type { RowCondition } from '../language/conditions';
import type { Expression } from '../language/expression';
import type { FactPlan } from './facts';
import type { LookupPlan } from './lookups';
import type { SourceTable } from '../table';

/** A rule of the mapping by which a row is refused. */
export interface RowRule {
  readonly applies: RowCondition;
  readonly code: string;
  readonly because: string;
  readonly next: string;
}

/** What is to be done with the rows of one file. */
export interface FilePlan {
  readonly file: string;
  readonly line: number;
  readonly table: SourceTable;
  /** What identifies a row in its source; the number of its line where it is left out. */
  readonly row?: Expression;
  /** Rows that follow one another with the same value form one document. */
  readonly document?: Expression;
  /** Rows with the same value run one after another, in the order of the file. */
  readonly order?: Expression;
  readonly refused: readonly RowRule[];
  readonly facts: readonly FactPlan[];
}

export interface Mapping {
  readonly source: string;
  readonly zone: string;
  readonly setup: readonly FactPlan[];
  readonly lookups: readonly LookupPlan[];
  readonly files: readonly FilePlan[];
}
