import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { freePort } from '../support/free-port';
import { blocksOf, type Block } from '../support/page';
import { buildProgram } from '../support/processes';
import { Served } from '../support/served';

const root = resolve(__dirname, '../..');
const blocks = blocksOf(join(root, 'docs/api-in-ten-minutes.md'));

const withoutSpace = (text: string): string => text.replaceAll(/\s/g, '');

/** What a page shows, in which `…` stands for anything. */
const shown = (text: string): RegExp =>
  new RegExp(
    `^${withoutSpace(text)
      .split('…')
      .map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'))
      .join('.*')}$`,
  );

describe('the API in ten minutes', () => {
  const folder = mkdtempSync(join(tmpdir(), 'letopis-'));
  let served: Served;

  beforeAll(async () => {
    buildProgram();
    served = new Served(await freePort(), { LETOPIS_DATA: join(folder, 'data'), LETOPIS_ZONE: 'Europe/Berlin' });
    served.start();
    await served.until('/health', 200);
  });
  afterAll(async () => {
    await served.end('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  });

  const outputOf = ({ text }: Block): string => {
    const { status, stdout, stderr } = spawnSync(`curl() { "$NODE" "$CURL" "$@"; }\n${text}`, {
      ...{ shell: '/bin/sh', encoding: 'utf8' },
      env: { ...process.env, API: served.address, NODE: process.execPath, CURL: join(root, 'test/support/curl.mjs') },
    });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    return stdout;
  };

  const typed = blocks.flatMap((block, index) => {
    const after = blocks[index + 1];
    if (block.language !== 'sh' || block.text.startsWith('API=')) return [];
    const [firstLine = ''] = block.text.split('\n');
    return [[firstLine, block, after && ['json', 'csv'].includes(after.language) ? after.text : undefined] as const];
  });

  // One after the other: each goes on where the one before left the company.
  it.each(typed)('is answered as the page shows: %s', (_, block, expected) => {
    const output = outputOf(block);
    if (expected === undefined) expect(output).toContain('"alreadyThere":false');
    else expect(withoutSpace(output)).toMatch(shown(expected));
  });

  it('shows the answer to most of what is typed', () => {
    expect(typed.filter(([, , expected]) => expected !== undefined).length).toBeGreaterThan(10);
  });

  it('would not pass with another answer', () => {
    expect('{"id":"a","position":"24"}').toMatch(shown('{ "id": …, "position": "24" }'));
    expect('{"id":"a","position":"25"}').not.toMatch(shown('{ "id": …, "position": "24" }'));
    expect('{"id":"a"}').not.toMatch(shown('{ …, "position": "24" }'));
  });
});
