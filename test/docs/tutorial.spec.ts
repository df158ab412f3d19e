import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import ts from 'typescript';
import { withFragment } from '../support/fragments';
import { blocksOf, type Block } from '../support/page';

// The whole product is compiled, linted and looked through: over a minute of processor time, on purpose.
jest.setTimeout(1_200_000);

const root = resolve(__dirname, '../..');

/** A copy of the checkout that a page may change. */
const copyOfSources = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'letopis-tutorial-'));
  const files = ['src', 'test', 'bench', '.config', 'tsconfig.json', 'package.json', '.prettierrc.json'];
  for (const path of files) cpSync(join(root, path), join(folder, path), { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'), 'dir');
  return folder;
};

/** Applies a fragment; gives the file that it made or changed. */
const apply = (folder: string, { info, text }: Block): string => {
  const [, file, where] = /^file=(\S+) (.+)$/.exec(info)!;
  const path = join(folder, file!);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, where === 'new' ? text : withFragment(readFileSync(path, 'utf8'), where!, text));
  return file!;
};

/** What the compiler says of the copy: `file: message`, of all that it holds. A second asking checks what changed. */
const compilerOf = (folder: string) => {
  const config = ts.readConfigFile(join(folder, 'tsconfig.json'), ts.sys.readFile.bind(ts.sys));
  const given = ts.parseJsonConfigFileContent(config.config, ts.sys, folder);
  const { tsBuildInfoFile, ...options } = { ...given.options, incremental: false, preserveSymlinks: false };
  const host = ts.createIncrementalCompilerHost(options);
  let known: ts.SemanticDiagnosticsBuilderProgram | undefined;
  return (): readonly string[] => {
    const files = ts.parseJsonConfigFileContent(config.config, ts.sys, folder).fileNames;
    known = ts.createSemanticDiagnosticsBuilderProgram(files, options, host, known);
    return [...known.getSyntacticDiagnostics(), ...known.getSemanticDiagnostics()].map(
      ({ file, messageText }) =>
        `${file ? relative(folder, file.fileName) : ''}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`,
    );
  };
};

const filesOf = (lines: readonly string[]): readonly string[] =>
  [...new Set(lines.map((line) => line.slice(0, line.indexOf(': '))))].sort();

/** The tools of `npm run check`, as package.json calls them; the linter and prettier look at what the page changed. */
const checks: Readonly<Record<string, (changed: readonly string[]) => readonly string[]>> = {
  lint: (changed) => [
    'eslint/bin/eslint.js',
    ...['-c', '.config/eslint.config.mjs', ...changed.filter((file) => file.endsWith('.ts'))],
  ],
  boundaries: () => [
    'dependency-cruiser/bin/dependency-cruise.mjs',
    ...['-c', '.config/dependency-cruiser.cjs', 'src'],
  ],
  'dead-code': () => ['knip/bin/knip.js', '-c', '.config/knip.json'],
  format: (changed) => ['prettier/bin/prettier.cjs', '--check', ...changed],
};

describe('the tutorials of docs/developers.md', () => {
  const blocks = blocksOf(join(root, 'docs/developers.md'));
  const folder = copyOfSources();
  const compile = compilerOf(folder);
  const changed = new Set<string>();
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  const run = (...args: readonly string[]) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8' });
    return { status, out: `${stdout}\n${stderr}` };
  };
  const tool = (name: string) => {
    const [program, ...args] = checks[name]!([...changed]);
    return run(join(root, 'node_modules', program!), ...args);
  };
  const specs = (...files: readonly string[]) =>
    run(join(root, 'node_modules/jest/bin/jest.js'), '-c', '.config/jest.config.cjs', '-i', '--ci', ...files);
  const samples = 'test/application/log/stored-samples.spec.ts';

  /** Goes on with the page up to the next block that says what is to be seen then. */
  let next = 0;
  const goOn = (): Block => {
    for (; next < blocks.length; next += 1) {
      const block = blocks[next]!;
      if (!block.info.startsWith('file=')) return blocks[next++]!;
      changed.add(apply(folder, block));
    }
    throw new Error('the page is at its end');
  };

  const expected = blocks.filter(({ info }) => info.startsWith('expect=')).map(({ info }) => info);
  it.each(expected)('show what is to be seen: %s', (info) => {
    const block = goOn();
    expect(block.info).toBe(info);
    const lines = block.text.trim().split('\n');
    if (info === 'expect=samples') {
      const { status, out } = specs(samples);
      expect(status).toBe(1);
      for (const line of lines) expect(out).toContain(line);
    }
    if (info === 'expect=compiler') {
      const said = compile();
      for (const line of lines) {
        const [file, message] = [line.slice(0, line.indexOf(': ')), line.slice(line.indexOf(': ') + 2)];
        const ofFile = said.filter((each) => each.startsWith(`${file}: `));
        expect(ofFile).toContainEqual(expect.stringContaining(message));
      }
      expect(filesOf(said)).toEqual(filesOf(lines));
    }
    if (info === 'expect=check') {
      expect(compile()).toEqual([]);
      const own = [...changed].filter((file) => file.endsWith('.spec.ts'));
      const { status, out } = specs(samples, ...own);
      expect(status === 0 ? 'passed' : out).toBe('passed');
      expect(own).toHaveLength(3);
    }
  });

  it.each(Object.keys(checks))('lead to sources that pass every check: %s', (name) => {
    expect(next).toBe(blocks.length);
    const { status, out } = tool(name);
    expect(status === 0 ? 'passed' : out).toBe('passed');
  });

  it('would not pass with a fragment that does not keep to the rules', () => {
    const file = join(folder, 'src/domain/client/state.ts');
    const text = readFileSync(file, 'utf8');
    writeFileSync(
      file,
      `${text}\nimport { decode } from '../../application/log/codec';\nexport const x = decode as any\n`,
    );
    const outs = Object.keys(checks).map((name) => tool(name).out);
    writeFileSync(file, text);
    const named = ['no-explicit-any', 'domain-imports-only-domain', 'Unused exports', 'Code style issues'];
    named.forEach((word, index) => {
      expect(outs[index]).toContain(word);
    });
  });

  it('touch as many files as README.md says in its table', () => {
    const sections = readFileSync(join(root, 'docs/developers.md'), 'utf8').split(/^###? /m);
    const touched = (...titles: readonly string[]): number => {
      const own = sections.filter((section) => titles.some((title) => section.startsWith(`${title}\n`)));
      expect(own).toHaveLength(titles.length);
      return new Set(own.flatMap((section) => section.match(/(?<=^```\w+ file=)\S+/gm) ?? [])).size;
    };
    const readme = readFileSync(join(root, 'README.md'), 'utf8');
    const said = (what: string): number => Number(new RegExp(`^\\| ${what} *\\| (\\d+) `, 'm').exec(readme)![1]);
    expect({
      event: said('an event'),
      commandWithRejection: said('a command') + said('a rejection'),
      readModel: said('a read model'),
      shape: said('a new shape of an event'),
    }).toEqual({
      event: touched('1. The event', '2. What the rules remember of it', '3. How it is stored'),
      commandWithRejection: touched('4. The command', '5. The rule, and its rejection', '6. Its fields, and its route'),
      readModel: touched('7. The read model'),
      shape: touched("1. Today's shape", "2. The old shape, and the step to today's"),
    });
  });

  it('have their event in the catalogue, which takes no event without a sentence', () => {
    const catalogue = `import { eventsPage } from ${JSON.stringify(`file://${join(root, '.config/events-page.mjs')}`)};`;
    const page = (): string =>
      run('--input-type=module', '-e', `${catalogue}\nconsole.log(eventsPage(process.argv[1]))`, '--', folder).out;
    expect(page()).toContain('| **ClientGreeted** | A manager greeted the client on an occasion');
    const events = join(folder, 'src/domain/client/events.ts');
    const text = readFileSync(events, 'utf8');
    writeFileSync(events, text.replace('/** A manager greeted the client on an occasion, over this channel. */', ''));
    expect(page()).toContain('ClientGreeted has no doc comment');
  });
});
