import { foldedText } from '../../domain/shared/text';

/** How many letters must be added, taken or changed (Levenshtein); above `most` only that it is more. */
export const editDistance = (one: string, other: string, most = Infinity): number => {
  const [from, to] = [one.split(''), other.split('')];
  if (Math.abs(from.length - to.length) > most) return most + 1;
  let row = to.map((_, index) => index + 1);
  from.forEach((letter, above) => {
    let [diagonal, left] = [above, above + 1];
    row = row.map((up, index) => {
      left = Math.min(left + 1, up + 1, diagonal + (letter === to[index] ? 0 : 1));
      diagonal = up;
      return left;
    });
  });
  return row.at(-1) ?? from.length;
};

/** Two letters in five may be wrong (two that changed places are two), but never more than three: else it is another word. */
const mostWrong = (text: string): number => Math.max(1, Math.min(3, Math.floor(text.length / 2.5)));

const MOST_NEAR = 5;

/** The names that were perhaps meant, the nearest first: a few letters are wrong, or it is a part of the name. */
export const nearestTo = (asked: string, names: Iterable<string>): readonly string[] => {
  const text = foldedText(asked);
  const most = mostWrong(text);
  const near: (readonly [distance: number, name: string])[] = [];
  const written = new Map<string, string>();
  for (const name of names) written.set(foldedText(name), name);
  for (const [compared, name] of written) {
    const isPart = text.length >= 3 && compared.includes(text);
    const distance = isPart ? most : editDistance(text, compared, most);
    if (distance <= most) near.push([distance, name]);
  }
  return near
    .toSorted(([one, a], [other, b]) => one - other || (a < b ? -1 : 1))
    .slice(0, MOST_NEAR)
    .map(([, name]) => name);
};
