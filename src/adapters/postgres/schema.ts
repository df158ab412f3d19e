import { StoreError } from '../../application/log/event-store';
import { sqlName } from '../../application/projecting/sql-read-store';
import type { Session } from './session';

const SCHEMA_VERSION = 2;

/**
 * - `letopis` (or as the address names it): the views, under the plain names of the tables: what analysts see.
 * - `letopis_engine`: for this adapter alone.
 * - `letopis_<projection>_<number>`: the tables of one generation, under their plain names.
 */
export class PostgresSchemas {
  readonly views = sqlName(this.name);
  readonly engine = sqlName(`${this.name}_engine`);
  /** The role for users who only read the views. */
  readonly reader = `${this.name}_reader`;

  constructor(readonly name: string) {}

  ofGeneration({ projection, number }: { readonly projection: string; readonly number: number }): string {
    return `${this.name}_${projection.replaceAll('-', '_')}_${number}`;
  }
}

/**
 * - `generations`: the sets of tables; `checkpoint` is the position in the log up to which their rows go, `log` which log
 *   that is.
 * - `generation_numbers`: the last number that was given: none is given twice.
 * - `generation_tables`: which tables belong to a generation: a later version may have others.
 * - `dropped`: schemas to drop as soon as nobody reads them any more.
 * - `leases`: which process alone may do something, until when.
 * - `about`: the version of this schema.
 */
const engineTables = (engine: string): string => `
  create table ${engine}.generations(
    projection text collate "C" not null,
    number integer not null,
    version integer not null,
    state text not null check(state in ('live', 'building', 'retired')),
    checkpoint bigint,
    poison text,
    log text,
    primary key(projection, number)
  );
  create unique index one_live_generation on ${engine}.generations(projection) where state = 'live';
  create table ${engine}.generation_numbers(projection text primary key, last integer not null);
  create table ${engine}.generation_tables(
    projection text not null,
    number integer not null,
    name text not null,
    primary key(projection, number, name)
  );
  create table ${engine}.dropped(schema text primary key);
  create table ${engine}.leases(name text primary key, holder text not null, until timestamptz not null);
  create table ${engine}.about(schema_version integer primary key);
  insert into ${engine}.about values (${SCHEMA_VERSION});
`;

/** Grants the reading role the views of now and later. The role is made where our user may create roles. */
const grant = async (session: Session, { reader, views }: PostgresSchemas): Promise<void> => {
  const [known] = await session.rows<{ there: boolean; may: boolean }>(
    `select exists(select from pg_roles where rolname = $1) as "there", rolcreaterole or rolsuper as "may"
     from pg_roles where rolname = current_user`,
    [reader],
  );
  const role = sqlName(reader);
  if (!known?.there && !known?.may) return;
  if (!known.there) await session.run(`create role ${role} nologin`);
  await session.run(`grant usage on schema ${views} to ${role}`);
  await session.run(`grant select on all tables in schema ${views} to ${role}`);
  await session.run(`alter default privileges in schema ${views} grant select on tables to ${role}`);
};

const versionIn = async (session: Session, { name, engine }: PostgresSchemas): Promise<number | undefined> => {
  const [there] = await session.rows('select from pg_namespace where nspname = $1', [`${name}_engine`]);
  if (!there) return undefined;
  const [about] = await session.rows<{ version: number }>(`select schema_version as "version" from ${engine}.about`);
  return about?.version;
};

/** From version 1, which does not note which log fills a generation. */
const upgrade = async (session: Session, { engine }: PostgresSchemas): Promise<void> => {
  await session.run(`alter table ${engine}.generations add column log text`);
  await session.run(`update ${engine}.about set schema_version = ${SCHEMA_VERSION}`);
};

/** Makes our schemas where they are missing; several processes may begin at once. */
export const prepareSchemas = async (session: Session, schemas: PostgresSchemas): Promise<void> => {
  const [encoding] = await session.rows<{ name: string }>(`select current_setting('server_encoding') as "name"`);
  if (encoding?.name !== 'UTF8')
    throw new StoreError(
      'unavailable',
      `the database has the encoding ${String(encoding?.name)}: create one with the encoding UTF8`,
    );
  await session.run('select pg_advisory_xact_lock(hashtext($1))', [schemas.name]);
  const version = await versionIn(session, schemas);
  if (version === 1) await upgrade(session, schemas);
  else if (version !== undefined && version !== SCHEMA_VERSION)
    throw new StoreError(
      'corrupt',
      `the schema ${schemas.name} has version ${version}, this program knows ${SCHEMA_VERSION}: run the program that ` +
        'made it, or name another schema and rebuild',
    );
  if (version === undefined) {
    await session.run(`create schema if not exists ${schemas.views}`);
    await session.run(`create schema ${schemas.engine}`);
    await session.run(engineTables(schemas.engine));
  }
  await grant(session, schemas);
};
