import SearchableMap from 'minisearch/SearchableMap';
import { countOfThings, hasThing, thingsIn, withoutThing, withThing, type Postings } from './postings';

/** How well a word fits: as it stands, as a beginning, with a letter or two that differ. */
const EXACT = 4;
const BEGINNING = 2;
const SIMILAR = 1;

/** From so many letters on one may be wrong, and two. */
const ONE_WRONG = 4;
const TWO_WRONG = 8;

/** A number in which a digit is wrong is another number. */
const mostWrongIn = (word: string): number =>
  /\d/.test(word) ? 0 : word.length >= TWO_WRONG ? 2 : word.length >= ONE_WRONG ? 1 : 0;

/** A single word that so many have says too little: the best of as many are looked at. */
const MOST_LOOKED_AT = 5_000;

/** So many words that begin alike are looked at: who begins with one letter and means a name goes on writing. */
const MOST_BEGINNINGS = 10_000;

/** The words of the tree that fit a word, each with its things and with how well it fits, the best first. */
interface Fitting {
  readonly lists: readonly (readonly [postings: Postings, score: number])[];
  readonly size: number;
}

const scoreIn = ({ lists }: Fitting, thing: number): number => {
  for (const [postings, score] of lists) if (hasThing(postings, thing)) return score;
  return 0;
};

const scoresOf = ({ lists }: Fitting, most = Infinity): Map<number, number> => {
  const scores = new Map<number, number>();
  for (const [postings, score] of lists)
    for (const thing of thingsIn(postings)) {
      if (scores.size >= most) return scores;
      if (!scores.has(thing)) scores.set(thing, score);
    }
  return scores;
};

/** Looking into many short lists takes longer than putting them together once. */
const lookUp = (fitting: Fitting, candidates: number): ((thing: number) => number) => {
  if (fitting.lists.length * candidates <= fitting.size) return (thing) => scoreIn(fitting, thing);
  const scores = scoresOf(fitting);
  return (thing) => scores.get(thing) ?? 0;
};

/**
 * Which things have a word: a tree of all words (MiniSearch's), each with the numbers of the things that have it. A search
 * is for things that have all words asked for, as they stand, as beginnings, or nearly.
 *
 * Not promised: that a thing is found by a word in which more letters are wrong, or its first ones are missing; nor that
 * all are found by a beginning that ten thousand words have, or by a single word that five thousand things have.
 */
export class TermIndex {
  private readonly tree = new SearchableMap<Postings>();

  add(thing: number, words: Iterable<string>): void {
    for (const word of words) this.tree.set(word, withThing(this.tree.get(word), thing));
  }

  remove(thing: number, words: Iterable<string>): void {
    for (const word of words) {
      const left = withoutThing(this.tree.get(word), thing);
      if (left === undefined) this.tree.delete(word);
      else this.tree.set(word, left);
    }
  }

  /** The things that have all of the words, the best first, of equals the one with the lower number. */
  search(words: readonly string[]): readonly number[] {
    const [rarest, ...others] = words.map((word) => this.fitting(word)).sort((a, b) => a.size - b.size);
    if (rarest === undefined) return [];
    const candidates = scoresOf(rarest, others.length === 0 ? MOST_LOOKED_AT : Infinity);
    const scoreOf = others.map((other) => lookUp(other, candidates.size));
    const found: (readonly [thing: number, score: number])[] = [];
    for (const [thing, own] of candidates) {
      const scores = scoreOf.map((score) => score(thing));
      if (!scores.includes(0)) found.push([thing, scores.reduce((sum, score) => sum + score, own)]);
    }
    return found.sort(([one, a], [other, b]) => b - a || one - other).map(([thing]) => thing);
  }

  private fitting(word: string): Fitting {
    const lists: (readonly [Postings, number])[] = [];
    const exact = this.tree.get(word);
    if (exact !== undefined) lists.push([exact, EXACT]);
    for (const [, postings] of this.tree.atPrefix(word)) {
      if (postings !== exact) lists.push([postings, BEGINNING]);
      if (lists.length > MOST_BEGINNINGS) break;
    }
    const wrong = mostWrongIn(word);
    if (wrong > 0)
      for (const [postings, distance] of this.tree.fuzzyGet(word, wrong).values())
        if (distance > 0) lists.push([postings, SIMILAR / distance]);
    return { lists, size: lists.reduce((sum, [postings]) => sum + countOfThings(postings), 0) };
  }
}
