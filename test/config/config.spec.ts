import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { configFrom, configIn, describeStores, prepareData, readConfig } from '../../src/config/config';
import { ConfigError, Secret } from '../../src/config/store-addresses';

describe('the configuration', () => {
  it('keeps everything in files of the data folder where nothing else is said', () => {
    expect(readConfig({ LETOPIS_DATA: '/company' })).toEqual({
      data: '/company',
      eventStore: { kind: 'sqlite', file: '/company/events.sqlite' },
      readStore: { kind: 'sqlite', file: '/company/read-models.sqlite' },
      keys: '/company/keys.sqlite',
      host: '127.0.0.1',
      port: 3000,
      zone: undefined,
      sample: true,
      readOnly: false,
      source: expect.any(Secret),
    });
  });

  it('takes a variable that was left empty as one that was left out', () => {
    const empty = { LETOPIS_EVENT_STORE: '', LETOPIS_READ_STORE: '', LETOPIS_PORT: '', LETOPIS_ZONE: '' };
    expect(readConfig({ LETOPIS_DATA: '/company', ...empty })).toEqual(readConfig({ LETOPIS_DATA: '/company' }));
  });

  it('takes each store from where it is said to be', () => {
    const config = readConfig({ LETOPIS_EVENT_STORE: 'sqlite:/log/e.db', LETOPIS_READ_STORE: 'sqlite:rows/r.db' });
    expect(config.eventStore).toEqual({ kind: 'sqlite', file: '/log/e.db' });
    expect(config.readStore).toEqual({ kind: 'sqlite', file: join(process.cwd(), 'rows/r.db') });
    expect(describeStores(config)).toBe(`log sqlite:/log/e.db, read models sqlite:${process.cwd()}/rows/r.db`);
  });

  it('takes a server of EventStoreDB, and shows no password of it', () => {
    const text = 'esdb+discover://admin:p%40ss@cluster.example.com:2113?tlsCAFile=ca.pem';
    const config = readConfig({ LETOPIS_DATA: '/company', LETOPIS_EVENT_STORE: text });
    expect(describeStores(config)).toBe(
      'log esdb+discover://cluster.example.com:2113, read models sqlite:/company/read-models.sqlite',
    );
    expect(inspect(config, { depth: 9 }) + JSON.stringify(config)).not.toContain('p%40ss');
    expect(config.eventStore.kind === 'eventstoredb' && config.eventStore.connectionString.reveal()).toBe(text);
  });

  it('can be had for a folder apart, with nothing of the other place', () => {
    const config = configIn('/apart', readConfig({ LETOPIS_READ_STORE: 'sqlite:/elsewhere/r.db', LETOPIS_PORT: '1' }));
    expect(config).toEqual(readConfig({ LETOPIS_DATA: '/apart', LETOPIS_PORT: '1' }));
  });

  it('takes what the command line says before what the environment says, and hands it on to threads', () => {
    const environment = { LETOPIS_DATA: '/company', LETOPIS_ZONE: 'Europe/Berlin', LETOPIS_READ_ONLY: 'no' };
    const config = readConfig(environment, { data: '/other', zone: 'Asia/Tokyo', readOnly: true });
    expect(config).toMatchObject({ data: '/other', zone: 'Asia/Tokyo', readOnly: true });
    expect(configFrom(config.source.reveal())).toMatchObject({ data: '/other', zone: 'Asia/Tokyo', readOnly: true });
    expect(readConfig({ ...environment, LETOPIS_READ_ONLY: 'yes' }).readOnly).toBe(true);
  });

  it('can not be changed', () => {
    expect(Object.isFrozen(readConfig({}))).toBe(true);
    expect(Object.isFrozen(configIn('/apart', readConfig({})))).toBe(true);
  });

  it.each([
    ['LETOPIS_PORT', '99999', 'a whole number from 0 to 65535'],
    ['LETOPIS_HOST', '0.0.0.0', 'listens only on this machine'],
    ['LETOPIS_ZONE', 'Mars/Base', 'use an IANA name'],
    ['LETOPIS_SAMPLE', 'maybe', 'yes or no'],
    ['LETOPIS_READ_ONLY', 'true', 'yes or no'],
    ['LETOPIS_EVENT_STORE', 'sqlite:', 'names no file'],
    ['LETOPIS_EVENT_STORE', 'sqlite://events.db', 'names no file'],
    ['LETOPIS_EVENT_STORE', 'sqlite::memory:', 'would be lost with the process'],
    ['LETOPIS_EVENT_STORE', 'kafka://broker', 'begins with "kafka:"'],
    ['LETOPIS_EVENT_STORE', 'events.sqlite', 'esdb+discover://'],
    ['LETOPIS_READ_STORE', 'esdb://localhost', 'sqlite:<file> or postgres://'],
    ['LETOPIS_READ_STORE', 'events.sqlite', 'has no scheme'],
    ['LETOPIS_READ_STORE', 'mysql://host/x', 'begins with "mysql:"'],
    ['LETOPIS_READ_STORE', 'postgres://', 'must name a user, a host and a database'],
    ['LETOPIS_READ_STORE', 'postgres://localhost/crm', 'must name a user'],
    ['LETOPIS_READ_STORE', 'postgres://me@localhost', 'must name a user, a host and a database'],
    ['LETOPIS_READ_STORE', 'postgres://me:p@ss:word/@localhost/crm', 'with %40 for @'],
    ['LETOPIS_READ_STORE', 'postgres://me:100%@localhost/crm', 'write it as %25'],
    ['LETOPIS_READ_STORE', 'postgres://me@localhost:99999/crm', 'can’t be read as an address'],
    ['LETOPIS_READ_STORE', 'postgres://me@db.example/crm', 'must say how the connection to db.example is secured'],
    ['LETOPIS_READ_STORE', 'postgres://me@localhost/crm?sslmode=prefer', 'sslmode=verify-full'],
    ['LETOPIS_READ_STORE', 'postgres://me@localhost/crm?sslrootcert=/none.pem', 'there is no certificate /none.pem'],
    ['LETOPIS_READ_STORE', 'postgres://me@localhost/crm?pool=9', 'has the unknown parameter "pool"'],
    ['LETOPIS_READ_STORE', 'postgres://me@localhost/crm?schema=Public', 'lower-case letters'],
  ])('refuses %s=%s', (name, value, says) => {
    const reading = () => readConfig({ [name]: value });
    expect(reading).toThrow(ConfigError);
    expect(reading).toThrow(says);
  });

  it('takes a PostgreSQL database, and shows it without the password', () => {
    const url = 'postgresql://me:p%40ss%2Fhunter2@[::1]:5433/crm%20one?schema=sales';
    const config = readConfig({ LETOPIS_READ_STORE: url });
    expect(config.readStore).toEqual({
      kind: 'postgres',
      host: '::1',
      port: 5433,
      database: 'crm one',
      user: 'me',
      password: expect.any(Secret),
      tls: 'off',
      rootCertificate: undefined,
      schema: 'sales',
    });
    expect(config.readStore.kind === 'postgres' && config.readStore.password?.reveal()).toBe('p@ss/hunter2');
    expect(describeStores(config)).toContain('read models postgres://me@[::1]:5433/crm one?schema=sales');
    expect([JSON.stringify(config), inspect(config, { depth: 9 })].join()).not.toContain('hunter2');
    const far = readConfig({ LETOPIS_READ_STORE: 'postgres://me@db.example/crm?sslmode=verify-full' });
    expect(far.readStore).toMatchObject({ port: 5432, password: undefined, tls: 'verified', schema: 'letopis' });
  });

  it.each([
    'mysql://me:hunter2@host/x',
    'postgres://me:hunter2@',
    'postgres://me:hunter2@[x/crm',
    'postgres://me:hunter2@host/crm',
    'postgres://me:hunter2@localhost/crm?pool=9',
    'hunter2',
  ])('shows no secret of the value %s that it refuses', (value) => {
    for (const name of ['LETOPIS_EVENT_STORE', 'LETOPIS_READ_STORE'])
      expect(() => readConfig({ [name]: value })).toThrow(/^(?!.*hunter2).+$/su);
  });

  it('keeps a copy of the log near where the log lies on a server, unless told otherwise', () => {
    const server = { LETOPIS_DATA: '/data', LETOPIS_EVENT_STORE: 'esdb://host:2113' };
    expect(readConfig(server).logCopy).toBe('/data');
    expect(readConfig({ ...server, LETOPIS_LOG_COPY: '/fast' }).logCopy).toBe('/fast');
    expect(readConfig({ ...server, LETOPIS_LOG_COPY: 'no' }).logCopy).toBeUndefined();
    expect(readConfig({ LETOPIS_DATA: '/data' }).logCopy).toBeUndefined();
    expect(readConfig({ LETOPIS_LOG_COPY: 'no' }).logCopy).toBeUndefined();
    expect(() => readConfig({ LETOPIS_LOG_COPY: '/fast' })).toThrow('the log is a file on this machine');
  });

  it('keeps a secret to itself', () => {
    const secret = new Secret('hunter2');
    expect([String(secret), JSON.stringify({ secret }), inspect({ secret })].join()).not.toContain('hunter2');
    expect(secret.reveal()).toBe('hunter2');
  });
});

describe('whoever only reads', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'letopis-'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  it('is told of a folder that is not there', () => {
    const config = readConfig({ LETOPIS_DATA: join(folder, 'none') });
    expect(() => {
      prepareData(config, false);
    }).toThrow('there is no data folder');
  });

  it('is told of a log that is not where it is said to be', () => {
    const file = join(folder, 'elsewhere', 'events.sqlite');
    const config = readConfig({ LETOPIS_DATA: folder, LETOPIS_EVENT_STORE: `sqlite:${file}` });
    expect(() => {
      prepareData(config, false);
    }).toThrow(`there is no log sqlite:${file}`);
    prepareData(config, true);
  });

  it('makes nothing where the log is only read', () => {
    const nowhere = readConfig({ LETOPIS_DATA: join(folder, 'none') }, { readOnly: true });
    expect(() => {
      prepareData(nowhere, true);
    }).toThrow('there is no data folder');
    expect(() => {
      prepareData(readConfig({ LETOPIS_DATA: folder }, { readOnly: true }), true);
    }).toThrow('there is no log sqlite:');
  });

  it('is told of a data folder that can not be made', () => {
    writeFileSync(join(folder, 'file'), '');
    expect(() => {
      prepareData(readConfig({ LETOPIS_DATA: join(folder, 'file', 'data') }), true);
    }).toThrow("can't be made");
  });
});
