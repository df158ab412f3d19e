import { eventsAtOf } from '../../src/application/asking/events-at';
import { readingWith } from '../../src/application/log/personal-data';
import { explainFigure } from '../../src/application/asking/explain';
import { boundsOf } from '../../src/application/asking/as-of';
import { answerReport } from '../../src/application/asking/answer-report';
import { ensureReadModels } from '../../src/application/rebuilding/rebuild';
import { Projector } from '../../src/application/projecting/projector';
import { verify } from '../../src/application/verifying/verify';
import type { NewEvent } from '../../src/application/log/event-store';
import type { Answer } from '../../src/read-models/kit/report';
import { projections, reports } from '../../src/read-models';
import { openCore, rowOf, type Core, type Shown } from '../support/core';
import { sideInMemory } from '../support/projecting';
import { refused, offered, accepted, issued, line } from '../support/sales';
import type { GivenEvent } from '../support/project';
import { id } from '../support/specify';
import { newEvent } from '../support/stored-events';

const MOST = Number.MAX_SAFE_INTEGER;
const euro = (amount: number) => ({ amount, currency: 'EUR' });
const MAY = { from: '2024-05-01', to: '2024-06-01' };
const moment = '2024-05-06T10:00:00.000Z';

let core: Core;
beforeEach(async () => {
  core = await openCore();
  core.at(moment);
});
afterEach(() => core.close());

const requestOf = async (name: string, raw: Shown) => {
  const report = reports.find((each) => each.name === name)!;
  await core.upToDate();
  const { zone, vault, side } = core.letopis;
  const context = { at: moment, zone, ...readingWith(vault), eventsAt: eventsAtOf(side) };
  return { report, raw, store: core.letopis.readStore, context };
};
const explained = async (name: string, figure: string, row: string) => {
  const { side } = core.letopis;
  const asked = { figure, row, skipped: 0, limit: 1 };
  const request = { ...(await requestOf(name, MAY)), asked, side, bounds: await boundsOf(side, undefined) };
  const found = await explainFigure(request);
  if ('answer' in found) return found.answer.sections;
  throw new Error(JSON.stringify(found.problems));
};
const answerOf = async (name: string, raw: Shown): Promise<Answer> => {
  const answered = await answerReport(await requestOf(name, raw));
  if ('answer' in answered) return answered.answer;
  throw new Error(JSON.stringify(answered.problems));
};
const history = () => answerOf('client-history', { client: id('client'), ...MAY });
const figure = ({ sections }: Answer, name: string) => rowOf(sections, 'figures', { figure: name, currency: 'EUR' });

const make = (name: string, quantity: number, amount: number) =>
  core.ask('MakeOffer', {
    offerId: id(name),
    clientId: id('client'),
    managerId: id('manager'),
    kind: 'verbal',
    lines: [{ lineId: id(`${name} line`), productId: id('tea'), quantity, unitPrice: euro(amount) }],
    approval: { by: id('lead'), reason: 'a test' },
  });
const accept = (name: string) =>
  core.has('AcceptOffer', {
    offerId: id(name),
    managerId: id('manager'),
    version: 1,
    lineIds: [id(`${name} line`)],
  });

describe('rule 30: what comes to more than is kept exactly', () => {
  it('is not let in: not as an offer, a pitch, a revision or an invoice', async () => {
    const line = { lineId: id('line'), productId: id('tea'), quantity: 1_000_000, unitPrice: euro(10_000_000_000_000) };
    const rejected = { outcome: 'rejected', rejection: { code: 'OFFER_VALUE_TOO_LARGE', rule: 30 } };
    expect(await make('offer', line.quantity, line.unitPrice.amount)).toMatchObject(rejected);
    const call = { callId: id('call'), clientId: id('client'), managerId: id('manager'), durationSeconds: 60 };
    expect(
      await core.ask('LogCall', {
        ...call,
        direction: 'out',
        result: 'reached',
        pitch: { offerId: id('pitch'), lines: [line] },
      }),
    ).toMatchObject(rejected);
    await make('small', 1, 9_500);
    const revision = { offerId: id('small'), managerId: id('manager'), version: 1, lines: [line] };
    expect(await core.ask('ReviseOffer', revision)).toMatchObject(rejected);
    expect(
      await core.ask('IssueInvoice', {
        invoiceId: id('invoice'),
        clientId: id('client'),
        managerId: id('manager'),
        basis: { directSale: true, reason: 'counter' },
        lines: [line],
        currency: 'EUR',
        dueOn: '2024-06-06',
        series: 'R',
      }),
    ).toMatchObject({ outcome: 'rejected', rejection: { code: 'INVOICE_LINE_INVALID' } });
    expect((await core.types()).filter((type) => /Call|Invoice|Number/.test(type))).toEqual([]);
  });

  it('has all its digits as a sum over many rows: as a text, where no number holds them', async () => {
    await make('one', 1_000, 9_000_000_000_000);
    await make('other', 1_000, 9_000_000_000_000);
    await make('third', 2, 9_500);
    for (const name of ['one', 'other', 'third']) await accept(name);
    const large = await history();
    expect(figure(large, 'valueAccepted')).toMatchObject({ value: '18000000000019000' });
    expect(large.notes).not.toContainEqual(expect.stringContaining('stands for'));
    const managers = await answerOf('manager-activity', MAY);
    expect(managers.sections['money']).toMatchObject([
      {
        offeredValue: '18000000000019000',
        acceptedValue: '18000000000019000',
        listValue: 20_020_000,
        discountValue: '-17999999979999000',
      },
    ]);
    const { sections } = await answerOf('revenue', MAY);
    expect(sections['total']).toMatchObject([{ accepted: '18000000000019000', invoicedNet: 0 }]);
    expect((await answerOf('work', MAY)).sections['total']).toMatchObject([{ accepted: '18000000000019000' }]);
    expect(await explained('manager-activity', 'money.acceptedValue', `${id('manager')}:EUR`)).toMatchObject({
      figure: [
        {
          ...{ value: '18000000000019000', inCurrency: 'EUR' },
          formula: 'sum over 3 of offer_lines: 180,000,000,000,190.00 EUR',
        },
      ],
      grounds: expect.arrayContaining([expect.objectContaining({ sum: '18000000000019000', inCurrency: 'EUR' })]),
    });
    await core.has('VoidOffer', { offerId: id('one'), reason: 'a slip' });
    const fits = await history();
    expect(figure(fits, 'valueAccepted')).toMatchObject({ value: 9_000_000_000_019_000 });
    expect(fits.notes).not.toContainEqual(expect.stringContaining('stands for'));
    expect((await answerOf('manager-activity', MAY)).sections['money']).toMatchObject([
      { offeredValue: 9_000_000_000_019_000, acceptedValue: 9_000_000_000_019_000 },
    ]);
    expect((await verify(core.letopis.side)).map(({ outcome }) => outcome)).toEqual(projections.map(() => 'equal'));
  });
});

/** What a log of before may hold: no rule looked at the product of quantity and price. */
const huge = [
  line('line', { quantity: 1_000_000, unitPrice: euro(1e13), listPrice: euro(2e13), unitCost: euro(1e13) }),
];
const hugeTotals = { net: 1.8e16, vat: 0, gross: 1.8e16 };
const ofBefore: readonly GivenEvent[] = [
  offered(moment, { lines: huge }),
  accepted(moment, { lines: huge }),
  offered(moment, { offerId: id('refused'), lines: huge }),
  refused(moment, { offerId: id('refused'), lines: huge }),
  issued(moment, { totals: hugeTotals }),
];
const storedOf = ({ type, occurredAt, data }: GivenEvent): NewEvent => newEvent({ type, occurredAt, data });

describe('a log of before that holds more than any column', () => {
  it('is read as a whole: what is beyond is marked, and the reports say so', async () => {
    for (const event of ofBefore)
      await core.letopis.store.append(`before-${event.type}-${String(Math.random())}`, [storedOf(event)], 'any');
    const answer = await history();
    expect(rowOf(answer.sections, 'history', { type: 'InvoiceIssued' })).toMatchObject({ amount: MOST });
    expect(figure(answer, 'valueAccepted')).toMatchObject({ value: MOST });
    expect(figure(answer, 'margin')).toMatchObject({ value: 0 });
    expect(figure(answer, 'monetary')).toMatchObject({ value: MOST });
    expect(answer.notes).toContainEqual(
      expect.stringMatching(/^history, figures, obligations: 9,007,199,254,740,991 /),
    );
    const { sections, notes } = await answerOf('refusals', MAY);
    expect(sections['refusals']).toMatchObject([{ quantity: 1_000_000, price: 1e13, value: MOST }]);
    expect(sections['summary']).toMatchObject([{ refusals: 1, value: MOST }]);
    expect(notes).toContainEqual(expect.stringMatching(/^summary, values, refusals: /));
    expect((await answerOf('manager-activity', MAY)).sections['money']).toMatchObject([{ acceptedValue: MOST }]);
    expect((await verify(core.letopis.side)).map(({ outcome }) => outcome)).toEqual(projections.map(() => 'equal'));
    const generations = await core.letopis.readStore.generations();
    expect(generations.filter(({ poison }) => poison !== undefined)).toEqual([]);
  });

  it('comes to life when a newer version opens what an older one was stopped by', async () => {
    const stopped = projections.map((projection) => ({
      ...projection,
      version: projection.version - 1,
      on: Object.fromEntries(
        Object.keys(projection.on).map((type) => [
          type,
          () => {
            throw new Error('cannot store REAL value in INTEGER column');
          },
        ]),
      ),
    }));
    const older = sideInMemory(stopped);
    for (const event of ofBefore) await older.log.append(`before-${event.type}`, [storedOf(event)], 'any');
    await (
      await ensureReadModels(older)
    ).done;
    expect((await older.store.generations()).filter(({ poison }) => poison).length).toBeGreaterThan(0);
    const newer = { ...older, projections };
    await (
      await ensureReadModels(newer)
    ).done;
    await new Projector(newer).catchUp();
    const live = (await newer.store.generations()).filter(({ state }) => state === 'live');
    expect(live.map(({ projection, poison }) => [projection, poison])).toEqual(
      projections.map(({ name }) => [name, undefined]),
    );
    await older.store.close();
    await older.log.close();
  });
});
