import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { CalledFunction } from './support/call-coverage';
import { callBody, furnish, post } from './support/log-call';
import { isSmoke } from './support/measure';

/**
 * How many functions of the product, in how many files, run for one LogCall over HTTP: how far someone has to go who
 * reads along. Counted by V8 in the service's main thread (read models are projected in another one).
 *
 *   npm run bench -- calls [--checkout=<folder of another checkout, built>] [--verbose] [--json]
 */
const checkout = realpathSync(
  resolve(process.argv.find((argument) => argument.startsWith('--checkout='))?.slice('--checkout='.length) ?? '.'),
);
const WARM_UP = isSmoke ? 20 : 300;
/** One call in each; what runs by the clock, not for the call, is in few of them. */
const WINDOWS = isSmoke ? 3 : 25;

const serve = async (folder: string): Promise<{ readonly service: ChildProcess; readonly url: string }> => {
  const service = fork(join(checkout, 'dist', 'cli.js'), ['serve'], {
    execArgv: ['../test/support/ts-node.cjs', './support/call-coverage.ts'].flatMap((file) => [
      '-r',
      require.resolve(file),
    ]),
    env: { ...process.env, LETOPIS_DATA: folder, LETOPIS_SAMPLE: 'no', LETOPIS_PORT: '0' },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  const url = new Promise<string>((resolveUrl, reject) => {
    let said = '';
    service.stderr?.on('data', (text: unknown) => {
      said += String(text);
      const address = /http:\/\/[\d.]+:\d+/.exec(said)?.[0];
      if (address !== undefined) resolveUrl(address);
    });
    service.once('exit', () => {
      reject(new Error(`${checkout} does not serve (is it built?): ${said}`));
    });
  });
  return { service, url: await url };
};

/** What ran since this was last asked. */
const ranIn = async (service: ChildProcess): Promise<readonly CalledFunction[]> => {
  service.send('taken');
  const [functions] = (await once(service, 'message')) as [readonly CalledFunction[]];
  return functions.filter(({ url }) => /^(dist|src)\//.test(pathOf(url)));
};

const pathOf = (url: string): string => relative(checkout, fileURLToPath(url));

/** The functions that ran in most of the windows. */
const functionsOfACall = async (folder: string): Promise<readonly CalledFunction[]> => {
  const { service, url } = await serve(folder);
  const logCall = () => post(`${url}/calls`, callBody);
  await furnish(url);
  for (let n = 0; n < WARM_UP; n += 1) await logCall();
  await ranIn(service);
  const windowsOf = new Map<string, { readonly called: CalledFunction; windows: number }>();
  for (let n = 0; n < WINDOWS; n += 1) {
    await logCall();
    for (const called of await ranIn(service)) {
      const key = `${called.url}:${called.offset}:${called.name}`;
      const known = windowsOf.get(key) ?? { called, windows: 0 };
      windowsOf.set(key, { called, windows: known.windows + 1 });
    }
  }
  service.disconnect();
  service.kill();
  await once(service, 'exit');
  return [...windowsOf.values()].filter(({ windows }) => windows > WINDOWS / 2).map(({ called }) => called);
};

const print = (functions: readonly CalledFunction[]): void => {
  const files = new Map<string, string[]>();
  for (const { url, name } of functions) {
    const file = pathOf(url);
    files.set(file, [...(files.get(file) ?? []), name === '' ? '(unnamed)' : name]);
  }
  const figures = { functions: functions.length, files: files.size };
  if (process.argv.includes('--json')) console.log(JSON.stringify({ bench: 'calls', checkout, ...figures }));
  else
    console.log(`\na LogCall over HTTP runs ${figures.functions} functions in ${figures.files} files of ${checkout}`);
  if (!process.argv.includes('--verbose')) return;
  for (const [file, names] of [...files].sort(([one], [other]) => (one < other ? -1 : 1)))
    console.log(`  ${String(names.length).padStart(3)}  ${file}  ${names.join(' ')}`);
};

const run = async (): Promise<void> => {
  const folder = mkdtempSync(join(process.env['LETOPIS_BENCH_FOLDER'] ?? '.', 'calls-'));
  print(await functionsOfACall(folder));
  rmSync(folder, { recursive: true, force: true });
};

void run();
