import { asText, ifReadable, inHand, type RowInHand } from '../language/expression';
import type { FilePlan } from '../mapping/files';
import type { SourceRow } from '../tables/table';

/** A row, or the rows of a document, that are taken together or not at all: the first stands for all. */
export type Unit = readonly [RowInHand, ...RowInHand[]];

/** So many documents may be begun and not ended: their rows may stand in between one another. */
const OPEN_DOCUMENTS = 8;

export const isEmpty = ({ cells }: SourceRow): boolean => cells.every((cell) => cell.trim() === '');

/** What identifies the document of a row; undefined where that is empty or can't be read. */
export const documentKeyOf = (plan: FilePlan, row: RowInHand): string | undefined =>
  ifReadable(() => asText(plan.document?.evaluate(row)), undefined);

/** Gathers the rows of documents. A document ends when rows of so many others have come after its last. */
class Gathering {
  private readonly open = new Map<string, [RowInHand, ...RowInHand[]]>();
  /** The document of the row before. */
  private last: string | undefined;

  constructor(private readonly plan: FilePlan) {}

  /**
   * Gives the documents that a row ends. A row whose document can't be read may be one of the document before it, which
   * must not be imported without it: it goes there, and the whole is rejected.
   */
  *add(row: RowInHand): Generator<Unit> {
    if (isEmpty(row)) {
      yield [row];
      return;
    }
    const key = documentKeyOf(this.plan, row) ?? this.last;
    if (key === undefined) {
      yield [row];
      return;
    }
    this.last = key;
    const rows = this.open.get(key);
    if (rows) rows.push(row);
    this.open.delete(key);
    this.open.set(key, rows ?? [row]);
    if (this.open.size > OPEN_DOCUMENTS) yield* this.endOldest();
  }

  /** What is left at the end of the file. */
  *end(): Generator<Unit> {
    for (const rows of this.open.values()) yield asDocument(rows);
  }

  private *endOldest(): Generator<Unit> {
    const [oldest] = this.open;
    if (!oldest) return;
    this.open.delete(oldest[0]);
    yield asDocument(oldest[1]);
  }
}

/** The first row knows all of them. */
const asDocument = (rows: Unit): Unit => {
  const [first, ...others] = rows;
  first.rows.push(...others);
  return rows;
};

/** The rows of a file without those that are skipped, each counted by the file's counters. */
async function* countedRows(plan: FilePlan, onSkip: (rows: number) => void): AsyncGenerator<readonly RowInHand[]> {
  const { table, skip, counters } = plan;
  let held: readonly RowInHand[] = [];
  for await (const page of table.pages()) {
    const rows = page.map(inHand).filter((row) => !ifReadable(() => skip.applies(row), false));
    onSkip(page.length - rows.length);
    const all = [...held, ...rows];
    held = skip.below === 0 ? [] : all.slice(-skip.below);
    const taken = all.slice(0, all.length - held.length);
    for (const row of taken) for (const countRow of counters) countRow(row);
    yield taken;
  }
  onSkip(held.length);
}

function* endedBy(rows: readonly RowInHand[], gathering: Gathering): Generator<Unit> {
  for (const row of rows) yield* gathering.add(row);
}

/** What a file's rows are imported by, in pages. */
export async function* unitsOf(plan: FilePlan, onSkip: (rows: number) => void): AsyncGenerator<Iterable<Unit>> {
  const gathering = plan.document && new Gathering(plan);
  for await (const rows of countedRows(plan, onSkip))
    yield gathering ? endedBy(rows, gathering) : rows.map((row): Unit => [row]);
  if (gathering) yield gathering.end();
}
