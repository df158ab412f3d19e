import { StoreError } from '../../application/log/event-store';
import { engineTablesSql, generationNotesSql, type EngineDialect } from '../../application/projecting/engine-tables';
import { sqlName } from '../../application/projecting/sql-read-store';
import type { Session } from './session';

const SCHEMA_VERSION = 3;

/**
 * - `letopis` (or as the address names it): the views, under the plain names of the tables: what analysts see.
 * - `letopis_engine`: for this adapter alone.
 * - `letopis_<projection>_<number>`: the tables of one generation, under their plain names.
 */
export class PostgresSchemas {
  readonly views = sqlName(this.name);
  readonly engine = sqlName(`${this.name}_engine`);
  readonly dialect = engineDialect(this.name, this.engine);
  /** The role for users who only read the views. */
  readonly reader = `${this.name}_reader`;

  constructor(readonly name: string) {}

  ofGeneration({ projection, number }: { readonly projection: string; readonly number: number }): string {
    return `${this.name}_${projection.replaceAll('-', '_')}_${number}`;
  }
}

/** Whether there is a table or view `t.name` in the schema of this name. */
const isIn = (schema: string): string => `exists (select from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where n.nspname = ${schema} and c.relname = t.name)`;

const engineDialect = (name: string, engine: string): EngineDialect => ({
  prefix: `${engine}.`,
  ...{ text: 'text collate "C"', position: 'bigint', moment: 'timestamptz' },
  options: '',
  now: 'clock_timestamp()',
  later: (milliseconds) => `clock_timestamp() + ${milliseconds} * interval '1 millisecond'`,
  hasTable: isIn(`'${name}_' || replace(t.projection, '-', '_') || '_' || t.number`),
  hasView: isIn(`'${name}'`),
});

/**
 * - `dropped`: schemas to drop as soon as nobody reads them any more.
 * - `about`: the version of this schema.
 */
const ownTables = (engine: string): string => `
  create table ${engine}.dropped(schema text primary key);
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

const formerVersions: ReadonlySet<number> = new Set([1, 2]);

/** Version 1 does not note which log fills a generation; 2 has no notes beside it. */
const upgrade = async (session: Session, { engine, dialect }: PostgresSchemas, from: number): Promise<void> => {
  if (from < 2) await session.run(`alter table ${engine}.generations add column log text`);
  await session.run(generationNotesSql(dialect));
  await session.run(`update ${engine}.about set schema_version = ${SCHEMA_VERSION}`);
};

/** Brings schemas of a version that was before up to today's. Throws where it is one that this program doesn't know. */
const bringUp = async (session: Session, schemas: PostgresSchemas, version: number): Promise<void> => {
  if (version === SCHEMA_VERSION) return;
  if (formerVersions.has(version)) return upgrade(session, schemas, version);
  throw new StoreError(
    'corrupt',
    `the schema ${schemas.name} has version ${version}, this program knows ${SCHEMA_VERSION}: run the program that ` +
      'made it, or name another schema and rebuild',
  );
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
  if (version !== undefined) await bringUp(session, schemas, version);
  if (version === undefined) {
    await session.run(`create schema if not exists ${schemas.views}`);
    await session.run(`create schema ${schemas.engine}`);
    await session.run(engineTablesSql(schemas.dialect) + ownTables(schemas.engine));
  }
  await grant(session, schemas);
};
