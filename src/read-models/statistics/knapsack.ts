/** What an hour brings of it, and how many hours it can take. */
export interface HourUse {
  readonly name: string | null;
  readonly perHour: number;
  readonly mostHours: number;
}

export interface BestUse {
  /** In the order in which hours are given. */
  readonly hours: readonly { readonly use: HourUse; readonly hours: number }[];
  readonly profit: number;
  /** What one more hour would bring. */
  readonly oneMore: number;
}

/** Hours go to what brings most in each of them, as far as it takes them (fractional knapsack: Dantzig 1957). */
export const bestUse = (uses: readonly HourUse[], available: number): BestUse => {
  let left = available;
  const hours = uses
    .toSorted((one, other) => other.perHour - one.perHour)
    .map((use) => {
      const given = use.perHour > 0 ? Math.min(left, use.mostHours) : 0;
      left -= given;
      return { use, hours: given };
    });
  const next = hours.find(({ use, hours: given }) => given < use.mostHours && use.perHour > 0);
  return {
    hours,
    profit: hours.reduce((total, { use, hours: given }) => total + given * use.perHour, 0),
    oneMore: next?.use.perHour ?? 0,
  };
};
