/** An entry of the index: `revision` is a stream's, or `OF_AN_ID` where the key is that of an event's id. */
export type IndexEntry = readonly [key: number, revision: number, position: number];

export const ID_ENTRY = -1;

/** The newest events of one stream. */
export interface RecentEvents {
  /** The revision at the first of these positions; the others follow without gaps. */
  readonly revision: number;
  readonly positions: number[];
}

const WORD = 2 ** 32;
const HIGH_BITS = 0x1f_ffff;

/** The key of a stream's name: 53 bits (cyrb53). Two names may share a key: a query compares the name as well. */
export const streamKey = (stream: string): number => {
  let [one, other] = [0xdeadbeef, 0x41c6ce57];
  for (let index = 0; index < stream.length; index += 1) {
    const unit = stream.charCodeAt(index);
    one = Math.imul(one ^ unit, 0x9e3779b1);
    other = Math.imul(other ^ unit, 0x5f356495);
  }
  one = Math.imul(one ^ (one >>> 16), 0x85ebca6b) ^ Math.imul(other ^ (other >>> 13), 0xc2b2ae35);
  other = Math.imul(other ^ (other >>> 16), 0x85ebca6b) ^ Math.imul(one ^ (one >>> 13), 0xc2b2ae35);
  return WORD * (HIGH_BITS & other) + (one >>> 0);
};

/** The key of an id in hex: its last 48 bits, which are random in drawn and in derived ids. */
export const idKey = (id: string): number => Number.parseInt(id.slice(20), 16);

/** The index in memory. */
export class RecentEntries {
  readonly streams = new Map<string, RecentEvents>();
  /** The position of an event by its id in hex. */
  readonly ids = new Map<string, number>();

  add(position: number, stream: string, revision: number, id: string): void {
    const known = this.streams.get(stream);
    if (known) known.positions.push(position);
    else this.streams.set(stream, { revision, positions: [position] });
    this.ids.set(id, position);
  }
}

/** The entries for the table, in its order. */
export const indexEntriesOf = ({ streams, ids }: RecentEntries): readonly IndexEntry[] => {
  const entries: IndexEntry[] = [];
  for (const [stream, { revision, positions }] of streams) {
    const key = streamKey(stream);
    for (const [index, position] of positions.entries()) entries.push([key, revision + index, position]);
  }
  for (const [id, position] of ids) entries.push([idKey(id), ID_ENTRY, position]);
  // By index: destructuring would make two iterators in each of half a million comparisons.
  return entries.sort((one, other) => one[0] - other[0] || one[1] - other[1]);
};
