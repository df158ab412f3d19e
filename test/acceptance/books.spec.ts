import fc from 'fast-check';
import { writeSample } from '../../src/application/sample-company/simulate';
import { decode } from '../../src/application/log/codec';
import { openCore, type Core, type Sections, type Shown } from '../support/core';

const END = '2024-06-28T15:00:00.000Z';
const MONTHS = 4;

/** Every grouping of each report with sums, and the section that has them by key. */
const groupings: Readonly<Record<string, { readonly by: readonly string[]; readonly section: string }>> = {
  revenue: { by: ['month', 'manager', 'product', 'client', 'segment', 'source'], section: 'summary' },
  receivables: { by: ['client', 'manager', 'segment', 'source', 'month'], section: 'summary' },
  pipeline: { by: ['month', 'manager', 'product', 'client', 'segment', 'source'], section: 'summary' },
  work: { by: ['client', 'manager', 'segment', 'source', 'month'], section: 'summary' },
};

/** Rates are no sums; an invoice of several products is one of each; what is expected is rounded in each row. */
const noSums: Readonly<Record<string, readonly string[]>> = {
  'revenue by product': ['invoices'],
  work: ['acceptedPerHour', 'paidPerHour'],
};

const sumsOf = (rows: readonly Shown[]): Record<string, number> => {
  const sums: Record<string, number> = {};
  for (const row of rows)
    for (const [name, value] of Object.entries(row))
      if (typeof value === 'number') sums[name] = (sums[name] ?? 0) + value;
  return sums;
};

describe('the books of a random company', () => {
  let core: Core;
  const seed = fc.sample(fc.nat(1_000_000), 1)[0]!;

  beforeAll(async () => {
    core = await openCore({ furnished: false });
    await writeSample({
      options: { events: 3_000, seed, months: MONTHS, endAt: END, zone: 'Europe/Berlin' },
      execute: core.letopis.execute,
      setClock: (moment) => {
        core.at(moment);
      },
    });
    await core.upToDate();
    core.at(END);
  });
  afterAll(() => core.close());

  const window = fc.tuple(fc.integer({ min: 0, max: 150 }), fc.integer({ min: 1, max: 150 })).map(([start, length]) => {
    const day = (days: number): string => new Date(Date.UTC(2024, 1, 1 + days)).toISOString().slice(0, 10);
    return { from: day(Math.min(start, 140)), to: day(start + length) };
  });

  it.each(Object.entries(groupings).flatMap(([name, { by, section }]) => by.map((each) => [name, each, section])))(
    `has the same sums in all and %s by %s (seed ${seed})`,
    async (name, by, section) => {
      await fc.assert(
        fc.asyncProperty(window, async (asked) => {
          const sections = await core.report(name, { ...asked, by, limit: '1000' });
          const left = [...(noSums[name] ?? []), ...(noSums[`${name} by ${by}`] ?? [])];
          const [parts, total] = [sumsOf(sections[section]!), sumsOf(sections['total']!)];
          expect(Object.keys(parts).filter((figure) => !(figure in total))).toEqual([]);
          for (const figure of Object.keys(total).filter((each) => !left.includes(each))) {
            const difference = Math.abs((parts[figure] ?? 0) - total[figure]!);
            expect([figure, difference <= (figure === 'expected' ? sections[section]!.length : 1e-6)]).toEqual([
              figure,
              true,
            ]);
          }
        }),
        { numRuns: 4 },
      );
    },
  );

  const upTo = async (moment: string): Promise<{ revenue: Sections; owed: Sections }> => {
    core.at(moment);
    const past = { at: moment };
    const answers = {
      revenue: await core.report('revenue', {}, past),
      owed: await core.report('receivables', {}, past),
    };
    core.at(END);
    return answers;
  };

  it(`owes at every moment what was invoiced and neither taken back nor paid (seed ${seed})`, async () => {
    const moments = fc
      .date({ min: new Date('2024-03-01'), max: new Date(END), noInvalidDate: true })
      .map((date) => date.toISOString());
    await fc.assert(
      fc.asyncProperty(moments, async (moment) => {
        const { revenue, owed } = await upTo(moment);
        const { gross = 0, paid = 0, refunded = 0 } = sumsOf(revenue['total']!);
        expect(sumsOf(owed['total']!)['balance'] ?? 0).toBe(gross - paid + refunded);
      }),
      { numRuns: 6 },
    );
  });

  it(`counts what the events say, one by one (seed ${seed})`, async () => {
    const truth: Record<string, number> = {};
    const add = (figure: string, amount: number): void => {
      truth[figure] = (truth[figure] ?? 0) + amount;
    };
    for (const stored of await core.events()) {
      const { type, data } = decode(stored);
      if (type === 'InvoiceIssued') {
        add('invoices', 1);
        add('invoicedNet', data.totals.net);
        add('invoicedGross', data.totals.gross);
      } else if (type === 'InvoiceVoided') add('voidedGross', data.totals.gross);
      else if (type === 'CreditNoteIssued') add('creditedNet', data.totals.net);
      else if (type === 'PaymentRecorded') add('paid', data.credited);
      else if (type === 'RefundRecorded') add('refunded', data.amount.amount);
    }
    const { total } = await core.report('revenue');
    expect(truth['invoices']).toBeGreaterThan(0);
    expect(sumsOf(total!)).toMatchObject(truth);
  });

  it(`has each enquiry that counts on its way, once by every grouping but the product (seed ${seed})`, async () => {
    const { summary } = await core.report('enquiries');
    for (const by of ['month', 'manager', 'client', 'segment', 'source', 'priority', 'channel']) {
      const { total, steps } = await core.report('conversion', { by, limit: '1000' });
      const of = (step: string) =>
        steps!.filter((row) => row['step'] === step).reduce((sum, row) => sum + Number(row['reached']), 0);
      for (const row of total!)
        expect([by, row['step'], of(String(row['step']))]).toEqual([by, row['step'], row['reached']]);
      expect(total!.slice(0, 2).map(({ reached }) => reached)).toEqual([
        summary![0]!['received'],
        summary![0]!['answered'],
      ]);
    }
  });
});
