import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';

type Planted = readonly [rule: string, file: string, text: string];

/** The rules that each text breaks when it stands in the place of an existing file. */
const brokenBy = (cases: readonly Planted[]): readonly (readonly string[])[] => {
  const input = JSON.stringify(cases.map(([, file, text]) => ({ file, text })));
  const script = resolve(__dirname, '../support/lint-texts.mjs');
  // A text in the place of a file is seen by the typed rules only where ESLint does not take itself for a single run.
  const env = { ...process.env, TSESTREE_SINGLE_RUN: 'false' };
  const { stdout, stderr } = spawnSync(process.execPath, [script], { input, env, encoding: 'utf8', maxBuffer: 1e8 });
  if (stdout === '') throw new Error(stderr);
  const broken: readonly (readonly string[])[] = JSON.parse(stdout);
  return broken;
};

const inDomain = 'src/domain/shared/values.ts';
const inApplication = 'src/application/log/ids.ts';
const long = (lines: number): string =>
  Array.from({ length: lines }, (_, line) => `export const v${line} = ${line};`).join('\n');

const planted: readonly Planted[] = [
  ['no-restricted-syntax', inDomain, 'export class Offer {\n  a = 1;\n}\n'],
  ['no-restricted-syntax', inDomain, "export const f = (): never => {\n  throw new Error('no');\n};\n"],
  ['no-restricted-syntax', inDomain, 'export const now = (): number => Date.now();\n'],
  ['no-restricted-syntax', inDomain, 'export const now = (): Date => new Date();\n'],
  ['no-restricted-syntax', inDomain, 'export const chance = (): number => Math.random();\n'],
  [
    'no-restricted-syntax',
    inDomain,
    'export const f = (a: 1 | 2): number => {\n  switch (a) {\n    case 1:\n      return 1;\n    default:\n      return 2;\n  }\n};\n',
  ],
  ['no-restricted-globals', inDomain, 'export const env = process.env;\n'],
  ['@typescript-eslint/consistent-type-assertions', inApplication, 'export const a = { b: 1 } as { b: number };\n'],
  ['@typescript-eslint/consistent-type-assertions', inApplication, 'export const a = <number>JSON.parse("1");\n'],
  ['house/casts-say-why', inApplication, 'export const a = JSON.parse("1") as number;\n'],
  ['@typescript-eslint/no-explicit-any', inApplication, 'export const a = (b: any): number => 1;\n'],
  ['@typescript-eslint/no-non-null-assertion', inApplication, 'export const a = (b?: string): string => b!;\n'],
  [
    '@typescript-eslint/no-floating-promises',
    inApplication,
    'export const a = (): void => {\n  Promise.resolve(1);\n};\n',
  ],
  [
    '@typescript-eslint/switch-exhaustiveness-check',
    inApplication,
    "export const f = (a: 'x' | 'y'): number => {\n  switch (a) {\n    case 'x':\n      return 1;\n  }\n  return 2;\n};\n",
  ],
  [
    '@typescript-eslint/no-restricted-imports',
    inApplication,
    "import Database from 'better-sqlite3';\nexport const open = Database;\n",
  ],
  ['max-lines', inApplication, long(301)],
  ['max-lines-per-function', inApplication, `export const f = (): void => {\n${'  console.log(1);\n'.repeat(41)}};\n`],
  [
    'complexity',
    inApplication,
    `export const f = (a: number): number => {\n${[1, 2, 3, 4, 5, 6, 7, 8].map((n) => `  if (a === ${n}) return ${n};\n`).join('')}  return 0;\n};\n`,
  ],
];

describe('the house rules', () => {
  const plain: Planted = [
    'none',
    inApplication,
    'export type Id = string;\n\n// A digit, as it stands here.\nexport const a = JSON.parse("1") as number;\nexport const b = [1] as const;\n',
  ];
  let broken: readonly (readonly string[])[];

  beforeAll(() => {
    broken = brokenBy([...planted, plain]);
  });

  it.each(planted.map(([rule, file], index) => [rule, file, index] as const))(
    '%s fails on a planted violation in %s (%i)',
    (rule, _file, index) => {
      expect(broken[index]).toContain(rule);
    },
  );

  it('are content with plain code', () => {
    expect(broken.at(-1)).toEqual([]);
  });
});
