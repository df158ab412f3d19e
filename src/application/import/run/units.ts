import { documentInHand, inHand, textIfReadable, type Expression, type RowInHand } from '../language/expression';
import type { SourceRow, SourceTable } from '../table';

/** A row, or the rows of a document, that are taken together or not at all. */
export interface Unit {
  readonly hand: RowInHand;
  readonly rows: readonly SourceRow[];
}

const unitOf = (rows: readonly SourceRow[]): Unit | undefined => {
  const hand = documentInHand(rows);
  return hand && { hand, rows };
};

/** So many documents may be begun and not ended: their rows may stand in between one another. */
const OPEN_DOCUMENTS = 8;

/** Gathers the rows of documents. A document ends when rows of so many others have come after its last. */
class Gathering {
  private readonly open = new Map<string, SourceRow[]>();

  constructor(private readonly document: Expression) {}

  /** Gives the document that this row ends, if it does. A row without a key stands alone. */
  add(row: SourceRow): Unit | undefined {
    const key = textIfReadable(this.document, inHand(row));
    if (key === undefined) return unitOf([row]);
    const rows = this.open.get(key) ?? [];
    rows.push(row);
    this.open.delete(key);
    this.open.set(key, rows);
    return this.open.size > OPEN_DOCUMENTS ? this.endOldest() : undefined;
  }

  /** What is left at the end of the file. */
  end(): readonly Unit[] {
    return [...this.open.values()].map(unitOf).filter((unit) => unit !== undefined);
  }

  private endOldest(): Unit | undefined {
    for (const [key, rows] of this.open) {
      this.open.delete(key);
      return unitOf(rows);
    }
    return undefined;
  }
}

function* endedBy(page: readonly SourceRow[], gathering: Gathering): Generator<Unit> {
  for (const row of page) {
    const unit = gathering.add(row);
    if (unit) yield unit;
  }
}

async function* documents(table: SourceTable, document: Expression): AsyncGenerator<Iterable<Unit>> {
  const gathering = new Gathering(document);
  for await (const page of table.pages()) yield endedBy(page, gathering);
  yield gathering.end();
}

function* eachUnit(page: readonly SourceRow[]): Generator<Unit> {
  for (const row of page) yield { hand: inHand(row), rows: [row] };
}

async function* singles(table: SourceTable): AsyncGenerator<Iterable<Unit>> {
  for await (const page of table.pages()) yield eachUnit(page);
}

/** What a file's rows are imported by, in pages; each unit is made when its turn comes. */
export const unitsOf = (table: SourceTable, document: Expression | undefined): AsyncIterable<Iterable<Unit>> =>
  document ? documents(table, document) : singles(table);
