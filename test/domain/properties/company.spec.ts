import fc from 'fast-check';
import { campaignDecider } from '../../../src/domain/campaign/decider';
import type { CampaignShape } from '../../../src/domain/campaign/state';
import { managerDecider } from '../../../src/domain/manager/decider';
import type { ManagerShape } from '../../../src/domain/manager/state';
import { policyDecider } from '../../../src/domain/policy/decider';
import type { PolicyShape } from '../../../src/domain/policy/state';
import { productDecider } from '../../../src/domain/product/decider';
import type { ProductShape } from '../../../src/domain/product/state';
import { reasonsDecider } from '../../../src/domain/reasons/decider';
import type { ReasonsShape } from '../../../src/domain/reasons/state';
import { inOrder, newestWhere, type Chain } from '../../../src/domain/shared/chain';
import { inForce } from '../../../src/domain/shared/facts';
import { eventsOf, holdsForEveryHistory, oneOfCommands } from '../../support/properties';
import { factsOf, id } from '../../support/specify';

const moment = fc.integer({ min: 1, max: 9 }).map((day) => `2024-05-0${day}T10:00:00.000Z`);
const day = fc.integer({ min: 1, max: 9 }).map((number) => `2024-05-0${number}`);
const facts = factsOf({ products: { [id('tea')]: {}, [id('snow')]: {} } });
const contexts = moment.map((occurredAt) => ({ occurredAt, facts }));
const effectiveFrom = moment;

describe('whatever is asked', () => {
  it('each price of a product is in force from its moment on', () => {
    const productId = fc.constant(id('tea'));
    const money = fc.constantFrom(90, 100).map((amount) => ({ amount, currency: 'EUR' }));
    holdsForEveryHistory(productDecider, {
      askings: oneOfCommands<ProductShape>(
        {
          IntroduceProduct: fc.constant({ productId: id('tea'), name: 'Tea', category: 'goods' }),
          SetPrice: fc.record({ productId, price: money, effectiveFrom }),
          SetUnitCost: fc.record({ productId, cost: money, effectiveFrom }),
          ChangeAvailability: fc.record({ productId, available: fc.boolean() }),
          WithdrawProduct: fc.record({
            productId,
            reason: fc.constant('old'),
            replacementId: fc.constantFrom(id('snow'), id('tea'), id('nothing')),
          }),
          ReinstateProduct: fc.record({ productId }),
        },
        contexts,
      ),
      idempotent: ['SetPrice', 'SetUnitCost', 'ChangeAvailability', 'WithdrawProduct'],
      invariants: (history) => {
        for (const { after } of history)
          for (const { effectiveFrom } of inOrder(after?.prices))
            expect(inForce(after?.prices, effectiveFrom)?.effectiveFrom).toBe(effectiveFrom);
      },
    });
  });

  it('a manager departs once and is never absent twice on a day', () => {
    const managerId = fc.constant(id('anna'));
    holdsForEveryHistory(managerDecider, {
      askings: oneOfCommands<ManagerShape>(
        {
          RegisterManager: fc.constant({ managerId: id('anna'), name: 'Anna', role: 'manager' }),
          MoveToTeam: fc.record({ managerId, teamId: fc.constantFrom('north', 'south') }),
          RecordAbsence: fc.record({ managerId, fromOn: day, untilOn: day, kind: fc.constantFrom('illness', 'other') }),
          StateForecast: fc.record({
            managerId,
            month: day.map((on) => on.slice(0, 7)),
            amount: fc.record({ amount: fc.integer({ min: 1, max: 3 }), currency: fc.constant('EUR') }),
          }),
          RecordDeparture: fc.record({ managerId, departedOn: day }),
        },
        contexts,
      ),
      idempotent: ['MoveToTeam', 'RecordAbsence', 'StateForecast', 'RecordDeparture'],
      invariants: (history) => {
        const events = eventsOf(history);
        expect(events.filter(({ type }) => type === 'ManagerDeparted').length).toBeLessThanOrEqual(1);
        const absences = events.flatMap((event) => (event.type === 'AbsenceRecorded' ? [event.data] : []));
        for (const [place, one] of absences.entries())
          for (const other of absences.slice(place + 1))
            expect(one.untilOn < other.fromOn || other.untilOn < one.fromOn).toBe(true);
      },
    });
  });

  it('reasons keep their meaning and are never mapped in a circle', () => {
    const code = fc.constantFrom('A', 'B', 'C');
    const catalogue = fc.constant('refusals');
    holdsForEveryHistory(reasonsDecider, {
      askings: oneOfCommands<ReasonsShape>(
        {
          DefineReason: fc.record({
            catalogue,
            code,
            group: fc.constantFrom('need', 'price'),
            durable: fc.constantFrom('durable', 'not_durable'),
            label: fc.constant('label'),
          }),
          RetireReason: fc.record({ catalogue, code, effectiveFrom }),
          RemapReason: fc.record({ catalogue, from: code, to: code }),
        },
        contexts,
      ),
      idempotent: ['DefineReason', 'RetireReason', 'RemapReason'],
      invariants: (history) => {
        for (const { after } of history)
          for (const { from: start } of inOrder(after.remapped)) {
            let [steps, at]: [number, string | undefined] = [0, start];
            for (; at !== undefined && steps < 9; steps += 1)
              at = newestWhere(after.remapped, ({ from }) => from === at)?.to;
            expect(at).toBeUndefined();
          }
      },
    });
  });

  it('policies count their versions', () => {
    holdsForEveryHistory(policyDecider, {
      askings: oneOfCommands<PolicyShape>(
        {
          SetServiceTargets: fc.record({
            targets: fc
              .constantFrom(60, 120)
              .map((answerMinutes) => [{ priority: 'normal' as const, answerMinutes, fulfilMinutes: 100 }]),
            effectiveFrom,
          }),
          DefineCalendar: fc.record({
            zone: fc.constantFrom('Europe/Berlin', 'Moon/Base'),
            hours: fc.array(
              fc.record({
                weekday: fc.constantFrom(1, 2, 9),
                opens: fc.constantFrom('08:00', '12:00', '25:00'),
                closes: fc.constantFrom('12:00', '18:00', '24:00'),
              }),
              { maxLength: 2 },
            ),
            holidays: fc.constant([]),
            effectiveFrom,
          }),
          SetDiscountLimits: fc.record({
            limits: fc.array(fc.constantFrom({ role: 'manager' as const, maxBasisPoints: 1000 }), { maxLength: 2 }),
          }),
          SetLateEntryLimit: fc.record({ days: fc.constantFrom(3, 7), effectiveFrom }),
          SetNumberSeries: fc.record({
            series: fc.constantFrom('R', 'C'),
            perYear: fc.boolean(),
            inOrderOfDate: fc.boolean(),
            effectiveFrom,
          }),
          SetTaxRounding: fc.record({ taxRounding: fc.constantFrom('line', 'rate'), effectiveFrom }),
          StateMarketSize: fc.record({
            segment: fc.constantFrom('schools', 'SCHOOLS', 'bakeries'),
            clients: fc.constantFrom(10, 20),
            source: fc.constant('Register'),
            countedOn: day,
          }),
        },
        contexts,
      ),
      idempotent: [
        'SetServiceTargets',
        'DefineCalendar',
        'SetDiscountLimits',
        'SetLateEntryLimit',
        'SetNumberSeries',
        'SetTaxRounding',
        'StateMarketSize',
      ],
      invariants: (history) => {
        // What the market is said to be is no rule of the company's: it has no versions.
        for (const {
          after: { marketSizes: _, ...rules },
        } of history)
          for (const policies of Object.values<Chain<{ readonly version: number }>>(rules)) {
            const versions = inOrder(policies).map(({ version }) => version);
            expect(versions).toEqual(versions.map((_, index) => index + 1));
          }
      },
    });
  });

  it('a campaign takes its steps in order and keeps its groups apart', () => {
    const campaignId = fc.constant(id('campaign'));
    const ids = fc.array(fc.constantFrom(id('a'), id('b'), id('c')), { maxLength: 2 });
    holdsForEveryHistory(campaignDecider, {
      askings: oneOfCommands<CampaignShape>(
        {
          PlanCampaign: fc.record({
            campaignId,
            name: fc.constant('Spring'),
            productId: fc.constantFrom(id('tea'), id('nothing')),
            startsOn: day,
            endsOn: day,
          }),
          FreezeTargets: fc.record({ campaignId, targets: ids, control: ids, asOf: fc.constant('7') }),
          LaunchCampaign: fc.record({ campaignId }),
          CloseCampaign: fc.record({ campaignId, conclusion: fc.constant('well') }),
        },
        contexts,
      ),
      idempotent: ['LaunchCampaign', 'CloseCampaign'],
      invariants: (history) => {
        const order = ['CampaignPlanned', 'TargetsFrozen', 'CampaignLaunched', 'CampaignClosed'];
        const places = eventsOf(history).map(({ type }) => order.indexOf(type));
        expect(places).toEqual([...new Set(places)].sort((one, other) => one - other));
        for (const event of eventsOf(history))
          if (event.type === 'TargetsFrozen')
            expect(event.data.targets.filter((each) => event.data.control.includes(each))).toEqual([]);
      },
    });
  });
});
