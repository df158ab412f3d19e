import { spawnSync } from 'node:child_process';
import { appendFileSync, cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const root = resolve(__dirname, '../..');

const check = (...folder: readonly string[]) =>
  spawnSync(process.execPath, [join(root, '.config/docs.mjs'), '--check', ...folder], { encoding: 'utf8' });

describe('the generated pages', () => {
  it('say what the code does: where they do not, run `npm run docs` and commit them', () => {
    const { status, stderr } = check();
    expect(status === 0 ? 'as the code' : stderr).toBe('as the code');
  });

  it('are reported where they have drifted, each by its name', () => {
    const folder = mkdtempSync(join(tmpdir(), 'letopis-pages-'));
    cpSync(join(root, 'docs'), join(folder, 'docs'), { recursive: true });
    appendFileSync(join(folder, 'docs/events.md'), '\nAn event that nobody wrote.\n');
    rmSync(join(folder, 'docs/tables.md'));
    const { status, stderr } = check(folder);
    rmSync(folder, { recursive: true });
    expect(status).toBe(1);
    expect(stderr).toContain('docs/events.md, docs/tables.md; run npm run docs');
  });
});
