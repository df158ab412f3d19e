import { EventStoreDBClient } from '@eventstore/db-client';
import { parseConnectionString } from '@eventstore/db-client/dist/Client/parseConnectionString';

/**
 * What the vendor's client understands behind the question mark; capitals, - and _ don't matter. Without
 * throwOnAppendFailure: an append that fails must say so. Without tlsVerifyCert: this client always verifies, and warns of
 * the option with the whole connection string, password and all.
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

/** The client passes over an option that it does not know; here a slip of the pen shall not go unnoticed. */
const unknownOption = (text: string): string | undefined => {
  const options = text.split('?').slice(1).join('?');
  return options
    .split('&')
    .map((option) => option.split('=')[0] ?? '')
    .find((name) => name !== '' && !knownOptions.has(flat(name)));
};

const expectedIn = (error: unknown): string => {
  if (typeof error !== 'object' || error === null) return '';
  // Of the vendor's parser; its own message may repeat the password.
  if ('expected' in error && typeof error.expected === 'string') return `: it expects ${error.expected}`;
  return 'message' in error ? `: ${String(error.message)}` : '';
};

/**
 * What is wrong with a connection string of EventStoreDB, as the vendor defines them; undefined where it is right, and
 * its certificates can be read. Says nothing of what may be secret.
 */
export const wrongConnectionString = (text: string): string | undefined => {
  const unknown = unknownOption(text);
  if (unknown !== undefined) return `it has the option ${unknown}: there are ${OPTIONS.join(', ')}`;
  try {
    EventStoreDBClient.connectionString(text);
    // The client takes a user without a password for a part of the host's name.
    const isUserAlone = parseConnectionString(text).hosts.some(({ address }) => address.includes('@'));
    return isUserAlone ? 'it names a user without a password: write esdb://user:password@host:2113' : undefined;
  } catch (error) {
    return `it can't be read${expectedIn(error)} (as in esdb://user:password@host:2113, or esdb+discover://… for a cluster)`;
  }
};
