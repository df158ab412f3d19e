import type { CommandCatalogue } from '../../src/domain/catalogue';
import { openCore, type Core } from '../support/core';
import { id } from '../support/specify';

let core: Core;
beforeEach(async () => {
  core = await openCore();
});
afterEach(() => core.close());

const euro = (amount: number) => ({ amount, currency: 'EUR' });
const MAY = { from: '2024-05-01', to: '2024-06-01' };

describe('what was sold and refused in May', () => {
  const standard = (rate: number) => ({ category: 'S', rate }) as const;
  const invoice = (name: string, rate: number): CommandCatalogue['IssueInvoice'] => ({
    invoiceId: id(name),
    clientId: id('client'),
    managerId: id('manager'),
    basis: { directSale: true, reason: 'over the counter' },
    lines: [{ productId: id('tea'), quantity: 3, unitPrice: euro(9_999), vat: standard(rate) }],
    currency: 'EUR',
    dueOn: '2024-06-01',
    series: '2024',
  });
  const inDollars = (name: string, exchangeRate: string): CommandCatalogue['IssueInvoice'] => ({
    ...invoice(name, 0),
    lines: [{ productId: id('snow'), quantity: 1, unitPrice: { amount: 20_000, currency: 'USD' } }],
    currency: 'USD',
    exchangeRate,
  });
  const payment = (name: string, exchangeRate: string): CommandCatalogue['RecordPayment'] => ({
    invoiceId: id(name),
    paymentId: id(`paid ${name}`),
    amount: euro(5_000),
    paidOn: '2024-05-08',
    exchangeRate,
  });
  const refusedOffer = async (name: string): Promise<void> => {
    const of = { offerId: id(name), managerId: id('manager') };
    const line = { lineId: id(name), productId: id('tea'), quantity: 2, vat: standard(1_900) };
    await core.has('MakeOffer', { ...of, clientId: id('client'), kind: 'verbal', lines: [line] });
    await core.has('RecordRefusal', {
      ...of,
      version: 1,
      lineIds: [line.lineId],
      reason: 'PRICE_TOO_HIGH',
      statedBy: 'client',
      priceGap: euro(1_500),
    });
  };
  const figuresOfMay = async () => ({
    client: (await core.report('client-history', { client: id('client'), ...MAY }))['figures'],
    managers: await core.report('manager-activity', MAY),
    refusals: await core.report('refusals', { ...MAY, by: 'product' }),
    cohort: await core.report('refusals', { ...MAY, cohort: true }),
  });

  it('keeps every figure when rates of tax and exchange, prices and costs change', async () => {
    core.at('2024-05-08T10:00:00.000Z');
    await core.has('SetUnitCost', { productId: id('tea'), cost: euro(4_000) });
    await core.has('IssueInvoice', invoice('in May', 1_900));
    await core.has('IssueInvoice', inDollars('dollars', '0.92'));
    await core.has('RecordPayment', payment('dollars', '1.087'));
    await refusedOffer('dear');

    core.at('2024-06-01T06:00:00.000Z');
    const before = await figuresOfMay();
    expect(before.refusals['values']).toMatchObject([{ value: 20_000 }]);

    await core.has('SetPrice', { productId: id('tea'), price: euro(11_000) });
    await core.has('SetUnitCost', { productId: id('tea'), cost: euro(7_000) });
    await core.has('IssueInvoice', { ...invoice('in June', 1_600), dueOn: '2024-07-01' });
    await core.has('IssueInvoice', { ...inDollars('more dollars', '0.85'), dueOn: '2024-07-01' });
    await core.has('RecordPayment', { ...payment('more dollars', '1.176'), paidOn: '2024-06-01' });
    await refusedOffer('dearer');

    expect(await figuresOfMay()).toEqual(before);
    const { obligations = [] } = await core.report('client-history', { client: id('client') });
    const amountOf = (name: string) => obligations.find(({ subjectId }) => subjectId === id(name))?.['amount'];
    expect(amountOf('in May')).toBe(29_997 + 5_699);
    expect(amountOf('in June')).toBe(29_997 + 4_800);
    expect(amountOf('dollars')).toBe(20_000 - 5_435);
    expect(amountOf('more dollars')).toBe(20_000 - 5_880);
  });
});

describe('a price that goes from 100 to 90 and back within a minute', () => {
  const history = [
    ['2024-05-08T10:00:00.000Z', 10_000],
    ['2024-05-08T10:00:20.000Z', 9_000],
    ['2024-05-08T10:00:40.000Z', 10_000],
  ] as const;
  const offer = (name: string) =>
    core.has('MakeOffer', {
      offerId: id(name),
      clientId: id('client'),
      managerId: id('manager'),
      kind: 'verbal',
      lines: [{ lineId: id(name), productId: id('new'), quantity: 1 }],
    });

  beforeEach(async () => {
    core.at('2024-05-08T09:00:00.000Z');
    await core.has('IntroduceProduct', { productId: id('new'), name: 'new', category: 'goods' });
    for (const [moment, price] of history) {
      core.at(moment);
      await core.has('SetPrice', { productId: id('new'), price: euro(price) });
      await offer(`at ${moment.slice(17, 19)} seconds`);
    }
  });

  it('is three facts, in the log and in the history of its prices', async () => {
    const ofNew = (await core.events()).filter(({ stream }) => stream === `product-${id('new')}`);
    expect(ofNew.filter(({ type }) => type === 'PriceSet').map(({ data }) => data)).toMatchObject(
      history.map(([effectiveFrom, amount]) => ({ price: euro(amount), effectiveFrom })),
    );
    await core.upToDate();
    const rows = await core.letopis.readStore.db
      .withTables<{ product_prices: { productId: string; effectiveFrom: string; amount: number } }>()
      .selectFrom('product_prices')
      .select(['effectiveFrom', 'amount'])
      .where('productId', '=', id('new'))
      .orderBy('effectiveFrom')
      .execute();
    expect(rows.map(({ effectiveFrom, amount }) => [effectiveFrom, amount])).toEqual(history);
  });

  it('gives each offer the price of its moment', async () => {
    const offers = (await core.events()).filter(({ type }) => type === 'OfferMade');
    expect(offers.map(({ data }) => data)).toMatchObject(
      history.map(([, price]) => ({ lines: [{ unitPrice: euro(price) }] })),
    );
  });
});
