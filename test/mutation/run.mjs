/**
 * `npm run mutants [-- room …]`: changes the code of a room in one place at a time (Stryker) and asks whether a test of
 * the room notices. Without a room: all of them, which takes hours; each room's result is written when it is over.
 *
 *   npm run mutants -- domain/offer            one room
 *   npm run mutants -- domain/offer --survivors  what no test noticed, from the last run of the room
 *
 * What is noticed by no test is either a missing test or a change that changes nothing: a person looks at it.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { install, installBeside } from '../../.config/prepare.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, '..', '..');
const reports = join(root, '.data', 'mutation');

const foldersIn = (folder) =>
  readdirSync(join(root, 'src', folder), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => `${folder}/${name}`);

/** Which tests are to notice what is changed in a room: those of its layer, but for the ones that compile or simulate. */
const TESTS_OF_LAYER = {
  domain: ['**/test/domain/**/*.spec.ts', '!**/no-field-is-lost.spec.ts'],
  'read-models': ['**/test/read-models/**/*.spec.ts', '!**/accusations.spec.ts', '!**/truth-known.spec.ts'],
  'application/projecting': ['**/test/application/projecting/**/*.spec.ts'],
};

const rooms = [...foldersIn('domain'), ...foldersIn('read-models'), 'application/projecting'];

const testsOf = (room) => Object.entries(TESTS_OF_LAYER).find(([layer]) => room.startsWith(layer))[1];

const reportOf = (room) => join(reports, `${room.replaceAll('/', '-')}.json`);

const configOf = (room) => ({
  plugins: [join(here, 'node_modules', '@stryker-mutator', 'jest-runner', 'dist', 'src', 'index.js')],
  testRunner: 'jest',
  coverageAnalysis: 'perTest',
  // What runs once, when a module is loaded, would ask for a fresh process for each mutant.
  ignoreStatic: true,
  mutate: [`src/${room}/**/*.ts`],
  ignorePatterns: ['docs', 'bench', 'examples', '.data', 'test/mutation', 'dist'],
  jest: {
    projectType: 'custom',
    configFile: '.config/jest.config.cjs',
    // `src` among the roots: else jest sees only tests that import the changed file themselves.
    config: { roots: ['<rootDir>/test', '<rootDir>/src'], testMatch: testsOf(room) },
  },
  concurrency: Number(process.env.LETOPIS_MUTANTS_AT_ONCE ?? 1),
  timeoutMS: 60_000,
  tempDirName: join(reports, 'sandbox'),
  reporters: ['progress-append-only', 'json'],
  jsonReporter: { fileName: reportOf(room) },
});

const mutate = (room) => {
  const config = join(reports, 'stryker.json');
  writeFileSync(config, JSON.stringify(configOf(room)));
  const bin = join(here, 'node_modules', '@stryker-mutator', 'core', 'bin', 'stryker.js');
  const { status } = spawnSync(process.execPath, [bin, 'run', config], { cwd: root, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
};

const mutantsOf = (room) =>
  Object.entries(JSON.parse(readFileSync(reportOf(room), 'utf8')).files).flatMap(([file, { mutants, source }]) =>
    mutants.map((mutant) => ({ ...mutant, file, source })),
  );

const NOTICED = new Set(['Killed', 'Timeout']);
const MISSED = new Set(['Survived', 'NoCoverage']);

const survivorText = ({ file, source, location: { start, end }, replacement, status, mutatorName }) => {
  const lines = source.split('\n').slice(start.line - 1, end.line);
  return [
    `${file}:${start.line}:${start.column} ${mutatorName}${status === 'NoCoverage' ? ', which no test runs' : ''}`,
    ...lines.map((line) => `-  ${line.trim()}`),
    `+  ${lines[0].slice(0, start.column - 1).trimStart()}${replacement}${lines.at(-1).slice(end.column - 1)}`,
  ].join('\n');
};

const printScores = (asked) => {
  const count = (mutants, statuses) => mutants.filter(({ status }) => statuses.has(status)).length;
  const row = (name, mutants) => {
    const [noticed, missed] = [count(mutants, NOTICED), count(mutants, MISSED)];
    const score = noticed + missed === 0 ? '–' : `${((100 * noticed) / (noticed + missed)).toFixed(1)} %`;
    return `${name.padEnd(32)} ${String(noticed + missed).padStart(6)} ${String(noticed).padStart(8)}  ${score}`;
  };
  const told = asked.filter((room) => existsSync(reportOf(room)));
  console.log(`${'room'.padEnd(32)} mutants  noticed  score`);
  for (const room of told) console.log(row(room, mutantsOf(room)));
  if (told.length > 1) console.log(row('all of these', told.flatMap(mutantsOf)));
};

const flags = process.argv.slice(2).filter((argument) => argument.startsWith('--'));
const named = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
const unknown = named.find((name) => !rooms.some((room) => room.startsWith(name)));
if (unknown) {
  console.error(`there is no room ${unknown}; there are: ${rooms.join(', ')}`);
  process.exit(2);
}
const asked = rooms.filter((room) => named.length === 0 || named.some((name) => room.startsWith(name)));
mkdirSync(reports, { recursive: true });
if (!flags.includes('--survivors') && !flags.includes('--scores')) {
  install();
  installBeside(here, 'the mutation testing tools');
  asked.forEach(mutate);
}
if (flags.includes('--survivors'))
  for (const room of asked.filter((each) => existsSync(reportOf(each))))
    for (const mutant of mutantsOf(room)) if (MISSED.has(mutant.status)) console.log(`${survivorText(mutant)}\n`);
printScores(asked);
