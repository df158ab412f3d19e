/**
 * The last whole number of a range (both ends inclusive) for which `holds` is true, by halves: `holds` must be true up to
 * some number and false from there on. One less than `first` where it is never true.
 */
export const lastWhere = (first: number, last: number, holds: (value: number) => boolean): number => {
  let [low, high] = [first - 1, last];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (holds(middle)) low = middle;
    else high = middle - 1;
  }
  return low;
};
