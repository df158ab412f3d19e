import { changeRows, rowIn, RowWritings, type RowsByKey } from '../../../src/application/projecting/written-by';
import type { AnyEvent } from '../../../src/read-models/kit/trace';
import { calls } from '../../../src/read-models/facts/calls';
import { projections } from '../../../src/read-models/index';
import { projected, type GivenEvent } from '../../support/project';
import { id } from '../../support/specify';

const record = {
  managerId: id('anna'),
  clientId: id('nordlicht'),
  direction: 'out',
  durationSeconds: 60,
  result: 'reached',
  topics: [],
} as const;
const at = (hour: number): string => `2024-06-03T${String(hour).padStart(2, '0')}:00:00.000Z`;

const logged = (name: string, hour: number): GivenEvent => ({
  type: 'CallLogged',
  occurredAt: at(hour),
  data: { callId: id(name), ...record },
});
const corrected = (name: string, hour: number, durationSeconds: number): GivenEvent => ({
  type: 'CallCorrected',
  occurredAt: at(hour),
  data: {
    callId: id(name),
    corrects: id('logged'),
    was: { ...record, at: at(8) },
    now: { ...record, durationSeconds, at: at(8) },
  },
});

// A test writes events of any type; the compiler can't follow that each has the data of its own.
const asEvents = (given: readonly GivenEvent[]): readonly AnyEvent[] =>
  given.map((event, index) => projected(event, index + 1) as AnyEvent);

const callFacts = projections.find(({ name }) => name === 'calls')!;
const first = { table: calls, key: [id('first')] };

describe('which events wrote a row', () => {
  const events = asEvents([
    logged('first', 8),
    logged('second', 9),
    corrected('first', 10, 90),
    corrected('second', 11, 5),
  ]);

  const writingsOf = (row: typeof first) => {
    const writings = new RowWritings(callFacts, [row]);
    for (const event of events) writings.take(event);
    return writings.of(row);
  };

  it('are those that changed it, in their order, each with the row before and after', () => {
    expect(writingsOf(first).map(({ event }) => event.position)).toEqual([1, 3]);
    expect(writingsOf(first).map(({ before, after }) => [before?.['seconds'], after?.['seconds']])).toEqual([
      [undefined, 60],
      [60, 90],
    ]);
  });

  it('is nobody where no event speaks of it', () => {
    expect(writingsOf({ table: calls, key: [id('third')] })).toEqual([]);
  });
});

describe('rows in memory', () => {
  it('are those that the store would hold, and an event tells each of them that it changed', () => {
    const rows: RowsByKey = new Map();
    const [one, , two] = asEvents([logged('first', 8), logged('second', 9), corrected('first', 10, 90)]);
    expect(changeRows(rows, callFacts, one!)).toMatchObject([{ ...first, before: undefined, after: { seconds: 60 } }]);
    expect(changeRows(rows, callFacts, two!)).toMatchObject([
      { ...first, before: { seconds: 60 }, after: { seconds: 90 } },
    ]);
    expect(rowIn(rows, calls, [id('first')])).toMatchObject({ seconds: 90, firstPosition: 1, lastPosition: 3 });
  });

  it('stay as they are where an arm comes to nothing', () => {
    const rows: RowsByKey = new Map();
    expect(changeRows(rows, callFacts, asEvents([corrected('first', 10, 90)])[0]!)).toEqual([]);
    expect(rows.size).toBe(0);
  });
});
