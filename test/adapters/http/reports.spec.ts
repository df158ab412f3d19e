import { differenceExample } from '../../../src/adapters/http/questions/difference-example';
import { reports } from '../../../src/read-models/index';
import { decode, type Decode } from '../../../src/application/log/codec';
import { StoreError } from '../../../src/application/log/event-store';
import { DAY, localDay } from '../../../src/domain/shared/time';
import { openService, type Service } from '../../support/service';
import { id } from '../../support/specify';

const enquiry = { clientId: id('client'), channel: 'email', items: [{ need: 'snow' }], priority: 'normal' };
const days = 'from=2024-05-01&to=2024-06-01';

describe('a report over HTTP', () => {
  let service: Service;
  beforeEach(async () => {
    service = await openService();
  });
  afterEach(() => service.close());

  const received = async (query: string): Promise<number> => {
    const { status, body } = await service.get(`/reports/enquiries?${days}&${query}`);
    expect([status, body.errors]).toEqual([200, undefined]);
    return Number(Object.values(body.sections)[0]![0]!['received']);
  };

  it('shows at least what a command wrote, when it is asked with its position', async () => {
    const { body } = await service.post('/enquiries', enquiry);
    expect(await received(`atLeast=${body.position}`)).toBe(1);
  });

  it('answers as the log stood at a position', async () => {
    const first = await service.post('/enquiries', enquiry);
    const second = await service.post('/enquiries', enquiry);
    expect(await received(`asOfPosition=${first.body.position}`)).toBe(1);
    expect(await received(`asOfPosition=${second.body.position}`)).toBe(2);
    expect(await received('asOfPosition=0')).toBe(0);
  });

  it('answers as it was known at a moment', async () => {
    await service.post('/enquiries', enquiry);
    expect(await received('asOf=2024-05-06T09:59:59Z')).toBe(0);
    expect(await received('asOf=2024-05-06T12:00:00%2B02:00')).toBe(1);
  });

  describe('that is asked of two editions', () => {
    const remap = { type: 'RemapReason', data: { catalogue: 'refusals', from: 'NO_BUDGET', to: 'PRICE_TOO_HIGH' } };

    it('takes what it could not suppose of the log as it was then for a wrong value of a known parameter', async () => {
      const supposed = `whatIf=${JSON.stringify(remap)}`;
      expect((await service.get(`/reports/enquiries/diff?${supposed}`)).status).toBe(200);
      const { body } = await service.get(`/reports/enquiries/diff?asOf=2000-01-01&${supposed}`);
      expect(body.errors).toMatchObject([{ problem: 'wrong', expected: expect.stringContaining('as it was then') }]);
    });

    it('names the events that explain the difference, as the document shows it', async () => {
      const first = await service.post('/enquiries', enquiry);
      const second = await service.post('/enquiries', enquiry);
      const positions = `asOfPosition=${first.body.position}&asOfPosition=${second.body.position}`;
      const { status, body } = await service.get(`/reports/enquiries/diff?${days}&${positions}`);
      expect(status).toBe(200);
      expect(body.sections['figures']).toContainEqual(
        expect.objectContaining({ section: 'summary', figure: 'received', old: 1, new: 2, because: ['events'] }),
      );
      expect(body.sections['events']).toMatchObject([{ type: 'EnquiryReceived', eventId: second.body.events[0]!.id }]);
      const columnsOf = (sections: object) =>
        Object.entries(sections).map(([name, [row]]: [string, readonly object[]]) => [name, Object.keys(row ?? {})]);
      expect(columnsOf(body.sections)).toEqual(columnsOf(differenceExample.sections));
    });

    it.each([
      ['', 'parameter asOf'],
      ['asOf=yesterday', 'parameter asOf'],
      ['at=2024-05-05&at=2024-05-06&at=2024-05-07', 'parameter at'],
      ['asOf=2024-05-06&asOfPosition=1', 'parameter asOf'],
      ['asOf=2024-05-06&edition=candidate', 'parameter edition'],
      ['asOf=2024-05-06&stage=won', 'parameter stage'],
      ['asOf=2024-05-06&explain=received', 'parameter explain'],
    ])('answers %s with 400', async (query, path) => {
      const { status, body } = await service.get(`/reports/enquiries/diff?${query}`);
      expect([status, body.errors.map((error) => error.path)]).toEqual([400, [path]]);
    });
  });

  it('as of a moment before the log began says so, and names the other time', async () => {
    for (const path of ['/reports/enquiries?', '/reports/enquiries/diff?', '/clients?']) {
      const { body } = await service.get(`${path}asOf=2000-01-01`);
      const [note] = (body as unknown as { readonly notes: readonly string[] }).notes;
      expect([path, note]).toEqual([path, expect.stringMatching(/nothing was known, the log begins at .* at=/)]);
    }
  });

  it('opens personal text', async () => {
    const { status, text } = await service.get(`/reports/client-history?client=${id('client')}`);
    expect([status, text]).toEqual([200, expect.stringContaining('"name":"Chukchi"')]);
    expect(text).not.toContain('"sealed"');
  });

  it.each([
    ['from=yesterday', 'parameter from', 'wrong'],
    ['from=2024-05-01&from=2024-05-02', 'parameter from', 'wrong'],
    ['stage=won', 'parameter stage', 'unknown'],
    ['atLeast=soon', 'parameter atLeast', 'wrong'],
    ['asOf=2024', 'parameter asOf', 'wrong'],
    ['asOf=2024-05-06T09:59:59Z&asOfPosition=1', 'parameter asOf', 'wrong'],
    ['__proto__=1', 'parameter __proto__', 'unknown'],
  ])('answers %s with 400', async (query, path, problem) => {
    const { status, body } = await service.get(`/reports/enquiries?${query}`);
    expect(status).toBe(400);
    expect(body.errors).toContainEqual({ path, problem, expected: expect.any(String) });
  });

  it('is 503 with Retry-After where the read models do not reach the position in time', async () => {
    const { status, headers } = await service.get(`/reports/enquiries?${days}&atLeast=999999`);
    expect([status, headers['retry-after']]).toEqual([503, '1']);
  });

  it('is 404 where there is none of its name', async () => {
    expect((await service.get('/reports/horoscope')).status).toBe(404);
  });
});

/** The day in so many days, where the company is. */
const dayFrom = (days: number): string => localDay(new Date(Date.now() + days * DAY).toISOString(), 'Europe/Berlin');

/** What each report must be asked with. */
const required: Readonly<Record<string, string>> = { 'client-history': `client=${id('client')}&` };

/** The section that is read page by page, where it is not called as the report. */
const registers: Readonly<Record<string, string>> = { 'client-history': 'history', receivables: 'invoices' };

describe('what every report is asked with', () => {
  let service: Service;
  beforeAll(async () => {
    service = await openService();
    const lead = { managerId: id('lead') };
    const line = { lineId: id('line'), productId: id('snow'), quantity: 1 };
    const offer = { offerId: id('offer'), clientId: id('client'), ...lead, kind: 'verbal', lines: [line] };
    await service.post('/offers', offer);
    const { body } = await service.post(`/offers/${id('offer')}/refusals`, {
      ...lead,
      ...{ version: 1, lineIds: [id('line')], reason: 'NO_NEED', statedBy: 'client' },
    });
    await service.post('/enquiries', { ...enquiry, enquiryId: id('enquiry'), ...lead });
    await service.post('/invoices', {
      ...{
        invoiceId: id('invoice'),
        clientId: id('client'),
        ...lead,
        currency: 'EUR',
        dueOn: '2024-06-30',
        series: 'R',
      },
      basis: { directSale: true, reason: 'over the counter' },
      lines: [{ productId: id('snow'), quantity: 1, unitPrice: { amount: 9_000, currency: 'EUR' } }],
    });
    await service.post('/policies/market-size', { clients: 50, source: 'Register', countedOn: '2024-01-01' });
    await service.get(`/reports/refusals?atLeast=${body.position}`);
  });
  afterAll(() => service.close());

  const asked = (name: string, query: string) => service.get(`/reports/${name}?${required[name] ?? ''}${query}`);
  const problemOf = async (name: string, query: string) => {
    const { status, body } = await asked(name, query);
    return { status, ...body.errors[0] };
  };
  const having = (parameter: string): readonly string[] =>
    reports.filter(({ parameters }) => Object.hasOwn(parameters, parameter)).map(({ name }) => name);

  /** As the API's document says that a template is filled in. */
  const filledIn = (template: string, figure: string, columns: readonly string[], row: Record<string, unknown>) => {
    const values = columns.map((column) => String((row[column] as string | number | null) ?? ''));
    const name = values.map((value) => value.replaceAll('%', '%25').replaceAll(':', '%3A')).join(':');
    return template.replace('{figure}', encodeURIComponent(figure)).replace('{row}', encodeURIComponent(name));
  };

  it.each(reports.filter((report) => 'explained' in report).map(({ name }) => name))(
    'leads from each figure to what explains it: %s',
    async (name) => {
      // Some figures grow with the time of day.
      const from = 'from=2024-01-01&'.repeat(Number(having('from').includes(name)));
      const { body } = await asked(name, `${from}at=2026-01-01&`);
      const followed: unknown[] = [];
      for (const [section, { template, figures, row: columns }] of Object.entries(body.explain ?? {})) {
        const [row = {}] = body.sections[section]!;
        for (const figure of figures) {
          const told = await service.get(filledIn(template, figure, columns, row));
          expect({ section, figure, status: told.status }).toEqual({ section, figure, status: 200 });
          const [said] = told.body.sections['figure']!;
          expect({ section, figure, value: said!['value'] }).toEqual({ section, figure, value: row[figure] });
          expect(told.body.explain).toBeUndefined();
          followed.push(figure);
        }
      }
      // Nobody here is like another, there is no campaign, and few have bought.
      const fewest: Readonly<Record<string, number>> = { campaigns: 0, duplicates: 0, capacity: 6 };
      expect(followed.length).toBeGreaterThanOrEqual(fewest[name] ?? 11);
    },
  );

  it('leads to the same question, without what is asked but once', async () => {
    const { body: asked } = await service.get('/reports/refusals?by=stated-by&reason=NO_NEED&atLeast=1');
    expect(asked.explain?.['summary']?.template).toBe(
      '/reports/refusals?by=stated-by&reason=NO_NEED&explain=summary.{figure}&row={row}',
    );
    const { body } = await service.get('/reports/refusals?edition=live');
    expect(body.explain?.['summary']?.template).toBe('/reports/refusals?explain=summary.{figure}&row={row}');
  });

  it.each(having('to'))('is a window with a length: %s says what to means', async (name) => {
    for (const window of ['from=2024-05-06&to=2024-05-06', 'from=2024-05-06&to=2024-05-01'])
      expect(await problemOf(name, window)).toEqual({
        status: 400,
        path: 'parameter to',
        problem: 'wrong',
        expected:
          'a day after from (2024-05-06): to is the day after the last day, so 2024-05-06 alone is to 2024-05-07',
      });
    expect((await asked(name, 'from=2024-05-06&to=2024-05-07')).status).toBe(200);
  });

  it.each(having('from'))('is a window that has begun: %s', async (name) => {
    expect(await problemOf(name, 'from=2999-01-01')).toMatchObject({ status: 400, path: 'parameter from' });
    expect(await problemOf(name, 'from=2024-05-07&at=2024-05-06T10:00:00Z')).toMatchObject({ status: 400 });
    expect((await asked(name, 'from=2024-05-06&at=2024-05-06T10:00:00Z')).status).toBe(200);
  });

  it.each(reports.map(({ name }) => name))('is of what has come: %s says up to when it may be asked', async (name) => {
    const upToWhen = expect.stringMatching(/a moment up to now \(20\d\d-[^)]+Z\), or a day up to today$/);
    for (const parameter of ['at', 'asOf'])
      for (const moment of ['2999-01-01', '2999-01-01T00:00:00Z', dayFrom(2)])
        expect(await problemOf(name, `${parameter}=${moment}`)).toEqual({
          ...{ status: 400, path: `parameter ${parameter}`, problem: 'wrong', expected: upToWhen },
        });
    expect(await problemOf(name, 'asOfPosition=999999')).toMatchObject({
      ...{ status: 400, path: 'parameter asOfPosition' },
      expected: expect.stringMatching(/^a position up to the end of the log \(\d+\)$/),
    });
  });

  it.each(reports.map(({ name }) => name))('may be of today, and of what a clock ahead shows: %s', async (name) => {
    const soon = new Date(Date.now() + 60_000).toISOString();
    for (const query of [`at=${dayFrom(0)}`, `asOf=${dayFrom(0)}`, `at=${soon}`, `asOf=${soon}`])
      expect([query, (await asked(name, query)).status]).toEqual([query, 200]);
  });

  it.each(having('limit'))('is a limit from 1 to 1,000: %s', async (name) => {
    for (const limit of ['0', '-5', '1001', '1.5', 'many', ''])
      expect([limit, await problemOf(name, `limit=${limit}`)]).toMatchObject([
        limit,
        { status: 400, path: 'parameter limit', expected: expect.stringContaining('from 1 to 1000') as string },
      ]);
    for (const limit of ['1', '1000']) expect((await asked(name, `limit=${limit}`)).status).toBe(200);
  });

  it.each(having('after'))('is a page after a row that is there: %s', async (name) => {
    for (const after of ['999999', id('nothing'), `${id('nothing')}:${id('line')}`])
      expect(await problemOf(name, `after=${after}`)).toMatchObject({ status: 400, path: 'parameter after' });
    const { body } = await asked(name, '');
    const row = body.sections[registers[name] ?? name]![0]!;
    const place = row['row'] ?? row['enquiryId'] ?? row['invoiceId'] ?? `${Number(row['position'])}:${id('client')}`;
    expect((await asked(name, `after=${place as string}`)).status).toBe(200);
  });

  it.each(
    reports.flatMap(({ name, parameters }) =>
      Object.entries(parameters).flatMap(([parameter, { names }]) => (names ? [[name, parameter] as const] : [])),
    ),
  )('names what is there: %s, %s', async (name, parameter) => {
    const ask = (text: string) =>
      service.get(`/reports/${name}?${parameter === 'client' ? '' : (required[name] ?? '')}${parameter}=${text}`);
    for (const unknown of [id('nothing'), 'Nobody at all']) {
      const { status, body } = await ask(unknown);
      expect([unknown, status, body.errors[0]!.path]).toEqual([unknown, 400, `parameter ${parameter}`]);
    }
  });

  it.each([
    ['enquiries', 'manager', 'boris', 'enquiries', 1],
    ['enquiries', 'client', 'CHUKCHI', 'enquiries', 1],
    ['refusals', 'manager', 'Boris', 'refusals', 1],
    ['refusals', 'manager', 'Anna', 'refusals', 0],
    ['refusals', 'product', 'Snow', 'refusals', 1],
    ['refusals', 'reason', 'no_need', 'refusals', 1],
    ['client-history', 'client', 'Chukchi', 'client', 1],
    ['conversion', 'manager', 'Boris', 'total', 6],
    ['pipeline', 'product', 'Snow', 'changes', 0],
    ['receivables', 'client', 'Chukchi', 'invoices', 1],
    ['revenue', 'manager', 'Boris', 'total', 1],
    ['work', 'client', 'Chukchi', 'intensity', 5],
    ['manager-activity', 'manager', 'Boris', 'managers', 1],
    ['stale-products', 'product', 'TEA', 'products', 1],
    ['stale-products', 'category', 'Goods', 'products', 2],
  ])('takes a name that no other has: %s of the %s %s', async (name, parameter, text, section, rows) => {
    const { status, body } = await service.get(`/reports/${name}?${parameter}=${text}`);
    expect([status, body.sections[section]?.length]).toEqual([200, rows]);
  });

  it('is told which name was perhaps meant', async () => {
    const said = async (query: string) => (await service.get(`/reports/${query}`)).body.errors[0]!.expected;
    expect(await said('refusals?manager=Borsi')).toContain('did you mean "Boris"?');
    expect(await said('refusals?reason=NO_NED')).toContain('"NO_NEED"');
    expect(await said('client-history?client=Chuk')).toContain('did you mean "Chukchi"?');
    expect(await said('refusals?manager=Xerxes')).toContain('there is none with a name like this');
  });
});

describe('a report before the read models are there', () => {
  it('is 503 with Retry-After', async () => {
    const service = await openService({ unfilled: true });
    const asked = async () =>
      Promise.all(
        reports.map(async ({ name }) => {
          const client = name === 'client-history' ? `?client=${id('client')}` : '';
          const { status, headers } = await service.get(`/reports/${name}${client}`);
          return [status, headers['retry-after'], headers['content-type']];
        }),
      );
    expect(new Set((await asked()).map(String))).toEqual(new Set(['503,5,application/problem+json; charset=utf-8']));
    await service.close();
  });
});

describe('a report of a read model that stopped', () => {
  /** A program that can't take what became of enquiries. */
  const decodeNone: Decode = (stored) => {
    if (stored.type === 'EnquiryReceived') throw new StoreError('corrupt', 'no column holds it');
    return decode(stored);
  };

  it('is 503 with the event named, of now and of the past; the others answer, and health is 503', async () => {
    const service = await openService({ decode: decodeNone });
    const { body } = await service.post('/enquiries', enquiry);
    const named = new RegExp(
      `enquiries stopped at EnquiryReceived .* at position ${body.position}: no column holds it`,
    );
    for (const query of [`?atLeast=${body.position}`, '', `?asOfPosition=${body.position}`]) {
      const { status, headers, text } = await service.get(`/reports/enquiries${query}`);
      expect([status, headers['retry-after']]).toEqual([503, '5']);
      expect(text).toMatch(named);
    }
    expect((await service.get('/reports/refusals')).status).toBe(200);
    const health = await service.get('/health');
    expect(health.status).toBe(503);
    expect(health.body.projections).toContainEqual(
      expect.objectContaining({ projection: 'enquiries', state: 'poisoned', poison: expect.any(Object) }),
    );
    await service.close();
  });
});

describe('the service', () => {
  let service: Service;
  beforeAll(async () => {
    service = await openService();
  });
  afterAll(() => service.close());

  it('says how far each read model is', async () => {
    const { status, body } = await service.get('/health');
    expect(status).toBe(200);
    expect(body).toMatchObject({ live: true, ready: true, head: '30' });
    expect(body.projections).toContainEqual(
      expect.objectContaining({ projection: 'enquiries', state: expect.any(String), lag: expect.any(Number) }),
    );
  });

  it('says how the upkeep is: here it was not started', async () => {
    const { body } = await service.get('/health');
    expect(body.upkeep).toEqual({
      ...{ atWork: false, trouble: null, troubleSince: null, refused: [] },
      ...{ position: null, lag: 30, lagOrMore: false },
    });
  });

  it('says what the upkeep waits for and which follow-ups a rule refused, and is ready all the same', async () => {
    const refused = { eventId: id('call'), eventType: 'CallLogged', command: 'MakeOffer', why: 'The offer exists' };
    const health = {
      isAtWork: true,
      troubleSince: '2024-05-06T08:00:00.000Z',
      followed: undefined,
      refused: [{ ...refused, position: 29n }],
    };
    const troubled = await openService({ upkeep: { health: () => Promise.resolve(health) } });
    const { status, body } = await troubled.get('/health');
    await troubled.close();
    expect(status).toBe(200);
    expect(body.upkeep).toEqual({
      ...{ atWork: true, trouble: 'A store is away or busy', troubleSince: '2024-05-06T08:00:00.000Z' },
      ...{ position: null, lag: null, lagOrMore: false },
      refused: [{ ...refused, position: '29' }],
    });
  });

  it('lists what is there', async () => {
    const { body } = await service.get('/');
    expect(body.reports.map(({ get }) => get)).toEqual(reports.map(({ name }) => `/reports/${name}`));
    expect(body.commands).toContainEqual({
      command: 'RecordRefusal',
      post: '/offers/{offerId}/refusals',
      says: expect.any(String),
    });
  });

  it('shows its API to people', async () => {
    const page = await service.get('/docs');
    expect([page.status, page.text]).toEqual([200, expect.stringContaining('Letopis')]);
    expect((await service.get('/docs/swagger-ui-bundle.js')).status).toBe(200);
  });
});
