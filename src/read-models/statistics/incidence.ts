/** How long something took, in any unit; `happened`: it ended as is asked, `other`: otherwise, `open`: not yet. */
export interface Lasted {
  readonly time: number;
  readonly end: 'happened' | 'other' | 'open';
}

/** The chance that it happens within so long, of what has been open for so long. */
export type ChanceWithin = (age: number, ahead: number) => number;

interface IncidenceStep {
  readonly time: number;
  /** The share still open after it, and the share to which it has happened. */
  readonly open: number;
  readonly happened: number;
}

/** Of what can end in two ways, and of which some is still open (Aalen and Johansen 1978). */
const incidenceSteps = (all: readonly Lasted[]): readonly IncidenceStep[] => {
  const ordered = all.toSorted((one, other) => one.time - other.time);
  let [atRisk, open, happened] = [ordered.length, 1, 0];
  const steps: IncidenceStep[] = [];
  for (let start = 0; start < ordered.length;) {
    const { time = 0 } = ordered[start] ?? {};
    let [next, ended, came] = [start, 0, 0];
    for (let each = ordered[next]; each?.time === time; each = ordered[next]) {
      if (each.end !== 'open') ended += 1;
      if (each.end === 'happened') came += 1;
      next += 1;
    }
    happened += (open * came) / atRisk;
    open *= 1 - ended / atRisk;
    steps.push({ time, open, happened });
    atRisk -= next - start;
    start = next;
  }
  return steps;
};

export const incidenceOf = (all: readonly Lasted[]): { readonly within: ChanceWithin } => {
  const steps = incidenceSteps(all);
  const before: IncidenceStep = { time: 0, open: 1, happened: 0 };
  const at = (time: number): IncidenceStep => {
    let [low, high] = [0, steps.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((steps[middle]?.time ?? 0) <= time) low = middle + 1;
      else high = middle;
    }
    return steps[low - 1] ?? before;
  };
  return {
    within: (age, ahead) => {
      const [now, then] = [at(age), at(age + ahead)];
      return now.open <= 0 ? 0 : Math.min(1, (then.happened - now.happened) / now.open);
    },
  };
};
