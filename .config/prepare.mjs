/**
 * Brings a fresh clone to where it can run: installs what package-lock.json says, and builds what changed. Costs a few
 * milliseconds where nothing is to be done. Of several first calls at once one does the work, and the others wait for it.
 * `LETOPIS_INSTALL=never` forbids the installing: tests run with it.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));
const stamps = join(root, 'node_modules', '.cache', 'letopis');
// Not in node_modules, which an install replaces.
const lock = join(root, '.preparing');

const run = (command, args) => {
  // Standard output belongs to the caller: a program reads the answer there.
  const { status } = spawnSync(command, args, {
    cwd: root,
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
  });
  if (status !== 0) process.exit(status ?? 1);
};

const isStamped = (name, stamp) => existsSync(join(stamps, name)) && readFileSync(join(stamps, name), 'utf8') === stamp;
const setStamp = (name, stamp) => {
  mkdirSync(stamps, { recursive: true });
  writeFileSync(join(stamps, name), stamp);
};

const filesBelow = (folder) =>
  readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .sort();

/** Of names below the checkout and contents: the same wherever the checkout lies, and after it was copied. */
const digest = (paths) => {
  const hash = createHash('sha256');
  for (const path of paths) hash.update(relative(root, path)).update('\0').update(readFileSync(path)).update('\0');
  return hash.digest('hex');
};

/** Whether the work succeeded: a file or folder is made by one process only. */
const succeeds = (work) => {
  try {
    work();
    return true;
  } catch (error) {
    if (error.code === 'EEXIST' || error.code === 'ENOENT') return false;
    throw error;
  }
};

const isAlive = (pid) => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
};

/** The process that holds the lock; undefined where it is free, or where its holder has not yet written its id. */
const holder = () => {
  let pid = '';
  succeeds(() => (pid = readFileSync(lock, 'utf8')));
  return pid === '' ? undefined : Number(pid);
};

/** Removes the lock of a process that is dead. One at a time: a second one could remove the lock of the first. */
const removeDead = (pid) => {
  const guard = `${lock}.removing`;
  if (!succeeds(() => mkdirSync(guard))) return;
  if (holder() === pid) rmSync(lock);
  rmdirSync(guard);
};

const pause = (milliseconds) => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);

const takeLock = () => {
  let waitsFor;
  while (!succeeds(() => writeFileSync(lock, String(process.pid), { flag: 'wx' }))) {
    const pid = holder();
    if (pid !== undefined && !isAlive(pid)) removeDead(pid);
    else if (pid !== undefined && pid !== waitsFor) {
      console.error(`letopis: process ${pid} is installing or building here (${lock} says so); waiting for it …`);
      waitsFor = pid;
    }
    pause(50);
  }
  const free = () => rmSync(lock, { force: true });
  process.once('exit', free);
  return () => {
    process.off('exit', free);
    free();
  };
};

/** Does what is not done, unless another process does it meanwhile. */
const once = (isDone, work) => {
  if (isDone()) return;
  const free = takeLock();
  if (!isDone()) work();
  free();
};

/** The driver of SQLite for a Node without Node-API 10 has a script; no other package needs one (docs/decisions/0027). */
const installOlderDriver = () => {
  if (Number(process.versions.napi) >= 10) return;
  console.error('letopis: fetching or compiling SQLite for this older Node (up to some minutes) …');
  run('npm', ['run', 'install', '--prefix', join('node_modules', 'better-sqlite3-12')]);
};

export const install = () => {
  const wanted = digest([join(root, 'package-lock.json')]) + process.version;
  once(
    () => isStamped('install', wanted),
    () => {
      if (process.env.LETOPIS_INSTALL === 'never') {
        console.error(`letopis: ${root} is not installed as package-lock.json says: run npm test, which installs`);
        process.exit(1);
      }
      console.error('letopis: installing what package-lock.json names (once, about a minute) …');
      run('npm', ['ci', '--no-audit', '--no-fund']);
      installOlderDriver();
      setStamp('install', wanted);
    },
  );
};

/** The packages of a folder that no other install has: `what` they are for is said while they are fetched. */
export const installBeside = (folder, what) => {
  if (existsSync(join(folder, 'node_modules', '.package-lock.json'))) return;
  console.error(`installing ${what} …`);
  // Some fetch a binary in a script, and `npm run` hands the project's own `ignore-scripts` on.
  const { status } = spawnSync(
    'npm',
    ['install', '--no-audit', '--no-fund', '--no-package-lock', '--ignore-scripts=false'],
    { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] },
  );
  if (status !== 0) process.exit(status ?? 1);
};

export const build = () => {
  const sources = [join(root, 'tsconfig.json'), join(root, 'package-lock.json'), ...filesBelow(join(root, 'src'))];
  const stamp = digest(sources);
  once(
    () => isStamped('build', stamp) && existsSync(join(root, 'dist', 'cli.js')),
    () => {
      console.error('letopis: building …');
      run(process.execPath, [join(root, 'node_modules', '@nestjs', 'cli', 'bin', 'nest.js'), 'build']);
      setStamp('build', stamp);
    },
  );
};

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  install();
  build();
}
