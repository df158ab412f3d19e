import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { blocksOf } from '../support/page';
import { openService } from '../support/service';

const root = resolve(__dirname, '../..');
const pages = ['README.md', 'docs/analysts.md', 'docs/auditors.md'];
const textOf = (page: string): string => readFileSync(join(root, page), 'utf8');

/** What a page tells to type: the lines of its shell blocks and, beside the README's, the commands within sentences. */
const commandsOf = (page: string): readonly string[] => {
  const lines = blocksOf(join(root, page))
    .filter(({ language }) => language === 'sh')
    .flatMap(({ text }) => text.split('\n'));
  const spans =
    page === 'README.md' ? [] : [...textOf(page).matchAll(/`(npx letopis [^`]+)`/g)].map(([, span]) => span!);
  return [...new Set([...lines, ...spans])].filter((line) => line.startsWith('npx letopis '));
};

const typed = pages.flatMap((page) => commandsOf(page).map((command) => [page, command] as const));

// Each line is typed into a process of its own: on a slow machine over a minute of processor time, on purpose.
describe('what the pages tell to type', () => {
  const folder = mkdtempSync(join(tmpdir(), 'letopis-readme-'));
  const shell = (command: string, cwd = folder) =>
    spawnSync(command, {
      shell: '/bin/sh',
      cwd,
      encoding: 'utf8',
      env: { ...process.env, LETOPIS_DATA: join(folder, '.data'), NODE: process.execPath },
    });
  /** What stands in the sample company's log for what a page leaves to the reader. */
  const inTheLog: Record<string, string> = {};
  const nameIt = (placeholder: string): string => inTheLog[placeholder] ?? '5a1e0000-0000-4000-8000-000000000001';
  /** As typed, without the second that npx takes each time. */
  const run = (command: string) =>
    shell(
      command
        .replace('npx letopis', `"$NODE" "${join(root, '.config/letopis.mjs')}"`)
        .replaceAll(/(offer-|manager:|numbers\.)?<[a-z ]+>|Anna Weber/g, nameIt),
    );

  beforeAll(() => {
    for (const { info, text } of pages.flatMap((page) => blocksOf(join(root, page)))) {
      const [, file] = /^file=(\S+)$/.exec(info) ?? [];
      if (file !== undefined) writeFileSync(join(folder, file), text);
    }
    expect(run('npx letopis simulate --events 1500 --months 6')).toMatchObject({ status: 0 });
    const first = (type: string, field: string): string => {
      const { stdout } = run(`npx letopis export --types ${type}`);
      return String((JSON.parse(stdout.split('\n')[0]!) as { data: Record<string, unknown> }).data[field]);
    };
    inTheLog['<manager>'] = first('ManagerRegistered', 'managerId');
    const { id } = JSON.parse(run('npx letopis export --limit 1').stdout) as { id: string };
    inTheLog['<event id>'] = id;
    inTheLog['offer-<id>'] = `offer-${first('OfferMade', 'offerId')}`;
    inTheLog['manager:<id>'] = `manager:${first('ManagerRegistered', 'managerId')}`;
    inTheLog['numbers.<series>'] = `numbers.${first('InvoiceIssued', 'series')}`;
    inTheLog['Anna Weber'] = first('ClientRegistered', 'clientId');
    inTheLog['<id>'] = inTheLog['Anna Weber'];
  });
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  it.each(typed)('%s: %s', (_, command) => {
    const { status, stderr } = run(command);
    expect(status === 0 ? 'good' : stderr).toBe('good');
  });

  it('works with npx, which takes nothing from a registry for it', () => {
    const { status, stdout } = shell('npx --offline letopis projections --json', root);
    expect(status).toBe(0);
    expect(stdout).toContain('"stale-products"');
  });

  it('would show a verb or an option that is not there', () => {
    expect(run('npx letopis remember').status).toBe(2);
    expect(run('npx letopis verify --quickly').status).toBe(2);
  });
});

describe('README.md', () => {
  it('names addresses that answer', async () => {
    const addresses = [...textOf('README.md').matchAll(/`(\/[a-z/]*)`/g)].map(([, address]) => address!);
    const service = await openService();
    const statuses = await Promise.all(addresses.map(async (url) => [url, (await service.get(url)).status]));
    await service.close();
    const answers = { '/': 200, '/docs': 200, '/reports/enquiries': 200, '/events': 200, '/health': 200 };
    expect(Object.fromEntries(statuses)).toEqual(answers);
  });

  it('is short', () => {
    expect(textOf('README.md').split('\n').length).toBeLessThanOrEqual(150);
  });

  it.each([
    'README.md',
    'docs/developers.md',
    'docs/analysts.md',
    'docs/auditors.md',
    'docs/figures.md',
    'docs/api-in-ten-minutes.md',
    'docs/reports/README.md',
  ])('and its pages link to what is there: %s', (page) => {
    const links = [...textOf(page).matchAll(/\]\((?!https?:)([^)#]+)\)/g)].map(([, link]) => link!);
    expect(links.filter((link) => !existsSync(join(root, dirname(page), link)))).toEqual([]);
  });
});
