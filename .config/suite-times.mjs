/**
 * `LETOPIS_SUITE_TIMES=<file> npm test`, then `node .config/suite-times.mjs <file>`: the suites by processor time. One that
 * takes over a minute says why, in a comment with the words "over a minute of processor time" (exit code 1 where not).
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './prepare.mjs';

const suites = readFileSync(process.argv[2], 'utf8')
  .trimEnd()
  .split('\n')
  .map((line) => ({ seconds: Number(line.split(' ')[0]), path: line.slice(line.indexOf(' ') + 1) }))
  .sort((one, other) => other.seconds - one.seconds);

console.log('processor time of the longest suites:');
for (const { seconds, path } of suites.slice(0, 8)) console.log(`${String(seconds).padStart(5)} s  ${path}`);

const unexplained = suites.filter(
  ({ seconds, path }) =>
    seconds > 60 && !readFileSync(join(root, path), 'utf8').includes('over a minute of processor time'),
);
for (const { seconds, path } of unexplained)
  console.error(`${path} takes ${seconds} s of processor time: say why beside it, or make it shorter`);
process.exit(unexplained.length > 0 ? 1 : 0);
