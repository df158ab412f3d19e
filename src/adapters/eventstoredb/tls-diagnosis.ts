import { parseConnectionString, type ConnectionOptions } from '@eventstore/db-client/dist/Client/parseConnectionString';
import { readFileSync } from 'node:fs';
import { connect, type ConnectionOptions as TlsOptions } from 'node:tls';

/** A server that answers at all says in this time what it makes of a handshake. */
const LOOK_MILLISECONDS = 2_000;

const untrusted =
  'is signed by no authority that is trusted here: name the file of its authority (PEM) with tlsCAFile in the connection string';
const userRefused =
  'does not accept the certificate of the user (userCertFile): name one of an authority that it trusts';

/** By the code of a failed handshake: what is wrong, and what to do. Another one may pass, or is no matter of trust. */
const diagnoses: Readonly<Record<string, string>> = {
  CERT_HAS_EXPIRED: 'has a certificate that has expired: give that server a new one',
  CERT_NOT_YET_VALID: 'has a certificate that is not valid yet: look at the clocks of both machines',
  ERR_TLS_CERT_ALTNAME_INVALID:
    'has a certificate for other names: connect by a name that stands in it, or give that server one with this name',
  DEPTH_ZERO_SELF_SIGNED_CERT: `has a certificate that ${untrusted}`,
  SELF_SIGNED_CERT_IN_CHAIN: `has a certificate that ${untrusted}`,
  UNABLE_TO_GET_ISSUER_CERT: `has a certificate that ${untrusted}`,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: `has a certificate that ${untrusted}`,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: `has a certificate that ${untrusted}`,
  ERR_SSL_WRONG_VERSION_NUMBER: 'speaks no TLS: name another port, or write tls=false where that is meant',
  ERR_SSL_PACKET_LENGTH_TOO_LONG: 'speaks no TLS: name another port, or write tls=false where that is meant',
  ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED:
    'wants a certificate of the user: name it and its key with userCertFile and userKeyFile in the connection string',
  ERR_SSL_TLSV1_ALERT_UNKNOWN_CA: userRefused,
  ERR_SSL_SSLV3_ALERT_BAD_CERTIFICATE: userRefused,
  ERR_SSL_SSLV3_ALERT_CERTIFICATE_EXPIRED:
    'says that the certificate of the user (userCertFile) has expired: get a new one',
};

const fileOf = (file: string | undefined): Buffer | undefined => (file === undefined ? undefined : readFileSync(file));

/** The code with which a handshake, or what follows it, fails; `taken` where it is over (`good`: by which event). */
const shakeHands = (options: TlsOptions, good: 'secureConnect' | 'data'): Promise<string> =>
  new Promise((resolve) => {
    const socket = connect({ ...options, ALPNProtocols: ['h2'] });
    const settle = (outcome: string): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve(outcome);
    };
    const timer = setTimeout(settle, LOOK_MILLISECONDS, 'silent').unref();
    socket.once(good, () => {
      settle('taken');
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
    const isTaken = (await shakeHands({ host, port, rejectUnauthorized: false }, 'secureConnect')) === 'taken';
    return isTaken ? 'speaks TLS: leave out tls=false' : undefined;
  }
  const [ca, cert, key] = [options.tlsCAFile, options.userCertFile, options.userKeyFile].map(fileOf);
  // A server that refuses the user says so after the handshake, instead of its first frame.
  return diagnoses[await shakeHands({ host, port, ...(ca && { ca }), ...(cert && key && { cert, key }) }, 'data')];
};

/**
 * What keeps a client from speaking with the servers of a connection string however long it waits: certificates, or TLS
 * on one side only. gRPC says of it no more than that there is no connection, and the vendor's client nothing at all where
 * it looks for a cluster. Undefined where nothing is found; takes a few seconds at most.
 */
export const diagnoseTls = async (connectionString: string): Promise<string | undefined> => {
  const options = parseConnectionString(connectionString);
  for (const { address, port } of options.hosts) {
    const found = await atNode(options, address, port).catch(() => undefined);
    if (found !== undefined) return `${address}:${port} ${found}`;
  }
  return undefined;
};
