import { openService, type Service } from '../support/service';
import { id } from '../support/specify';

interface FoundBody {
  readonly items: readonly Record<string, unknown>[];
  readonly next: string | null;
  readonly likelyDuplicates?: readonly { readonly clientId: string; readonly shares: readonly string[] }[];
  readonly [member: string]: unknown;
}

describe('who and what is looked for', () => {
  let service: Service;
  let position = '';
  const post = async (path: string, body: object) => {
    const answer = await service.post(path, body);
    if (answer.status > 201) throw new Error(answer.text);
    position = answer.body.position;
    return { ...answer, body: answer.body as unknown as FoundBody };
  };
  const register = (word: string, more: object) =>
    post('/clients', { clientId: id(word), kind: 'company', origin: 'fair', ...more });
  const get = async (path: string) => {
    const answer = await service.get(`${path}${path.includes('?') ? '&' : '?'}atLeast=${position}`);
    return { ...answer, body: answer.body as unknown as FoundBody };
  };
  const idsAt = async (path: string, column = 'clientId') => {
    const { status, body, text } = await get(path);
    if (status !== 200) throw new Error(text);
    return body.items.map((row) => row[column]);
  };
  const found = (text: string) => idsAt(`/find?q=${encodeURIComponent(text)}`, 'id');

  beforeAll(async () => {
    service = await openService();
    await register('lund', {
      name: 'Lundqvist Ångström AB',
      contacts: [
        { channel: 'phone', value: '030 7654321' },
        { channel: 'email', value: 'office@lundqvist.example' },
      ],
      taxId: 'SE 556-123',
    });
    await register('gora', { name: 'Горный Хрусталь', externalId: { source: 'old', id: 'KD-77012' } });
    await register('third', { name: 'Zimmer & Söhne', contacts: [{ channel: 'phone', value: '+49 40 111 222 33' }] });
  });
  afterAll(() => service.close());

  it.each([
    ['a part of a name as it begins', 'lundq', 'lund'],
    ['a name without its marks', 'angstrom', 'lund'],
    ['a name with a letter that is wrong', 'Lundkvist', 'lund'],
    ['words in any order', 'ab lundqvist', 'lund'],
    ['a Cyrillic name in Latin letters', 'gornyi khrustal', 'gora'],
    ['a Latin name in Cyrillic letters', 'лундqвист', 'lund'],
    ['a telephone number from abroad', '0049 30 7654321', 'lund'],
    ['the beginning of a number without its country', '40 111', 'third'],
    ['a mail address', 'office@lundq', 'lund'],
    ['a tax id, however it is written', 'se556123', 'lund'],
    ['an id in another system, as it begins', 'kd-770', 'gora'],
  ])('is found by %s', async (_, text, word) => {
    expect((await found(text))[0]).toBe(id(word));
  });

  it('is nobody where nothing is like it: a number with another digit is another number', async () => {
    expect(await found('qqqqqq')).toEqual([]);
    expect(await found('030 7654329')).toEqual([]);
  });

  it('a manager and a product are found, too, and of one kind alone where that is asked for', async () => {
    const { body } = await get('/managers');
    const [anyone] = body.items;
    const name = String(anyone?.['name']);
    expect(await idsAt(`/find?q=${encodeURIComponent(name)}&kind=manager`, 'kind')).toContain('manager');
    expect(await idsAt(`/find?q=${encodeURIComponent(name)}&kind=product`, 'kind')).not.toContain('manager');
  });

  it('an invoice by the beginning of its number, with the name of its client', async () => {
    await post('/products', { productId: id('crane'), name: 'Crane', category: 'cranes' });
    await post('/invoices', {
      ...{
        invoiceId: id('bill'),
        clientId: id('lund'),
        managerId: id('manager'),
        currency: 'EUR',
        dueOn: '2999-01-31',
      },
      ...{ series: 'XQ', basis: { directSale: true, reason: 'over the counter' } },
      lines: [
        {
          ...{ productId: id('crane'), quantity: 1, unitPrice: { amount: 5_000, currency: 'EUR' } },
          vat: { category: 'Z', rate: 0 },
        },
      ],
    });
    const { body } = await get('/find?q=XQ');
    expect(body.items).toEqual([expect.objectContaining({ kind: 'invoice', clientName: 'Lundqvist Ångström AB' })]);
    expect(await idsAt('/invoices?unpaid=true&q=lundqvist', 'invoiceId')).toEqual([id('bill')]);
    expect(await idsAt('/invoices?overdue=true', 'invoiceId')).toEqual([]);
  });

  it('a list comes page by page, in the order that is asked for, with the columns that are asked for', async () => {
    const names: string[] = [];
    for (let after: string | null = ''; after !== null;) {
      const { body } = await get(`/clients?sort=-name&fields=name&limit=1${after === '' ? '' : `&after=${after}`}`);
      names.push(...body.items.map((row) => String(row['name'])));
      for (const row of body.items) expect(Object.keys(row)).toEqual(['clientId', 'name']);
      after = body.next;
    }
    expect(names).toEqual(names.toSorted(new Intl.Collator('en').compare).toReversed());
    expect(names).toEqual(expect.arrayContaining(['Zimmer & Söhne', 'Горный Хрусталь', 'Lundqvist Ångström AB']));
  });

  it('a page by moments goes on where the last one ended', async () => {
    const all = await idsAt('/clients');
    const first = await get('/clients?limit=2');
    const rest = await idsAt(`/clients?after=${first.body.next}`);
    expect([...first.body.items.map((row) => row['clientId']), ...rest]).toEqual(all);
  });

  it('one is looked at with all that belongs to it, by any of its names', async () => {
    const byName = await get(`/clients/${encodeURIComponent('Горный Хрусталь')}`);
    expect(byName.body).toMatchObject({ clientId: id('gora'), externalId: 'KD-77012', contacts: [], duplicates: [] });
    const invoice = await get(`/invoices/${id('bill')}`);
    expect(invoice.body).toMatchObject({
      clientName: 'Lundqvist Ångström AB',
      lines: [{ productName: 'Crane', net: 5_000, currency: 'EUR' }],
      payments: [],
    });
    const { number } = invoice.body as unknown as { readonly number: string };
    expect((await get(`/invoices/${number}`)).body).toEqual(invoice.body);
  });

  it('what is not there is 404, with what was perhaps meant; a wrong parameter is 400', async () => {
    const near = await get('/clients/Zimmer%20%26%20Sohne');
    expect(near.status).toBe(404);
    expect(near.text).toContain('did you mean');
    expect((await get(`/offers/${id('nothing')}`)).status).toBe(404);
    expect((await get('/clients?fields=name,secret')).status).toBe(400);
    expect((await get('/clients?colour=red')).status).toBe(400);
    expect((await get(`/clients?after=${id('nothing')}`)).status).toBe(400);
  });

  it('where a command says that it can be read, it can be read at once', async () => {
    const { headers } = await register('fourth', { name: 'Readable Ltd' });
    const answer = await service.get(String(headers['location']));
    expect(answer.body).toMatchObject({ clientId: id('fourth'), name: 'Readable Ltd' });
  });

  it('whoever is registered with a telephone number that another one has is told of, and registered all the same', async () => {
    const first = await register('one', {
      name: 'Nord',
      contacts: [{ channel: 'phone', value: '+7 (913) 000-00-05' }],
    });
    expect(first.body.likelyDuplicates).toBeUndefined();
    const second = await register('two', { name: 'Ost', contacts: [{ channel: 'phone', value: '8 913 000 00 05' }] });
    expect(second.body.likelyDuplicates).toEqual([{ clientId: id('one'), shares: ['phone'] }]);
    const third = await register('three', {
      name: 'West',
      contacts: [
        { channel: 'phone', value: '89130000005' },
        { channel: 'email', value: 'A@west.example' },
      ],
    });
    expect(third.body.likelyDuplicates?.map(({ clientId }) => clientId)).toEqual([id('one'), id('two')]);
  });

  it('the report of likely duplicates names the pairs, what they share, and the command that merges them', async () => {
    const { body } = await get('/reports/duplicates');
    const { duplicates = [] } = (body['sections'] ?? {}) as Record<string, readonly Record<string, unknown>[]>;
    const pair = duplicates.find((row) => row['clientId'] === id('two'));
    expect(pair).toMatchObject({
      sameAsId: id('one'),
      sameAsName: 'Nord',
      shares: 'phone',
      example: expect.any(String),
    });
    await post(String(pair?.['post']), JSON.parse(String(pair?.['body'])) as object);
    const after = await get('/reports/duplicates');
    expect(after.text).not.toContain(id('two'));
    expect(await idsAt('/clients?limit=1000')).not.toContain(id('two'));
    expect(await idsAt('/clients?limit=1000&merged=true')).toContain(id('two'));
  });

  it('whoever is erased is found by nothing from then on, nor told of as a duplicate', async () => {
    expect(await found('8 913 000 00 05')).toContain(id('three'));
    await post(`/clients/${id('three')}/erasure`, { reason: 'asked for it' });
    // The key is gone before the read models and the index have read the event.
    expect((await service.get('/find?q=West')).text).not.toContain(id('three'));
    expect(await found('a@west.example')).toEqual([]);
    const again = await register('four', { name: 'Süd', contacts: [{ channel: 'email', value: 'a@WEST.example' }] });
    expect(again.body.likelyDuplicates).toBeUndefined();
  });

  it('a report names whom its ids are of, what is erased as erased, and what has no name not at all', async () => {
    await post('/calls', {
      ...{ callId: id('a call'), clientId: id('gora'), managerId: id('manager'), direction: 'out' },
      ...{ durationSeconds: 60, result: 'reached' },
    });
    await post('/enquiries', {
      ...{ enquiryId: id('erased asks'), clientId: id('lund'), channel: 'email', priority: 'normal' },
      items: [{ need: 'a crane' }],
    });
    const { body } = await get('/reports/enquiries?limit=1000');
    const { enquiries = [] } = (body['sections'] ?? {}) as Record<string, readonly Record<string, unknown>[]>;
    const asked = enquiries.find((row) => row['enquiryId'] === id('erased asks'));
    expect(asked).toMatchObject({ clientName: 'Lundqvist Ångström AB', managerName: null, answeredByName: null });
    const columns = Object.keys(asked ?? {});
    expect(columns.indexOf('clientName')).toBe(columns.indexOf('clientId') + 1);
    await post(`/clients/${id('lund')}/erasure`, { reason: 'asked for it' });
    expect((await get('/invoices')).body.items).toContainEqual(
      expect.objectContaining({ clientId: id('lund'), clientName: '[erased]' }),
    );
  });
});
