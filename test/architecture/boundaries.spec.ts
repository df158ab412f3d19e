import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

const root = resolve(__dirname, '../..');

interface Violation {
  readonly from: string;
  readonly to: string;
  readonly rule: { readonly name: string };
}

const violationsIn = (folder: string): readonly Violation[] => {
  const { stdout, stderr } = spawnSync(
    process.execPath,
    [
      join(root, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs'),
      '-c',
      join(root, '.config/dependency-cruiser.cjs'),
      '--output-type',
      'json',
      'src',
    ],
    { cwd: folder, encoding: 'utf8', maxBuffer: 1e8 },
  );
  if (stdout === '') throw new Error(stderr);
  const result: { summary: { violations: readonly Violation[] } } = JSON.parse(stdout);
  return result.summary.violations;
};

/** A tree of its own with one planted import: `file` imports `target`. */
const planted = (files: Record<string, string>): readonly string[] => {
  const folder = mkdtempSync(join(tmpdir(), 'letopis-boundaries-'));
  try {
    for (const [file, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, file)), { recursive: true });
      writeFileSync(join(folder, file), text);
    }
    cpSync(join(root, 'tsconfig.json'), join(folder, 'tsconfig.json'));
    return violationsIn(folder).map(({ rule }) => rule.name);
  } finally {
    rmSync(folder, { recursive: true });
  }
};

const inImport = (file: string): string => `src/application/import/${file}`;
const thing = 'export const thing = 1;\n';
const uses = (path: string): string => `import { thing } from '${path}';\nexport const other = thing;\n`;

describe('the law of imports', () => {
  it('holds in the product', () => {
    expect(violationsIn(root)).toEqual([]);
  });

  it.each([
    ['domain-imports-only-domain', 'src/domain/offer/a.ts', '../../application/b', 'src/application/b.ts'],
    ['aggregates-apart', 'src/domain/offer/a.ts', '../client/b', 'src/domain/client/b.ts'],
    ['shared-knows-no-aggregate', 'src/domain/shared/a.ts', '../client/b', 'src/domain/client/b.ts'],
    ['read-models-import-only-domain', 'src/read-models/x/a.ts', '../../application/b', 'src/application/b.ts'],
    ['read-models-apart', 'src/read-models/x/a.ts', '../y/b', 'src/read-models/y/b.ts'],
    ['application-knows-no-adapter', 'src/application/a.ts', '../adapters/http/b', 'src/adapters/http/b.ts'],
    ['application-knows-no-adapter', 'src/application/a.ts', '../config/b', 'src/config/b.ts'],
    ['import-language-knows-no-later-room', inImport('language/a.ts'), '../shapes/b', inImport('shapes/b.ts')],
    ['import-shapes-knows-no-later-room', inImport('shapes/a.ts'), '../mapping/b', inImport('mapping/b.ts')],
    ['import-mapping-knows-no-later-room', inImport('mapping/a.ts'), '../run/b', inImport('run/b.ts')],
    ['adapters-apart', 'src/adapters/http/a.ts', '../sqlite/b', 'src/adapters/sqlite/b.ts'],
    ['adapters-know-no-entry-point', 'src/adapters/http/a.ts', '../../main', 'src/main.ts'],
    ['adapters-know-no-entry-point', 'src/adapters/http/a.ts', '../../threads/b', 'src/threads/b.ts'],
    ['no-test-in-product', 'src/application/a.ts', '../../test/b', 'test/b.ts'],
  ])('%s fails on a planted import', (rule, from, path, to) => {
    expect(planted({ [from]: uses(path), [to]: thing })).toContain(rule);
  });

  it('domain-uses-no-technology fails on a planted import of node:fs', () => {
    const text = "import { readFileSync } from 'node:fs';\nexport const read = readFileSync;\n";
    expect(planted({ 'src/domain/offer/a.ts': text })).toContain('domain-uses-no-technology');
  });

  it.each(['import', 'import type'])('no-circles fails on a planted circle that closes by %s', (closes) => {
    const files = {
      'src/application/a.ts': uses('./b'),
      'src/application/b.ts': `${closes} { other } from './a';\nexport const thing: typeof other = 1;\n`,
    };
    expect(planted(files)).toContain('no-circles');
  });
});
