import fc from 'fast-check';
import { enquiriesProjection } from '../../src/read-models/enquiries/projection';
import { enquiriesReport } from '../../src/read-models/enquiries/report';
import { managerActivityProjection } from '../../src/read-models/manager-activity/projection';
import { managerActivityReport } from '../../src/read-models/manager-activity/report';
import { enquiryLives, workingHours } from '../support/enquiry-lives';
import { reportOver } from '../support/project';
import { id } from '../support/specify';

const zone = 'Asia/Kolkata';
const histories = fc
  .array(enquiryLives, { minLength: 1, maxLength: 12 })
  .map((lives) => [workingHours, ...lives.flatMap((life, place) => life(place))]);
const days = fc.option(
  fc
    .tuple(fc.constantFrom('03', '04', '05', '06'), fc.integer({ min: 1, max: 28 }))
    .map(([month, day]) => `2024-${month}-${String(day).padStart(2, '0')}`),
  { nil: undefined },
);
/** In the middle of what happened, to the very moment of some of it, and long after it. */
const askedAt = fc.constantFrom('2024-05-10T12:00:00.000Z', '2024-05-20T09:30:00.000Z', '2025-01-01T00:00:00.000Z');
const questions = fc
  .record({ from: days, to: days, at: askedAt })
  .map(({ from, to, at }) => ({ at, window: { ...(from && { from }), ...(to && { to }) } }));

describe('months of enquiries', () => {
  it('answer what the rows themselves say, in every window and at every moment', async () => {
    const figures = new Set<string>();
    await fc.assert(
      fc.asyncProperty(histories, questions, async (events, { at, window }) => {
        const ask = reportOver([enquiriesProjection], events);
        const byMonth = await ask(enquiriesReport, window, { at, zone });
        const byRow = await ask(enquiriesReport, { ...window, product: id('lamp') }, { at, zone });
        expect(byMonth.sections['summary']).toEqual(byRow.sections['summary']);
        for (const [name, value] of Object.entries(byMonth.sections['summary']![0]!)) if (value) figures.add(name);
      }),
      { numRuns: 150 },
    );
    expect(figures.size).toBe(16);
  });

  it('answer of each manager the same before a day and from it on as of all days together', async () => {
    const counts = ['answersDue', 'answersInTime', 'breachedAndOpen', 'fulfilled', 'declinedByUs', 'overdue'];
    const seen = new Set<string>();
    await fc.assert(
      fc.asyncProperty(histories, days, askedAt, async (events, day = '2024-05-16', at) => {
        const ask = reportOver([enquiriesProjection, managerActivityProjection], events);
        const figures = async (window: Record<string, string>): Promise<readonly (readonly [string, number])[]> => {
          const { sections } = await ask(managerActivityReport, window, { at, zone });
          return sections['managers']!.flatMap((row) =>
            counts.map((name) => [`${row['managerId'] as string} ${name}`, Number(row[name])] as const),
          );
        };
        const total = new Map<string, number>();
        for (const [name, value] of [...(await figures({ to: day })), ...(await figures({ from: day }))])
          total.set(name, (total.get(name) ?? 0) + value);
        for (const [name, value] of await figures({})) {
          expect(`${name} ${total.get(name) ?? 0}`).toBe(`${name} ${value}`);
          if (value > 0) seen.add(name.split(' ')[1]!);
        }
      }),
      { numRuns: 40 },
    );
    expect([...seen].sort()).toEqual([...counts].sort());
  });
});
