import { spawn, spawnSync } from 'node:child_process';
import { join } from 'node:path';

const root = join(__dirname, '..', '..');

const program = join(root, 'dist', 'cli.js');

export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Builds the program, so that each process after it starts at once. */
export const buildProgram = (): void => {
  const { status, stderr } = spawnSync(process.execPath, [join(root, '.config', 'prepare.mjs')], { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
};

export type Environment = Readonly<Record<string, string>>;

const environmentOf = (given: Environment): NodeJS.ProcessEnv => {
  const plain = Object.entries(process.env).filter(([name]) => !name.startsWith('LETOPIS_') && name !== 'NODE_OPTIONS');
  return { ...Object.fromEntries(plain), ...given };
};

/** Starts a verb and leaves it running; `under`: by this command, which runs what it is given. */
export const startLetopis = (args: readonly string[], environment: Environment = {}, under: readonly string[] = []) => {
  const [command = '', ...rest] = [...under, process.execPath, program, ...args];
  return spawn(command, rest, { env: environmentOf(environment) });
};

/** Runs a verb to its end. */
export const letopis = (...asked: Parameters<typeof startLetopis>): Promise<Ended> =>
  new Promise((resolve, reject) => {
    const child = startLetopis(...asked);
    const texts = { out: '', err: '' };
    child.stdout.setEncoding('utf8').on('data', (text: string) => (texts.out += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (texts.err += text));
    child.once('error', reject);
    child.once('close', (code) => {
      resolve({ code, ...texts });
    });
  });

/** Runs a line of a shell in which `letopis` is the program. */
export const inShell = (line: string, environment: Environment = {}): Ended => {
  const call = `letopis() { "${process.execPath}" "${program}" "$@"; }`;
  const { status, stdout, stderr } = spawnSync('bash', ['-c', `set -o pipefail; ${call}; ${line}`], {
    encoding: 'utf8',
    env: environmentOf(environment),
  });
  return { code: status, out: stdout, err: stderr };
};

/** Standard error without the lines of progress: any task takes over a second on a busy machine, and then shows them. */
export const withoutProgress = (err: string): string =>
  err.replaceAll(/^.+: [\d,]+( \(\d+ %\))?, [\d,]+\/s(, \d+ s left)?\n/gm, '');
