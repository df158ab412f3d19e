import { openCore, rowOf, type Core, type Sections } from '../support/core';
import { id } from '../support/specify';

let core: Core;
beforeEach(async () => {
  core = await openCore();
});
afterEach(() => core.close());

const MAY = { from: '2024-05-01', to: '2024-06-01' };
const JUNE = { from: '2024-06-01', to: '2024-07-01' };
const JULY = { from: '2024-07-01', to: '2024-08-01' };

const tea = { lineId: id('tea line'), productId: id('tea'), quantity: 1 };
const ofOffer = { offerId: id('offer'), managerId: id('manager') };

const offerInMay = async (): Promise<void> => {
  core.at('2024-05-20T10:00:00.000Z');
  await core.has('MakeOffer', { ...ofOffer, clientId: id('client'), kind: 'verbal', lines: [tea] });
};

const refuse = (reason: string, given: { version?: number; comment?: string } = {}) =>
  core.has('RecordRefusal', {
    ...ofOffer,
    version: 1,
    lineIds: [tea.lineId],
    statedBy: 'client',
    reason,
    ...given,
  });

const counted = (sections: Sections): Readonly<Record<string, unknown>> =>
  Object.fromEntries((sections['summary'] ?? []).map(({ reason, refusals }) => [String(reason), refusals]));

describe('an offer of May that is refused in June', () => {
  beforeEach(async () => {
    await offerInMay();
    core.at('2024-06-12T10:00:00.000Z');
    await refuse('PRICE_TOO_HIGH');
    core.at('2024-08-01T10:00:00.000Z');
  });

  it('is a refusal of June', async () => {
    expect(counted(await core.report('refusals', JUNE))).toEqual({ PRICE_TOO_HIGH: 1 });
    expect(counted(await core.report('refusals', MAY))).toEqual({});
  });

  it('is a refusal of the cohort of May', async () => {
    expect(counted(await core.report('refusals', { ...MAY, cohort: true }))).toEqual({ PRICE_TOO_HIGH: 1 });
    expect(counted(await core.report('refusals', { ...JUNE, cohort: true }))).toEqual({});
  });

  it('is a line offered in May and a refusal of June in the activity of its manager', async () => {
    const inMay = rowOf(await core.report('manager-activity', MAY), 'managers', { managerId: id('manager') });
    const inJune = rowOf(await core.report('manager-activity', JUNE), 'managers', { managerId: id('manager') });
    expect(inMay).toMatchObject({ linesOffered: 1, linesRefused: 0 });
    expect(inJune).toMatchObject({ linesOffered: 0, linesRefused: 1 });
  });
});

describe('an offer that is refused, reopened, and refused again for another reason', () => {
  beforeEach(async () => {
    await offerInMay();
    core.at('2024-06-12T10:00:00.000Z');
    await refuse('PRICE_TOO_HIGH');
    core.at('2024-06-20T10:00:00.000Z');
    await core.has('ReviseOffer', { ...ofOffer, version: 1, lines: [{ ...tea, discount: 500 }] });
    core.at('2024-07-03T10:00:00.000Z');
    await refuse('COMPETITOR', { version: 2 });
    core.at('2024-08-01T10:00:00.000Z');
  });

  it('counts both refusals and both reasons, each at its date', async () => {
    expect(counted(await core.report('refusals', JUNE))).toEqual({ PRICE_TOO_HIGH: 1 });
    expect(counted(await core.report('refusals', JULY))).toEqual({ COMPETITOR: 1 });
    expect(counted(await core.report('refusals', { from: MAY.from, to: JULY.to }))).toEqual({
      PRICE_TOO_HIGH: 1,
      COMPETITOR: 1,
    });
  });

  it('shows both in the history of the client', async () => {
    const { history = [] } = await core.report('client-history', { client: id('client') });
    const refusals = history.filter(({ type }) => type === 'OfferLinesRefused');
    expect(refusals.map(({ occurredAt }) => occurredAt)).toEqual([
      '2024-06-12T10:00:00.000Z',
      '2024-07-03T10:00:00.000Z',
    ]);
  });

  it('refuses a refusal of the version that was replaced, and names the one that stands', async () => {
    const executed = await core.ask('RecordRefusal', {
      ...ofOffer,
      version: 1,
      lineIds: [tea.lineId],
      statedBy: 'client',
      reason: 'NO_BUDGET',
    });
    expect(executed).toMatchObject({
      outcome: 'rejected',
      rejection: { code: 'OFFER_VERSION_OUTDATED', rule: 4, details: { currentVersion: 2 } },
    });
  });
});

describe('an old refusal whose comment is corrected', () => {
  const figuresOf = async (month: { from: string; to: string }) => {
    const cohort = { ...month, cohort: true };
    const { figures } = await core.report('client-history', { client: id('client'), ...month });
    return {
      refusals: await core.report('refusals', month).then(({ summary, values }) => ({ summary, values })),
      cohort: await core.report('refusals', cohort).then(({ summary, values }) => ({ summary, values })),
      manager: await core.report('manager-activity', month),
      client: figures,
    };
  };
  const months = { MAY, JUNE, JULY };
  const all = async () =>
    Object.fromEntries(
      await Promise.all(Object.entries(months).map(async ([name, month]) => [name, await figuresOf(month)] as const)),
    );

  it('moves no figure of any month', async () => {
    await offerInMay();
    core.at('2024-06-12T10:00:00.000Z');
    const refused = await refuse('OTHER', { comment: 'wants it in blue only' });
    core.at('2024-07-20T10:00:00.000Z');
    const before = await all();

    await core.has('CorrectRefusal', {
      offerId: id('offer'),
      refusalEventId: refused.events[0]?.id ?? '',
      reason: 'OTHER',
      statedBy: 'client',
      comment: 'wants it in green only',
    });

    expect(await all()).toEqual(before);
    const { refusals = [] } = await core.report('refusals', JUNE);
    expect(refusals).toMatchObject([{ comment: 'wants it in green only', corrected: true }]);
  });
});

describe('an offer of three lines: one accepted, one refused, one expired', () => {
  const lines = ['accepted', 'refused', 'expired'].map((word) => ({
    lineId: id(word),
    productId: id('tea'),
    quantity: 2,
    unitPrice: { amount: 9_500, currency: 'EUR' },
    vat: { category: 'S', rate: 1_900 } as const,
  }));
  const invoiceOf = (word: string, invoiceId: string) => ({
    invoiceId: id(invoiceId),
    clientId: id('client'),
    managerId: id('manager'),
    basis: { offerId: id('offer'), version: 1, lineIds: [id(word)] },
    lines: lines.filter(({ lineId }) => lineId === id(word)),
    currency: 'EUR',
    dueOn: '2024-07-01',
    series: '2024',
  });

  beforeEach(async () => {
    core.at('2024-05-20T10:00:00.000Z');
    await core.has('MakeOffer', {
      ...ofOffer,
      clientId: id('client'),
      kind: 'written',
      lines,
      validUntil: '2024-06-20T10:00:00.000Z',
    });
    await core.has('AcceptOffer', { ...ofOffer, version: 1, lineIds: [id('accepted')] });
    await core.has('RecordRefusal', {
      ...ofOffer,
      version: 1,
      lineIds: [id('refused')],
      reason: 'PRICE_TOO_HIGH',
      statedBy: 'client',
    });
    core.at('2024-06-25T10:00:00.000Z');
    await core.has('ExpireOffer', { offerId: id('offer'), validUntil: '2024-06-20T10:00:00.000Z' });
  });

  it('counts 1, 1 and 1', async () => {
    const year = { from: '2024-01-01', to: '2025-01-01' };
    const manager = rowOf(await core.report('manager-activity', year), 'managers', { managerId: id('manager') });
    expect(manager).toMatchObject({ linesAccepted: 1, linesRefused: 1, linesExpired: 1, winRateDecided: 1 / 3 });
    expect(counted(await core.report('refusals', year))).toEqual({ PRICE_TOO_HIGH: 1 });
    const product = rowOf(await core.report('stale-products'), 'products', { productId: id('tea') });
    expect(product).toMatchObject({ offered: 3, accepted: 1, decided: 3 });
  });

  it('expires on the day on which its validity ended, whenever that was noted', async () => {
    const until = { from: '2024-06-20', to: '2024-06-21' };
    const manager = rowOf(await core.report('manager-activity', until), 'managers', { managerId: id('manager') });
    expect(manager).toMatchObject({ linesExpired: 1 });
  });

  it('can be invoiced for the accepted line alone, and once', async () => {
    for (const word of ['refused', 'expired'])
      expect(await core.ask('IssueInvoice', invoiceOf(word, word))).toMatchObject({
        outcome: 'rejected',
        rejection: { rule: 7 },
      });
    await core.has('IssueInvoice', invoiceOf('accepted', 'invoice'));
    expect(await core.ask('IssueInvoice', invoiceOf('accepted', 'again'))).toMatchObject({
      outcome: 'rejected',
      rejection: { rule: 7 },
    });
    expect((await core.types()).filter((type) => type === 'InvoiceIssued')).toHaveLength(1);
    const { obligations = [] } = await core.report('client-history', { client: id('client') });
    expect(obligations).toMatchObject([{ kind: 'invoice', subjectId: id('invoice'), amount: 22_610 }]);
  });
});
