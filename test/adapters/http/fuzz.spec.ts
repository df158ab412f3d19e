import fc from 'fast-check';
import { once } from 'node:events';
import { connect, type AddressInfo } from 'node:net';
import { exampleIds } from '../../../src/adapters/http/commands/example-ids';
import { routes } from '../../../src/adapters/http/commands/routes';
import { reports } from '../../../src/read-models/index';
import { openService, type Service } from '../../support/service';

const commands = Object.values(routes).map(({ path, example }) => ({
  url: path.replace(':catalogue', 'refusals').replace(':code', 'NO_NEED').replaceAll(/:\w+/g, exampleIds.offer),
  example,
}));

const odd = fc.oneof(
  fc.constantFrom<unknown>(null, true, 0, -0, -1, 1.5, 2 ** 53, 1e308, '', ' ', '\0', '\ud800', '__proto__', [], {}, [
    [],
  ]),
  fc.constantFrom<unknown>('NaN', 'Infinity', '2024-13-01', '0000-00-00', '+275760-09-13T00:00:00Z', exampleIds.client),
  fc.jsonValue({ maxDepth: 4 }),
  fc.string({ maxLength: 5_000, unit: 'binary' }),
  fc.array(fc.constant(exampleIds.product), { maxLength: 300 }),
);

/** Every way to a value within JSON. */
const pathsIn = (value: unknown, path: readonly string[] = []): readonly (readonly string[])[] =>
  typeof value === 'object' && value !== null
    ? [path, ...Object.entries(value).flatMap(([name, part]) => pathsIn(part, [...path, name]))]
    : [path];

const replaced = (value: unknown, [name, ...rest]: readonly string[], by: unknown): unknown => {
  if (name === undefined) return by;
  if (Array.isArray(value))
    return value.map((item: unknown, index) => (String(index) === name ? replaced(item, rest, by) : item));
  const fields = value as Record<string, unknown>;
  return { ...fields, [name]: replaced(fields[name], rest, by) };
};

/** The example of a command with one place of it made odd, or a field too many. */
const spoiltCommand = fc.constantFrom(...commands).chain(({ url, example }) =>
  fc.record({
    url: fc.constant(url),
    body: fc.oneof(
      fc.tuple(fc.constantFrom(...pathsIn(example)), odd).map(([path, by]) => replaced(example, path, by)),
      fc.tuple(fc.string({ maxLength: 20 }), odd).map(([name, value]) => ({ ...example, [name]: value })),
      odd,
    ),
  }),
);

const headerValue = fc.oneof(
  fc.stringMatching(/^[ -~]{0,300}$/),
  fc.constantFrom(
    '"0"',
    '"-1"',
    '"9007199254740993"',
    'manager:',
    'system:x',
    'Europe/Berlin',
    'europe/BERLIN',
    'a, b',
  ),
);
const headerNames = [
  'idempotency-key',
  'if-match',
  'letopis-actor',
  'letopis-zone',
  'letopis-on-behalf-of',
  'last-event-id',
  'content-type',
  'content-encoding',
  'accept',
  'origin',
  'range',
  'expect',
  'x-http-method-override',
];
const headers = fc.dictionary(fc.constantFrom(...headerNames), headerValue, { maxKeys: 4 });

const queries = [
  '/events',
  `/streams/offer-${exampleIds.offer}`,
  '/health',
  '/',
  ...reports.map(({ name }) => `/reports/${name}`),
];
const parameterNames = [
  ...new Set(reports.flatMap(({ parameters }) => Object.keys(parameters))),
  ...['after', 'types', 'limit', 'from', 'atLeast', 'asOf', 'asOfPosition', '__proto__', 'constructor'],
];
const parameterValue = fc.oneof(
  fc
    .string({ maxLength: 100, unit: 'binary' })
    .map((text) => encodeURIComponent(text.replaceAll(/\p{Surrogate}/gu, '?'))),
  fc.stringMatching(/^[%\w&=+;[\]-]{0,50}$/),
  fc.constantFrom('2024-05-06', '0000-01-01', '9999-12-31', '2024-05-06T10:00:00Z', '1', '-1', '1e3', '%00', '%ff'),
  fc.constantFrom(exampleIds.client, 'true', '9999-12-31T23:59:59.999Z', '0001-01-01T00:00:00Z', "';drop table x"),
);
const query = fc.record({
  url: fc.constantFrom(...queries),
  parameters: fc.array(fc.tuple(fc.constantFrom(...parameterNames), parameterValue), { maxLength: 5 }),
});

const answered = [200, 201, 400, 403, 404, 405, 409, 412, 413, 414, 415, 417, 421, 422, 431, 503];

/** What fails is small enough as it is: no shrinking, which would ask a broken service for hours. */
const asItIs = { endOnFailure: true } as const;

describe('whatever a client sends', () => {
  let service: Service;
  beforeAll(async () => {
    service = await openService();
    for (const { url, example } of commands) await service.post(url, example);
  });
  afterAll(() => service.close());

  it('is no fault of the service: bodies', async () => {
    await fc.assert(
      fc.asyncProperty(spoiltCommand, async ({ url, body }) => {
        const { status } = await service.post(url, body);
        expect(answered).toContain(status);
      }),
      { ...asItIs, numRuns: 1_500 },
    );
  });

  it('is no fault of the service: headers', async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...commands), headers, async ({ url, example }, given) => {
        const { status } = await service.post(url, example, given);
        expect(answered).toContain(status);
      }),
      { ...asItIs, numRuns: 500 },
    );
  });

  it('is no fault of the service: bytes', async () => {
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 200 }).map((array) => Buffer.from(array)),
      fc.string({ unit: 'binary' }).map((text) => Buffer.from(`{"note":"${text}"}`)),
      fc.constantFrom('[', '{"a":', '"', '{"a":1e999}', '{"a":1,"a":2}', '\ufeff{}').map((text) => Buffer.from(text)),
      fc.constantFrom('[', '{"note":').map((text) => Buffer.from(text.repeat(100_000))),
    );
    await fc.assert(
      fc.asyncProperty(bytes, async (payload) => {
        const { status } = await service.send('POST', '/calls', payload, { 'content-type': 'application/json' });
        expect([400, 415]).toContain(status);
      }),
      { ...asItIs, numRuns: 500 },
    );
  });

  it('is no fault of the service: queries and addresses', async () => {
    await fc.assert(
      fc.asyncProperty(query, async ({ url, parameters }) => {
        const asked = parameters.map(([name, value]) => `${name}=${value}`).join('&');
        const { status } = await service.get(`${url}?${asked}`);
        expect(answered).toContain(status);
      }),
      { ...asItIs, numRuns: 700 },
    );
    await fc.assert(
      fc.asyncProperty(fc.stringMatching(/^[%\w./~!$&'()*+,;=:@-]{0,100}$/), async (path) => {
        const { status } = await service.get(`/${path}`);
        expect(answered).toContain(status);
      }),
      { ...asItIs, numRuns: 500 },
    );
  });

  it('is no fault of the service: what is hardly HTTP, and headers sent twice', async () => {
    await service.app.listen(0, '127.0.0.1');
    const { port } = service.app.getHttpServer().address() as AddressInfo;
    const body = JSON.stringify(commands[0]!.example);
    const post = (lines: string[]): string =>
      [
        'POST /calls HTTP/1.1',
        'host: localhost',
        'connection: close',
        ...lines,
        `content-length: ${body.length}`,
        '',
        body,
      ].join('\r\n');
    const json = 'content-type: application/json';
    const requests: [string, RegExp][] = [
      ['nonsense\r\n\r\n', / 400 /],
      ['GET / HTTP/1.1\r\n\r\n', / 400 /],
      [`GET / HTTP/1.1\r\nhost: localhost\r\nx: ${'y'.repeat(100_000)}\r\n\r\n`, / 431 /],
      [post([json, 'if-match: "0"', 'if-match: "1"']), / 400 /],
      [post([json, 'letopis-actor: system:a', 'letopis-actor: system:b']), / 400 /],
      [post([json, json]), / (400|201|415) /],
      [post([json, 'letopis-zone: \xff\xfe']), / 400 /],
      [post([json, 'content-length: 1']), / 400 /],
    ];
    for (const [request, expected] of requests) {
      const socket = connect(port, '127.0.0.1');
      let text = '';
      socket.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      socket.write(request, 'latin1');
      await once(socket, 'close');
      expect([request.slice(0, 60), text.split('\r\n')[0]]).toEqual([
        request.slice(0, 60),
        expect.stringMatching(expected),
      ]);
    }
  });
});
