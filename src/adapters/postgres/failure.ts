import { StoreError } from '../../application/log/event-store';

const errorText = (error: unknown, name: 'code' | 'message' | 'detail'): string => {
  const value: unknown = typeof error === 'object' && error !== null ? Reflect.get(error, name) : undefined;
  return typeof value === 'string' ? value : '';
};

/** The SQLSTATE of a server's answer, or the code of the network. */
export const sqlStateOf = (error: unknown): string => errorText(error, 'code');

const postgresFaults: readonly (readonly [codes: RegExp, code: StoreError['code'], sentence: string])[] = [
  [/^(40001|40P01|55P03)$/, 'conflict', 'is busy with somebody else on the same rows: read them again'],
  [/^28/, 'unavailable', 'does not let us in: check user and password in LETOPIS_READ_STORE, and pg_hba.conf'],
  [/^3D000$/, 'unavailable', 'has no such database: create it (createdb), or name another one in LETOPIS_READ_STORE'],
  [/^42501$/, 'unavailable', 'does not allow it: the user must own the database, or have CREATE on it'],
  [/^25006$/, 'unavailable', 'may only be read (a stand-by server?): name the one that takes writes'],
  [/^53/, 'unavailable', 'is out of room, memory or connections: free some, then try again'],
  [/^(57|25P03|08)/, 'unavailable', 'ended the work or the connection: try again in a moment'],
  [/^(XX001|XX002)$/, 'corrupt', 'holds damaged data: restore it, or drop the schemas and rebuild the read models'],
  [/^(E[A-Z]+|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO)/, 'unavailable', 'can’t be reached: check address, TLS, network'],
];

/** What `pg` says without a code. */
const LOST = /connection|timeout|timed out|SSL|aborted|not queryable|premature/iu;

const found = (error: unknown): (typeof postgresFaults)[number] | undefined => {
  const code = sqlStateOf(error);
  const known = postgresFaults.find(([codes]) => codes.test(code));
  if (known ?? code !== '') return known;
  return LOST.test(errorText(error, 'message'))
    ? [LOST, 'unavailable', 'can’t be reached: check that it runs, and the network']
    : undefined;
};

/**
 * What went wrong in the server or on the way to it as the one error of a store; any other error (a value that a column
 * does not take) as it came.
 */
export const postgresFailure = (error: unknown, where: string): unknown => {
  if (error instanceof StoreError) return error;
  const known = found(error);
  return known ? new StoreError(known[1], `${where} ${known[2]} (${errorText(error, 'message')})`) : error;
};

/** True where tables are named that are not there (any more). */
export const isGone = (error: unknown): boolean => /^(42P01|42704|3F000)$/.test(sqlStateOf(error));

/** True where a view can't be replaced, as its columns are others. */
export const isAnotherShape = (error: unknown): boolean => sqlStateOf(error) === '42P16';

/** The views of others that stand on what shall go, as the server names them; undefined for any other error. */
export const dependentsIn = (error: unknown): string | undefined =>
  sqlStateOf(error) === '2BP01' ? errorText(error, 'detail') : undefined;
