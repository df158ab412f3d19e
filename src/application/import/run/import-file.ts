import { BoundedCache } from '../../log/bounded-cache';
import { asText, ifReadable, RowProblem, type RowInHand } from '../language/expression';
import type { FactPlan } from '../mapping/facts';
import type { FilePlan } from '../mapping/files';
import type { FactAttempt, Giving, NotGiven } from './giving';
import { rowReason, type RejectReason, type Rejects, type RowReport } from './rejects';
import { documentKeyOf, isEmpty, type Unit } from './units';

export interface RowCounts {
  rowsRead: number;
  /** All their facts are in the log, as they say them. */
  rowsImported: number;
  /** All their facts are in the log, some with other content: the row, or the mapping, says something else now. */
  rowsChanged: number;
  rowsRejected: number;
  /** No rows of the table, says the mapping. */
  rowsSkipped: number;
}

export const noRows = (): RowCounts => ({
  ...{ rowsRead: 0, rowsImported: 0, rowsChanged: 0, rowsRejected: 0, rowsSkipped: 0 },
});

/** What is counted by fact over the whole import, as `MakeOffer`, and by field, as `LogCall.direction`. */
export interface FactCounts {
  readonly changes: Map<string, number>;
  readonly assumed: Map<string, number>;
}

const plusOne = (counts: Map<string, number>, key: string): void => {
  counts.set(key, (counts.get(key) ?? 0) + 1);
};

const empty = rowReason('ROW_EMPTY', 'the row is empty', 'nothing to do');
const withoutFact = rowReason(
  'ROW_GIVES_NO_FACT',
  'no fact of the mapping applies to this row',
  'add a fact for such rows, a “reject” that says why not, or a “skip” where it is no row of the table',
);
const withoutId = rowReason(
  'ROW_WITHOUT_ID',
  'what identifies the row is empty',
  'fill it in, or name another column with “row”',
);
const withoutDocument = rowReason(
  'DOCUMENT_UNCLEAR',
  'what identifies the document of this row, or of one next to it, is empty or can’t be read',
  'fill it in, or fix the row: a document is imported with all its rows or not at all',
);
const partedDocument = (line: string): RejectReason =>
  rowReason(
    'DOCUMENT_PARTED',
    `its document began at line ${line} and ended before this row: too many others stand between`,
    'sort the file by what identifies its documents: the rows of at most eight may stand mixed',
  );
const misshapen = (cells: number, columns: number): RejectReason =>
  rowReason(
    'ROW_MISSHAPEN',
    `the row has ${cells} cells, the header ${columns}`,
    'fix the row: quotes, delimiters; or leave it out with “skip” where it is no row of the table',
  );

const idTwice = (line: string | number, and: string): RejectReason =>
  rowReason(
    'ROW_ID_TWICE',
    `line ${line} of the file has the same id, and ${and}`,
    'name a column, or several with “text”, that are unique with “row”; of a document each row has an id of its own, or none',
  );

/** Two rows of one id say different things: that is no change, the second has nowhere to go. */
const unlessSameId = (notGiven: NotGiven, sameIdAt: string | undefined): NotGiven =>
  notGiven.isChange && sameIdAt !== undefined ? idTwice(sameIdAt, 'says something else') : notGiven;

/** So many ids of a file are remembered, at least; of a row whose id was forgotten a change is told. */
const IDS_REMEMBERED = 25_000;

/** Of one row of a document, where it names one; else of all. */
type ReasonOfRow = NotGiven & { readonly row?: RowInHand };

/** What came of a unit's facts. */
interface Tried {
  readonly reasons: readonly ReasonOfRow[];
  readonly given: readonly string[];
}

/** A unit on its way into the log. */
export interface Entry {
  readonly unit: Unit;
  readonly attempts: readonly FactAttempt[];
  /** Why none of them is tried. */
  readonly reason: RejectReason | undefined;
  /** The line of an earlier row of the file that has the same id. */
  readonly sameIdAt?: string | undefined;
}

/** Imports the rows of one file. */
export class FileImport {
  readonly counts = noRows();
  /** Of rows that were entered, with the line of the first. */
  private readonly ids = new BoundedCache<string>(IDS_REMEMBERED);
  /** Of documents that were entered, with the line of the first row. */
  private readonly documents = new BoundedCache<string>(IDS_REMEMBERED);

  constructor(
    private readonly plan: FilePlan,
    private readonly giving: Giving,
    private readonly rejects: Rejects,
    private readonly factCounts: FactCounts,
  ) {}

  readonly skip = (rows: number): void => {
    this.counts.rowsRead += rows;
    this.counts.rowsSkipped += rows;
  };

  /** Units are entered in the order of the file: what is given once comes from the first row that can give it. */
  enter(unit: Unit): Entry {
    const rest = this.restOfDocument(unit);
    try {
      const id = this.idOf(unit);
      const reason = this.reasonAgainst(unit, id) ?? this.rowTwiceIn(unit) ?? rest;
      if (reason || id === undefined) return { unit, attempts: [], reason };
      const sameIdAt = this.ids.get(id);
      if (sameIdAt === undefined) this.ids.set(id, String(unit[0].line));
      return { unit, attempts: this.attemptsOf(unit, `${this.plan.table.name}/${id}`), reason, sameIdAt };
    } catch (error) {
      return { unit, attempts: [], reason: reasonOfProblem(error) };
    }
  }

  /** Units of the same lane run one after another. What can't be read needs no lane: it is rejected when it is taken. */
  laneOf({ unit: [first] }: Entry): string | undefined {
    return ifReadable(() => asText(this.plan.order?.evaluate(first)), undefined);
  }

  async take(entry: Entry): Promise<void> {
    try {
      await this.takeAll(entry);
    } finally {
      this.drop(entry);
    }
  }

  /** Those that wait for what is given once need not wait for this unit. */
  drop({ attempts }: Entry): void {
    for (const { claim } of attempts) claim?.settle(false);
  }

  /** What rejects one row rejects its document; what is changed is told of the rows that say it. */
  private async takeAll(entry: Entry): Promise<void> {
    const { reasons, given }: Tried = entry.reason ? { reasons: [entry.reason], given: [] } : await this.giveAll(entry);
    const isRejected = reasons.some(({ isChange }) => !isChange);
    const { header, name } = this.plan.table;
    for (const row of entry.unit) {
      const ofRow = isRejected ? reasons : reasons.filter((reason) => (reason.row ?? row) === row);
      const report = reportOf(ofRow, given);
      this.counts.rowsRead += 1;
      this.counts[countOfOutcome[report?.outcome ?? 'imported']] += 1;
      if (report) await this.rejects.add(`${name}:${row.line}`, report, header, row);
    }
  }

  private idOf([first]: Unit): string | undefined {
    const id = this.plan.row ?? this.plan.document;
    return id ? asText(id.evaluate(first)) : String(first.line);
  }

  private reasonAgainst(unit: Unit, id: string | undefined): RejectReason | undefined {
    const columns = this.plan.table.header.length;
    const [first] = unit;
    if (unit.length === 1 && isEmpty(first)) return empty;
    const wrong = unit.find(({ cells }) => cells.length !== columns);
    if (wrong) return misshapen(wrong.cells.length, columns);
    if (this.plan.document && unit.some((row) => documentKeyOf(this.plan, row) === undefined)) return withoutDocument;
    const rule = this.plan.refused.find(({ applies }) => applies(first));
    if (rule) return rowReason(rule.code, rule.because, rule.next);
    return id === undefined ? withoutId : undefined;
  }

  /** A row that stands twice in its document would count twice. Where `row` names the document, rows have no ids. */
  private rowTwiceIn(unit: Unit): RejectReason | undefined {
    const { row: id } = this.plan;
    if (!id || unit.length === 1) return undefined;
    const lines = new Map<string | undefined, number>();
    for (const row of unit) {
      const own = asText(id.evaluate(row));
      const line = lines.get(own);
      if (own !== undefined && own !== documentKeyOf(this.plan, row) && line !== undefined)
        return idTwice(line, 'both would count');
      lines.set(own, row.line);
    }
    return undefined;
  }

  /** The rest of a document is no document: the first rows of it may have been rejected. */
  private restOfDocument([first]: Unit): RejectReason | undefined {
    const key = this.plan.document && documentKeyOf(this.plan, first);
    if (key === undefined) return undefined;
    const line = this.documents.get(key);
    if (line !== undefined) return partedDocument(line);
    this.documents.set(key, String(first.line));
    return undefined;
  }

  /** The facts of a unit in order; one of each row needs an id of each row: its place in the document. */
  private attemptsOf(unit: Unit, place: string): readonly FactAttempt[] {
    const attempts: FactAttempt[] = [];
    const add = (fact: FactPlan, row: RowInHand, of: string): void => {
      attempts.push({ fact, row, place: of, claim: this.giving.claimFor(fact, row) });
    };
    for (const fact of this.plan.facts)
      if (!fact.perRow) add(fact, unit[0], place);
      else for (const [index, row] of unit.entries()) add(fact, row, `${place}/${index}`);
    return attempts;
  }

  /** Tries each fact by itself: what one of them can't do does not cost the others. */
  private async giveAll({ attempts, sameIdAt }: Entry): Promise<Tried> {
    const given = new Set<string>();
    const reasons: ReasonOfRow[] = [];
    for (const attempt of attempts) {
      const { name, perRow } = attempt.fact;
      const tried = await this.give(attempt).catch(reasonOfProblem);
      attempt.claim?.settle(false);
      if (tried === 'given') given.add(name);
      else if (tried) {
        const reason = unlessSameId(tried, sameIdAt);
        if (reason.isChange) plusOne(this.factCounts.changes, name);
        reasons.push({ ...reason, fact: name, ...(perRow && { row: attempt.row }) });
      }
    }
    return { reasons: reasons.length + given.size === 0 ? [withoutFact] : reasons, given: [...given] };
  }

  private async give(attempt: FactAttempt): Promise<NotGiven | 'given' | undefined> {
    const { fact, row } = attempt;
    const given = await this.giving.give(attempt);
    if (given === 'given')
      for (const { field } of fact.assumed(row)) plusOne(this.factCounts.assumed, `${fact.name}.${field}`);
    return given;
  }
}

const countOfOutcome = { imported: 'rowsImported', changed: 'rowsChanged', rejected: 'rowsRejected' } as const;

/** A rejection comes before a change. */
const reportOf = (reasons: readonly ReasonOfRow[], given: RowReport['given'] = []): RowReport | undefined => {
  const rejected = reasons.filter(({ isChange }) => !isChange);
  const [first, ...also] = [...rejected, ...reasons.filter(({ isChange }) => isChange)].map(
    ({ isChange, row, ...reason }): RejectReason => reason,
  );
  if (!first) return undefined;
  const outcome = rejected.length > 0 ? 'rejected' : 'changed';
  return { outcome, ...first, ...(given.length > 0 && { given }), ...(also.length > 0 && { also }) };
};

export const reasonOfProblem = (error: unknown): RejectReason => {
  if (!(error instanceof RowProblem)) throw error;
  return rowReason(error.code, error.message, error.next);
};
