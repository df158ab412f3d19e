import { asText, RowProblem, textIfReadable, type RowInHand } from '../language/expression';
import type { FactPlan } from '../mapping/facts';
import type { Giving } from './giving';
import type { FilePlan } from '../mapping/mapping-plan';
import { reasonOf, type RejectReason, type Rejects } from './rejects';
import type { Unit } from './units';

export interface RowCounts {
  rowsRead: number;
  rowsImported: number;
  rowsRejected: number;
}

const problem = (code: string, message: string, next: string): RejectReason => ({ code, rule: 0, message, next });

const misshapen = (cells: number, columns: number): RejectReason =>
  problem('ROW_MISSHAPEN', `the row has ${cells} cells, the header ${columns}`, 'fix the row: quotes, delimiters');

const empty = problem('ROW_EMPTY', 'the row is empty', 'nothing to do');
const withoutFact = problem(
  'ROW_GIVES_NO_FACT',
  'no fact of the mapping applies to this row',
  'add a fact for such rows, or a “reject” that says why not',
);
const withoutId = problem(
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
    const reason = await this.reasonAgainst(unit);
    this.counts.rowsRead += unit.rows.length;
    if (!reason) {
      this.counts.rowsImported += unit.rows.length;
      return;
    }
    this.counts.rowsRejected += unit.rows.length;
    for (const row of unit.rows)
      await this.rejects.add(`${this.plan.file}:${row.line}`, reason, this.plan.table.header, row);
  }

  /** Units of the same lane run one after another. What can't be read needs no lane: it is rejected when it is taken. */
  laneOf({ hand }: Unit): string | undefined {
    return textIfReadable(this.plan.order, hand);
  }

  private async reasonAgainst(unit: Unit): Promise<RejectReason | undefined> {
    const shape = this.shapeOf(unit);
    if (shape) return shape;
    const giving: { fact?: FactPlan; readonly given: string[] } = { given: [] };
    try {
      return await this.giveAll(unit.hand, giving);
    } catch (error) {
      if (!(error instanceof RowProblem)) throw error;
      return { ...problem(error.code, error.message, error.next), ...sofar(giving) };
    }
  }

  private shapeOf({ rows }: Unit): RejectReason | undefined {
    const columns = this.plan.table.header.length;
    for (const { cells } of rows) {
      if (cells.every((cell) => cell.trim() === '')) return empty;
      if (cells.length !== columns) return misshapen(cells.length, columns);
    }
    return undefined;
  }

  private async giveAll(
    hand: RowInHand,
    giving: { fact?: FactPlan; readonly given: string[] },
  ): Promise<RejectReason | undefined> {
    const rule = this.plan.refused.find(({ applies }) => applies(hand));
    if (rule) return problem(rule.code, rule.because, rule.next);
    const rowId = this.rowIdOf(hand);
    if (rowId === undefined) return withoutId;
    let applied = 0;
    for (const { fact, row, place } of factsOf(this.plan.facts, hand, `${this.plan.file}/${rowId}`)) {
      giving.fact = fact;
      if (!fact.applies(row)) continue;
      applied += 1;
      const { rejection } = await this.giving.give(fact, row, place);
      if (rejection) return { ...reasonOf(rejection), ...sofar(giving) };
      giving.given.push(fact.name);
    }
    return applied === 0 ? withoutFact : undefined;
  }

  private rowIdOf(hand: RowInHand): string | undefined {
    const { row, document } = this.plan;
    const id = row ?? document;
    return id ? asText(id.evaluate(hand)) : String(hand.line);
  }
}

/** The facts of a unit in order; one of each row needs an id of each row: its place in the document. */
function* factsOf(facts: readonly FactPlan[], hand: RowInHand, place: string) {
  for (const fact of facts)
    if (!fact.perRow) yield { fact, row: hand, place };
    else for (const [index, row] of hand.rows.entries()) yield { fact, row, place: `${place}/${index}` };
}

const sofar = ({ fact, given }: { readonly fact?: FactPlan; readonly given: readonly string[] }) => ({
  ...(fact ? { fact: fact.name } : {}),
  ...(given.length > 0 ? { given: [...new Set(given)] } : {}),
});
