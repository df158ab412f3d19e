/** More than there are clients or offers. */
const MANY = 2 ** 26;

/** Whether someone (a client, an offer) comes to a place for the first time. Most come to one place only: that is quick. */
export const firstTimes = (): ((who: number, place: number) => boolean) => {
  const firsts: (number | undefined)[] = [];
  const others = new Set<number>();
  return (who, place) => {
    const first = firsts[who];
    firsts[who] ??= place;
    if (first === undefined || first === place) return first === undefined;
    const before = others.size;
    return others.add(place * MANY + who).size > before;
  };
};
