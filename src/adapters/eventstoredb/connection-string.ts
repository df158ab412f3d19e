import { EventStoreDBClient } from '@eventstore/db-client';
import { parseConnectionString, type ConnectionOptions } from '@eventstore/db-client/dist/Client/parseConnectionString';
import { readFileSync } from 'node:fs';
import { connect, type ConnectionOptions as TlsOptions } from 'node:tls';

/**
 * The parameters that the vendor's client understands; capitals, - and _ don't matter. Without throwOnAppendFailure: an
 * append that fails must throw. Without tlsVerifyCert: this client always verifies, and its warning about that option
 * prints the whole connection string with the password.
 */
const OPTIONS = [
  'connectionName',
  'defaultDeadline',
  'discoveryInterval',
  'gossipTimeout',
  'keepAliveInterval',
  'keepAliveTimeout',
  'maxDiscoverAttempts',
  'nodePreference',
  'tls',
  'tlsCAFile',
  'userCertFile',
  'userKeyFile',
];

const flat = (name: string): string => name.trim().toLowerCase().replaceAll(/[_-]/gu, '');
const knownOptions = new Set(OPTIONS.map(flat));

/** The client ignores an option that it does not know; here a typing error is reported. */
const unknownOption = (text: string): string | undefined => {
  const options = text.split('?').slice(1).join('?');
  return options
    .split('&')
    .map((option) => option.split('=')[0] ?? '')
    .find((name) => name !== '' && !knownOptions.has(flat(name)));
};

const expectedIn = (error: unknown): string => {
  if (typeof error !== 'object' || error === null) return '';
  // From the vendor's parser; its message may repeat the password.
  if ('expected' in error && typeof error.expected === 'string') return `: it expects ${error.expected}`;
  return 'message' in error ? `: ${String(error.message)}` : '';
};

/**
 * What is wrong with a connection string of EventStoreDB; undefined where it is right and its certificates can be read.
 * Repeats nothing that may be secret.
 */
export const wrongConnectionString = (text: string): string | undefined => {
  const unknown = unknownOption(text);
  if (unknown !== undefined) return `it has the option ${unknown}: there are ${OPTIONS.join(', ')}`;
  try {
    EventStoreDBClient.connectionString(text);
    // The client reads a user without a password as a part of the host name.
    const isUserAlone = parseConnectionString(text).hosts.some(({ address }) => address.includes('@'));
    return isUserAlone ? 'it names a user without a password: write esdb://user:password@host:2113' : undefined;
  } catch (error) {
    return `it can't be read${expectedIn(error)} (as in esdb://user:password@host:2113, or esdb+discover://… for a cluster)`;
  }
};

/** A server that is alive answers a handshake within this time. */
const LOOK_MILLISECONDS = 2_000;

const untrusted =
  'is not signed by an authority that is trusted here: name the file of its authority (PEM) with tlsCAFile in the connection string';
const userRefused =
  'does not accept the certificate of the user (userCertFile): name one from an authority that it trusts';

/** By the code of a failed handshake: what is wrong, and what to do. Any other code may be transient. */
const diagnoses: Readonly<Record<string, string>> = {
  CERT_HAS_EXPIRED: 'has a certificate that has expired: give that server a new one',
  CERT_NOT_YET_VALID: 'has a certificate that is not valid yet: check the clocks of both machines',
  ERR_TLS_CERT_ALTNAME_INVALID:
    'has a certificate for other names: connect by a name that is in it, or give that server one with this name',
  DEPTH_ZERO_SELF_SIGNED_CERT: `has a certificate that ${untrusted}`,
  SELF_SIGNED_CERT_IN_CHAIN: `has a certificate that ${untrusted}`,
  UNABLE_TO_GET_ISSUER_CERT: `has a certificate that ${untrusted}`,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: `has a certificate that ${untrusted}`,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: `has a certificate that ${untrusted}`,
  ERR_SSL_WRONG_VERSION_NUMBER: 'does not use TLS: name another port, or write tls=false if that is intended',
  ERR_SSL_PACKET_LENGTH_TOO_LONG: 'does not use TLS: name another port, or write tls=false if that is intended',
  ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED:
    'requires a user certificate: name it and its key with userCertFile and userKeyFile in the connection string',
  ERR_SSL_TLSV1_ALERT_UNKNOWN_CA: userRefused,
  ERR_SSL_SSLV3_ALERT_BAD_CERTIFICATE: userRefused,
  ERR_SSL_SSLV3_ALERT_CERTIFICATE_EXPIRED:
    'reports that the certificate of the user (userCertFile) has expired: get a new one',
};

const fileOf = (file: string | undefined): Buffer | undefined => (file === undefined ? undefined : readFileSync(file));

/** The code with which a handshake fails; `accepted` when the event `success` comes. */
const shakeHands = (options: TlsOptions, success: 'secureConnect' | 'data'): Promise<string> =>
  new Promise((resolve) => {
    const socket = connect({ ...options, ALPNProtocols: ['h2'] });
    const settle = (outcome: string): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve(outcome);
    };
    const timer = setTimeout(settle, LOOK_MILLISECONDS, 'silent').unref();
    socket.once(success, () => {
      settle('accepted');
    });
    socket.on('error', (error: NodeJS.ErrnoException) => {
      settle(error.code ?? '');
    });
    socket.once('close', () => {
      settle('closed');
    });
  });

const atNode = async (options: ConnectionOptions, host: string, port: number): Promise<string | undefined> => {
  if (options.tls === false) {
    const isAccepted = (await shakeHands({ host, port, rejectUnauthorized: false }, 'secureConnect')) === 'accepted';
    return isAccepted ? 'requires TLS: leave out tls=false' : undefined;
  }
  const [ca, cert, key] = [options.tlsCAFile, options.userCertFile, options.userKeyFile].map(fileOf);
  // A server that refuses the user says so after the handshake, in place of its first frame.
  return diagnoses[await shakeHands({ host, port, ...(ca && { ca }), ...(cert && key && { cert, key }) }, 'data')];
};

/**
 * Why the servers of a connection string can't be reached however often it is tried: certificates, or TLS on one side only.
 * gRPC reports only that there is no connection, and the vendor's client nothing at all while it looks for a cluster.
 * Undefined where nothing is found; takes a few seconds at most.
 */
export const diagnoseTls = async (connectionString: string): Promise<string | undefined> => {
  const options = parseConnectionString(connectionString);
  for (const { address, port } of options.hosts) {
    const found = await atNode(options, address, port).catch(() => undefined);
    if (found !== undefined) return `${address}:${port} ${found}`;
  }
  return undefined;
};
