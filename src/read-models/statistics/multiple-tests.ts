/**
 * Which of several findings are named (Benjamini and Hochberg 1995): of those that are, at most `level` are expected to be
 * there by chance alone; where all are by chance, somebody is named in at most that share of cases.
 */
export const benjaminiHochberg = (chances: readonly number[], level = 0.05): readonly boolean[] => {
  const ordered = chances.toSorted((one, other) => one - other);
  const bound = ordered.findLast((chance, rank) => chance <= (level * (rank + 1)) / ordered.length);
  return chances.map((chance) => bound !== undefined && chance <= bound);
};
