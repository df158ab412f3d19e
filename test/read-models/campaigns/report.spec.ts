import { projections } from '../../../src/read-models';
import { isOfCompanyControl } from '../../../src/read-models/campaigns/company-control';
import { campaignsReport } from '../../../src/read-models/campaigns/report';
import { plainReading, reportOver, type GivenEvent } from '../../support/project';
import { accepted, introduced, line as lineNamed, offered, registered } from '../../support/sales';
import { id } from '../../support/specify';

const line = lineNamed('line');
const START = '2024-01-02T08:00:00.000Z';
const LAUNCH = '2024-03-01T09:00:00.000Z';
const WITHIN = '2024-03-20T09:00:00.000Z';
const ENDED = '2024-05-01T12:00:00.000Z';

const campaignId = id('spring');
const words = (from: number, until: number) =>
  Array.from({ length: until - from }, (_, number) => `client ${from + number}`);
const idsOf = (all: readonly string[]) => all.map((word) => id(word));
const [targets, control] = [words(0, 40), words(40, 80)];

const planned: GivenEvent = {
  type: 'CampaignPlanned',
  occurredAt: START,
  data: { campaignId, name: 'Spring', productId: id('shelf'), startsOn: '2024-02-01', endsOn: '2024-04-30' },
};
const frozen = (given: object = {}): GivenEvent => ({
  type: 'TargetsFrozen',
  occurredAt: START,
  data: {
    ...{ campaignId, productId: id('shelf'), targets: idsOf(targets), control: idsOf(control), asOf: '1' },
    ...given,
  },
});
const launched: GivenEvent = { type: 'CampaignLaunched', occurredAt: LAUNCH, data: { campaignId } };
const draw = { seed: 7, baseRate: 0.05, smallestUplift: 0.3, power: 0.8, strata: [], excluded: [] };

const beginning = [
  introduced(START),
  ...words(0, 80).map((word) => registered(START, { clientId: id(word) })),
  planned,
];
const offer = (word: string, at: string, given: object = {}) =>
  offered(at, { offerId: id(`offer ${word}`), clientId: id(word), ...given });
const took = (word: string, at = WITHIN) => {
  const names = { offerId: id(`offer ${word}`), clientId: id(word) };
  return [offer(word, at), accepted(at, names)];
};
const soldUnasked = (of: readonly string[], at = WITHIN) => of.flatMap((word) => took(word, at));

const ask = (events: readonly GivenEvent[], at = ENDED, values = {}) =>
  reportOver(projections, [...beginning, ...events])(campaignsReport, values, { at });
const rowOf = async (...given: Parameters<typeof ask>) => (await ask(...given)).sections['campaigns']![0]!;

describe('what a campaign brought', () => {
  const running = [frozen({ draw }), launched];

  it('is said of clients as they were drawn, with the interval of the difference', async () => {
    const row = await rowOf([...running, ...soldUnasked(targets.slice(0, 16)), ...soldUnasked(control.slice(0, 2))]);
    expect(row).toMatchObject({
      ...{ state: 'ended', says: 'worked', targets: 40, control: 40, targetsTook: 16, controlTook: 2 },
      ...{ targetsShare: 0.4, controlShare: 0.05, smallestUplift: 0.3, plannedPower: 0.8 },
    });
    expect(row['difference']).toBeCloseTo(0.35, 6);
    // Newcombe, method 10, of 16 of 40 and 2 of 40.
    expect(row['differenceLow']).toBeCloseTo(0.17148, 4);
    expect(row['differenceHigh']).toBeCloseTo(0.50823, 4);
    expect(row['power']).toBeGreaterThan(0.8);
  });

  it('is not said before its last day is over, not even where it was closed', async () => {
    const closed: GivenEvent = { type: 'CampaignClosed', occurredAt: WITHIN, data: { campaignId, conclusion: 'good' } };
    const events = [...running, ...soldUnasked(targets), closed];
    const early = await rowOf(events, '2024-04-30T21:00:00.000Z');
    expect(early).toMatchObject({
      ...{
        state: 'running',
        targetsTook: null,
        controlTook: null,
        difference: null,
        differenceLow: null,
        adjusted: null,
      },
      says: 'runs until 2024-04-30: its result is looked at once, after that day',
    });
    expect(await rowOf(events, '2024-04-30T23:00:00.000Z')).toMatchObject({ state: 'ended', says: 'worked' });
  });

  it('is launched, and does not run before its first day', async () => {
    const events = [frozen({ draw }), { ...launched, occurredAt: START }];
    expect(await rowOf(events, '2024-01-31T22:59:00.000Z')).toMatchObject({
      ...{ state: 'launched', says: 'begins on 2024-02-01 and runs until 2024-04-30', controlOffered: null },
    });
    expect(await rowOf(events, '2024-01-31T23:00:00.000Z')).toMatchObject({ state: 'running', controlOffered: 0 });
  });

  it('counts who was erased since as he was drawn, and what he took', async () => {
    const erased = (word: string): GivenEvent => ({
      ...{ type: 'PersonalDataErased', occurredAt: WITHIN },
      data: { clientId: id(word), reason: 'asked for it' },
    });
    const taken = [...soldUnasked(targets.slice(0, 16)), ...soldUnasked(control.slice(0, 2))];
    const events = [...running, ...taken];
    const [forgotten, year] = [[erased(targets[0]!), erased(control[0]!)], '2025-01-02T12:00:00.000Z'];
    expect(await rowOf([...events, ...forgotten])).toEqual(await rowOf(events));
    expect((await ask([...events, ...forgotten], year)).sections['companyControl']).toEqual(
      (await ask(events, year)).sections['companyControl'],
    );
  });

  it('is no difference that chance makes, and harm where control does better', async () => {
    expect(await rowOf([...running, ...soldUnasked(targets.slice(0, 4))])).toMatchObject({
      says: 'no difference seen',
    });
    expect(await rowOf([...running, ...soldUnasked(control.slice(0, 12))])).toMatchObject({ says: 'did harm' });
  });

  it('counts from the launch to the last day, and the product alone', async () => {
    const [first = '', second = '', third = '', fourth = ''] = targets;
    const events = [
      ...soldUnasked([first], '2024-02-28T09:00:00.000Z'),
      ...soldUnasked([second], '2024-04-30T21:59:00.000Z'),
      ...soldUnasked([third], '2024-04-30T22:00:00.000Z'),
      offer(fourth, WITHIN, { lines: [{ ...line, productId: id('desk') }] }),
      accepted(WITHIN, {
        offerId: id(`offer ${fourth}`),
        clientId: id(fourth),
        lines: [{ ...line, productId: id('desk') }],
      }),
    ];
    expect(await rowOf([...running, ...events])).toMatchObject({ targetsTook: 1 });
  });

  it('counts who was merged as one, and as a target where it was approached', async () => {
    const merged = (duplicate: string, into: string): GivenEvent => ({
      ...{ type: 'ClientMerged', occurredAt: WITHIN },
      data: { clientId: id(duplicate), into: id(into), evidence: 'the same' },
    });
    const events = [merged(targets[0]!, targets[1]!), merged(control[0]!, targets[2]!), ...soldUnasked([control[0]!])];
    expect(await rowOf([...running, ...events])).toMatchObject({
      targets: 39,
      control: 39,
      targetsTook: 1,
      controlTook: 0,
    });
  });

  it('says whom it did not reach, and whom it did not leave alone unless they asked', async () => {
    const events = [
      ...soldUnasked(targets.slice(0, 30)),
      ...control.slice(0, 3).map((word) => offer(word, WITHIN)),
      offer(control[5]!, WITHIN, { enquiryId: id('enquiry') }),
      offer(control[6]!, '2024-02-10T09:00:00.000Z'),
    ];
    const contaminated = { targetsNotOffered: 10, controlOffered: 3 };
    expect(await rowOf([...running, ...events])).toMatchObject(contaminated);
    expect(await rowOf([...running, ...events], '2024-04-01T09:00:00.000Z')).toMatchObject(contaminated);
  });

  it('is adjusted by what the groups had bought before', async () => {
    const before = targets.slice(0, 20).flatMap((word) => {
      const lines = [{ ...line, productId: id('desk') }];
      const names = { offerId: id(`before ${word}`), clientId: id(word), lines };
      return [offered('2024-01-20T09:00:00.000Z', names), accepted('2024-01-20T09:00:00.000Z', names)];
    });
    const row = await rowOf([...before, ...running, ...soldUnasked(targets.slice(0, 12))]);
    expect(row['difference']).toBeCloseTo(0.3, 6);
    expect(Number(row['adjusted'])).toBeLessThan(0.3);
    expect(await rowOf([...running, ...soldUnasked(targets.slice(0, 12))])).toMatchObject({ adjusted: null });
  });

  it.each([
    [[], 'planned', 'is not launched yet'],
    [[frozen()], 'not launched', 'was not launched in time'],
    [[frozen(), { ...launched, occurredAt: ENDED }], 'not launched', 'was not launched in time'],
    [[frozen({ control: [] }), launched], 'ended', 'has no control group: nothing to compare with'],
  ] as const)('is nothing of a campaign that is %o', async (events, state, says) => {
    expect(await rowOf(events)).toMatchObject({ state, says, difference: null });
  });
});

describe('all campaigns of a year', () => {
  const of2024 = (word: string) => isOfCompanyControl(id(word), '2024-03-01', plainReading);
  const leftOut = words(0, 2_000).filter(of2024);
  const others = words(0, 2_000).filter((word) => !of2024(word));
  const known = words(80, 2_000).map((word) => registered(START, { clientId: id(word) }));
  const events = [
    ...known,
    frozen({ targets: idsOf(others.slice(0, 900)), control: idsOf(others.slice(900)) }),
    launched,
    ...soldUnasked(others.slice(0, 600)),
    ...soldUnasked(leftOut.slice(0, 2)),
  ];

  it('are held against the clients who were left out of all of them, once the year is over', async () => {
    const early = (await ask(events, '2024-12-31T12:00:00.000Z')).sections['companyControl'];
    expect(early).toMatchObject([{ year: '2024', campaigns: 1, leftOut: leftOut.length, clientsTook: null }]);
    const [row] = (await ask(events, '2025-01-01T12:00:00.000Z')).sections['companyControl']!;
    expect(row).toMatchObject({ says: 'worked', clients: others.length, clientsTook: 600, leftOutTook: 2 });
    expect(row).toMatchObject({ leftOutApproached: 0 });
  });

  it('are not summed up of some campaigns alone', async () => {
    const { sections } = await ask(events, '2025-01-01T12:00:00.000Z', { product: id('shelf') });
    expect(sections['companyControl']).toEqual([]);
  });
});
