import { Logger } from '@nestjs/common';
import { exampleIds } from '../../../src/adapters/http/commands/example-ids';
import { routes } from '../../../src/adapters/http/commands/routes';
import type { Executed } from '../../../src/application/executing/execution';
import { publicCommands } from '../../../src/application/commands/command-fields';
import { StoreError } from '../../../src/application/log/event-store';
import { openService, type Service } from '../../support/service';
import { id } from '../../support/specify';

interface Answer {
  readonly status: number;
  readonly body: Record<string, unknown>;
}

const done = {
  outcome: 'accepted',
  stream: 'call-1',
  revision: 0,
  position: 1n,
  events: [],
  alreadyThere: false,
} as const;

const json = { 'content-type': 'application/json' };
const by = { managerId: id('manager') };
const call = { clientId: id('client'), ...by, direction: 'out', durationSeconds: 60, result: 'reached' };
const logCall = (word: string, more: object = {}) => ({
  type: 'LogCall',
  data: { ...call, callId: id(word), ...more },
});

describe('many commands in one request', () => {
  let service: Service;
  beforeEach(async () => {
    service = await openService();
  });
  afterEach(() => service.close());

  const send = (commands: unknown, headers: Record<string, string> = {}) =>
    service.post('/commands', { commands }, headers);
  const answersTo = async (commands: readonly unknown[], headers: Record<string, string> = {}): Promise<Answer[]> => {
    const { status, text } = await send(commands, headers);
    expect([status, text]).toEqual([200, expect.anything()]);
    return (JSON.parse(text) as { answers: Answer[] }).answers;
  };
  const statuses = (answers: readonly Answer[]) => answers.map(({ status }) => status);
  const eventsOf = async (type: string) => (await service.get(`/events?types=${type}`)).body.items;

  it('are answered one by one, in their order, each as it would be by itself', async () => {
    const answers = await answersTo([logCall('one'), { type: 'MoveToTeam', data: { ...by, teamId: 'south' } }]);
    expect(answers).toMatchObject([
      { status: 201, body: { id: id('one'), stream: `call-${id('one')}`, revision: 0, alreadyThere: false } },
      { status: 200, body: { id: id('manager'), alreadyThere: false } },
    ]);
    const alone = await service.post('/calls', { ...call, callId: id('alone') });
    expect(Object.keys(answers[0]!.body)).toEqual(Object.keys(alone.body));
  });

  it('do not stop each other: what is wrong with one is its own answer', async () => {
    const answers = await answersTo([
      logCall('one'),
      { type: 'LogCal', data: {} },
      logCall('two', { durationSeconds: -1, colour: 'red' }),
      { type: 'VoidCall', data: { callId: id('never'), reason: 'typed twice' } },
      { type: 'VoidCall', data: { reason: 'typed twice' } },
      7,
      { type: 'LogCall', data: [] },
      { data: {} },
      { type: 'LogCall', data: {}, body: {} },
      { ...logCall('three'), headers: { 'If-Match': '"4"' } },
      { ...logCall('four'), headers: { 'Idempotency-Key': 7 } },
      { ...logCall('five'), headers: { 'Content-Type': 'text/plain' } },
      { ...logCall('six'), headers: 'none' },
      logCall('seven'),
    ]);
    expect(statuses(answers)).toEqual([201, 400, 400, 404, 400, 400, 400, 400, 400, 412, 400, 400, 400, 201]);
    expect(
      answers.map(({ body }) => (body['errors'] as { path: string }[] | undefined)?.map(({ path }) => path)),
    ).toEqual([
      ...[undefined, ['type'], ['colour', 'durationSeconds'], undefined, ['callId'], [''], [''], ['type'], ['body']],
      ...[undefined, ['header idempotency-key'], ['headers.content-type'], ['headers'], undefined],
    ]);
    expect(await eventsOf('CallLogged')).toHaveLength(2);
  });

  it('names the nearest commands where a type is none', async () => {
    const [answer] = await answersTo([{ type: 'RecordRefusel', data: {} }]);
    expect(answer!.body['errors']).toEqual([
      {
        path: 'type',
        problem: 'wrong',
        expected: 'the name of a command: did you mean RecordRefusal or RecordRefund?',
      },
    ]);
    for (const type of ['constructor', 'ReserveTaxId', '', 'zzzzzzzzzz', null])
      expect(statuses(await answersTo([{ type, data: {} }]))).toEqual([400]);
  });

  it('may be any that has a route, with the same answer as there but for what was done by then', async () => {
    const alone = await openService();
    const named = { offerId: id('offer'), callId: id('call'), catalogue: 'refusals', code: 'NO_NEED' };
    const given = publicCommands.map((type) => {
      const { path, example } = routes[type];
      const names = [...path.matchAll(/:(\w+)/g)].map(([, name]) => name!);
      const inPath = Object.fromEntries(
        names.map((name) => [name, { ...named, ...{ clientId: id('client') } }[name] ?? exampleIds.event]),
      );
      return { type, url: path.replaceAll(/:(\w+)/g, (_, name: string) => inPath[name]!), inPath, example };
    });
    const answers = await answersTo(
      given.map(({ type, inPath, example }) => ({ type, data: { ...example, ...inPath } })),
    );
    for (const [index, { type, url, example }] of given.entries()) {
      const { status, body } = await alone.post(url, example);
      expect([type, answers[index]!.status]).toEqual([type, status]);
      if (status >= 400) expect([type, answers[index]!.body]).toEqual([type, body]);
    }
    expect(new Set(statuses(answers)).size).toBeGreaterThan(2);
    await alone.close();
  });

  it('are each done once under a key of their own, which counts at the address of the command, too', async () => {
    const keyed = (key: string, more: object = {}) => ({
      type: 'LogCall',
      data: { ...call, ...more },
      headers: { 'Idempotency-Key': key },
    });
    const first = await answersTo([keyed('a'), keyed('b'), keyed('a')]);
    expect(first.map(({ body }) => body['alreadyThere'])).toEqual([false, false, true]);
    const again = await answersTo([keyed('b'), keyed('c'), keyed('a', { durationSeconds: 61 })]);
    expect(statuses(again)).toEqual([201, 201, 422]);
    expect(again[0]!.body).toEqual({ ...first[1]!.body, alreadyThere: true });
    const alone = await service.post('/calls', call, { 'idempotency-key': 'a' });
    expect(alone.body).toEqual({ ...first[0]!.body, alreadyThere: true });
    const reason = { reason: 'typed twice' };
    const voided = await service.post(`/calls/${alone.body.id}/void`, reason, { 'idempotency-key': 'a' });
    const [inBatch] = await answersTo([
      { type: 'VoidCall', data: { callId: alone.body.id, ...reason }, headers: { 'idempotency-key': 'a' } },
    ]);
    expect(inBatch!.body).toEqual({ ...voided.body, alreadyThere: true });
  });

  it('are told by whom the headers of the request name, where a command names nobody else', async () => {
    const headers = {
      'letopis-actor': 'system:shop',
      'letopis-zone': 'Europe/Lisbon',
      'letopis-on-behalf-of': id('manager'),
    };
    await answersTo(
      [logCall('one'), { ...logCall('two'), headers: { 'Letopis-Actor': `manager:${id('manager')}` } }],
      headers,
    );
    const metadata = (await eventsOf('CallLogged')).map((event) => event.metadata);
    // In any order: they are of two streams.
    expect(metadata).toHaveLength(2);
    expect(metadata).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          actor: { kind: 'system', id: 'shop' },
          zone: 'Europe/Lisbon',
          onBehalfOf: id('manager'),
        }),
        expect.objectContaining({ actor: { kind: 'manager', id: id('manager') }, zone: 'Europe/Lisbon' }),
      ]),
    );
  });

  it.each([
    ['an Idempotency-Key for all', [logCall('one')], { 'idempotency-key': 'all' }, 'header idempotency-key'],
    ['a revision for all', [logCall('one')], { 'if-match': '"1"' }, 'header if-match'],
    ['an actor that is none', [logCall('one')], { 'letopis-actor': 'me' }, 'header letopis-actor'],
    ['no list', { type: 'LogCall' }, {}, 'commands'],
    ['an empty list', [], {}, 'commands'],
    ['more than a thousand', Array.from({ length: 1_001 }, () => 1), {}, 'commands'],
    ['nothing', undefined, {}, 'commands'],
  ])('are refused as a whole for %s', async (_, commands, headers: Record<string, string>, path) => {
    const { status, body } = await send(commands, headers);
    expect([status, body.errors.map((error) => error.path)]).toEqual([400, [path]]);
    expect(await eventsOf('CallLogged')).toEqual([]);
  });

  it('are refused as a whole where the body is no such object, is too large, or comes with a query', async () => {
    expect((await service.post('/commands', [])).status).toBe(400);
    expect((await service.post('/commands', { commands: [logCall('one')], atomic: true })).body.errors).toMatchObject([
      { path: 'atomic', problem: 'unknown' },
    ]);
    expect((await service.post('/commands?x=1', { commands: [logCall('one')] })).status).toBe(400);
    const large = JSON.stringify({ commands: [logCall('one', { note: 'x'.repeat(1_048_576) })] });
    expect((await service.send('POST', '/commands', large, json)).status).toBe(413);
    expect((await service.get('/commands')).status).toBe(405);
  });

  it('see what those before them did, wherever they name it', async () => {
    const lines = [{ lineId: id('line'), productId: id('new'), quantity: 1 }];
    const offer = { offerId: id('offer'), clientId: id('new client'), ...by, kind: 'verbal', lines };
    const answered = await answersTo([
      { type: 'IntroduceProduct', data: { productId: id('new'), name: 'ice', category: 'goods' } },
      { type: 'RegisterClient', data: { clientId: id('new client'), kind: 'person', name: 'Ada', origin: 'fair' } },
      { type: 'MakeOffer', data: offer },
      {
        type: 'DefineReason',
        data: {
          catalogue: 'refusals',
          code: 'TOO_COLD',
          group: 'product',
          durable: 'until_product_version',
          label: 'Cold',
        },
      },
      {
        type: 'RecordRefusal',
        data: {
          offerId: id('offer'),
          ...by,
          version: 1,
          lineIds: [id('line')],
          reason: 'TOO_COLD',
          statedBy: 'client',
        },
      },
      { type: 'WithdrawProduct', data: { productId: id('new'), reason: 'melts' } },
      { type: 'MakeOffer', data: { ...offer, offerId: id('late') } },
    ]);
    expect(answered.map(({ status, body }) => [status, body['code']])).toEqual([
      ...[
        [201, undefined],
        [201, undefined],
        [201, undefined],
        [200, undefined],
        [200, undefined],
        [200, undefined],
      ],
      [409, 'PRODUCT_WITHDRAWN'],
    ]);
  });

  it('on one stream are executed in their order, a rejected one among them', async () => {
    const correct = (seconds: number) => ({
      type: 'CorrectCall',
      data: { callId: id('one'), durationSeconds: seconds },
    });
    const answers = await answersTo([
      logCall('one'),
      ...[1, 2, 3, -1, 4, 5].map(correct),
      { type: 'VoidCall', data: { callId: id('one'), reason: 'never was' } },
      correct(6),
    ]);
    expect(statuses(answers)).toEqual([201, 200, 200, 200, 400, 200, 200, 200, 409]);
    expect(answers.filter(({ status }) => status < 300).map(({ body }) => body['revision'])).toEqual([
      0, 1, 2, 3, 4, 5, 6,
    ]);
  });

  it('take the numbers of a series in their order', async () => {
    const invoice = (word: string) => ({
      type: 'IssueInvoice',
      data: {
        ...{
          invoiceId: id(word),
          clientId: id('client'),
          ...by,
          basis: { directSale: true, reason: 'over the counter' },
        },
        ...{ currency: 'EUR', dueOn: '2030-01-31', series: 'R' },
        lines: [{ productId: id('tea'), quantity: 1, unitPrice: { amount: 10_000, currency: 'EUR' } }],
      },
    });
    const words = Array.from({ length: 20 }, (_, n) => `invoice ${n}`);
    expect(new Set(statuses(await answersTo(words.map(invoice))))).toEqual(new Set([201]));
    const issued = (await eventsOf('InvoiceIssued')).map(({ data }) => [data['invoiceId'], data['number']]);
    expect(issued).toEqual(
      words.map((word, n): unknown[] => [id(word), expect.stringMatching(new RegExp(`^R-0*${n + 1}$`))]),
    );
  });

  it('of a service that only reads are refused', async () => {
    const reading = await openService({ readOnly: true });
    const refused = await reading.post('/commands', { commands: [logCall('one')] });
    expect([refused.status, refused.body.code]).toEqual([503, 'READ_ONLY']);
    await reading.close();
  });

  it('may meet a fault of the machinery one by one: it is logged, and the others are done', async () => {
    const logged = jest.spyOn(Logger.prototype, 'error').mockReturnValue(undefined);
    const faults: (Error | undefined)[] = [new Error('on purpose'), new StoreError('unavailable', 'away'), undefined];
    const failing = await openService({
      execute: (): Promise<Executed> => {
        const fault = faults.shift();
        return fault ? Promise.reject(fault) : Promise.resolve(done);
      },
    });
    const { text } = await failing.post('/commands', {
      commands: ['one', 'two', 'three'].map((word) => logCall(word)),
    });
    expect(statuses((JSON.parse(text) as { answers: Answer[] }).answers)).toEqual([500, 503, 201]);
    expect(text).not.toContain('on purpose');
    expect(logged).toHaveBeenCalledTimes(1);
    logged.mockRestore();
    await failing.close();
  });

  it('that have nothing to do with each other are under way together', async () => {
    let [now, most] = [0, 0];
    const slow = await openService({
      execute: async (): Promise<Executed> => {
        most = Math.max(most, (now += 1));
        await new Promise((resolve) => setTimeout(resolve, 5));
        now -= 1;
        return done;
      },
    });
    const commands = Array.from({ length: 200 }, (_, n) => logCall(`call ${n}`));
    const { text } = await slow.post('/commands', { commands });
    expect((JSON.parse(text) as { answers: Answer[] }).answers).toHaveLength(200);
    expect(most).toBe(64);
    await slow.close();
  });
});
