import type { Id } from '../../../domain/shared/values';
import { BoundedCache } from '../../log/bounded-cache';
import { derivedId } from '../../log/ids';
import type { Expression, MappedValue, RowInHand } from './expression';
import type { LocalClock } from './local-time';
import type { MappingReader } from './reading';

/** A value map: what another system's word is in ours. */
export interface ValueMap {
  readonly line: number;
  readonly values: ReadonlyMap<string, MappedValue>;
  /** What becomes of a word that is not listed: refused, kept as it is, or taken as this. */
  readonly otherwise: 'reject' | 'keep' | { readonly use: MappedValue };
}

/** What a lookup found: the fields that it keeps of a record. */
export type Kept = Readonly<Record<string, MappedValue>>;

export interface Lookup {
  readonly fields: ReadonlyMap<string, Expression>;
  /** The first record of a key from a moment on, until another one. */
  readonly find: (key: string, from: string, until: string | undefined) => Kept | undefined;
}

/** What the names in a mapping stand for while its expressions are made. */
export interface MappingScope {
  readonly reading: MappingReader;
  readonly idOf: SourceIds;
  /** What amounts may be in: the first is of those that name none. */
  readonly currencies: readonly string[];
  readonly clock: LocalClock;
  /** Filled with the daytimes at which days without a time count. */
  readonly daytimes: Set<number>;
  readonly maps: ReadonlyMap<string, ValueMap>;
  readonly lookups: ReadonlyMap<string, Lookup>;
  /** The columns of the file at hand; empty where there is none (setup). */
  readonly columns: ReadonlyMap<string, number>;
  /** Named values of the file, in the order in which they were written. */
  readonly names: Map<string, { readonly slot: number; readonly expression: Expression }>;
  /** Run over each row of the file in their order; absent where there is no file. */
  readonly counters?: ((row: RowInHand) => void)[];
  /** Rows of the file form documents. */
  readonly inDocument: boolean;
}

/** Our ids for another system's: the same kind and external id of a source give the same id, for ever. */
export type SourceIds = (name: string) => Id;

const IDS_KEPT = 25_000;

export const sourceIds = (source: string): SourceIds => {
  const kept = new BoundedCache<Id>(IDS_KEPT);
  return (name) => {
    const known = kept.get(name);
    if (known !== undefined) return known;
    const id = derivedId(`import/${source}${name}`);
    kept.set(name, id);
    return id;
  };
};
