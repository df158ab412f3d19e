import { exampleIds } from '../../../src/adapters/http/commands/example-ids';
import { routes } from '../../../src/adapters/http/commands/routes';
import type { Envelope, Execute } from '../../../src/application/executing/execution';
import type { DomainCommand } from '../../../src/domain/catalogue';
import { openService, type Service } from '../../support/service';
import { id } from '../../support/specify';

const call = {
  clientId: id('client'),
  managerId: id('manager'),
  direction: 'out',
  durationSeconds: 60,
  result: 'reached',
};
const offer = {
  offerId: id('offer'),
  clientId: id('client'),
  managerId: id('manager'),
  kind: 'verbal',
  lines: [{ lineId: id('line'), productId: id('tea'), quantity: 2 }],
};

describe('a command over HTTP', () => {
  let service: Service;
  beforeEach(async () => {
    service = await openService();
  });
  afterEach(() => service.close());

  it('creates something: 201 with its id, its stream, and where the log stands now', async () => {
    const { status, body, headers } = await service.post('/calls', { ...call, callId: id('call') });
    expect(status).toBe(201);
    expect(body).toEqual({
      id: id('call'),
      stream: `call-${id('call')}`,
      revision: 0,
      position: headers['letopis-position'],
      events: [{ id: expect.any(String), type: 'CallLogged', stream: `call-${id('call')}`, revision: 0 }],
      alreadyThere: false,
    });
    expect(headers).toMatchObject({ etag: '"0"', location: `/streams/call-${id('call')}` });
  });

  it('makes the ids up that it may leave out, the same ones under the same Idempotency-Key', async () => {
    const lines = [{ productId: id('tea'), quantity: 1 }];
    const body = { ...offer, lines, offerId: undefined };
    const first = await service.post('/offers', body, { 'idempotency-key': 'order 1' });
    const again = await service.post('/offers', body, { 'idempotency-key': 'order 1' });
    const other = await service.post('/offers', body, { 'idempotency-key': 'order 2' });
    const without = await service.post('/offers', body);
    expect([first, again, other, without].map(({ status }) => status)).toEqual([201, 201, 201, 201]);
    expect(again.body).toEqual({ ...first.body, alreadyThere: true });
    expect(new Set([first, other, without].map(({ body: { id: made } }) => made)).size).toBe(3);
  });

  it('leaves a digest of what was asked only where it can be asked again: under an Idempotency-Key', async () => {
    await service.post('/calls', { ...call, callId: id('call') });
    await service.post('/calls', { ...call, callId: id('other') }, { 'idempotency-key': 'call 1' });
    const { body } = await service.get('/events?types=CallLogged');
    expect(body.items.map(({ metadata }) => metadata.commandDigest)).toEqual(['', expect.stringMatching(/^.{22}$/)]);
  });

  it('takes quantities and prices with fractions, and keeps them as the numbers that they are', async () => {
    // It has no list price.
    await service.post('/products', { productId: id('cloth'), name: 'cloth', category: 'goods' });
    const invoice = {
      invoiceId: id('invoice'),
      clientId: id('client'),
      managerId: id('manager'),
      basis: { directSale: true, reason: 'counter' },
      lines: [
        { productId: id('cloth'), quantity: 1.5, unitPrice: { amount: 2_000, currency: 'EUR' } },
        { productId: id('cloth'), quantity: 1_198, unitPrice: { amount: 19.5, currency: 'EUR' } },
      ],
      currency: 'EUR',
      dueOn: '2024-06-05',
      series: 'R',
    };
    expect((await service.post('/invoices', invoice)).status).toBe(201);
    const { body } = await service.get(`/streams/invoice-${id('invoice')}`);
    expect(body).toMatchObject({
      items: [
        {
          data: {
            lines: [
              { quantity: 1.5, net: 3_000 },
              { unitPrice: 19.5, net: 23_361 },
            ],
          },
        },
      ],
    });
  });

  it('takes the ids of its address, and refuses a body that says another one', async () => {
    await service.post('/offers', offer);
    const refusal = {
      managerId: id('manager'),
      version: 1,
      lineIds: [id('line')],
      reason: 'NO_NEED',
      statedBy: 'client',
    };
    const elsewhere = await service.post(`/offers/${id('offer')}/refusals`, { ...refusal, offerId: id('other') });
    expect(elsewhere).toMatchObject({ status: 400, body: { errors: [{ path: 'offerId', problem: 'wrong' }] } });
    const { status, body } = await service.post(`/offers/${id('offer')}/refusals`, refusal);
    expect(status).toBe(200);
    expect(body).toMatchObject({ id: id('offer'), events: [{ type: 'OfferLinesRefused', revision: 1 }] });
  });

  it('logs a call, the offer that was made in it and its refusal in one request', async () => {
    const pitch = {
      lines: [{ lineId: id('line'), productId: id('snow'), quantity: 1 }],
      refused: { lineIds: [id('line')], reason: 'NO_NEED', statedBy: 'client' },
    };
    const { body } = await service.post('/calls', { ...call, pitch });
    expect(body.events.map(({ type }) => type)).toEqual(['CallLogged', 'OfferMade', 'OfferLinesRefused']);
  });

  it('puts moments into UTC, whatever their offset', async () => {
    const said = { ...call, callId: id('call'), occurredAt: '2024-05-06T11:30:00+02:00' };
    await service.post('/calls', said, { 'letopis-zone': 'Asia/Tokyo' });
    const { body } = await service.get(`/streams/call-${id('call')}`);
    expect(body.items[0]).toMatchObject({ occurredAt: '2024-05-06T09:30:00.000Z', metadata: { zone: 'Asia/Tokyo' } });
  });

  it('edits under If-Match, and says the current revision where somebody was faster', async () => {
    await service.post('/offers', offer);
    const revision = { managerId: id('manager'), version: 1, lines: offer.lines };
    const url = `/offers/${id('offer')}/revisions`;
    expect((await service.post(url, revision, { 'if-match': '"0"' })).headers['etag']).toBe('"1"');
    const late = await service.post(url, { ...revision, version: 2 }, { 'if-match': '"0"' });
    expect(late).toMatchObject({ status: 412, body: { currentRevision: 1 }, headers: { etag: '"1"' } });
  });

  it('takes no body where it has no fields', async () => {
    await service.post('/campaigns', {
      ...{ campaignId: id('campaign'), name: 'Spring', productId: id('tea') },
      ...{ startsOn: '2024-06-01', endsOn: '2024-06-30' },
    });
    const targets = { targets: [id('client')], control: [], asOf: '1' };
    expect((await service.post(`/campaigns/${id('campaign')}/targets`, targets)).status).toBe(200);
    expect((await service.send('POST', `/campaigns/${id('campaign')}/launch`)).status).toBe(200);
  });
});

const isPlain = (value: unknown): boolean =>
  typeof value !== 'object' ||
  value === null ||
  ([Object.prototype, Array.prototype].includes(Object.getPrototypeOf(value)) && Object.values(value).every(isPlain));

describe('every command', () => {
  const asked: { command: DomainCommand; envelope: Envelope }[] = [];
  const execute: Execute = async (command, envelope) => {
    asked.push({ command, envelope });
    return { outcome: 'accepted', stream: 'x-1', revision: 0, position: 1n, events: [], alreadyThere: false };
  };
  let service: Service;
  beforeAll(async () => {
    service = await openService({ execute });
  });
  afterAll(() => service.close());

  const urlOf = (path: string): string =>
    path
      .replace(':catalogue', 'refusals')
      .replace(':code', 'NO_NEED')
      .replace(':refusalEventId', exampleIds.event)
      .replace(/:\w+/, exampleIds.offer);

  it.each(Object.entries(routes))(
    '%s takes its own example and hands the plain command on',
    async (type, { path, example }) => {
      const headers = {
        'letopis-actor': `manager:${id('manager')}`,
        'letopis-on-behalf-of': id('lead'),
        'idempotency-key': 'example',
        'if-match': '"7"',
      };
      const body = { ...example, occurredAt: '2024-05-06T10:00:00Z', lateReason: 'found in a notebook' };
      const { status, body: answer } = await service.post(urlOf(path), body, headers);
      expect([type, answer.errors]).toEqual([type, undefined]);
      expect([200, 201]).toContain(status);
      const { command, envelope } = asked.at(-1)!;
      expect(command.type).toBe(type);
      expect(JSON.parse(JSON.stringify(command.data))).toMatchObject(example);
      expect(command.data).not.toHaveProperty('occurredAt');
      expect(isPlain(command.data)).toBe(true);
      expect(envelope).toEqual({
        commandId: expect.stringMatching(/-5/),
        actor: { kind: 'manager', id: id('manager') },
        onBehalfOf: id('lead'),
        zone: 'Europe/Berlin',
        source: 'api',
        occurredAt: '2024-05-06T10:00:00.000Z',
        lateReason: 'found in a notebook',
        expectedRevision: 7,
      });
    },
  );

  it('has a route of its own', () => {
    const paths = Object.values(routes).map(({ path }) => path.replaceAll(/:\w+/g, ':id'));
    expect(new Set(paths).size).toBe(paths.length);
  });
});
