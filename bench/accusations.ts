/**
 * In how many companies of equally good managers somebody is named by the report `targeting`, set-up by set-up, and in how
 * many the one who offers the wrong products is found. The spec of the same name runs 40 of each; this one as many as it is
 * told to, from other seeds.
 *
 *   node bench/run.mjs accusations [--runs=1000]
 */
import { wilsonInterval } from '../src/read-models/statistics/proportion';
import { equalCompanies, namedIn, wrongOffersCompany } from '../test/support/equal-managers';

const flag = (name: string): string | undefined =>
  process.argv.find((argument) => argument.startsWith(`--${name}=`))?.split('=')[1];
const runs = process.argv.includes('--smoke') ? 2 : Number(flag('runs') ?? 200);
/** None of the seeds of the spec. */
const FIRST_SEED = 1_000_003;

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;

const measure = (name: string, isCounted: (seed: number) => boolean): void => {
  const seeds = Array.from({ length: runs }, (_, run) => FIRST_SEED + run * 104_729);
  const successes = seeds.filter(isCounted).length;
  const interval = wilsonInterval({ successes, trials: runs });
  const range = interval ? ` (${percent(interval.low)} to ${percent(interval.high)})` : '';
  console.log(`${name}: ${successes} of ${runs}, ${percent(successes / runs)}${range}`);
};

console.log('somebody is named though all are equally good');
for (const { name, company } of equalCompanies) measure(`  ${name}`, (seed) => namedIn(company, seed).length > 0);

console.log('one of 12 offers the wrong products, answers alike by 0.2');
for (const clients of [10, 20, 50]) {
  const company = wrongOffersCompany(clients);
  measure(`  found with ${clients} clients`, (seed) => namedIn(company, seed).includes('manager 3'));
  measure(`  somebody else named with ${clients}`, (seed) =>
    namedIn(company, seed).some((each) => each !== 'manager 3'),
  );
}
