import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import ts from 'typescript';
import { blocksOf, type Block } from '../support/page';

// The whole product is compiled three times.
const root = resolve(__dirname, '../..');

/** A copy of the checkout that a page may change. */
const copyOfSources = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'letopis-tutorial-'));
  for (const path of ['src', 'test/support', 'tsconfig.json', 'package.json', '.config/jest.config.cjs'])
    cpSync(join(root, path), join(folder, path), { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'), 'dir');
  return folder;
};

/** The one line of a text that says this, whatever its indentation. */
const placeOf = (lines: readonly string[], anchor: string, file: string): number => {
  const places = lines.flatMap((line, index) => (line.trim() === anchor ? [index] : []));
  if (places.length !== 1) throw new Error(`${file} has ${places.length} lines "${anchor}"`);
  return places[0]!;
};

const changed = (old: string, { info, text }: Block, file: string): string => {
  if (info.endsWith(' append')) return `${old}\n${text}`;
  const [, how, anchor] = / (before|after|replace)="(.+)"$/.exec(info) ?? [];
  if (!how || !anchor) throw new Error(`a fragment that says not where: ${info}`);
  const lines = old.split('\n');
  const place = placeOf(lines, anchor, file);
  lines.splice(how === 'after' ? place + 1 : place, how === 'replace' ? 1 : 0, text.trimEnd());
  return lines.join('\n');
};

const apply = (folder: string, block: Block): string => {
  const file = /^file=(\S+)/.exec(block.info)![1]!;
  const path = join(folder, file);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, block.info.endsWith(' new') ? block.text : changed(readFileSync(path, 'utf8'), block, file));
  return file;
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

describe('the tutorial of docs/developers.md', () => {
  const blocks = blocksOf(join(root, 'docs/developers.md'));
  const folder = copyOfSources();
  const compile = compilerOf(folder);
  const specs: string[] = [];
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  /** Goes on with the page up to the next block that is no fragment; gives that one. */
  let next = 0;
  const goOn = (): Block | undefined => {
    for (; next < blocks.length; next += 1) {
      const block = blocks[next]!;
      if (block.info.startsWith('expect=')) return blocks[next++];
      const file = apply(folder, block);
      if (file.endsWith('.spec.ts')) specs.push(file);
    }
    return undefined;
  };

  it.each([
    ['an event without its evolve arm and its version', 'expect=forgotten-event'],
    ['a command without its decide arm and its class', 'expect=forgotten-command'],
  ])('shows that the compiler names %s', (_, expectation) => {
    const expected = goOn()!;
    expect(expected.info).toBe(expectation);
    const said = compile();
    for (const line of expected.text.trim().split('\n')) {
      const [file, message] = line.split(': ');
      const ofFile = said.filter((each) => each.startsWith(`${file}: `));
      expect(ofFile).toContainEqual(expect.stringContaining(message!));
    }
    const filesOf = (lines: readonly string[]) => [...new Set(lines.map((each) => each.split(': ')[0]))].sort();
    expect(filesOf(said)).toEqual(filesOf(expected.text.trim().split('\n')));
  });

  it('leads to sources that compile', () => {
    expect(goOn()).toBeUndefined();
    expect(compile()).toEqual([]);
  });

  it('leads to tests that pass: the rule, and the read model from the request to the report', () => {
    const jest = join(root, 'node_modules/jest/bin/jest.js');
    const { status, stderr } = spawnSync(process.execPath, [jest, '-c', '.config/jest.config.cjs', '-i', '--ci'], {
      cwd: folder,
      encoding: 'utf8',
    });
    expect(specs).toHaveLength(2);
    expect(stderr).toContain('Tests:       3 passed, 3 total');
    expect(status).toBe(0);
  });

  it('has its event in the catalogue, which takes no event without a sentence', () => {
    const page = (): { stdout: string; stderr: string } =>
      spawnSync(
        process.execPath,
        ['--input-type=module', '-e', `${catalogue}\nconsole.log(eventsPage(process.argv[1]))`, '--', folder],
        { encoding: 'utf8' },
      );
    const catalogue = `import { eventsPage } from ${JSON.stringify(`file://${join(root, '.config/events-page.mjs')}`)};`;
    expect(page().stdout).toContain('| **ClientGreeted** | A manager greeted the client on an occasion');
    const events = join(folder, 'src/domain/client/events.ts');
    const text = readFileSync(events, 'utf8');
    writeFileSync(events, text.replace('/** A manager greeted the client on an occasion, over this channel. */', ''));
    expect(page().stderr).toContain('ClientGreeted has no doc comment');
  });
});
