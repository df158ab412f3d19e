import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { freePort } from '../support/free-port';
import { buildProgram } from '../support/processes';
import { Served } from '../support/served';

const root = resolve(__dirname, '../..');
const modules = join(root, 'node_modules');
const run = (script: string, ...args: readonly string[]): string =>
  execFileSync(process.execPath, [join(modules, script), ...args], { encoding: 'utf8', stdio: 'pipe' });

describe('a client that is generated from the document of the API', () => {
  const folder = mkdtempSync(join(tmpdir(), 'letopis-'));
  const client = join(folder, 'client');
  let served: Served;

  beforeAll(async () => {
    buildProgram();
    cpSync(join(root, 'examples', 'api-client'), client, {
      recursive: true,
      filter: (file) => !/(\.mjs|api\.d\.ts)$/.test(file),
    });
    symlinkSync(modules, join(folder, 'node_modules'));
    run('openapi-typescript/bin/cli.js', join(root, 'docs', 'openapi.json'), '-o', join(client, 'api.d.ts'));
    served = new Served(await freePort(), { LETOPIS_DATA: join(folder, 'data'), LETOPIS_ZONE: 'Europe/Berlin' });
    served.start();
    await served.until('/health', 200);
  });
  afterAll(async () => {
    await served.end('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  });

  it('compiles, and tells a sale from the first call to the credit note', () => {
    run('typescript/bin/tsc', '-p', client);
    const told = JSON.parse(
      execFileSync(process.execPath, [join(client, 'story.mjs'), served.address], { encoding: 'utf8' }),
    ) as { readonly events: readonly string[]; readonly sections: Record<string, readonly object[]> };
    const kinds = ['OfferMade', 'OfferLinesAccepted', 'OfferLinesInvoiced', 'InvoiceIssued', 'CreditNoteIssued'];
    expect(told.events).toEqual(['ClientRegistered', ...kinds]);
    expect(told.sections['obligations']).toMatchObject([{ kind: 'invoice', state: 'partly credited', amount: 15351 }]);
  });

  it('does not compile where it says what the document does not know', () => {
    const story = join(client, 'story.mts');
    const text = readFileSync(story, 'utf8');
    const wrong = text.replace("kind: 'company'", "kind: 'firm'");
    expect(wrong).not.toBe(text);
    writeFileSync(story, wrong);
    expect(() => run('typescript/bin/tsc', '-p', client)).toThrow('Command failed');
  });
});
