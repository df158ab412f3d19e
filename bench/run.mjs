/**
 * `npm run bench`: installs the peers that Letopis is measured against (bench/package.json) where they are missing, then
 * runs each bench in turn, each in a process of its own.
 *
 *   node bench/run.mjs [--smoke] [--json] [name …]     --smoke: tiny sizes, says only that everything runs
 *   node bench/run.mjs calls --checkout=<folder>       what a LogCall runs through, here or in another checkout
 *
 * LETOPIS_BENCH_FOLDER: where the files are made, `.data/bench` of the project where it is left out. Figures of a disk
 * hold for the disk of that folder.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, install, installBeside } from '../.config/prepare.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const root = dirname(here);
const flags = process.argv.slice(2).filter((argument) => argument.startsWith('--'));
const names = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
const folder = resolve(process.env.LETOPIS_BENCH_FOLDER ?? join(root, '.data', 'bench'));

const run = (command, args, options = {}) => {
  const { status } = spawnSync(command, args, { stdio: ['ignore', 'inherit', 'inherit'], ...options });
  if (status !== 0) process.exit(status ?? 1);
};

install();
build();
installBeside(here, 'the peers of the bench');

/** In the order in which they run; each is a file beside this one. */
const known = [
  'append',
  'read',
  'calls',
  'http',
  'rebuild',
  'beside',
  'import',
  'reports',
  'accusations',
  'eventstoredb',
];
const unknown = names.find((name) => !known.includes(name));
if (unknown) {
  console.error(`there is no bench ${unknown}; there are: ${known.join(', ')}`);
  process.exit(2);
}

for (const name of known.filter((one) => names.length === 0 || names.includes(one))) {
  mkdirSync(folder, { recursive: true });
  run(
    process.execPath,
    ['--expose-gc', '-r', join(root, 'test/support/ts-node.cjs'), join(here, `${name}.ts`), ...flags],
    {
      env: { ...process.env, LETOPIS_BENCH_FOLDER: folder },
    },
  );
  rmSync(folder, { recursive: true, force: true });
}
