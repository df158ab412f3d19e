import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';

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

/** The rules that are broken by the files of a tree of its own, by the file that breaks them. */
const brokenIn = (files: ReadonlyMap<string, string>): ReadonlyMap<string, readonly string[]> => {
  const folder = mkdtempSync(join(tmpdir(), 'letopis-boundaries-'));
  try {
    for (const [file, text] of files) {
      mkdirSync(dirname(join(folder, file)), { recursive: true });
      writeFileSync(join(folder, file), text);
    }
    cpSync(join(root, 'tsconfig.json'), join(folder, 'tsconfig.json'));
    const broken = new Map<string, string[]>();
    for (const { from, rule } of violationsIn(folder)) broken.set(from, [...(broken.get(from) ?? []), rule.name]);
    return broken;
  } finally {
    rmSync(folder, { recursive: true });
  }
};

const room = (name: string): string => `src/application/${name}`;

/** An import from one folder into another, and the rule that it must break. */
const imports: readonly (readonly [rule: string, from: string, to: string])[] = [
  ['domain-imports-only-domain', 'src/domain/offer', room('log')],
  ['aggregates-apart', 'src/domain/offer', 'src/domain/client'],
  ['shared-knows-no-aggregate', 'src/domain/shared', 'src/domain/client'],
  ['read-models-import-only-domain', 'src/read-models/x', room('log')],
  ['read-models-apart', 'src/read-models/x', 'src/read-models/y'],
  ['read-models-apart', 'src/read-models/x', 'src/read-models/facts'],
  ['read-models-apart', 'src/read-models/facts', 'src/read-models/x'],
  ['application-knows-no-adapter', room('log'), 'src/adapters/http'],
  ['application-knows-no-adapter', room('log'), 'src/config'],
  ...(
    [
      ['application', 'log', 'executing'],
      ['application', 'executing', 'commands'],
      ['application', 'commands', 'import'],
      ['application', 'projecting', 'asking'],
      ['application', 'asking', 'comparing'],
      ['application', 'trials', 'comparing'],
      ['application', 'comparing', 'rebuilding'],
      ['application', 'verifying', 'rebuilding'],
      ['application', 'rebuilding', 'executing'],
      ['application', 'replaying', 'import'],
      ['application', 'finding', 'executing'],
      ['application', 'upkeep', 'import'],
      ['application', 'import', 'projecting'],
      ['application', 'sample-company', 'import'],
      ['application/import', 'tables', 'language'],
      ['application/import', 'language', 'mapping'],
      ['application/import', 'mapping', 'run'],
      ['read-models', 'statistics', 'kit'],
      ['read-models', 'kit', 'facts'],
      ['read-models', 'facts', 'groupings'],
      ['read-models', 'names', 'groupings'],
      ['read-models', 'groupings', 'clock'],
      ['read-models', 'clock', 'groupings'],
      ['read-models', 'sales', 'clock'],
      ['adapters/http', 'protocol', 'commands'],
      ['adapters/http', 'commands', 'questions'],
      ['adapters/http', 'questions', 'projections'],
      ['adapters/http', 'projections', 'commands'],
      ['adapters/cli', 'terminal', 'reports'],
      ['adapters/cli', 'reports', 'log'],
      ['adapters/cli', 'log', 'read-models'],
      ['adapters/cli', 'read-models', 'log'],
    ] as const
  ).map(
    ([floor, from, to]) => [`${floor}/${from}-knows-its-place`, `src/${floor}/${from}`, `src/${floor}/${to}`] as const,
  ),
  ['adapters-apart', 'src/adapters/http', 'src/adapters/sqlite'],
  ['adapters-know-no-entry-point', 'src/adapters/http', 'src'],
  ['adapters-know-no-entry-point', 'src/adapters/http', 'src/composition'],
  ['no-test-in-product', room('log'), 'test'],
];

/** An import of a library, and the rule that it must break. */
const libraries: readonly (readonly [rule: string, from: string, library: string])[] = [
  ['domain-uses-no-technology', 'src/domain/offer', 'node:fs'],
  ['domain-uses-no-technology', 'src/domain/offer', 'kysely'],
  ['read-models-use-no-technology', 'src/read-models/x', 'node:fs'],
  ['read-models-use-no-technology', 'src/read-models/x', 'fastify'],
  ['kysely-only-for-tables', room('projecting'), 'kysely'],
  ['application-uses-no-framework', room('commands'), '@nestjs/swagger'],
  ['application-uses-no-framework', room('import'), 'class-validator'],
];

const thing = 'export const thing = 1;\n';
const uses = (path: string): string => `import { thing } from '${path}';\nexport const other = thing;\n`;
const usesLibrary = (name: string): string => `import * as library from '${name}';\nexport const used = library;\n`;

/** Each planted import in files of its own: all are looked at in one run. */
const planted = (): ReadonlyMap<string, string> => {
  const files = new Map<string, string>();
  for (const [index, [, from, to]] of imports.entries()) {
    files.set(`${from}/from${index}.ts`, uses(`${relative(from, to) || '.'}/to${index}`));
    files.set(`${to}/to${index}.ts`, thing);
  }
  for (const [index, [, from, library]] of libraries.entries())
    files.set(`${from}/library${index}.ts`, usesLibrary(library));
  for (const library of ['kysely', 'fastify', '@nestjs/swagger', 'class-validator']) {
    files.set(`node_modules/${library}/package.json`, JSON.stringify({ name: library, main: 'index.js' }));
    files.set(`node_modules/${library}/index.js`, 'module.exports = {};\n');
  }
  files.set(
    'package.json',
    JSON.stringify({ dependencies: { kysely: '*', fastify: '*', '@nestjs/swagger': '*', 'class-validator': '*' } }),
  );
  files.set('src/read-models/x/allowed.ts', usesLibrary('kysely'));
  for (const closes of ['import', 'import type']) {
    const name = closes.replace(' ', '-');
    files.set(`src/application/log/${name}-a.ts`, uses(`./${name}-b`));
    files.set(
      `src/application/log/${name}-b.ts`,
      `${closes} { other } from './${name}-a';\nexport const thing: typeof other = 1;\n`,
    );
  }
  return files;
};

describe('the law of imports', () => {
  let broken: ReadonlyMap<string, readonly string[]>;

  beforeAll(() => {
    broken = brokenIn(planted());
  });

  it('holds in the product', () => {
    expect(violationsIn(root)).toEqual([]);
  });

  it.each(imports.map((each, index) => [...each, index] as const))(
    '%s fails on an import from %s to %s',
    (rule, from, _to, index) => {
      expect(broken.get(`${from}/from${index}.ts`)).toContain(rule);
    },
  );

  it.each(libraries.map((each, index) => [...each, index] as const))(
    '%s fails where %s uses %s',
    (rule, from, _library, index) => {
      expect(broken.get(`${from}/library${index}.ts`)).toContain(rule);
    },
  );

  it('allows read models typed SQL', () => {
    expect(broken.has('src/read-models/x/allowed.ts')).toBe(false);
  });

  it.each(['import', 'import-type'])('no-circles fails on a circle that closes by %s', (name) => {
    expect(broken.get(`src/application/log/${name}-a.ts`)).toContain('no-circles');
  });
});
