import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';

const root = resolve(__dirname, '../..');

/** What `npm ci` and `nest build` do, as far as it can be seen: a line in a diary, some time, and files. */
const fakes: Readonly<Record<string, string>> = {
  'fakes/npm': `#!/bin/sh
echo "npm $1" >> "$DIARY"
[ "$1" = ci ] || exit 0
rm -rf node_modules
sleep 0.5
mkdir -p node_modules
cp -R fakes/nest node_modules/@nestjs
`,
  'fakes/nest/cli/bin/nest.js': `
const { appendFileSync, mkdirSync, writeFileSync } = require('node:fs');
appendFileSync(process.env.DIARY, 'nest build\\n');
Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 500);
mkdirSync('dist', { recursive: true });
writeFileSync('dist/cli.js', 'console.log("ran", ...process.argv.slice(2));');
`,
  'src/cli.ts': '',
  'tsconfig.json': '{}',
  'package-lock.json': '{}',
  'package.json': '{ "version": "1.2.3" }',
};

describe('a checkout that nobody has started yet', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'letopis-starting-'));
    for (const [file, text] of Object.entries(fakes)) {
      mkdirSync(dirname(join(folder, file)), { recursive: true });
      writeFileSync(join(folder, file), text);
    }
    chmodSync(join(folder, 'fakes/npm'), 0o755);
    for (const file of ['prepare.mjs', 'letopis.mjs'])
      cpSync(join(root, '.config', file), join(folder, '.config', file));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  const environment = (given: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv => ({
    ...process.env,
    LETOPIS_INSTALL: '',
    DIARY: join(folder, 'diary'),
    PATH: [join(folder, 'fakes'), process.env['PATH']].join(delimiter),
    ...given,
  });

  const start = (args: readonly string[], given?: Readonly<Record<string, string>>) =>
    new Promise<{ readonly code: number | null; readonly out: string; readonly err: string }>((done) => {
      const child = spawn(process.execPath, [join(folder, '.config/letopis.mjs'), ...args], {
        env: environment(given),
      });
      const texts = { out: '', err: '' };
      child.stdout.on('data', (text: Buffer) => (texts.out += text.toString()));
      child.stderr.on('data', (text: Buffer) => (texts.err += text.toString()));
      child.once('close', (code) => {
        done({ code, ...texts });
      });
    });

  const diary = (): readonly string[] =>
    existsSync(join(folder, 'diary')) ? readFileSync(join(folder, 'diary'), 'utf8').trim().split('\n') : [];

  /** An older Node has one step more, see docs/decisions/0027. */
  const installs = Number(process.versions['napi']) >= 10 ? ['npm ci'] : ['npm ci', 'npm run'];

  it('is installed and built once by two first calls at once; both then run', async () => {
    const ended = await Promise.all([start(['report']), start(['verify'])]);
    expect(ended.map(({ code, out }) => [code, out])).toEqual([
      [0, 'ran report\n'],
      [0, 'ran verify\n'],
    ]);
    expect(diary()).toEqual([...installs, 'nest build']);
    expect(ended.map(({ err }) => err).join('')).toMatch(/process \d+ is installing or building here/);
    expect(existsSync(join(folder, '.preparing'))).toBe(false);
  });

  it('is neither installed nor built by a later call', async () => {
    await start(['report']);
    await start(['report']);
    expect(diary()).toEqual([...installs, 'nest build']);
  });

  it('is installed by the next call where the one before was killed and left its lock', async () => {
    const dead = spawnSync(process.execPath, ['-e', '0']).pid;
    writeFileSync(join(folder, '.preparing'), String(dead));
    const ended = await Promise.all([start(['report']), start(['verify']), start(['projections'])]);
    expect(ended.map(({ code }) => code)).toEqual([0, 0, 0]);
    expect(diary()).toEqual([...installs, 'nest build']);
  });

  it('is free for the next call where an install failed', async () => {
    const failing = join(folder, 'failing');
    mkdirSync(failing);
    writeFileSync(join(failing, 'npm'), '#!/bin/sh\nexit 7\n', { mode: 0o755 });
    const first = await start(['report'], { PATH: [failing, process.env['PATH']].join(delimiter) });
    const second = await start(['report']);
    expect([first.code, second.code]).toEqual([7, 0]);
  });

  it.each(['--help', '-h', 'help', '--version'])('installs and builds nothing for %s', async (asked) => {
    const { code, out } = await start([asked]);
    expect(code).toBe(0);
    expect(out).toContain(asked === '--version' ? '1.2.3' : 'npm start');
    expect(diary()).toEqual([]);
  });

  it('answers --help by the program that was built last, though its sources changed', async () => {
    await start(['report']);
    writeFileSync(join(folder, 'src/cli.ts'), '// changed');
    const { out } = await start(['report', '--help']);
    expect(out).toBe('ran report --help\n');
    expect(diary()).toEqual([...installs, 'nest build']);
  });

  it('is not installed where a test is what calls', async () => {
    expect(process.env['LETOPIS_INSTALL']).toBe('never');
    const { code, err } = await start(['report'], { LETOPIS_INSTALL: 'never' });
    expect(code).toBe(1);
    expect(err).toContain('is not installed as package-lock.json says: run npm test');
    expect(diary()).toEqual([]);
  });
});
