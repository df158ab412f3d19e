import { StoreError } from '../../application/log/event-store';
import { errorCode, errorMessage } from '../../application/log/thrown';

/** By the SQLSTATE of the server's answer, or the code of the network: what it means, and what to do. */
const postgresFaults: readonly (readonly [codes: RegExp, code: StoreError['code'], sentence: string])[] = [
  [/^(40001|40P01|55P03)$/, 'conflict', 'is busy with another transaction on the same rows: read them again'],
  [/^28/, 'unavailable', 'refuses the login: check user and password in LETOPIS_READ_STORE, and pg_hba.conf'],
  [/^3D000$/, 'unavailable', 'has no such database: create it (createdb), or name another one in LETOPIS_READ_STORE'],
  [/^42501$/, 'unavailable', 'does not allow it: the user must own the database, or have CREATE on it'],
  [/^25006$/, 'unavailable', 'is read-only (a standby server?): name the server that takes writes'],
  [/^53/, 'unavailable', 'is out of disk space, memory or connections: free some, then try again'],
  [/^(57|25P03|08)/, 'unavailable', 'ended the query or the connection: try again in a moment'],
  [/^(XX001|XX002)$/, 'corrupt', 'holds damaged data: restore it, or drop the schemas and rebuild the read models'],
  [/^(E[A-Z]+|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO)/, 'unavailable', 'can’t be reached: check address, TLS, network'],
];

/** Words in the errors of `pg` that have no code. */
const LOST = /connection|timeout|timed out|SSL|aborted|not queryable|premature/iu;

const faultOf = (error: unknown): (typeof postgresFaults)[number] | undefined => {
  const code = errorCode(error);
  const known = postgresFaults.find(([codes]) => codes.test(code));
  if (known ?? code !== '') return known;
  return LOST.test(errorMessage(error))
    ? [LOST, 'unavailable', 'can’t be reached: check that it runs, and the network']
    : undefined;
};

/**
 * What went wrong in the server or on the network, as the one error of a store; any other error (a value that a column
 * does not take) as it came.
 */
export const postgresFailure = (error: unknown, where: string): unknown => {
  if (error instanceof StoreError) return error;
  const known = faultOf(error);
  return known ? new StoreError(known[1], `${where} ${known[2]} (${errorMessage(error)})`) : error;
};

/** True where a query names tables that do not exist (any more). */
export const isGone = (error: unknown): boolean => /^(42P01|42704|3F000)$/.test(errorCode(error));
