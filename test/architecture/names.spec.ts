import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

const check = (...folder: readonly string[]): { readonly status: number | null; readonly stderr: string } =>
  spawnSync(process.execPath, [resolve(__dirname, '../../.config/names.mjs'), ...folder], { encoding: 'utf8' });

/** The check of a folder that holds these files. */
const checkOf = (files: Readonly<Record<string, string>>) => {
  const folder = mkdtempSync(join(tmpdir(), 'letopis-names-'));
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), text);
  }
  const checked = check(folder);
  rmSync(folder, { recursive: true });
  return checked;
};

const definedTwice: readonly (readonly [name: string, one: string, other: string])[] = [
  ['total', 'export const total = 1;', 'const total = 2;'],
  ['sum', 'export const [sum] = [1];', 'const { a: { sum } } = { a: { sum: 2 } };'],
  ['Line', 'export function Line() {}', 'export class Line {}'],
  ['Row', 'export interface Row {}', 'type Row = string;'],
  ['Kind', 'enum Kind {}', 'export const other = 1, Kind = 2;'],
];

describe('a top-level name', () => {
  let planted: ReturnType<typeof check>;
  beforeAll(() => {
    planted = checkOf({
      'domain/offer.ts': definedTwice.map(([, one]) => one).join('\n'),
      'adapters/http/sums.ts': definedTwice.map(([, , other]) => other).join('\n'),
    });
  });

  it.each(definedTwice)('that two files define is reported (%s): %s %s', (name) => {
    expect(planted.stderr).toMatch(
      new RegExp(
        `^${name} is defined in \\S*adapters/http/sums\\.ts, \\S*domain/offer\\.ts: rename one after what`,
        'm',
      ),
    );
  });

  it('that two files define fails the check, and nothing else does', () => {
    expect(planted.status).toBe(1);
    expect(planted.stderr).toContain(`\n${definedTwice.length} names are defined in several files\n`);
  });

  it('may be imported, exported again, hidden by an inner one, and be a value and a type of one file', () => {
    const files = {
      'one.ts': 'export const total = 1;\nexport type total = typeof total;\n',
      'two.ts': "import { total } from './one';\nexport const twice = (): number => total * 2;\n",
      'three.ts': "export { total } from './one';\nexport const inner = (): void => {\n  const total = 3;\n};\n",
    };
    expect(checkOf(files)).toMatchObject({ status: 0, stderr: '' });
  });

  it('of the product is defined once', () => {
    expect(check()).toMatchObject({ status: 0, stderr: '' });
  });
});
