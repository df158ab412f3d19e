import fc from 'fast-check';
import { fastify, type FastifyInstance } from 'fastify';
import { once } from 'node:events';
import { connect, type AddressInfo } from 'node:net';
import { acceptJsonOnly, readPlainJson } from '../../../src/adapters/http/protocol/json-body';

const LIMIT = 2_000;
const LONGEST_ANSWER_MILLISECONDS = 3_000;

/** Tells what it read; `early`: before Fastify's parser, where that can be. */
const listening = async (early: boolean): Promise<FastifyInstance> => {
  const server = fastify({ bodyLimit: LIMIT });
  acceptJsonOnly(server);
  if (early) readPlainJson(server, LIMIT);
  server.setErrorHandler(({ name, message, status, statusCode }: Error & Record<string, unknown>, _request, reply) => {
    void reply.code(Number(status ?? statusCode ?? 500)).send({ name, message });
  });
  for (const method of ['POST', 'PUT', 'GET'] as const)
    server.route({ method, url: '/read', handler: ({ body }, reply) => reply.send({ body: body ?? 'nothing' }) });
  await server.listen({ port: 0, host: '127.0.0.1' });
  return server;
};

interface Sent {
  readonly head: string;
  readonly body: Buffer;
  /** Where the body is cut into pieces that come one after the other. */
  readonly cut: number;
  /** So many bytes of the body are never sent. */
  readonly withheld: number;
}

const inTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Everything that is answered to bytes on a connection, but for the time of day. */
const answerTo = async (server: FastifyInstance, { head, body, cut, withheld }: Sent): Promise<string> => {
  const socket = connect((server.server.address() as AddressInfo).port, '127.0.0.1');
  let text = '';
  socket.setEncoding('latin1').on('data', (chunk: string) => (text += chunk));
  // A server that has answered and closed resets what is still under way to it.
  socket.on('error', () => undefined);
  const closed = once(socket, 'close').catch(() => undefined);
  socket.write(head, 'latin1');
  const sent = body.subarray(0, body.length - withheld);
  const at = Math.min(cut, sent.length);
  socket.write(sent.subarray(0, at));
  await inTurn();
  if (withheld > 0) socket.end(sent.subarray(at));
  else socket.write(sent.subarray(at));
  // Some ask for more bytes than there are: a server would wait for them for minutes.
  const unanswered = setTimeout(() => socket.end(), LONGEST_ANSWER_MILLISECONDS);
  await closed;
  clearTimeout(unanswered);
  return text.replace(/\r\ndate: [^\r]*/i, '');
};

const jsonText = fc.oneof(
  { weight: 3, arbitrary: fc.json({ maxDepth: 4 }) },
  {
    weight: 3,
    arbitrary: fc.constantFrom(
      ...['', ' ', '{', '[', '"', 'null', '{"a":1,"a":2}', '{"a":1e999}', '\ufeff{}', '{} {}', "{'a':1}", '\0'],
      ...['{"__proto__":{"polluted":1}}', '{"a":{"constructor":{}}}', '{"a":[{"toString":1}]}'],
      ...['{"\\u005f_proto__":1}', '{"a":"\\ud800"}', '{"a":"é€😀"}'],
      ...[`${'['.repeat(12)}${']'.repeat(12)}`, `${'['.repeat(13)}${']'.repeat(13)}`],
      ...[`"${'x'.repeat(LIMIT - 2)}"`, `"${'x'.repeat(LIMIT - 1)}"`, `"${'é'.repeat(LIMIT / 2)}"`],
    ),
  },
);
const body = fc.oneof(
  jsonText.map((text) => Buffer.from(text)),
  fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from(bytes)),
  fc.uint8Array({ maxLength: 6 }).map((bytes) => Buffer.concat([Buffer.from('{"a":"'), bytes, Buffer.from('"}')])),
);

const contentType = fc.constantFrom(
  ...['application/json', 'application/json', 'application/json; charset=utf-8', 'application/json;charset=UTF-8'],
  ...[
    'Application/JSON',
    'application/json; charset=latin1',
    'application/json; charset="utf-16"',
    'application/json;',
  ],
  ...[
    'application/json; charset',
    'application/json charset=utf-8',
    'application/json, text/plain',
    'application/jsonp',
  ],
  ...[
    'application/ld+json',
    'text/json',
    'text/plain',
    'multipart/form-data; boundary=x',
    'json',
    '/',
    '',
    ' ',
    'a/b/c',
  ],
);
const header = fc.oneof(
  { weight: 5, arbitrary: contentType.map((type) => `content-type: ${type}`) },
  fc.constantFrom(
    ...['content-encoding: gzip', 'content-encoding: identity', 'content-encoding:', 'expect: 100-continue'],
    ...[
      'content-length: 1',
      'content-length: 999999999',
      'content-length: -1',
      'content-length: 1e1',
      'content-length:',
    ],
    ...['transfer-encoding: chunked', 'transfer-encoding: identity', 'transfer-encoding: gzip, chunked'],
  ),
);

const request: fc.Arbitrary<Sent> = fc
  .record({
    method: fc.constantFrom('POST', 'POST', 'POST', 'PUT', 'GET', 'DELETE'),
    url: fc.constantFrom('/read', '/read', '/read', '/nowhere'),
    headers: fc.array(header, { maxLength: 3 }),
    hasLength: fc.boolean(),
    isChunked: fc.boolean(),
    body,
    cut: fc.nat({ max: 70 }),
    withheld: fc.oneof({ weight: 9, arbitrary: fc.constant(0) }, fc.nat({ max: 10 })),
  })
  .map(({ method, url, headers, hasLength, isChunked, body: bytes, cut, withheld }) => {
    const how = hasLength ? [`content-length: ${bytes.length}`] : isChunked ? ['transfer-encoding: chunked'] : [];
    const lines = [`${method} ${url} HTTP/1.1`, 'host: localhost', 'connection: close', ...headers, ...how];
    const chunked = Buffer.concat([
      Buffer.from(`${bytes.length.toString(16)}\r\n`),
      bytes,
      Buffer.from('\r\n0\r\n\r\n'),
    ]);
    const sent = hasLength || !isChunked ? bytes : chunked;
    return { head: `${lines.join('\r\n')}\r\n\r\n`, body: sent, cut, withheld: Math.min(withheld, sent.length) };
  });

describe('a body that is read before Fastify would', () => {
  let early: FastifyInstance;
  let late: FastifyInstance;
  beforeAll(async () => {
    [early, late] = await Promise.all([listening(true), listening(false)]);
  });
  afterAll(() => Promise.all([early.close(), late.close()]));

  const post = (bytes: Buffer, ...headers: string[]): Sent => ({
    head: `POST /read HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n${headers.join('\r\n')}\r\n\r\n`,
    body: bytes,
    cut: 3,
    withheld: 0,
  });

  it('is answered as Fastify would have it, whatever is sent and however', async () => {
    const seen = new Set<string>();
    await fc.assert(
      fc.asyncProperty(request, async (sent) => {
        const [ours, theirs] = await Promise.all([answerTo(early, sent), answerTo(late, sent)]);
        seen.add(theirs.split(' ')[1] ?? '');
        expect([sent.head, sent.body.toString('latin1'), ours]).toEqual([
          sent.head,
          sent.body.toString('latin1'),
          theirs,
        ]);
      }),
      { numRuns: 2_000, endOnFailure: true },
    );
    expect([...seen]).toEqual(expect.arrayContaining(['200', '400', '404', '413', '415']));
  });

  it('reads what comes in pieces, and nothing of what breaks off', async () => {
    const bytes = Buffer.from('{"a":"é€😀"}');
    const plain = post(bytes, 'content-type: application/json', `content-length: ${bytes.length}`);
    for (let cut = 0; cut <= bytes.length; cut += 1)
      expect(await answerTo(early, { ...plain, cut })).toContain(`\r\n\r\n{"body":${bytes.toString('latin1')}}`);
    for (let withheld = 1; withheld <= bytes.length; withheld += 1)
      expect(await answerTo(early, { ...plain, withheld })).not.toContain('200 OK');
  });

  it('refuses a length that is not that of the body, where no parser of HTTP has looked at it', async () => {
    for (const server of [early, late]) {
      const { statusCode, payload } = await server.inject({
        ...{ method: 'POST', url: '/read', payload: '{"a":1}' },
        headers: { 'content-type': 'application/json', 'content-length': '5' },
      });
      expect([statusCode, payload]).toEqual([400, expect.stringContaining('did not match Content-Length')]);
    }
  });

  it('leaves the connection open for the next request, but not after one that could not be read', async () => {
    for (const server of [early, late]) {
      const send = (payload: string) =>
        server.inject({ method: 'POST', url: '/read', payload, headers: { 'content-type': 'application/json' } });
      expect((await send('{"a":1}')).headers['connection']).toBe('keep-alive');
      expect((await send('{"a":')).headers['connection']).toBe('close');
    }
  });
});
