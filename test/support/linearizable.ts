/**
 * A call of one writer on one stream: when it was asked and answered, at which revision it expected the stream, and what it
 * was told. `unknown`: no answer came; it may have been done at any time since, or never.
 */
export interface StreamCall {
  readonly asked: number;
  readonly answered: number;
  readonly expected: number | 'any';
  readonly told: { readonly appended: number } | { readonly outdated: number } | 'unknown';
}

/** The revisions at which the stream may stand after a call, where it stood at `revision`: none where its answer was wrong. */
const after = ({ expected, told }: StreamCall, revision: number): readonly number[] => {
  const isTaken = expected === 'any' || expected === revision;
  if (told === 'unknown') return isTaken ? [revision, revision + 1] : [revision];
  if ('outdated' in told) return !isTaken && told.outdated === revision ? [revision] : [];
  return isTaken && told.appended === revision + 1 ? [revision + 1] : [];
};

/** Calls that may come next: those that were asked before any that is left was answered. */
const nextOf = (left: readonly StreamCall[]): readonly StreamCall[] => {
  const firstAnswer = Math.min(...left.map(({ answered }) => answered));
  return left.filter(({ asked }) => asked <= firstAnswer);
};

/**
 * Whether some order explains a history: one call after the other, each at a moment between its question and its answer,
 * and each with the answer that a single stream would give (Wing and Gong 1993). The stream begins at `revision`.
 */
export const isLinearizable = (history: readonly StreamCall[], revision = -1): boolean => {
  const places = new Map(history.map((call, place) => [call, place]));
  const failed = new Set<string>();
  const explains = (left: readonly StreamCall[], at: number): boolean => {
    if (left.length === 0) return true;
    const state = `${at}/${left.map((call) => places.get(call)).join()}`;
    if (failed.has(state)) return false;
    const isExplained = nextOf(left).some((call) => {
      const others = left.filter((other) => other !== call);
      return after(call, at).some((next) => explains(others, next));
    });
    if (!isExplained) failed.add(state);
    return isExplained;
  };
  return explains(history, revision);
};
