import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { reports } from '../../src/read-models';

const root = resolve(__dirname, '../..');
const folder = join(root, 'docs/reports');
const pages = readdirSync(folder).filter((page) => page !== 'README.md');
const textOf = (page: string): string => readFileSync(join(folder, page), 'utf8');

/** A command of a page and what the page shows as its output: the block after it. */
const example = /^```sh\n(npx letopis (?:report|trial) [^\n]+)\n```\n\n```csv\n(.*?)^```$/gms;
const examples = pages.flatMap((page) =>
  [...textOf(page).matchAll(example)].map(([, command, output]) => [page, command!, output!] as const),
);

describe('the pages on reports', () => {
  const data = mkdtempSync(join(tmpdir(), 'letopis-reports-'));
  const run = (command: string) =>
    spawnSync(command.replace('npx letopis', `"$NODE" "${join(root, '.config/letopis.mjs')}"`), {
      shell: '/bin/sh',
      encoding: 'utf8',
      env: { ...process.env, LETOPIS_DATA: data, NODE: process.execPath },
    });

  beforeAll(() => {
    const [, simulate] = /^(npx letopis simulate [^\n]+)$/m.exec(textOf('README.md'))!;
    expect(run(simulate!)).toMatchObject({ status: 0 });
  });
  afterAll(() => {
    rmSync(data, { recursive: true });
  });

  it.each(examples)('%s shows what is answered: %s', (page, command, output) => {
    const { status, stdout, stderr } = run(command);
    expect(status === 0 ? 'good' : stderr).toBe('good');
    // LETOPIS_WRITE_EXAMPLES=yes writes the outputs anew, after a look at what has changed.
    if (process.env['LETOPIS_WRITE_EXAMPLES'] === 'yes')
      writeFileSync(
        join(folder, page),
        textOf(page).replace(
          `${command}\n\`\`\`\n\n\`\`\`csv\n${output}`,
          `${command}\n\`\`\`\n\n\`\`\`csv\n${stdout}`,
        ),
      );
    else expect(stdout).toBe(output);
  });

  it('are of reports that are there, each with an example, and the list has them all', () => {
    const names = pages.map((page) => page.replace('.md', ''));
    const known = reports.map(({ name }) => name);
    expect(names.filter((name) => !known.includes(name))).toEqual([]);
    expect(names.filter((name) => !examples.some(([page]) => page === `${name}.md`))).toEqual([]);
    const listed = [...textOf('README.md').matchAll(/^\| \[?`([a-z-]+)`/gm)].map(([, name]) => name!);
    expect(listed.toSorted()).toEqual(known.toSorted());
  });
});
