import { asText, RowProblem, textIfReadable, type RowInHand } from '../language/expression';
import type { FactPlan } from '../mapping/facts';
import type { FilePlan } from '../mapping/files';
import type { Giving } from './giving';
import { reasonOf, type RejectReason, type Rejects } from './rejects';
import type { Unit } from './units';

export interface RowCounts {
  rowsRead: number;
  rowsImported: number;
  rowsRejected: number;
}

const rowReason = (code: string, message: string, next: string): RejectReason => ({ code, rule: 0, message, next });

const empty = rowReason('ROW_EMPTY', 'the row is empty', 'nothing to do');
const withoutFact = rowReason(
  'ROW_GIVES_NO_FACT',
  'no fact of the mapping applies to this row',
  'add a fact for such rows, or a “reject” that says why not',
);
const withoutId = rowReason(
  'ROW_WITHOUT_ID',
  'what identifies the row is empty',
  'fill it in, or name another column with “row”',
);

/** Imports the rows of one file. */
export class FileImport {
  readonly counts: RowCounts = { rowsRead: 0, rowsImported: 0, rowsRejected: 0 };

  constructor(
    private readonly plan: FilePlan,
    private readonly giving: Giving,
    private readonly rejects: Rejects,
  ) {}

  async take(unit: Unit): Promise<void> {
    const reason = this.shapeOf(unit) ?? (await this.give(unit.hand));
    const { header, name } = this.plan.table;
    this.counts.rowsRead += unit.rows.length;
    this.counts[reason ? 'rowsRejected' : 'rowsImported'] += unit.rows.length;
    if (reason) for (const row of unit.rows) await this.rejects.add(`${name}:${row.line}`, reason, header, row);
  }

  /** Units of the same lane run one after another. What can't be read needs no lane: it is rejected when it is taken. */
  laneOf({ hand }: Unit): string | undefined {
    return textIfReadable(this.plan.order, hand);
  }

  private shapeOf({ rows }: Unit): RejectReason | undefined {
    const columns = this.plan.table.header.length;
    for (const { cells } of rows) {
      if (cells.every((cell) => cell.trim() === '')) return empty;
      if (cells.length !== columns)
        return rowReason(
          'ROW_MISSHAPEN',
          `the row has ${cells.length} cells, the header ${columns}`,
          'fix the row: quotes, delimiters',
        );
    }
    return undefined;
  }

  private rowIdOf(hand: RowInHand): string | undefined {
    const id = this.plan.row ?? this.plan.document;
    return id ? asText(id.evaluate(hand)) : String(hand.line);
  }

  /** Gives all facts of a unit. Says why not, and how far it came. */
  private async give(hand: RowInHand): Promise<RejectReason | undefined> {
    const given = new Set<string>();
    let tried: FactPlan | undefined;
    const giveAll = async (): Promise<RejectReason | undefined> => {
      const reason = this.plan.refused.find(({ applies }) => applies(hand));
      if (reason) return rowReason(reason.code, reason.because, reason.next);
      const rowId = this.rowIdOf(hand);
      if (rowId === undefined) return withoutId;
      for (const { fact, row, place } of factsOf(this.plan.facts, hand, `${this.plan.table.name}/${rowId}`)) {
        tried = fact;
        if (!fact.applies(row)) continue;
        const { rejection } = await this.giving.give(fact, row, place);
        if (rejection) return reasonOf(rejection);
        given.add(fact.name);
      }
      return given.size === 0 ? withoutFact : undefined;
    };
    const reason = await giveAll().catch(reasonOfProblem);
    if (!reason || reason === withoutFact) return reason;
    return { ...reason, ...(tried && { fact: tried.name }), ...(given.size > 0 && { given: [...given] }) };
  }
}

const reasonOfProblem = (error: unknown): RejectReason => {
  if (!(error instanceof RowProblem)) throw error;
  return rowReason(error.code, error.message, error.next);
};

/** The facts of a unit in order; one of each row needs an id of each row: its place in the document. */
function* factsOf(facts: readonly FactPlan[], hand: RowInHand, place: string) {
  for (const fact of facts)
    if (!fact.perRow) yield { fact, row: hand, place };
    else for (const [index, row] of hand.rows.entries()) yield { fact, row, place: `${place}/${index}` };
}
