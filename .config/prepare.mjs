/**
 * Brings a fresh clone to where it can run: installs what package-lock.json says, and builds what changed. Costs a few
 * milliseconds where nothing is to be done.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));
const stamps = join(root, 'node_modules', '.cache', 'letopis');

const run = (command, args) => {
  // Standard output belongs to whoever called: a program reads the answer there.
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

export const install = () => {
  const lock = digest([join(root, 'package-lock.json')]) + process.version;
  if (isStamped('install', lock)) return;
  console.error('letopis: installing what package-lock.json names (once, about a minute) …');
  run('npm', ['ci', '--no-audit', '--no-fund']);
  setStamp('install', lock);
};

export const build = () => {
  const sources = [join(root, 'tsconfig.json'), join(root, 'package-lock.json'), ...filesBelow(join(root, 'src'))];
  const stamp = digest(sources);
  if (isStamped('build', stamp) && existsSync(join(root, 'dist', 'cli.js'))) return;
  console.error('letopis: building …');
  run(process.execPath, [join(root, 'node_modules', '@nestjs', 'cli', 'bin', 'nest.js'), 'build']);
  setStamp('build', stamp);
};
