import { openService, type Service } from '../../support/service';
import { id } from '../../support/specify';

/** Another request that says what stands already: under a key of its own, so no one takes it for the first again. */
describe('what is asked again under another key', () => {
  let service: Service;
  const by = { managerId: id('manager') };
  const line = (word: string) => ({ lineId: id(word), productId: id('snow'), quantity: 1 });

  beforeAll(async () => {
    service = await openService();
    const offer = { clientId: id('client'), ...by, kind: 'verbal' };
    await service.post('/offers', { ...offer, offerId: id('offer'), lines: ['a', 'b', 'c'].map(line) });
    await service.post('/offers', { ...offer, offerId: id('void'), lines: [line('d')] });
    const call = { ...by, direction: 'out', durationSeconds: 60, result: 'reached', topics: [] };
    await service.post('/calls', { ...call, callId: id('call'), clientId: id('client') });
    await service.post('/invoices', {
      ...{ invoiceId: id('invoice'), series: 'A', clientId: id('client'), ...by, currency: 'EUR' },
      ...{ basis: { directSale: true, reason: 'over the counter' }, dueOn: '2024-05-20' },
      lines: [{ productId: id('snow'), quantity: 1, unitPrice: { amount: 10_000, currency: 'EUR' } }],
    });
  });
  afterAll(() => service.close());

  it.each([
    ['accepted lines', `/offers/${id('offer')}/acceptances`, { ...by, version: 1, lineIds: [id('a')] }],
    [
      'refused lines',
      `/offers/${id('offer')}/refusals`,
      { ...by, version: 1, lineIds: [id('b')], reason: 'NO_NEED', statedBy: 'client' },
    ],
    ['a voided offer', `/offers/${id('void')}/void`, { reason: 'typed twice' }],
    ['a voided call', `/calls/${id('call')}/void`, { reason: 'typed twice' }],
    ['a voided invoice', `/invoices/${id('invoice')}/void`, { reason: 'typed twice' }],
    ['a withdrawn product', `/products/${id('tea')}/withdrawal`, { reason: 'no longer made' }],
    ['a client of a segment', `/clients/${id('client')}/classifications`, { segment: 'south', by: 'manual' }],
  ])('%s: nothing is written, and the answer says that it is there already', async (_, path, body) => {
    const first = await service.post(path, body);
    expect([path, first.status, first.body.alreadyThere, first.text]).toEqual([path, 200, false, expect.anything()]);
    const head = await service.company.store.head();
    const again = await service.post(path, body);
    expect([again.status, again.body.alreadyThere, again.body.events]).toEqual([200, true, []]);
    expect(await service.company.store.head()).toBe(head);
  });

  it('an amount of nothing and one below are refused with the same sentence', async () => {
    for (const path of ['payments', 'refunds']) {
      const refused = async (amount: number) => {
        const paid = path === 'payments' ? { paidOn: '2024-05-06' } : {};
        const asked = { ...paid, amount: { amount, currency: 'EUR' } };
        const { status, body } = await service.post(`/invoices/${id('invoice')}/${path}`, asked);
        return { status, errors: body.errors };
      };
      const nothing = await refused(0);
      expect(nothing).toMatchObject({ status: 400, errors: [{ path: 'amount.amount' }] });
      expect(await refused(-100)).toEqual(nothing);
    }
  });
});
