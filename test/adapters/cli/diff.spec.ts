import { callFacts } from '../../../src/read-models/facts/calls';
import type { Projection } from '../../../src/read-models/kit/projection';
import { rebuild } from '../../../src/application/rebuilding/rebuild';
import { openCore, type Core } from '../../support/core';
import { id } from '../../support/specify';
import { runVerb } from '../../support/verb';

type Row = Readonly<Record<string, unknown>>;
interface Difference {
  readonly sections: Readonly<Record<string, readonly Row[]>>;
  readonly notes: readonly string[];
}

describe('letopis diff', () => {
  let core: Core;

  const run = async (...args: readonly string[]): Promise<string> =>
    (await runVerb(core.letopis, ['diff', ...args])).join('\n');
  const diff = async (...args: readonly string[]): Promise<Difference> =>
    JSON.parse(await run(...args, '--json')) as Difference;
  const eventsIn = ({ sections }: Difference) =>
    sections['events']?.map(({ because, kind, knownTo, type, row }) => [because, kind, knownTo, type, row]);
  const figureIn = ({ sections }: Difference, figure: string): Row | undefined =>
    sections['figures']?.find((row) => row['section'] === 'managers' && row['figure'] === figure);
  const logs = (name: string, given = {}) =>
    core.has(
      'LogCall',
      {
        ...{ callId: id(name), managerId: id('manager'), clientId: id('client') },
        ...({ direction: 'out', durationSeconds: 60, result: 'reached', topics: [] } as const),
      },
      given,
    );
  const ACTIVITY = ['--report', 'manager-activity', '--from', '2024-02-01'];

  beforeEach(async () => {
    core = await openCore();
    core.at('2024-03-01T10:00:00.000Z');
    await logs('kept');
    await logs('twice');
    core.at('2024-03-05T10:00:00.000Z');
    await logs('late', { occurredAt: '2024-03-02T10:00:00.000Z', lateReason: 'Was on the road' });
    await logs('new');
    const lead = { actor: { kind: 'manager', id: id('lead') } } as const;
    await core.has('VoidCall', { callId: id('twice'), reason: 'Logged twice' }, lead);
  });
  afterEach(() => core.close());

  it('says first what was compared: name, versions, position and moment of each side', async () => {
    const { sections } = await diff(...ACTIVITY, '--as-of', '2024-03-04', '--as-of', '2024-03-05');
    expect(Object.keys(sections)[0]).toBe('base');
    const head = String(await core.letopis.store.head());
    expect(sections['base']).toMatchObject([
      { side: 'old', report: 'manager-activity', edition: 'of the past', at: '2024-03-04T22:59:59.999Z' },
      { side: 'new', report: 'manager-activity', edition: 'of the past', position: head },
    ]);
    expect(sections['base']?.[0]?.['versions']).toContain('calls@1');
  });

  it('names what was told late, what is new and what was voided: each as what it is, and nothing else', async () => {
    const difference = await diff(...ACTIVITY, '--as-of', '2024-03-04', '--as-of', '2024-03-05');
    expect(figureIn(difference, 'attempts')).toMatchObject({ old: 2, new: 3, because: ['events'] });
    expect(eventsIn(difference)?.toSorted()).toEqual(
      [
        ['events', 'late', 'new', 'CallLogged', id('late')],
        ['events', 'new', 'new', 'CallLogged', id('new')],
        ['events', 'voided', 'new', 'CallVoided', id('twice')],
      ].toSorted(),
    );
    expect(difference.sections['columns']).toContainEqual(
      expect.objectContaining({ section: 'managers', column: 'attempts', changed: 1, sumOfDifference: '1' }),
    );
  });

  it('takes a moment alone as the old side, beside now', async () => {
    const difference = await diff(...ACTIVITY, '--as-of', '2024-03-04');
    expect(difference.sections['base']).toMatchObject([{ edition: 'of the past' }, { edition: 'live' }]);
    expect(figureIn(difference, 'attempts')).toMatchObject({ old: 2, new: 3 });
  });

  it('between two moments of the company, one may be known as of another day for both', async () => {
    const known = await diff(...ACTIVITY, '--at', '2024-03-01', '--at', '2024-03-02', '--as-of', '2024-03-04');
    expect(eventsIn(known)).toEqual([]);
    const today = await diff(...ACTIVITY, '--at', '2024-03-01', '--at', '2024-03-02');
    expect(eventsIn(today)).toEqual([['events', 'new', 'new', 'CallLogged', id('late')]]);
  });

  it('says where no event is the reason: only time has passed', async () => {
    await core.has('ReceiveEnquiry', {
      ...{ enquiryId: id('enquiry'), clientId: id('client'), channel: 'phone', priority: 'normal' },
      items: [{ need: 'A shelf' }],
    });
    core.at('2024-04-05T10:00:00.000Z');
    const difference = await diff('--report', 'enquiries', '--as-of', '2024-03-05T10:30:00Z', '--as-of', '2024-04-04');
    const figures = difference.sections['figures'] ?? [];
    expect(figures.length).toBeGreaterThan(0);
    expect(figures.map(({ because }) => because)).toEqual(figures.map(() => ['time']));
    expect(eventsIn(difference)).toEqual([]);
    expect(difference.sections['explained']).toMatchObject([{ because: 'time', figures: figures.length }]);
  });

  it('names the events that a candidate makes something else of', async () => {
    const { side } = core.letopis;
    const { CallLogged } = callFacts.on;
    const generous: Projection = {
      ...callFacts,
      version: callFacts.version + 1,
      on: {
        ...callFacts.on,
        CallLogged: (event) =>
          CallLogged!(event).map((change) =>
            event.data.callId === id('new') && change.insert
              ? { ...change, insert: { ...change.insert, seconds: 3_600 } }
              : change,
          ),
      },
    };
    await core.upToDate();
    const projections = side.projections.map((projection) => (projection.name === 'calls' ? generous : projection));
    await rebuild({ ...side, projections: [generous] }, { purpose: 'compare' });
    Object.assign(core.letopis, { side: { ...side, projections } });
    const difference = await diff(...ACTIVITY, '--edition', 'live', '--edition', 'candidate');
    expect(figureIn(difference, 'talkMinutes')).toMatchObject({ because: ['code'] });
    expect(eventsIn(difference)).toEqual([['code', 'folded otherwise', 'both', 'CallLogged', id('new')]]);
    expect(difference.sections['base']?.map(({ edition }) => edition)).toEqual(['live', 'candidate']);
  });

  it.each([
    [['--as-of', '2024-03-04', '--at', '2024-03-04', '--edition', 'candidate'], 'an edition is asked of now'],
    [[], 'a moment to compare with now, or two moments'],
    [['--as-of', '2024-03-01', '2024-03-02', '2024-03-03'], 'once for both sides, or twice'],
    [['--as-of', '2999-01-01'], 'lies ahead'],
    [['--as-of', '2024-03-04', '--cohort'], '--cohort is no parameter of manager-activity'],
  ])('refuses %j with what to give instead', async (asked, said) => {
    await expect(run(...ACTIVITY, ...asked)).rejects.toThrow(said);
  });

  it('names the nearest of a report that there is not', async () => {
    await expect(run('--report', 'refusal', '--as-of', '2024-03-04')).rejects.toThrow('did you mean refusals');
  });
});
