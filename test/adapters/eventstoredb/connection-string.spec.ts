import { wrongConnectionString } from '../../../src/adapters/eventstoredb/connection-string';

describe('a connection string of EventStoreDB', () => {
  it.each([
    'esdb://localhost:2113?tls=false',
    'esdb://admin:changeit@127.0.0.1:2113',
    'esdb+discover://admin:changeit@cluster.example.com:2113?nodePreference=leader',
    'esdb://a.example.com:2113,b.example.com:2113,c.example.com:2113?tls=true&keepAliveInterval=10000',
    'esdb+discover://cluster.example.com?TLS-CA-File=package.json',
  ])('is right: %s', (text) => {
    expect(wrongConnectionString(text)).toBeUndefined();
  });

  it.each([
    ['http://localhost:2113', 'esdb:// or esdb+discover://'],
    ['esdb://admin:secret@', 'host'],
    ['esdb://admin:secret@host:port', 'port number'],
    ['esdb://secret@host', 'without a password'],
    ['esdb://host?tls=maybe', 'true or false'],
    ['esdb://host?nodePreference=boss', 'leader'],
    ['esdb://host?tsl=false', 'the option tsl'],
    ['esdb://host?throwOnAppendFailure=false', 'the option throwOnAppendFailure'],
    ['esdb://admin:secret@host?tlsVerifyCert=false', 'the option tlsVerifyCert'],
    ['esdb://admin:secret@host?tlsCAFile=/none/ca.pem', 'File was not found'],
    ['esdb://host?userCertFile=package.json', 'userKeyFile'],
    ['esdb://host?userCertFile=package.json&userKeyFile=package.json', 'PEM'],
  ])('is wrong, and why: %s', (text, why) => {
    expect(wrongConnectionString(text)).toContain(why);
    expect(wrongConnectionString(text)).not.toContain('secret');
  });
});
