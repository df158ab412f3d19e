/** An entry of the index: `revision` is a stream's, or `OF_AN_ID` where the key is that of an event's id. */
export type IndexEntry = readonly [key: number, revision: number, position: number];

export const ID_ENTRY = -1;

/** What of one stream is known: its newest events. */
export interface RecentEvents {
  /** Of the first of these positions; the others follow it without gaps. */
  readonly revision: number;
  readonly positions: number[];
}

const WORD = 2 ** 32;
const HIGH_BITS = 0x1f_ffff;

/** The key of a stream's name: 53 bits (cyrb53). Two names may share one: who looks up compares the name as well. */
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

/** The key of an id in hex: its last 48 bits, which are random in ids that are drawn and in those that are derived. */
export const idKey = (id: string): number => Number.parseInt(id.slice(20), 16);

/** Places in memory. */
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

/** All of them as entries of the index, in its order. */
export const indexEntriesOf = ({ streams, ids }: RecentEntries): readonly IndexEntry[] => {
  const places: IndexEntry[] = [];
  for (const [stream, { revision, positions }] of streams) {
    const key = streamKey(stream);
    for (const [index, position] of positions.entries()) places.push([key, revision + index, position]);
  }
  for (const [id, position] of ids) places.push([idKey(id), ID_ENTRY, position]);
  // By index: parted into names, each of half a million comparisons would make two iterators.
  return places.sort((one, other) => one[0] - other[0] || one[1] - other[1]);
};
