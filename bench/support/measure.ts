import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** One way of doing the work. `run` does it once and gives how many a second it did; what it prepares is not measured. */
export interface Subject {
  readonly name: string;
  readonly run: (folder: string) => Promise<number> | number;
}

/** A ratio of two subjects that must be reached. */
export interface Target {
  readonly of: string;
  readonly against: string;
  readonly atLeast: number;
}

export interface Bench {
  readonly name: string;
  /** Of what the figures are counted: 'events/s'. */
  readonly unit: string;
  readonly subjects: readonly Subject[];
  readonly targets: readonly Target[];
  /** Figures that must be reached whatever the others do. */
  readonly absolutes?: readonly { readonly of: string; readonly atLeast: number }[];
}

export const isSmoke = process.argv.includes('--smoke');

/** A size, or a tiny one in a smoke pass. */
export const sized = (size: number): number => (isSmoke ? Math.max(1, Math.ceil(size / 200)) : size);

const ROUNDS = isSmoke ? 1 : 5;

/** The median of what was measured: a round that failed has no figure. */
const middle = (values: readonly number[]): number => {
  const measured = values.filter((value) => !Number.isNaN(value)).sort((a, b) => a - b);
  return measured[Math.floor(measured.length / 2)] ?? Number.NaN;
};

/** A peer that fails (Emmett does now and then, when the disk is busy) costs its own round, and is told of. */
const figureOf = async ({ name, run }: Subject, folder: string): Promise<number> => {
  try {
    return await run(folder);
  } catch (error) {
    console.error(`${name} failed in a round: ${String(error)}`);
    return Number.NaN;
  }
};

/** How many a second, where `work` does `count`. */
export const rateOf = async (count: number, work: () => unknown): Promise<number> => {
  globalThis.gc?.();
  const began = performance.now();
  await work();
  return (count / (performance.now() - began)) * 1000;
};

interface Outcome {
  readonly target: string;
  readonly atLeast: number;
  readonly reached: number;
}

const ratiosOf = (figures: ReadonlyMap<string, readonly number[]>, { of, against }: Target): number => {
  // Round by round: what disturbs the machine for a while disturbs both.
  const [ours, theirs] = [figures.get(of) ?? [], figures.get(against) ?? []];
  return middle(ours.map((figure, round) => figure / (theirs[round] ?? Number.NaN)));
};

const print = (bench: Bench, medians: ReadonlyMap<string, number>, outcomes: readonly Outcome[]): void => {
  const width = Math.max(
    ...bench.subjects.map(({ name }) => name.length),
    ...outcomes.map(({ target }) => target.length),
  );
  console.log(`\n${bench.name} (${bench.unit}, medians of ${ROUNDS} rounds in turn)`);
  for (const [name, figure] of medians)
    console.log(`  ${name.padEnd(width)}  ${Math.round(figure).toLocaleString('en')}`);
  // What a tiny size shows is that it runs.
  if (isSmoke) return;
  for (const { target, atLeast, reached } of outcomes) {
    const [is, shall] = [reached, atLeast].map((value) => (value >= 100 ? Math.round(value) : value.toFixed(2)));
    console.log(
      `  ${target.padEnd(width)}  ${is ?? ''}  to reach ${shall ?? ''}: ${reached >= atLeast ? 'yes' : 'NO'}`,
    );
  }
};

/** Runs the subjects round by round, in turn, and prints medians and ratios; with --json one object a line. */
export const measure = async (bench: Bench): Promise<void> => {
  const figures = new Map<string, number[]>(bench.subjects.map(({ name }) => [name, []]));
  for (let round = 0; round < ROUNDS; round += 1)
    for (const subject of bench.subjects) {
      const folder = mkdtempSync(join(process.env['LETOPIS_BENCH_FOLDER'] ?? '.', 'bench-'));
      figures.get(subject.name)?.push(await figureOf(subject, folder));
      rmSync(folder, { recursive: true, force: true });
    }
  const medians = new Map([...figures].map(([name, all]) => [name, middle(all)]));
  const outcomes: Outcome[] = [
    ...bench.targets.map((target) => ({
      target: `${target.of} / ${target.against}`,
      atLeast: target.atLeast,
      reached: ratiosOf(figures, target),
    })),
    ...(bench.absolutes ?? []).map(({ of, atLeast }) => ({ target: of, atLeast, reached: medians.get(of) ?? 0 })),
  ];
  if (process.argv.includes('--json'))
    console.log(
      JSON.stringify({ bench: bench.name, unit: bench.unit, medians: Object.fromEntries(medians), outcomes }),
    );
  else print(bench, medians, outcomes);
};
