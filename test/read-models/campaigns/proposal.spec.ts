import { campaignDecider } from '../../../src/domain/campaign/decider';
import { personal } from '../../../src/domain/shared/values';
import { projections } from '../../../src/read-models';
import { isOfCompanyControl } from '../../../src/read-models/campaigns/company-control';
import { freezingOf } from '../../../src/read-models/campaigns/freezing';
import { campaignProposal } from '../../../src/read-models/campaigns/proposal-report';
import type { AnswerRow } from '../../../src/read-models/kit/report';
import { plainReading, reportOver, type GivenEvent } from '../../support/project';
import { accepted, called, euro, introduced, line, offered, refused, registered, saidNo } from '../../support/sales';
import { factsOf, id, specify } from '../../support/specify';

const START = '2023-06-01T08:00:00.000Z';
const AT = '2024-12-02T08:00:00.000Z';
const LATELY = '2024-11-25T08:00:00.000Z';
const IN_AUTUMN = '2024-09-02T08:00:00.000Z';

/** Words of clients whom nothing but what a test says leaves out. */
const free = Array.from({ length: 400 }, (_, number) => `client ${number}`).filter(
  (word) => !isOfCompanyControl(id(word), '2024-12-02', plainReading),
);
const known = (words: readonly string[], given: object = {}) =>
  words.map((word) => registered(START, { clientId: id(word), ...given }));
const shelf = introduced(START);
const forty = free.slice(0, 40);

const asked = { product: id('shelf'), smallestUplift: 60, baseRate: 5 };
const ask = (events: readonly GivenEvent[], values: object = {}) =>
  reportOver(projections, [shelf, ...events])(campaignProposal, { ...asked, ...values }, { at: AT });
const rowOf = async (...given: Parameters<typeof ask>): Promise<AnswerRow> =>
  (await ask(...given)).sections['proposal']![0]!;
const excludedIn = async (...given: Parameters<typeof ask>) =>
  (await ask(...given)).sections['excluded']!.map(({ reason, clients }) => [reason, clients]);

describe('a campaign that is proposed', () => {
  it('leaves as few alone as show the uplift in four of five campaigns', async () => {
    const row = await rowOf(known(forty));
    expect(row).toMatchObject({ says: 'can be measured', clients: 40, smallestUplift: 0.6, baseRate: 0.05 });
    expect(Number(row['targets']) + Number(row['control'])).toBe(40);
    expect(row['power']).toBeGreaterThanOrEqual(0.8);
    expect(Number(row['control'])).toBeLessThan(20);
  });

  it('can’t be measured with too few, and says how many or how much would do', async () => {
    const { sections, notes } = await ask(known(forty), { smallestUplift: 5 });
    expect(sections['proposal']).toMatchObject([
      { says: 'too few to know', clients: 40, targets: null, control: null, clientsNeeded: 870 },
    ]);
    expect(sections['control']).toEqual([]);
    expect(sections['targets']).toHaveLength(40);
    expect(notes[0]).toMatch(/^You can't know with so few: .* about 870 clients.* an uplift of .* would be seen/);
    expect(freezingOf({ sections })).toBeUndefined();
  });

  const firstNote = async (...given: Parameters<typeof ask>) => (await ask(...given)).notes[0];
  const priced: GivenEvent = {
    type: 'PriceSet',
    occurredAt: START,
    data: { productId: id('shelf'), price: euro(10_000), effectiveFrom: START },
  };

  it('says what bounds it, where there are enough clients and they can’t be approached', async () => {
    const events = [...known(forty), priced];
    expect(await firstNote(events, { contactCost: 400, budget: 0 })).toBe(
      'The budget is less than approaching one client costs: nobody can be approached. It takes 3. Give a budget of 1200 (minor units of EUR) or more, or none.',
    );
    const text = await firstNote(events, { contactCost: 400, budget: 800 });
    expect(text).toMatch(/^Too few can be approached: 2 of 40 clients, by budget\. /);
    expect(text).toMatch(
      /It takes 3, and all others left alone\. Give a budget of 1200 \(minor units of EUR\) or more\. No lists/,
    );
    const enough = await rowOf(events, { contactCost: 400, budget: 1_200 });
    expect(enough).toMatchObject({ says: 'can be measured', targets: 3, targetsNeeded: null });
    expect(await rowOf(events, { contactCost: 400, budget: 1_199 })).toMatchObject({
      ...{ says: 'too few to know', targetsNeeded: 3, clientsNeeded: null },
    });
    expect(text).not.toContain('It takes about');
    const offers = free
      .slice(100, 109)
      .map((word) => offered(LATELY, { offerId: id(`to ${word}`), clientId: id(word) }));
    expect(await firstNote([...known(free.slice(0, 109)), ...offers], { days: 31 })).toMatch(
      /^Too few can be approached: \d of \d+ clients, by days and the pace of the last 90 days\. .* It takes \d+, and all others left alone\. Give \d+ days or more\./,
    );
  });

  it('counts in one currency: the one in which it is sold, or the one of the amounts that are given', async () => {
    const events = [...known(forty), priced];
    expect(await rowOf(events, { contactCost: 400 })).toMatchObject({ currency: 'EUR', worth: 10_000 });
    const dollars = await ask(events, { contactCost: 400, currency: 'USD' });
    expect(dollars.sections['proposal']).toMatchObject([{ currency: 'USD', worth: null, contactCost: 400 }]);
    expect(dollars.notes).toContainEqual(expect.stringContaining('brings in USD: clients are in an order by chance'));
    const names = { offerId: id('sold'), clientId: id(free[50]!) };
    const sold = [...events, ...known(free.slice(50, 51)), offered(IN_AUTUMN, names), accepted(IN_AUTUMN, names)];
    expect(await rowOf(sold, { currency: 'USD' })).toMatchObject({ currency: 'USD', worth: null });
    expect(await rowOf(sold)).toMatchObject({ currency: 'EUR', worth: expect.any(Number) as number });
    expect((await ask(known(forty), { contactCost: 400 })).notes).toContain(
      'Nothing says in which currency contactCost is: give currency.',
    );
  });

  it('is not drawn for an uplift that there can’t be', async () => {
    const { sections, notes } = await ask(known(forty), { smallestUplift: 60, baseRate: 50 });
    expect(sections['proposal']).toMatchObject([{ says: 'no such uplift', clientsNeeded: null, control: null }]);
    expect(notes[0]).toBe(
      'There is no such uplift: 60 % more than 50 % is more than all clients. Give a smaller smallestUplift, or another baseRate.',
    );
    expect(freezingOf({ sections })).toBeUndefined();
  });

  it('says that nobody is left, and which segments there are', async () => {
    const events = [...known(free.slice(0, 3), { segment: 'Schools' }), ...known(free.slice(3, 5))];
    expect(await firstNote(events, { segment: 'offices' })).toBe(
      'No client is of the segment offices: there are Schools.',
    );
    const reached = called(LATELY, { clientId: id(free[0]!) });
    expect(await firstNote([...known(free.slice(0, 1)), reached])).toBe(
      'Nobody is left to approach: excluded says why.',
    );
  });

  it('says that its product is not sold any more', async () => {
    const withdrawn = (effectiveFrom: string): GivenEvent => ({
      ...{ type: 'ProductWithdrawn', occurredAt: START },
      data: { productId: id('shelf'), reason: 'old', effectiveFrom },
    });
    expect(await firstNote([...known(forty), withdrawn(IN_AUTUMN)])).toBe(
      `The product is withdrawn from ${IN_AUTUMN} on: no new line may offer it (rule 18). Propose another one, or reinstate it first.`,
    );
    expect(await firstNote([...known(forty), withdrawn('2024-12-20T00:00:00.000Z')])).toContain('2024-12-20');
    expect(await firstNote(known(forty))).not.toContain('withdrawn from');
  });

  it('says where nothing tells how many clients can be approached a day', async () => {
    const unknown = expect.stringMatching(/^Nothing was offered in the last 90 days: /) as string;
    expect((await ask(known(forty))).notes).toContainEqual(unknown);
    const lately = offered(LATELY, { offerId: id('lately'), clientId: id(free[100]!) });
    expect((await ask([...known(forty), lately])).notes).not.toContainEqual(unknown);
  });

  it('is the next command as it stands', async () => {
    const { sections } = await ask(known(forty));
    const campaignId = id('spring');
    const planned = {
      type: 'CampaignPlanned' as const,
      occurredAt: START,
      data: { campaignId, name: 'Spring', productId: id('shelf'), startsOn: '2024-12-03', endsOn: '2025-01-31' },
    };
    const freeze = { campaignId, ...freezingOf({ sections })! };
    const facts = factsOf({ clients: Object.fromEntries(forty.map((word) => [id(word), {}])) });
    expect(Number(freeze.asOf)).toBe(41);
    specify(campaignDecider)
      .given(planned)
      .when('FreezeTargets', freeze, { occurredAt: AT, facts })
      .then({ type: 'TargetsFrozen', occurredAt: AT, data: { ...freeze, productId: id('shelf') } });
  });

  it('falls the same way all day, and another way by another seed or on another day', async () => {
    const controlOf = async (values: object) => (await ask(known(forty), values)).sections['control'];
    expect(await controlOf({})).toEqual(await controlOf({}));
    expect(await controlOf({ seed: 5 })).toEqual(await controlOf({ seed: 5 }));
    expect(await controlOf({ seed: 5 })).not.toEqual(await controlOf({ seed: 6 }));
    expect(await controlOf({})).not.toEqual(await controlOf({ seed: 5 }));
  });

  it('asks first who is likely to accept, and approaches no more than the budget allows', async () => {
    const schools = free.slice(0, 60);
    const offices = free.slice(60, 120);
    const sold = schools.slice(0, 30).flatMap((word, number) => {
      const names = {
        offerId: id(`sold ${number}`),
        clientId: id(word),
        lines: [line('desk', { productId: id('desk') })],
      };
      return [offered(IN_AUTUMN, names), accepted(IN_AUTUMN, names)];
    });
    const events = [...known(schools, { segment: 'schools' }), ...known(offices, { segment: 'offices' }), ...sold];
    const priced: GivenEvent = {
      type: 'PriceSet',
      occurredAt: START,
      data: { productId: id('shelf'), price: euro(10_000), effectiveFrom: START },
    };
    const { sections } = await ask([...events, priced], { contactCost: 400, budget: 8_000 });
    expect(sections['proposal']).toMatchObject([{ targets: 20, cost: 8_000, worth: 10_000, worthIn: 'turnover' }]);
    expect(sections['targets']!.every(({ value }) => Number(value) > 0)).toBe(true);
  });

  it('is for one segment alone, where that is asked for', async () => {
    const events = [...known(free.slice(0, 60), { segment: 'Schools' }), ...known(free.slice(60, 120))];
    expect(await rowOf(events, { segment: 'schools' })).toMatchObject({ clients: 60 });
  });

  it('is not for clients who are not worth the contact', async () => {
    const priced: GivenEvent = {
      type: 'PriceSet',
      occurredAt: START,
      data: { productId: id('shelf'), price: euro(100), effectiveFrom: START },
    };
    const names = { offerId: id('sold'), clientId: id(free[50]!), lines: [line('desk', { productId: id('desk') })] };
    const events = [...known(free.slice(0, 60)), priced, offered(IN_AUTUMN, names), accepted(IN_AUTUMN, names)];
    expect(await excludedIn(events, { contactCost: 101 })).toEqual([['worth_too_little', 60]]);
  });
});

describe('a client is left out', () => {
  const [one = '', other = ''] = forty;
  const of = { clientId: id(one) };
  const lasting = saidNo({ reason: 'NO_NEED', group: 'need', durable: 'durable' });
  const reasonFor = async (events: readonly GivenEvent[]) =>
    (await excludedIn([...known(forty), ...events])).filter(([reason]) => reason !== 'beyond_size');

  it.each<[string, string, readonly GivenEvent[]]>([
    [
      'who withdrew consent',
      'consent_withdrawn',
      [
        {
          type: 'ConsentRecorded',
          occurredAt: START,
          data: { ...of, channel: 'phone', allowed: false, basis: 'said so' },
        },
      ],
    ],
    ['who has the product', 'has_product', [offered(START, of), accepted(START, of)]],
    [
      'who refused it for long',
      'refused_durably',
      [offered(IN_AUTUMN, of), refused(IN_AUTUMN, { ...of, offeredAt: IN_AUTUMN, ...lasting })],
    ],
    [
      'who has an open offer, of whatever product',
      'offer_open',
      [offered(IN_AUTUMN, { ...of, lines: [line('desk', { productId: id('desk') })] })],
    ],
    ['who was spoken to within two weeks', 'contacted_lately', [called(LATELY, of)]],
    [
      'who is in a campaign for it',
      'in_campaign',
      [
        {
          type: 'CampaignPlanned',
          occurredAt: START,
          data: {
            campaignId: id('now'),
            name: 'Now',
            productId: id('shelf'),
            startsOn: '2024-11-01',
            endsOn: '2024-12-24',
          },
        },
        {
          type: 'TargetsFrozen',
          occurredAt: START,
          data: { campaignId: id('now'), productId: id('shelf'), targets: [], control: [id(one)], asOf: '1' },
        },
      ],
    ],
  ])('%s', async (_, reason, events) => {
    expect(await reasonFor(events)).toEqual([[reason, 1]]);
  });

  it('whose manager has departed', async () => {
    const managerId = id('gone');
    const events: GivenEvent[] = [
      {
        type: 'ManagerRegistered',
        occurredAt: START,
        data: { managerId, name: personal('Gone', managerId), role: 'manager' },
      },
      { type: 'ManagerDeparted', occurredAt: START, data: { managerId, departedOn: '2024-03-31' } },
      ...known(['left behind'], { managerId }),
    ];
    expect(await reasonFor(events)).toEqual([['manager_departed', 1]]);
  });

  it('who is of the company-wide control: a twentieth, others each year', async () => {
    const all = Array.from({ length: 2_000 }, (_, number) => id(`of all ${number}`));
    const of2024 = all.filter((clientId) => isOfCompanyControl(clientId, '2024-12-02', plainReading));
    const of2025 = all.filter((clientId) => isOfCompanyControl(clientId, '2025-01-02', plainReading));
    expect(Math.abs(of2024.length - 100)).toBeLessThan(30);
    expect(of2024.filter((clientId) => of2025.includes(clientId)).length).toBeLessThan(15);
    expect(all.filter((clientId) => isOfCompanyControl(clientId, '2024-01-01', plainReading))).toEqual(of2024);
    const events = [registered(START, { clientId: of2024[0]! })];
    expect(await reasonFor(events)).toEqual([['company_control', 1]]);
  });

  it('but not once what stood against it has passed', async () => {
    const said = (allowed: boolean, occurredAt: string): GivenEvent => ({
      ...{ type: 'ConsentRecorded', occurredAt },
      data: { ...of, channel: 'email', allowed, basis: 'said so' },
    });
    const passing = [
      ...[said(true, IN_AUTUMN), said(false, START)],
      ...[offered('2024-03-01T08:00:00.000Z', of), refused('2024-03-01T08:00:00.000Z', { ...of, ...lasting })],
      called('2024-11-01T08:00:00.000Z', of),
    ];
    expect(await reasonFor(passing)).toEqual([]);
  });

  it('but not once a campaign was given up before its launch', async () => {
    const campaignId = id('given up');
    const planned: GivenEvent = {
      type: 'CampaignPlanned',
      occurredAt: START,
      data: { campaignId, name: 'Given up', productId: id('shelf'), startsOn: '2024-11-01', endsOn: '2025-11-01' },
    };
    const frozen: GivenEvent = {
      type: 'TargetsFrozen',
      occurredAt: START,
      data: { campaignId, productId: id('shelf'), targets: [of.clientId], control: [], asOf: '1' },
    };
    const launched: GivenEvent = { type: 'CampaignLaunched', occurredAt: LATELY, data: { campaignId } };
    const closed: GivenEvent = { type: 'CampaignClosed', occurredAt: LATELY, data: { campaignId, conclusion: 'no' } };
    expect(await reasonFor([planned, frozen])).toEqual([['in_campaign', 1]]);
    expect(await reasonFor([planned, frozen, launched, closed])).toEqual([['in_campaign', 1]]);
    expect(await reasonFor([planned, frozen, closed])).toEqual([]);
  });

  it('but not where the day to ask again has come', async () => {
    const refusedUntil = (reconsiderOn: string) => [
      offered(IN_AUTUMN, of),
      refused(IN_AUTUMN, { ...of, offeredAt: IN_AUTUMN, ...lasting, durable: 'until_reconsider_on', reconsiderOn }),
    ];
    expect(await reasonFor(refusedUntil('2024-12-02'))).toEqual([]);
    expect(await reasonFor(refusedUntil('2024-12-03'))).toEqual([['refused_durably', 1]]);
  });

  it('as whom it was merged into, and is not approached twice', async () => {
    const merged: GivenEvent = {
      type: 'ClientMerged',
      occurredAt: START,
      data: { clientId: id(one), into: id(other), evidence: 'the same' },
    };
    expect(await reasonFor([merged, called(LATELY, of)])).toEqual([['contacted_lately', 1]]);
    expect((await rowOf([...known(forty), merged]))['clients']).toBe(39);
  });
});

describe('what is usual without a campaign', () => {
  const bought = (word: string, at: string) => {
    const names = { offerId: id(`bought ${word}`), clientId: id(word) };
    return [offered(at, names), accepted(at, names)];
  };

  it('is what share of those without the product took it in as many days of the last year', async () => {
    const events = [...known(free.slice(0, 100)), ...free.slice(0, 10).flatMap((word) => bought(word, IN_AUTUMN))];
    const { baseRate, baseRateLow, baseRateHigh } = await rowOf(events, { baseRate: undefined, days: 365 });
    expect(baseRate).toBeCloseTo(0.1, 2);
    expect(Number(baseRateLow)).toBeLessThan(0.1);
    expect(Number(baseRateHigh)).toBeGreaterThan(0.1);
    // Of a rate that was given, the log tells no bounds.
    expect(await rowOf(events, { baseRate: 20, days: 365 })).toMatchObject({ baseRate: 0.2, baseRateLow: null });
  });

  it('is that of clients whom a campaign could have approached: not of those who were in talks', async () => {
    const inTalks = free.slice(0, 20).flatMap((word) => {
      const names = { offerId: id(`talks ${word}`), clientId: id(word) };
      return [offered('2023-11-20T08:00:00.000Z', names), accepted(IN_AUTUMN, names)];
    });
    const events = [...known(free.slice(0, 100)), ...inTalks, ...bought(free[30]!, IN_AUTUMN)];
    const { baseRate } = await rowOf(events, { baseRate: undefined, days: 365 });
    expect(baseRate).toBeCloseTo(1 / 80, 3);
  });

  it('is not known where nothing was taken in a year: nothing is proposed', async () => {
    const events = [...known(free.slice(0, 100)), ...bought(free[0]!, START)];
    const { sections, notes } = await ask(events, { baseRate: undefined });
    expect(sections['proposal']).toMatchObject([
      { says: 'no base rate', baseRate: null, baseRateLow: null, power: null, upliftSeen: null, clientsNeeded: null },
    ]);
    expect(notes[0]).toContain('give baseRate');
  });
});
