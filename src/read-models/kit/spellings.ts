import { foldedText } from '../../domain/shared/text';

/** As it was written most often; of several, the first by its characters: the order in which they came does not count. */
export const mostWritten = (spellings: ReadonlyMap<string, number>): string | null => {
  let [most, times]: [string | null, number] = [null, 0];
  for (const [text, count] of spellings)
    if (count > times || (count === times && most !== null && text < most)) [most, times] = [text, count];
  return most;
};

/** A text as it was written, and how often. */
export type Spelling = readonly [text: string | null, times: number];

/** The one that is there most often; null where there is none. */
export const mostFrequent = (texts: readonly (string | null)[]): string | null => {
  const times = new Map<string, number>();
  for (const text of texts) if (text !== null) times.set(text, (times.get(text) ?? 0) + 1);
  return mostWritten(times);
};

/** One text for all that say the same to people: `texts` are all that were written, each as often as it was. */
export const commonSpelling = (texts: Iterable<string | null>): ((text: string | null) => string | null) =>
  commonSpellingOf(Array.from(texts, (text) => [text, 1]));

/** The same of texts that were counted. */
export const commonSpellingOf = (written: Iterable<Spelling>): ((text: string | null) => string | null) => {
  const groups = new Map<string, Map<string, number>>();
  for (const [text, times] of written) {
    if (text === null) continue;
    const fold = foldedText(text);
    const group = groups.get(fold) ?? new Map<string, number>();
    groups.set(fold, group.set(text, (group.get(text) ?? 0) + times));
  }
  const shown = new Map([...groups].map(([fold, spellings]) => [fold, mostWritten(spellings)]));
  return (text) => (text === null ? null : (shown.get(foldedText(text)) ?? text));
};
