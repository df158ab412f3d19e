import type { Command } from 'commander';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Letopis } from '../../application/core';
import { catchUpLogDigests } from '../../application/verifying/log-digests';
import { writeSample, type PlantedTruth } from '../../application/sample-company/simulate';
import {
  digestPorts,
  wholeNumber,
  withCommonOptions,
  withLetopis,
  UsageError,
  type CliPorts,
  type CommonOptions,
} from './terminal/context';
import { parseMoment } from './terminal/moments';
import { withProgressLine } from './terminal/progress';

export interface SampleOptions {
  readonly events: number;
  readonly seed: number;
  readonly months: number;
}

export const usualSample: SampleOptions = { events: 20_000, seed: 1, months: 12 };
/** The first start loads the same company everywhere and at any time: the one that the tests cover. */
export const USUAL_END = '2025-12-31T17:00:00.000Z';

/** A clock that is set by hand, for the sample company. */
export class SampleClock {
  private moment = '1970-01-01T00:00:00.000Z';

  readonly now = (): string => this.moment;
  readonly set = (moment: string): void => {
    this.moment = moment;
  };
}

/** Fills an empty log with the sample company, and writes the planted truth to a file beside it. */
export const fillWithSample = async (
  letopis: Letopis,
  clock: SampleClock,
  endAt: string,
  { events, seed, months }: SampleOptions,
): Promise<PlantedTruth> => {
  const truth = await withProgressLine((line) => {
    const tell = line.showing('the sample company, events');
    return writeSample({
      options: { events, seed, months, endAt, ...(letopis.zone === 'UTC' ? {} : { zone: letopis.zone }) },
      execute: letopis.execute,
      setClock: clock.set,
      onProgress: (done) => {
        tell(done, Math.min(1, done / events));
      },
    });
  });
  await writeFile(join(letopis.folder, 'sample-truth.json'), `${JSON.stringify(truth, null, 2)}\n`);
  return truth;
};

interface SimulateOptions extends CommonOptions, SampleOptions {
  readonly endAt: string;
}

export const addSimulate = (program: Command, ports: CliPorts): void => {
  withCommonOptions(program.command('simulate').description('fill an empty store with a plausible trading company'))
    .option('--events <count>', 'the number of events, roughly', wholeNumber, usualSample.events)
    .option('--seed <number>', 'the same seed gives the same company', wholeNumber, usualSample.seed)
    .option('--months <count>', 'how many months it trades', wholeNumber, usualSample.months)
    .option('--end-at <moment>', 'its last moment', new Date().toISOString())
    .addHelpText(
      'after',
      '\nThe truth that it planted (who sells badly, what is stuck and why) is written to sample-truth.json.\n\nExample:\n  letopis simulate --events 100000 --seed 7 --months 24 --data ./company',
    )
    .action(async (asked: SimulateOptions) => {
      const clock = new SampleClock();
      const work = async (letopis: Letopis): Promise<void> => {
        if ((await letopis.store.head()) !== undefined)
          throw new UsageError('the store is not empty: name another folder with --data');
        const endAt = parseMoment(asked.endAt, letopis.zone, '--end-at');
        const truth = await fillWithSample(letopis, clock, endAt, asked);
        // The sample's clock stands in its past; the digests are taken now.
        await catchUpLogDigests({ ...digestPorts(letopis), clock: () => new Date().toISOString() });
        ports.write(
          asked.json ? JSON.stringify(truth) : `${truth.counts.events} events, by ${truth.managers.length} managers`,
        );
      };
      await withLetopis(ports, asked, work, { clock: clock.now, replaceable: true, creates: true });
    });
};
