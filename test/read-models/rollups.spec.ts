import fc from 'fast-check';
import type { Projection, Row, TableSpec } from '../../src/read-models/projection';
import { projections } from '../../src/read-models';
import { refusalsProjection } from '../../src/read-models/refusals/projection';
import { refusalsReport } from '../../src/read-models/refusals/report';
import { enquiryLives } from '../support/enquiry-lives';
import { project, reportOver, type GivenEvent } from '../support/project';
import * as sales from '../support/sales';
import { id } from '../support/specify';

const moments = fc
  .tuple(fc.integer({ min: 1, max: 28 }), fc.constantFrom('04', '05', '12'), fc.integer({ min: 0, max: 23 }))
  .map(
    ([day, month, hour]) => `2024-${month}-${String(day).padStart(2, '0')}T${String(hour).padStart(2, '0')}:59:30.000Z`,
  );
const word = (...words: string[]) => fc.constantFrom(...words).map(id);
const clientIds = word('a', 'b', 'c');
const managerIds = word('anna', 'boris');
const lines = fc
  .uniqueArray(fc.constantFrom('one', 'two', 'three'), { minLength: 1 })
  .map((words) => words.map((each, index) => sales.line(each, { productId: id(index === 0 ? 'shelf' : each) })));
const refusals = fc.constantFrom(
  sales.saidNo(),
  sales.saidNo({ reason: 'NO_NEED', group: 'need', statedBy: 'manager' }),
  sales.saidNo({ reason: 'NO_RESPONSE', group: 'unknown' }),
  sales.saidNo({ reason: 'DUPLICATE', group: 'invalid' }),
  sales.saidNo({ competitor: 'Nord, "Süd"', priceGap: { amount: 500, currency: 'EUR' } }),
);

/** What happens to one of a few offers, calls, invoices or clients; what comes next may take it back. */
const happenings: fc.Arbitrary<(place: number) => GivenEvent[]> = fc
  .record({
    kind: fc.nat({ max: 9 }),
    at: moments,
    later: moments,
    clientId: clientIds,
    into: clientIds,
    managerId: managerIds,
    lines,
    said: refusals,
    now: refusals,
    segment: fc.constantFrom('north', 'south'),
    isMended: fc.boolean(),
  })
  .map(({ kind, at, later, clientId, into, managerId, lines: of, said, now, segment, isMended }) => (place) => {
    const offerId = id(`offer ${place}`);
    const shared = { offerId, clientId, managerId, lines: of };
    const call = { clientId, managerId, direction: 'out', durationSeconds: 60, result: 'reached', topics: [] } as const;
    const callId = id(`call ${place}`);
    const invoiceId = id(`invoice ${place}`);
    const made = sales.offered(at, { ...shared, ...(isMended && { validUntil: later }) });
    const refused = { ...sales.refused(later, { ...shared, offeredAt: at, ...said }), id: id(`refusal ${place}`) };
    const correction = sales.refusalCorrected(later, {
      ...shared,
      corrects: id(`refusal ${place}`),
      refusedAt: later,
      was: said,
      now,
    });
    const outcome = { outcome: 'refused', eventId: id(`refusal ${place}`), at: later, managerId, version: 1 } as const;
    const voided = sales.offerVoided(later, {
      ...shared,
      offered: [{ version: 1, offeredAt: at, lines: of }],
      outcomes: [{ ...outcome, lines: of, refusal: said }],
    });
    const logged: GivenEvent = { type: 'CallLogged', occurredAt: at, recordedAt: later, data: { callId, ...call } };
    const was = { ...call, at };
    const choices: GivenEvent[][] = [
      [made, refused],
      [made, refused, correction],
      [made, refused, voided],
      [made, sales.accepted(later, { ...shared, offeredAt: at })],
      [made, sales.revised(later, shared)],
      [
        logged,
        isMended
          ? { type: 'CallVoided', occurredAt: later, data: { callId, voids: id('x'), was, reason: 'twice' } }
          : {
              type: 'CallCorrected',
              occurredAt: later,
              data: { callId, corrects: id('x'), was, now: { ...was, managerId: id('boris'), at: later } },
            },
      ],
      [{ type: 'ClientClassified', occurredAt: at, data: { clientId, segment, by: 'rule' } }],
      [sales.issued(at, { invoiceId, clientId }), ...(isMended ? [sales.paid(later, { invoiceId, clientId })] : [])],
      [
        sales.issued(at, { invoiceId, clientId }),
        {
          type: 'InvoiceVoided',
          occurredAt: later,
          data: {
            ...{ invoiceId, clientId, managerId, number: 'R-1', reason: 'twice', currency: 'EUR' },
            ...{ lines: [], totals: { net: 0, vat: 0, gross: 0 } },
          },
        },
      ],
      clientId === into
        ? []
        : [{ type: 'ClientMerged', occurredAt: at, data: { clientId, into, evidence: 'one address' } }],
    ];
    return choices[kind] ?? [];
  });

const registrations = ['a', 'b', 'c'].map((each) =>
  sales.registered('2024-01-01T10:00:00.000Z', { clientId: id(each), segment: 'north' }),
);
const histories = fc
  .array(fc.oneof({ arbitrary: happenings, weight: 5 }, { arbitrary: enquiryLives, weight: 1 }), { maxLength: 25 })
  .map((made) => [...registrations, ...made.flatMap((make, place) => make(place))]);

const textOf = (table: TableSpec, row: Row): string => JSON.stringify(table.key.map((part) => row[part]));

/** The rollups of a projection, made at once from the rows as they stand in the end. */
const rolledUp = (tables: Record<string, readonly Row[]>, { tables: specs }: Projection) => {
  const rollups = new Map<string, Map<string, Row>>();
  for (const spec of specs) {
    if (!spec.follows) continue;
    for (const { table, key, ...next } of spec.follows(
      tables[spec.name]!.map((after) => ({ before: undefined, after })),
    )) {
      const rows = rollups.get(table.name) ?? new Map<string, Row>();
      rollups.set(table.name, rows);
      const name = JSON.stringify(key);
      const row = next.change?.(rows.get(name));
      if (row) rows.set(name, row);
      else rows.delete(name);
    }
  }
  return rollups;
};

describe('a rollup', () => {
  it('is what its rows add up to, whatever was voided, corrected, classified or merged on the way', () => {
    const kept = new Set<string>();
    fc.assert(
      fc.property(histories, (events) => {
        const tables = project(projections, events);
        for (const projection of projections)
          for (const [name, rows] of rolledUp(tables, projection)) {
            const spec = projection.tables.find((table) => table.name === name)!;
            if (rows.size > 0) kept.add(name);
            const standing = new Map(tables[name]!.map((row) => [textOf(spec, row), row]));
            expect(standing).toEqual(rows);
          }
      }),
      { numRuns: 150 },
    );
    expect([...kept].sort()).toEqual([
      'enquiry_months',
      'manager_call_months',
      'manager_delay_months',
      'manager_offered_months',
      'manager_outcome_months',
      'manager_refusal_months',
      'product_sales',
      'product_segments',
      'refusal_cohort_days',
      'refusal_days',
    ]);
  });

  it('answers what the register of refusals says line by line', async () => {
    await fc.assert(
      fc.asyncProperty(
        histories,
        fc.boolean(),
        fc.constantFrom('2024-04-10', '2024-05-01'),
        async (events, cohort, from) => {
          const answer = await reportOver([refusalsProjection], events)(
            refusalsReport,
            { by: 'manager', from, to: '2024-05-20', cohort, limit: 1000 },
            { zone: 'Asia/Kolkata' },
          );
          const counted = new Map<unknown, number>();
          for (const { managerId, reasonGroup } of answer.sections['refusals']!)
            if (reasonGroup !== 'unknown' && reasonGroup !== 'invalid')
              counted.set(managerId, (counted.get(managerId) ?? 0) + 1);
          const summary = answer.sections['summary']!.map(({ manager, refusals: number }) => [manager, number]);
          expect(new Map(summary as [string, number][])).toEqual(counted);
        },
      ),
      { numRuns: 60 },
    );
  });
});
