import { differenceAnswer } from '../../../src/application/comparing/difference-answer';
import { supposedOf } from '../../../src/application/supposing/supposed-log';
import { replacedFrom, type Supposition } from '../../../src/application/supposing/supposition';
import type { DomainCommand } from '../../../src/domain/catalogue';
import { startingHours, startingTargets } from '../../../src/domain/installation';
import { reports } from '../../../src/read-models';
import type { Letopis } from '../../../src/application/core';
import type { Cell } from '../../../src/read-models/kit/report';
import { openCore, type Core } from '../../support/core';
import { differenceOf, leftUnexplained, positionsNamed, sidesFor } from '../../support/named-differences';
import { openSample, type Sample } from '../../support/sample';
import { id } from '../../support/specify';

const supposing = async ({ side }: Letopis, ...commands: readonly object[]): Promise<Supposition> => {
  const read = await supposedOf(side, JSON.stringify(commands));
  if ('expected' in read) throw new Error(read.expected);
  return read;
};

const reportNamed = (name: string) => reports.find((report) => report.name === name)!;

const hours = { zone: 'Europe/Berlin', hours: startingHours, holidays: [] };
const quick = startingTargets.map((target) => ({ ...target, answerMinutes: 60 }));

describe('what a report would say by other rules', () => {
  let core: Core;
  beforeEach(async () => {
    core = await openCore();
  });
  afterEach(() => core.close());

  const diff = async (report: string, suppositions: readonly Supposition[], raw: object = {}) => {
    await core.upToDate();
    const sides = sidesFor({ supposing: suppositions }, '2024-05-31T15:00:00.000Z');
    const difference = await differenceOf(core.letopis, reportNamed(report), { ...raw }, sides);
    return { difference, answer: differenceAnswer(difference, { skipped: 0, limit: 100 }) };
  };

  const figuresOf = ({ answer }: Awaited<ReturnType<typeof diff>>): Readonly<Record<string, readonly Cell[]>> => {
    const figures: Record<string, readonly Cell[]> = {};
    for (const { figure, old = null, new: now = null } of answer.sections['figures'] ?? [])
      if (typeof figure === 'string') figures[figure] = [old, now];
    return figures;
  };

  /** Asked on Monday at 10 in Berlin, answered at half past eleven; by noon the timers had run. */
  const enquiryAnsweredInNinetyMinutes = async (): Promise<void> => {
    core.at('2024-05-06T08:00:00.000Z');
    const enquiryId = id('enquiry');
    const asked = { enquiryId, clientId: id('client'), managerId: id('manager'), items: [{ need: 'a lamp' }] };
    await core.has('ReceiveEnquiry', { ...asked, channel: 'email', priority: 'normal' });
    core.at('2024-05-06T09:30:00.000Z');
    await core.has('AnswerEnquiry', { enquiryId, managerId: id('manager'), by: { messageRef: 'mail' } });
  };

  it('tells an answer in time that is late by shorter targets, with the events that decide', async () => {
    await enquiryAnsweredInNinetyMinutes();
    const targets = await supposing(core.letopis, { type: 'SetServiceTargets', data: { targets: quick } });
    const found = await diff('enquiries', [targets], { from: '2024-05-01', to: '2024-06-01' });
    expect(figuresOf(found)).toMatchObject({
      answeredInTime: [true, false],
      answeredLate: [0, 1],
      answerDueAt: ['2024-05-06T12:00:00.000Z', '2024-05-06T09:00:00.000Z'],
      answerMissedAt: [null, '2024-05-06T09:00:00.000Z'],
    });
    expect(found.answer.sections['events']).toEqual([
      expect.objectContaining({ type: 'AnswerDeadlineMissed', kind: 'would be so', position: null }),
      expect.objectContaining({ type: 'EnquiryReceived', kind: 'would say otherwise', because: 'supposed' }),
      expect.objectContaining({ type: 'EnquiryAnswered', kind: 'would say otherwise', because: 'supposed' }),
    ]);
    expect(found.answer.sections['base']?.map((side) => side['supposing'])).toEqual([
      null,
      expect.stringMatching(/^SetServiceTargets .* from ever$/),
    ]);
  });

  it('tells two suppositions apart, and leaves what is before the moment of one as it was', async () => {
    await enquiryAnsweredInNinetyMinutes();
    const set = (effectiveFrom: string) =>
      supposing(core.letopis, { type: 'SetServiceTargets', data: { targets: quick, effectiveFrom } });
    const [may, june] = [await set('2024-05-01T00:00:00.000Z'), await set('2024-06-01T00:00:00.000Z')];
    expect(figuresOf(await diff('enquiries', [june, may], { from: '2024-05-01' }))).toMatchObject({
      answeredInTime: [true, false],
    });
    expect((await diff('enquiries', [june], { from: '2024-05-01' })).difference.difference.isEqual).toBe(true);
  });

  it('counts working time by another calendar', async () => {
    await enquiryAnsweredInNinetyMinutes();
    const holiday = { ...hours, holidays: ['2024-05-06'] };
    const calendar = await supposing(core.letopis, { type: 'DefineCalendar', data: holiday });
    expect(figuresOf(await diff('enquiries', [calendar], { from: '2024-05-01' }))).toMatchObject({
      answerMinutes: [90, 0],
      answerDueAt: ['2024-05-06T12:00:00.000Z', '2024-05-07T11:00:00.000Z'],
    });
  });

  const refusedFor = async (reason: string): Promise<void> => {
    core.at('2024-05-06T08:00:00.000Z');
    const [offerId, managerId, line] = [id('offer'), id('manager'), { lineId: id('line'), productId: id('tea') }];
    const lines = [{ ...line, quantity: 1, unitPrice: { amount: 9_200, currency: 'EUR' } }];
    await core.has('MakeOffer', { offerId, clientId: id('client'), managerId, kind: 'verbal', lines });
    const refused = { offerId, managerId, version: 1, lineIds: [line.lineId], reason, statedBy: 'client' as const };
    await core.has('RecordRefusal', refused);
  };

  it('shows refusals under another reason', async () => {
    await refusedFor('NO_BUDGET');
    const remap = { catalogue: 'refusals', from: 'NO_BUDGET', to: 'PRICE_TOO_HIGH' };
    const mapping = await supposing(core.letopis, { type: 'RemapReason', data: remap });
    const found = await diff('refusals', [mapping], { from: '2024-05-01', by: 'reason' });
    expect(found.answer.sections['figures']?.filter(({ section }) => section === 'summary')).toEqual([
      expect.objectContaining({ row: 'NO_BUDGET', old: 'a row', new: null, because: ['supposed'] }),
      expect.objectContaining({ row: 'PRICE_TOO_HIGH', old: null, new: 'a row', because: ['supposed'] }),
    ]);
    expect(new Set(found.answer.sections['events']?.map(({ type }) => type))).toEqual(new Set(['ReasonRemapped']));
  });

  const accepted = async (): Promise<void> => {
    core.at('2024-05-06T08:00:00.000Z');
    const [offerId, managerId, line] = [id('offer'), id('manager'), { lineId: id('line'), productId: id('tea') }];
    const lines = [{ ...line, quantity: 10, unitPrice: { amount: 9_200, currency: 'EUR' } }];
    await core.has('MakeOffer', { offerId, clientId: id('client'), managerId, kind: 'verbal', lines });
    await core.has('AcceptOffer', { offerId, managerId, version: 1, lineIds: [line.lineId] });
  };

  it('computes discounts by another price list, and what was agreed stays', async () => {
    await accepted();
    const price = { productId: id('tea'), price: { amount: 11_500, currency: 'EUR' } };
    const list = await supposing(core.letopis, { type: 'SetPrice', data: price });
    const found = await diff('manager-activity', [list], { from: '2024-05-01' });
    const { discountDepth, acceptedValue } = figuresOf(found);
    expect(discountDepth).toEqual([0.08, 0.2]);
    expect(acceptedValue).toBeUndefined();
    // A fifth off the list is more than a manager may give.
    expect(found.answer.sections['rejected']).toEqual([
      expect.objectContaining({ code: 'APPROVAL_MISSING', type: 'OfferMade' }),
    ]);
  });

  it('names the offers that other limits would have rejected, and changes no figure', async () => {
    await accepted();
    const limits = [{ role: 'manager', maxBasisPoints: 500 }];
    const limit = await supposing(core.letopis, { type: 'SetDiscountLimits', data: { limits } });
    const { difference, answer } = await diff('manager-activity', [limit], { from: '2024-05-01' });
    expect(difference.difference.isEqual).toBe(true);
    expect(answer.sections['rejected']).toEqual([
      expect.objectContaining({ code: 'APPROVAL_MISSING', type: 'OfferMade', stream: `offer-${id('offer')}` }),
    ]);
    expect(answer.notes.join(' ')).toMatch(/1 of the recorded events would have been rejected/);
  });

  it('computes margins by another cost', async () => {
    await accepted();
    const cost = { productId: id('tea'), cost: { amount: 9_000, currency: 'EUR' } };
    const costs = await supposing(core.letopis, { type: 'SetUnitCost', data: cost });
    const { margin } = figuresOf(await diff('client-history', [costs], { client: id('client') }));
    expect(margin).toEqual([null, 2_000]);
  });

  it('writes nothing to the log', async () => {
    await enquiryAnsweredInNinetyMinutes();
    const before = await core.events();
    await diff('enquiries', [await supposing(core.letopis, { type: 'SetServiceTargets', data: { targets: quick } })]);
    expect(await core.events()).toEqual(before);
  });

  it('says that what would hold later than all that is known makes nothing otherwise', async () => {
    await enquiryAnsweredInNinetyMinutes();
    const data = { targets: quick, effectiveFrom: '2025-01-01T00:00:00.000Z' };
    const targets = await supposing(core.letopis, { type: 'SetServiceTargets', data });
    const { answer } = await diff('enquiries', [targets]);
    expect(answer.notes).toContainEqual(
      expect.stringMatching(/^Nothing is known of so late a time.* from 2025-01-01T00:00:00.000Z\. Give an earlier/),
    );
  });

  it('is a wrong question where it could not be supposed of the log as it was then', async () => {
    const price = { productId: id('tea'), price: { amount: 11_500, currency: 'EUR' } };
    const list = await supposing(core.letopis, { type: 'SetPrice', data: price });
    const known = [{ recordedAt: '1999-01-01T00:00:00.000Z' }];
    const sides = sidesFor({ supposing: [list], known }, '2024-05-31T15:00:00.000Z');
    const asked = differenceOf(core.letopis, reportNamed('revenue'), {}, sides);
    await expect(asked).rejects.toThrow(/whatIf.*no such product.*as it was then/);
  });

  it('leaves what another catalogue makes of a reason of the same code as it is', async () => {
    const remap = { catalogue: 'refusals', from: 'NO_BUDGET', to: 'PRICE_TOO_HIGH' };
    const isReplaced = replacedFrom(await supposing(core.letopis, { type: 'RemapReason', data: remap }));
    const told = { ...remap, effectiveFrom: '2024-05-01T00:00:00.000Z' };
    const ofLosses = { ...told, catalogue: 'losses' };
    expect(isReplaced('ReasonRemapped', told)).toBe(true);
    expect(isReplaced('ReasonRemapped', ofLosses)).toBe(false);
  });

  it('does not suppose what is no JSON, nor two of the same from the same moment', async () => {
    const { side } = core.letopis;
    expect(await supposedOf(side, '{"type": "SetPrice",')).toEqual({
      expected: expect.stringMatching(/^JSON \(.+\)$/) as string,
    });
    const priced = (amount: number, effectiveFrom?: string) => ({
      type: 'SetPrice',
      data: { productId: id('tea'), price: { amount, currency: 'EUR' }, ...(effectiveFrom && { effectiveFrom }) },
    });
    expect(await supposedOf(side, JSON.stringify([priced(100), priced(200)]))).toEqual({
      expected: expect.stringMatching(/^one SetPrice of the same from ever: there are two/) as string,
    });
    const rising = [priced(100), priced(200, '2024-05-01T00:00:00.000Z')];
    expect(await supposedOf(side, JSON.stringify(rising))).toHaveLength(2);
  });

  it.each([
    ['what people would have done', { type: 'LogCall', data: {} }, /What people would have done otherwise/],
    [
      'a rule that no figure is computed by',
      { type: 'SetLateEntryLimit', data: { days: 3 } },
      /LateEntryLimit is no such/,
    ],
    ['what there is not', { type: 'SetServiceTarget', data: {} }, /did you mean SetServiceTargets/],
    ['a field that there is not', { type: 'SetPrice', data: { product: 'tea' } }, /product/],
    [
      'a product that there is not',
      { type: 'SetPrice', data: { productId: id('ice'), price: { amount: 1, currency: 'EUR' } } },
      /no such product/,
    ],
    [
      'what its rules reject',
      { type: 'SetServiceTargets', data: { targets: [{ ...quick[0], fulfilMinutes: 1 }] } },
      /SetServiceTargets/,
    ],
  ])('does not suppose %s', async (_what, command, expected) => {
    expect(await supposedOf(core.letopis.side, JSON.stringify(command))).toEqual({
      expected: expect.stringMatching(expected) as string,
    });
  });
});

// Folds the sample company anew for each report and supposition.
describe('what explains the difference that a supposition makes', () => {
  let sample: Sample;
  beforeAll(async () => {
    sample = await openSample({ events: 600, seed: 7, months: 3 });
  });
  afterAll(() => sample.close());

  const suppositions = async ({ readStore }: Letopis): Promise<readonly (readonly DomainCommand[])[]> => {
    const products = readStore.db.withTables<{ products: { productId: string } }>().selectFrom('products');
    const all = (await products.select('productId').orderBy('productId').execute()).slice(0, 4);
    return [
      [{ type: 'SetServiceTargets', data: { targets: quick } }],
      [{ type: 'DefineCalendar', data: { ...hours, holidays: ['2024-05-06', '2024-05-07', '2024-05-08'] } }],
      [{ type: 'RemapReason', data: { catalogue: 'refusals', from: 'NO_NEED', to: 'POOR_FIT' } }],
      all.map(({ productId }) => ({
        type: 'SetPrice',
        data: { productId, price: { amount: 123_456, currency: 'EUR' }, effectiveFrom: '2024-05-01T00:00:00.000Z' },
      })),
      all.map(({ productId }) => ({
        type: 'SetUnitCost',
        data: { productId, cost: { amount: 1_234, currency: 'EUR' } },
      })),
    ];
  };

  const END = '2024-06-28T15:00:00.000Z';

  it.each(
    reports
      .filter(({ parameters }) => !Object.values(parameters).some(({ required }) => required))
      .map((report) => [report.name, report] as const),
  )('%s: the named events are all of it', async (_name, report) => {
    for (const commands of await suppositions(sample.letopis)) {
      const sides = sidesFor({ supposing: [await supposing(sample.letopis, ...commands)] }, END);
      const difference = await differenceOf(sample.letopis, report, {}, sides);
      expect(difference.cells.filter(({ because }) => because.join() !== 'supposed')).toEqual([]);
      const named = positionsNamed(difference);
      expect(await leftUnexplained(sample.letopis, {}, sides, difference, named)).toEqual([]);
    }
  });
});
