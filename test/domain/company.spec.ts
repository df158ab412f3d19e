import { campaignDecider } from '../../src/domain/campaign/decider';
import { managerDecider } from '../../src/domain/manager/decider';
import { productDecider } from '../../src/domain/product/decider';
import { inForce } from '../../src/domain/shared/facts';
import { factsOf, id, specify } from '../support/specify';

const occurredAt = '2024-05-06T10:00:00.000Z';
const later = '2024-05-06T10:00:30.000Z';
const facts = factsOf({
  products: { [id('tea')]: {}, [id('coffee')]: {} },
  managers: { [id('anna')]: {} },
  clients: {
    [id('a')]: {},
    [id('b')]: {},
    [id('c')]: {},
    [id('twin')]: { status: 'merged', mergedInto: id('a') },
    [id('erased')]: { status: 'erased' },
  },
});
const asked = { occurredAt, facts };
const euro = (amount: number) => ({ amount, currency: 'EUR' });

describe('a product', () => {
  const product = specify(productDecider);
  const productId = id('tea');
  const introduced = {
    type: 'ProductIntroduced' as const,
    occurredAt,
    data: { productId, name: 'Tea', category: 'drinks' },
  };
  const priced = (amount: number, effectiveFrom: string) => ({
    type: 'PriceSet' as const,
    occurredAt: effectiveFrom,
    data: { productId, price: euro(amount), effectiveFrom },
  });

  it('is introduced once', () => {
    product.given().when('IntroduceProduct', introduced.data, asked).then(introduced);
    product
      .given(introduced)
      .when('IntroduceProduct', introduced.data, asked)
      .thenRejected('PRODUCT_ALREADY_INTRODUCED', 20);
  });

  it('keeps 100, 90 and 100 within a minute as three prices', () => {
    const [one, two] = [priced(100, occurredAt), priced(90, '2024-05-06T10:00:15.000Z')];
    product
      .given(introduced, one, two)
      .when('SetPrice', { productId, price: euro(100) }, { occurredAt: later, facts })
      .then(priced(100, later));
    product
      .given(introduced, one)
      .when('SetPrice', { productId, price: euro(100) }, { occurredAt: later, facts })
      .thenNothing();
  });

  it('has no price and no cost below nothing', () => {
    const below = { productId, price: euro(-1), cost: euro(-1) };
    product.given(introduced).when('SetPrice', below, asked).thenRejected('PRICE_INVALID');
    product.given(introduced).when('SetUnitCost', below, asked).thenRejected('PRICE_INVALID');
  });

  it('takes a price for the past in its place', () => {
    const [now, before] = [priced(100, occurredAt), priced(80, '2024-01-01T00:00:00.000Z')];
    const state = product.fold([introduced, now, before]);
    expect(inForce(state?.prices, '2024-03-01T00:00:00.000Z')?.price.amount).toBe(80);
    expect(inForce(state?.prices, occurredAt)?.price.amount).toBe(100);
  });

  it('costs what was set last', () => {
    const set = {
      type: 'UnitCostSet' as const,
      occurredAt,
      data: { productId, cost: euro(60), effectiveFrom: occurredAt },
    };
    product
      .given(introduced)
      .when('SetUnitCost', { productId, cost: euro(60) }, asked)
      .then(set);
    product
      .given(introduced, set)
      .when('SetUnitCost', { productId, cost: euro(60) }, asked)
      .thenNothing();
  });

  it('can be had or not, each told once', () => {
    const data = { productId, available: false, reason: 'sold out' };
    const changed = { type: 'AvailabilityChanged' as const, occurredAt, data };
    product.given(introduced).when('ChangeAvailability', data, asked).then(changed);
    product.given(introduced, changed).when('ChangeAvailability', data, asked).thenNothing();
    // Told late: the day before it could still be had, as nobody said otherwise.
    const before = { occurredAt: '2024-05-05T10:00:00.000Z', facts };
    product.given(introduced, changed).when('ChangeAvailability', { productId, available: true }, before).thenNothing();
  });

  describe('rule 18: a withdrawn product', () => {
    const withdrawn = {
      type: 'ProductWithdrawn' as const,
      occurredAt,
      data: { productId, effectiveFrom: occurredAt, reason: 'dead', replacementId: id('coffee') },
    };
    const command = { productId, reason: 'dead', replacementId: id('coffee') };

    it('is withdrawn from a moment on, once, for another product', () => {
      product.given(introduced).when('WithdrawProduct', command, asked).then(withdrawn);
      product.given(introduced, withdrawn).when('WithdrawProduct', command, asked).thenNothing();
      product.given(introduced, withdrawn).when('WithdrawProduct', command, { occurredAt: later, facts }).thenNothing();
      product
        .given(introduced, withdrawn)
        .when('WithdrawProduct', { ...command, effectiveFrom: later }, { occurredAt: later, facts })
        .thenRejected('PRODUCT_ALREADY_WITHDRAWN', 18);
      product
        .given(introduced, withdrawn)
        .when('WithdrawProduct', command, { occurredAt: '2024-05-01T10:00:00.000Z', facts })
        .thenRejected('PRODUCT_ALREADY_WITHDRAWN', 18);
      product
        .given(introduced)
        .when('WithdrawProduct', { ...command, replacementId: productId }, asked)
        .thenRejected('PRODUCT_REPLACED_BY_ITSELF', 18);
      product
        .given(introduced)
        .when('WithdrawProduct', { ...command, replacementId: id('nothing') }, asked)
        .thenRejected('PRODUCT_UNKNOWN');
    });

    it('told late that it was, or was not, on sale at some time, is as it was told of today', () => {
      const back = { type: 'ProductReinstated' as const, data: { productId, effectiveFrom: later }, occurredAt: later };
      const between = '2024-05-06T10:00:15.000Z';
      product
        .given(introduced, withdrawn, back)
        .when('ReinstateProduct', { productId, effectiveFrom: between }, asked)
        .then({ type: 'ProductReinstated', occurredAt, data: { productId, effectiveFrom: between, until: later } });
      const sale = product.fold([introduced, withdrawn, back])?.sale;
      expect(inForce(sale, between)?.isWithdrawn).toBe(true);
      expect(inForce(sale, later)?.isWithdrawn).toBe(false);
    });

    it('can be reinstated', () => {
      const reinstated = {
        type: 'ProductReinstated' as const,
        occurredAt,
        data: { productId, effectiveFrom: occurredAt },
      };
      product.given(introduced, withdrawn).when('ReinstateProduct', { productId }, asked).then(reinstated);
      product
        .given(introduced)
        .when('ReinstateProduct', { productId }, asked)
        .thenRejected('PRODUCT_NOT_WITHDRAWN', 18);
      product.given(introduced, withdrawn, reinstated).when('ReinstateProduct', { productId }, asked).thenNothing();
    });
  });

  it.each([
    ['SetPrice', { productId, price: euro(1) }],
    ['SetUnitCost', { productId, cost: euro(1) }],
    ['ChangeAvailability', { productId, available: false }],
    ['WithdrawProduct', { productId, reason: 'x' }],
    ['ReinstateProduct', { productId }],
  ] as const)('must be introduced for %s', (type, command) => {
    product.given().when(type, command, asked).thenRejected('PRODUCT_UNKNOWN');
  });
});

describe('a manager', () => {
  const manager = specify(managerDecider);
  const managerId = id('anna');
  const registered = {
    type: 'ManagerRegistered' as const,
    occurredAt,
    data: { managerId, name: { personal: 'Anna', of: managerId }, role: 'lead' as const, teamId: 'east' },
  };
  const departed = { type: 'ManagerDeparted' as const, occurredAt, data: { managerId, departedOn: '2024-05-31' } };
  const inJune = { ...asked, occurredAt: '2024-06-01T10:00:00.000Z' };

  it('is registered once, the name sealed to the manager', () => {
    const command = { managerId, name: 'Anna', role: 'lead' as const, teamId: 'east' };
    manager.given().when('RegisterManager', command, asked).then(registered);
    manager.given(registered).when('RegisterManager', command, asked).thenRejected('MANAGER_ALREADY_REGISTERED', 20);
  });

  it('moves to another team', () => {
    const data = { managerId, teamId: 'west', previousTeamId: 'east' };
    manager
      .given(registered)
      .when('MoveToTeam', { managerId, teamId: 'west' }, asked)
      .then({ type: 'ManagerMovedToTeam', occurredAt, data });
    manager.given(registered).when('MoveToTeam', { managerId, teamId: 'east' }, asked).thenNothing();
    const early = '2024-06-01T10:00:00.000Z';
    const moved = { type: 'ManagerMovedToTeam' as const, occurredAt: '2024-07-01T10:00:00.000Z', data };
    manager
      .given(registered, moved)
      .when('MoveToTeam', { managerId, teamId: 'north' }, { occurredAt: early, facts })
      .then({
        type: 'ManagerMovedToTeam',
        occurredAt: early,
        data: { managerId, teamId: 'north', previousTeamId: 'east', until: moved.occurredAt },
      });
    manager
      .given(registered, departed)
      .when('MoveToTeam', { managerId, teamId: 'west' }, inJune)
      .thenRejected('MANAGER_DEPARTED');
    manager
      .given(registered, departed)
      .when('MoveToTeam', { managerId, teamId: 'west' }, asked)
      .then({ type: 'ManagerMovedToTeam', occurredAt, data });
  });

  it('is absent for days that do not overlap', () => {
    const data = { managerId, fromOn: '2024-07-01', untilOn: '2024-07-14', kind: 'holiday' as const };
    const recorded = { type: 'AbsenceRecorded' as const, occurredAt, data };
    manager.given(registered).when('RecordAbsence', data, asked).then(recorded);
    manager.given(registered, recorded).when('RecordAbsence', data, asked).thenNothing();
    manager
      .given(registered, recorded)
      .when('RecordAbsence', { ...data, fromOn: '2024-07-14' }, asked)
      .thenRejected('ABSENCE_OVERLAPS');
    manager
      .given(registered)
      .when('RecordAbsence', { ...data, untilOn: '2024-06-30' }, asked)
      .thenRejected('ABSENCE_ENDS_BEFORE_IT_BEGINS');
  });

  it('states what a month will bring, once, until he says otherwise', () => {
    const data = { managerId, month: '2024-07', amount: { amount: 100, currency: 'EUR' } };
    const stated = { type: 'ForecastStated' as const, occurredAt, data };
    manager.given(registered).when('StateForecast', data, asked).then(stated);
    manager.given(registered, stated).when('StateForecast', data, asked).thenNothing();
    const more = { ...data, amount: { amount: 120, currency: 'EUR' } };
    manager
      .given(registered, stated)
      .when('StateForecast', more, asked)
      .then({ ...stated, data: more });
    const ofTea = { ...data, productId: id('no such tea') };
    manager.given(registered, stated).when('StateForecast', ofTea, asked).thenRejected('PRODUCT_UNKNOWN');
  });

  it('states it for each currency, and again what held before something that was entered late', () => {
    const data = { managerId, month: '2024-07', amount: { amount: 100, currency: 'EUR' } };
    const stated = { type: 'ForecastStated' as const, occurredAt, data };
    const inDollars = { ...stated, data: { ...data, amount: { amount: 100, currency: 'USD' } } };
    manager.given(registered, stated, inDollars).when('StateForecast', data, asked).thenNothing();
    const less = { ...data, amount: { amount: 0, currency: 'EUR' } };
    const late = { ...stated, occurredAt: '2024-04-01T10:00:00.000Z', data: less };
    manager
      .given(registered, stated, late)
      .when('StateForecast', less, asked)
      .then({ ...stated, data: less });
    manager.given(registered, stated, late).when('StateForecast', data, asked).thenNothing();
  });

  it('states what a month will bring as long as it is not over where he is', () => {
    const data = { managerId, month: '2024-04', amount: { amount: 100, currency: 'EUR' } };
    const night = { ...asked, occurredAt: '2024-04-30T22:30:00.000Z' };
    const stated = { type: 'ForecastStated' as const, occurredAt: night.occurredAt, data };
    manager
      .given(registered)
      .when('StateForecast', data, { ...night, zone: 'Europe/Berlin' })
      .thenRejected('FORECAST_MONTH_OVER');
    const evening = { ...stated, occurredAt: '2024-05-01T01:00:00.000Z' };
    manager
      .given(registered)
      .when('StateForecast', data, { ...asked, occurredAt: evening.occurredAt, zone: 'America/New_York' })
      .then(evening);
  });

  it('states nothing about a month that is over, or once he has left', () => {
    const data = { managerId, month: '2024-01', amount: { amount: 100, currency: 'EUR' } };
    manager.given(registered).when('StateForecast', data, asked).thenRejected('FORECAST_MONTH_OVER');
    const ofJune = { ...data, month: '2024-06' };
    for (const when of [inJune, asked])
      manager.given(registered, departed).when('StateForecast', ofJune, when).thenRejected('MANAGER_DEPARTED');
    const ofMay = { ...data, month: '2024-05' };
    manager
      .given(registered, departed)
      .when('StateForecast', ofMay, asked)
      .then({ type: 'ForecastStated', occurredAt, data: ofMay });
  });

  it('departs once', () => {
    manager.given(registered).when('RecordDeparture', departed.data, asked).then(departed);
    manager.given(registered, departed).when('RecordDeparture', departed.data, asked).thenNothing();
    manager
      .given(registered, departed)
      .when('RecordDeparture', { managerId, departedOn: '2024-06-30' }, asked)
      .thenRejected('MANAGER_DEPARTED');
  });

  it.each([
    ['MoveToTeam', { managerId, teamId: 'x' }],
    ['RecordAbsence', { managerId, fromOn: '2024-01-01', untilOn: '2024-01-01', kind: 'other' }],
    ['StateForecast', { managerId, month: '2027-01', amount: { amount: 1, currency: 'EUR' } }],
    ['RecordDeparture', { managerId, departedOn: '2024-01-01' }],
  ] as const)('must be registered for %s', (type, command) => {
    manager.given().when(type, command, asked).thenRejected('MANAGER_UNKNOWN');
  });
});

describe('a campaign', () => {
  const campaign = specify(campaignDecider);
  const campaignId = id('campaign');
  const planned = {
    type: 'CampaignPlanned' as const,
    occurredAt,
    data: { campaignId, name: 'Tea for the north', productId: id('tea'), startsOn: '2024-06-01', endsOn: '2024-06-30' },
  };
  const freeze = { campaignId, targets: [id('a'), id('b')], control: [id('c')], asOf: '4711' };

  const frozen = { type: 'TargetsFrozen' as const, occurredAt, data: { ...freeze, productId: id('tea') } };
  const launched = { type: 'CampaignLaunched' as const, occurredAt, data: { campaignId } };
  const close = { campaignId, conclusion: 'no uplift' };
  const closed = { type: 'CampaignClosed' as const, occurredAt, data: close };

  it('goes from plan to frozen targets, launch and close', () => {
    campaign.given().when('PlanCampaign', planned.data, asked).then(planned);
    campaign.given(planned).when('FreezeTargets', freeze, asked).then(frozen);
    campaign.given(planned, frozen).when('LaunchCampaign', { campaignId }, asked).then(launched);
    campaign.given(planned, frozen, launched).when('LaunchCampaign', { campaignId }, asked).thenNothing();
    campaign.given(planned, frozen, launched).when('CloseCampaign', close, asked).then(closed);
    campaign.given(planned, frozen, launched, closed).when('CloseCampaign', close, asked).thenNothing();
  });

  it('has lists that were drawn up by what the log held, told again without another event', () => {
    campaign
      .given(planned)
      .when('FreezeTargets', { ...freeze, asOf: '5000' }, asked)
      .then({
        ...frozen,
        data: { ...frozen.data, asOf: '5000' },
      });
    campaign
      .given(planned)
      .when('FreezeTargets', { ...freeze, asOf: '5001' }, asked)
      .thenRejected('TARGETS_AHEAD_OF_LOG', 25);
    campaign.given(planned, frozen).when('FreezeTargets', freeze, asked).thenNothing();
  });

  it('says by which lot its lists were drawn, which must be of these lists', () => {
    const draw = {
      ...{ seed: 7, baseRate: 0.1, smallestUplift: 0.05, power: 0.8 },
      strata: [
        { chance: 0.2, managerId: id('anna'), targets: 1, control: 1 },
        { chance: 0.1, targets: 1, control: 0 },
      ],
      excluded: [{ reason: 'offer_open' as const, clients: 3 }],
    };
    campaign
      .given(planned)
      .when('FreezeTargets', { ...freeze, draw }, asked)
      .then({ ...frozen, data: { ...frozen.data, draw } });
    for (const other of [{ targets: 2 }, { control: 1 }])
      campaign
        .given(planned)
        .when(
          'FreezeTargets',
          { ...freeze, draw: { ...draw, strata: [draw.strata[0]!, { ...draw.strata[1]!, ...other }] } },
          asked,
        )
        .thenRejected('DRAW_OF_OTHER_LISTS');
    const strata = draw.strata.map((stratum) => ({ ...stratum, managerId: id('nobody') }));
    campaign
      .given(planned)
      .when('FreezeTargets', { ...freeze, draw: { ...draw, strata } }, asked)
      .thenRejected('MANAGER_UNKNOWN');
  });

  it('is not frozen with the lists of a proposal for another product', () => {
    const draw = {
      ...{ seed: 7, baseRate: 0.1, smallestUplift: 0.05, power: 0.8, excluded: [] },
      strata: [{ chance: 0.2, targets: 2, control: 1 }],
    };
    const drawnFor = (productId: string) => ({ ...freeze, draw: { ...draw, productId } });
    campaign
      .given(planned)
      .when('FreezeTargets', drawnFor(id('coffee')), asked)
      .thenRejected('DRAW_OF_OTHER_PRODUCT');
    campaign
      .given(planned)
      .when('FreezeTargets', drawnFor(id('tea')), asked)
      .then({ ...frozen, data: { ...drawnFor(id('tea')), productId: id('tea') } });
  });

  it('is launched on its last day at the latest, by the clocks of the company', () => {
    const lastHour = { ...asked, zone: 'Europe/Berlin', occurredAt: '2024-06-30T21:30:00.000Z' };
    campaign
      .given(planned, frozen)
      .when('LaunchCampaign', { campaignId }, lastHour)
      .then({ ...launched, occurredAt: lastHour.occurredAt });
    campaign
      .given(planned, frozen)
      .when('LaunchCampaign', { campaignId }, { ...lastHour, occurredAt: '2024-06-30T22:30:00.000Z' })
      .thenRejected('CAMPAIGN_OVER');
  });

  it('rule 18: is planned and launched for what is on sale on its first day', () => {
    const withdrawn = (withdrawnFrom: string) => ({
      ...asked,
      facts: factsOf({ products: { [id('tea')]: { withdrawnFrom } } }),
    });
    const [before, later] = ['2024-05-31T21:00:00.000Z', '2024-06-10T00:00:00.000Z'].map(withdrawn);
    campaign.given().when('PlanCampaign', planned.data, before).thenRejected('PRODUCT_WITHDRAWN', 18);
    campaign.given().when('PlanCampaign', planned.data, later).then(planned);
    campaign
      .given(planned, frozen)
      .when('LaunchCampaign', { campaignId }, before)
      .thenRejected('PRODUCT_WITHDRAWN', 18);
    campaign.given(planned, frozen).when('LaunchCampaign', { campaignId }, later).then(launched);
    campaign
      .given(planned, frozen)
      .when('LaunchCampaign', { campaignId }, { ...later, occurredAt: '2024-06-20T10:00:00.000Z' })
      .thenRejected('PRODUCT_WITHDRAWN', 18);
  });

  it('is closed with one conclusion: another one is not dropped in silence', () => {
    campaign
      .given(planned, frozen, launched, closed)
      .when('CloseCampaign', { ...close, conclusion: 'ten points' }, asked)
      .thenRejected('CAMPAIGN_NOT_IN_STEP');
  });

  it('takes no step before its turn', () => {
    campaign.given(planned).when('LaunchCampaign', { campaignId }, asked).thenRejected('CAMPAIGN_NOT_IN_STEP');
    campaign
      .given(planned, frozen)
      .when('FreezeTargets', { ...freeze, control: [] }, asked)
      .thenRejected('CAMPAIGN_NOT_IN_STEP');
    campaign.given().when('FreezeTargets', freeze, asked).thenRejected('CAMPAIGN_UNKNOWN');
    campaign.given(planned).when('PlanCampaign', planned.data, asked).thenRejected('CAMPAIGN_ALREADY_PLANNED', 20);
  });

  it('approaches, and compares with, clients who are there', () => {
    const frozenWith = (change: object) =>
      campaign.given(planned).when('FreezeTargets', { ...freeze, ...change }, asked);
    frozenWith({ targets: [id('a'), id('nobody')] }).thenRejected('CLIENT_UNKNOWN', 0);
    frozenWith({ targets: [id('twin')] }).thenRejected('CLIENT_MERGED', 16);
    frozenWith({ control: [id('erased')] }).thenRejected('CLIENT_ERASED', 23);
  });

  it('rule 28: takes no step before the one that it follows', () => {
    const before = { occurredAt: '2024-05-06T09:50:00.000Z', facts };
    campaign.given(planned).when('FreezeTargets', freeze, before).thenRejected('OCCURRED_BEFORE_CAUSE', 28);
    campaign
      .given(planned, frozen)
      .when('LaunchCampaign', { campaignId }, before)
      .thenRejected('OCCURRED_BEFORE_CAUSE', 28);
    campaign
      .given(planned, frozen, launched)
      .when('CloseCampaign', close, before)
      .thenRejected('OCCURRED_BEFORE_CAUSE', 28);
  });

  it('is planned for a product, forwards in time', () => {
    campaign
      .given()
      .when('PlanCampaign', { ...planned.data, endsOn: '2024-05-31' }, asked)
      .thenRejected('CAMPAIGN_ENDS_BEFORE_IT_STARTS');
    const ofOneDay = { ...planned.data, endsOn: planned.data.startsOn };
    expect(campaign.given().when('PlanCampaign', ofOneDay, asked).decision.accepted).toBe(true);
    campaign
      .given()
      .when('PlanCampaign', { ...planned.data, productId: id('nothing') }, asked)
      .thenRejected('PRODUCT_UNKNOWN');
  });

  it('keeps targets and control group apart', () => {
    campaign
      .given(planned)
      .when('FreezeTargets', { ...freeze, control: [id('a')] }, asked)
      .thenRejected('CONTROL_NOT_APART');
    campaign
      .given(planned)
      .when('FreezeTargets', { ...freeze, targets: [] }, asked)
      .thenRejected('TARGETS_EMPTY');
  });
});
