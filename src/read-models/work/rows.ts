import { groupBy } from '../kit/group-by';
import { compareAmounts, shownSum, shownSums, type ExactSum } from '../kit/beyond';
import { totalOf, type FilledSums } from '../kit/keyed-sums';
import type { AnswerRow } from '../kit/report';
import { sum } from '../statistics/sum';
import { effortFigures, resultFigures, type EffortFigure, type ResultFigure, type WorkSums } from './sums';
import { shareCells } from '../kit/answer-columns';

/** What was done for one key, and what came of it in each currency. */
export interface Worked {
  readonly key: string | null;
  readonly effort: Readonly<Record<EffortFigure, number>>;
  readonly results: readonly FilledSums<ResultFigure>[];
}

/** Counts and seconds, which no number is too small for. */
const effortOf = (figures: Partial<FilledSums<EffortFigure>['figures']> = {}): Worked['effort'] =>
  // The list names every figure, so each has its entry.
  Object.fromEntries(effortFigures.map((figure) => [figure, Number(figures[figure] ?? 0)])) as Worked['effort'];

export const workedOf = ({ efforts, results }: WorkSums): readonly Worked[] => {
  const done = new Map(efforts.map(({ key, figures }) => [key, figures]));
  const came = groupBy(results, ({ key }) => key);
  return [...new Set([...done.keys(), ...came.keys()])].map((key) => ({
    key,
    effort: effortOf(done.get(key)),
    results: came.get(key) ?? [],
  }));
};

export const inAll = ({ efforts, results }: WorkSums): Worked => ({
  key: null,
  effort: effortOf(totalOf(effortFigures, efforts)[0]?.figures),
  results: totalOf(resultFigures, results),
});

/** Amounts of several currencies can't be added: then the figure is empty, and the section `values` has each. */
const singleResult = (results: Worked['results']) => {
  const [only, ...others] = results;
  if (only === undefined || others.length > 0) return { accepted: null, paid: null, currency: null };
  return { ...only.figures, currency: only.currency };
};

const perHour = (amount: ExactSum | null, seconds: number): number | null =>
  amount === null || seconds === 0 ? null : Math.round(Number(amount) / (seconds / 3600));

export const workRow = ({ effort, results }: Worked): AnswerRow => {
  const { talkSeconds, ...counts } = effort;
  const single = singleResult(results);
  return {
    ...counts,
    talkMinutes: talkSeconds / 60,
    accepted: single.accepted === null ? null : shownSum(single.accepted),
    paid: single.paid === null ? null : shownSum(single.paid),
    currency: single.currency,
    acceptedPerHour: perHour(single.accepted, talkSeconds),
    paidPerHour: perHour(single.paid, talkSeconds),
  };
};

export const valueRows = (worked: readonly Worked[], by: string): readonly AnswerRow[] =>
  worked.flatMap(({ key, results }) =>
    results.map(({ currency, figures }) => ({ [by]: key, currency, ...shownSums(figures) })),
  );

export const ranks = ['effort', 'result', 'effort-without-result'] as const;
export type Rank = (typeof ranks)[number];

const hasResult = ({ effort, results }: Worked): boolean =>
  effort.linesAccepted > 0 || results.some(({ figures }) => figures.paid > 0);

const byEffort = (one: Worked, other: Worked): number =>
  other.effort.talkSeconds - one.effort.talkSeconds ||
  other.effort.contacts - one.effort.contacts ||
  other.effort.linesOffered - one.effort.linesOffered;

/** Where several currencies meet, the largest amount of them ranks: amounts of two are never added. */
const mostOf = ({ results }: Worked, figure: ResultFigure): ExactSum =>
  results.reduce<ExactSum>((most, { figures }) => (figures[figure] > most ? figures[figure] : most), 0);

const byResult = (one: Worked, other: Worked): number =>
  compareAmounts(mostOf(other, 'paid'), mostOf(one, 'paid')) ||
  compareAmounts(mostOf(other, 'accepted'), mostOf(one, 'accepted'));

export const ranked = (worked: readonly Worked[], rank: Rank): readonly Worked[] => {
  if (rank === 'effort') return worked.toSorted(byEffort);
  if (rank === 'result') return worked.toSorted((one, other) => byResult(one, other) || byEffort(one, other));
  return worked.filter((each) => !hasResult(each)).toSorted(byEffort);
};

export const contactClasses = [
  { contacts: '0', from: 0, to: 0 },
  { contacts: '1', from: 1, to: 1 },
  { contacts: '2 to 3', from: 2, to: 3 },
  { contacts: '4 to 7', from: 4, to: 7 },
  { contacts: '8 and more', from: 8, to: Infinity },
] as const;

export const isOfClass =
  ({ from, to }: (typeof contactClasses)[number]) =>
  ({ effort }: Worked): boolean =>
    effort.contacts >= from && effort.contacts <= to;

const clientsWith = (name: string, some: readonly Worked[], condition: (one: Worked) => boolean) => {
  const counted = { successes: some.filter(condition).length, trials: some.length };
  return { [name]: counted.successes, ...shareCells(`${name}Share`, counted, name) };
};

/** Clients by how often they were reached, and how many of each class accepted and paid. */
export const intensityClasses = (clients: readonly Worked[]): readonly AnswerRow[] =>
  contactClasses.map((each) => {
    const some = clients.filter(isOfClass(each));
    return {
      contacts: each.contacts,
      clients: some.length,
      talkMinutes: sum(some.map(({ effort }) => effort.talkSeconds)) / 60,
      linesOffered: sum(some.map(({ effort }) => effort.linesOffered)),
      linesAccepted: sum(some.map(({ effort }) => effort.linesAccepted)),
      ...clientsWith('accepting', some, ({ effort }) => effort.linesAccepted > 0),
      ...clientsWith('paying', some, ({ results }) => results.some(({ figures }) => figures.paid > 0)),
    };
  });
