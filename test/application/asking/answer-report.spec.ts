import { answerReport, readParameters } from '../../../src/application/asking/answer-report';
import { defineOwnReport, type Parameters } from '../../../src/read-models/kit/report';
import { plainReading } from '../../support/project';
import { openPrivate, talkTime } from '../../support/projecting';

const parameters: Parameters = {
  from: { kind: 'day', description: 'the first day', required: true },
  at: { kind: 'moment', description: 'the moment', required: false },
  client: { kind: 'text', description: 'the client', required: false },
  limit: { kind: 'integer', description: 'how many', required: false },
  all: { kind: 'flag', description: 'voided ones, too', required: false },
  by: { kind: 'choice', description: 'by what', required: false, choices: ['reason', 'manager'] },
};

const read = (raw: Record<string, unknown>) => {
  const reading = readParameters(parameters, { from: '2024-01-01', ...raw });
  if ('problems' in reading) throw new Error(JSON.stringify(reading.problems));
  return reading.values;
};

const problems = (raw: Record<string, unknown>) => {
  const reading = readParameters(parameters, raw);
  return 'problems' in reading ? reading.problems : [];
};

describe('what a report is asked with', () => {
  it('is read from the texts of a query or a command line', () => {
    const asked = read({ at: '2024-06-21T16:30:00+02:00', client: 'c', limit: '7', all: 'true', by: 'reason' });
    expect(asked.text('from')).toBe('2024-01-01');
    expect(asked.text('at')).toBe('2024-06-21T14:30:00.000Z');
    expect(asked.optionalText('client')).toBe('c');
    expect(asked.integer('limit', 10)).toBe(7);
    expect(asked.flag('all')).toBe(true);
    expect(asked.text('by')).toBe('reason');
  });

  it('is read from JSON, too', () => {
    const asked = read({ client: 12, limit: -7, all: false });
    expect(asked.text('client')).toBe('12');
    expect(asked.integer('limit', 10)).toBe(-7);
    expect(asked.flag('all')).toBe(false);
  });

  it('may leave out what is not required', () => {
    const asked = read({ client: undefined });
    expect(asked.optionalText('client')).toBeUndefined();
    expect(asked.integer('limit', 10)).toBe(10);
    expect(asked.flag('all')).toBe(false);
  });

  it('takes a flag without a value as a yes', () => {
    expect(read({ all: '' }).flag('all')).toBe(true);
  });

  it('must hold what is required', () => {
    expect(problems({})).toEqual([
      { parameter: 'from', expected: 'a day as 2024-06-21: the first day', got: 'nothing' },
    ]);
  });

  it.each<[string, unknown]>([
    ['from', '2024-02-30'],
    ['from', '01.02.2024'],
    ['from', ['2024-01-01', '2024-01-02']],
    ['at', '2024-06-21'],
    ['at', '2024-06-21T14:30:00'],
    ['at', '2024-02-30T14:30:00Z'],
    ['at', '2024-06-21T25:30:00Z'],
    ['client', ''],
    ['client', { $ne: 1 }],
    ['limit', '1e3'],
    ['limit', '1.5'],
    ['limit', '99999999999999999999'],
    ['all', 'yes please'],
    ['by', 'colour'],
    ['__proto__x', 'unknown'],
    ['toString', 'unknown'],
  ])('is refused with %s %j, which is named', (parameter, got) => {
    expect(problems({ from: '2024-01-01', [parameter]: got })).toMatchObject([{ parameter, got: JSON.stringify(got) }]);
  });

  it('names all that is wrong at once, and the choices', () => {
    const found = problems({ by: 'colour', unknown: 'x' });
    expect(found.map(({ parameter }) => parameter)).toEqual(['from', 'by', 'unknown']);
    expect(found[1]).toMatchObject({ expected: 'one of reason, manager: by what' });
    expect(found[2]).toMatchObject({ expected: 'one of the parameters from, at, client, limit, all, by' });
  });
});

describe('a report', () => {
  const report = defineOwnReport<{ test_totals: { calls: number } }>({
    name: 'talk',
    description: 'Who talks',
    parameters: { from: { kind: 'day', description: 'the first day', required: true } },
    reads: ['test-totals'],
    answer: async (db, asked, { at }) => {
      const rows = await db.selectFrom('test_totals').select('calls').execute();
      return { sections: { rows, asked: [{ from: asked.text('from'), at }] }, notes: [] };
    },
  });
  const context = { at: '2024-06-21T10:00:00.000Z', zone: 'Europe/Berlin', ...plainReading };

  it('is answered from the live tables, or says what is wrong with the question', async () => {
    const store = openPrivate();
    await store.makeLive(await store.build(talkTime), talkTime);
    expect(await answerReport({ report, raw: { from: '2024-01-01' }, store, context })).toEqual({
      answer: { sections: { rows: [], asked: [{ from: '2024-01-01', at: context.at }] }, notes: [] },
    });
    expect(await answerReport({ report, raw: {}, store, context })).toMatchObject({
      problems: [{ parameter: 'from' }],
    });
    await store.close();
  });
});
