import { documentInHand, inHand, textIfReadable, type Expression, type RowInHand } from '../language/expression';
import type { SourceRow, SourceTable } from '../table';

/** A row, or the rows of a document, that are taken together or not at all. */
export interface Unit {
  readonly hand: RowInHand;
  readonly rows: readonly SourceRow[];
}

/** So many documents may be begun and not ended: their rows may stand in between one another. */
const OPEN_DOCUMENTS = 8;

/** Gathers the rows of documents. A document ends when rows of so many others have come after its last. */
class Gathering {
  private readonly open = new Map<string, SourceRow[]>();

  constructor(private readonly document: Expression) {}

  /** Gives the documents that these rows end. A row without a key stands alone. */
  *add(page: readonly SourceRow[]): Generator<Unit> {
    for (const row of page) {
      const key = textIfReadable(this.document, inHand(row));
      if (key === undefined) {
        yield* unitOf([row]);
        continue;
      }
      const rows = this.open.get(key) ?? [];
      rows.push(row);
      this.open.delete(key);
      this.open.set(key, rows);
      if (this.open.size > OPEN_DOCUMENTS) yield* this.endOldest();
    }
  }

  /** What is left at the end of the file. */
  *end(): Generator<Unit> {
    for (const rows of this.open.values()) yield* unitOf(rows);
  }

  private *endOldest(): Generator<Unit> {
    const [oldest] = this.open;
    if (!oldest) return;
    this.open.delete(oldest[0]);
    yield* unitOf(oldest[1]);
  }
}

function* unitOf(rows: readonly SourceRow[]): Generator<Unit> {
  const hand = documentInHand(rows);
  if (hand) yield { hand, rows };
}

function* eachAlone(page: readonly SourceRow[]): Generator<Unit> {
  for (const row of page) yield* unitOf([row]);
}

/** What a file's rows are imported by, in pages; each unit is made when its turn comes. */
export async function* unitsOf(table: SourceTable, document: Expression | undefined): AsyncGenerator<Iterable<Unit>> {
  const gathering = document && new Gathering(document);
  for await (const page of table.pages()) yield gathering ? gathering.add(page) : eachAlone(page);
  if (gathering) yield gathering.end();
}
