import { EventStoreDBClient } from '@eventstore/db-client';
import { parseConnectionString } from '@eventstore/db-client/dist/Client/parseConnectionString';

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
