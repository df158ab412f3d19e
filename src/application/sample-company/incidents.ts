import { REFUSAL_REASONS } from '../../domain/installation';
import { DAY, MINUTE } from '../../domain/shared/time';
import type { Id } from '../../domain/shared/values';
import { callClient } from './calls';
import { retiredReason } from './cast';
import { meetDuplicate, tellAssignment } from './clients';
import { eur, type Company, type SampleClient, type SampleManager, type SampleProduct, type Story } from './company';

/** What happens once, and what happens to everybody now and then, beside the daily work. */

const setPrice = (company: Company, product: SampleProduct, amount: number): void => {
  if (product.prices.at(-1)?.amount === amount) return;
  product.prices.push({ from: company.now, amount });
  company.record('SetPrice', { productId: product.id, price: eur(amount) });
};

const withdraw = (company: Company, product: SampleProduct, replacement?: SampleProduct): void => {
  product.notSold = { from: company.now, until: Number.POSITIVE_INFINITY };
  const replaced = replacement ? { replacementId: replacement.id } : {};
  company.record('WithdrawProduct', { productId: product.id, reason: 'The maker stopped it', ...replaced });
};

const depart = (company: Company, leaver: SampleManager): void => {
  leaver.awayUntil = Number.POSITIVE_INFINITY;
  company.record('RecordDeparture', { managerId: leaver.id, departedOn: company.dayAt(company.now) });
  for (const client of company.clients)
    if (client.manager === leaver) tellAssignment(company, client, 'The manager left');
};

const retireReason = (company: Company): void => {
  const { code, remappedTo } = retiredReason;
  company.record('RetireReason', { catalogue: REFUSAL_REASONS, code });
  company.record('RemapReason', { catalogue: REFUSAL_REASONS, from: code, to: remappedTo });
};

/** What makes a product stuck, where it is something that the company does or learns. */
function* getStuck(company: Company, product: SampleProduct): Story {
  yield product.stuckFrom;
  const cause = { available: false, reason: 'The supplier is insolvent' };
  if (product.stuck === 'too_expensive') setPrice(company, product, Math.round(product.price * 1.45));
  if (product.stuck === 'out_of_stock') company.record('ChangeAvailability', { productId: product.id, ...cause });
}

function* callForCampaign(company: Company, client: SampleClient, campaignId: Id): Story {
  yield company.afterWorkdays(3, 25);
  yield* callClient(company, client, { campaignId });
}

/** One product, offered to a frozen list; others like them are left alone, to compare. */
function* runCampaign(company: Company, { id: productId, fits }: SampleProduct): Story {
  const suited = company.clients.filter(({ segment, mayBeCalled }) => mayBeCalled && fits.includes(segment)).slice(-40);
  const [targets, control] = [suited.slice(0, 30), suited.slice(30)];
  if (targets.length === 0) return;
  const campaignId = company.random.id();
  const days = { startsOn: company.dayAt(company.afterDays(3)), endsOn: company.dayAt(company.afterDays(40)) };
  company.record('PlanCampaign', { campaignId, name: 'Furnish for autumn', productId, ...days });
  const lists = { targets: targets.map(({ id }) => id), control: control.map(({ id }) => id) };
  yield company.afterMinutes(30);
  company.record('FreezeTargets', { campaignId, ...lists, asOf: String(company.events) });
  yield company.afterWorkdays(2);
  company.record('LaunchCampaign', { campaignId });
  for (const client of targets) company.start(callForCampaign(company, client, campaignId));
  yield company.afterWorkdays(26);
  company.record('CloseCampaign', { campaignId, conclusion: 'Worth doing again' });
}

/** What happens once, at which share of the whole time. */
function* chronicle(company: Company): Story {
  const [grinder, dryer] = [company.productNamed('Grinder'), company.productNamed('Tray dryer')];
  yield company.atShare(0.3);
  withdraw(company, grinder);
  yield company.atShare(0.4);
  company.start(meetDuplicate(company, { isReversed: false }));
  yield company.atShare(0.45);
  company.record('MoveToTeam', { managerId: company.managerWith('excellent').id, teamId: 'south' });
  yield company.reasonRetiredAt;
  retireReason(company);
  yield company.atShare(0.55);
  company.start(runCampaign(company, company.productNamed('Desk')));
  yield company.atShare(0.6);
  company.start(meetDuplicate(company, { isReversed: true }));
  yield company.atShare(0.62);
  withdraw(company, dryer, company.productNamed('Bake station'));
  yield company.atShare(0.65);
  depart(company, company.managerWith('departs'));
  yield company.atShare(0.66);
  if (grinder.notSold) grinder.notSold = { ...grinder.notSold, until: company.now };
  company.record('ReinstateProduct', { productId: grinder.id });
}

/** Every ten days a price moves. */
function* changePrices(company: Company): Story {
  const { random, products } = company;
  for (let days = 20; ; days += 10) {
    yield company.startsAt + days * DAY + 60 * MINUTE;
    const product = random.among(products.filter(({ stuck }) => stuck === undefined));
    const share = random.pick([0.92, 0.95, 1, 1.04, 1.08, 1.12]);
    if (product) setPrice(company, product, Math.round((product.price * share) / 10) * 10);
  }
}

function* takeHolidays(company: Company, manager: SampleManager): Story {
  const { random } = company;
  yield company.afterDays(random.whole(30, 150));
  while (company.isAtWork(manager)) {
    manager.awayUntil = company.afterDays(random.whole(4, 15));
    const days = { fromOn: company.dayAt(company.now), untilOn: company.dayAt(manager.awayUntil) };
    company.record('RecordAbsence', { managerId: manager.id, ...days, kind: 'holiday' });
    yield company.afterDays(random.whole(150, 230));
  }
}

export const planIncidents = (company: Company): void => {
  company.start(chronicle(company));
  company.start(changePrices(company));
  for (const product of company.products) company.start(getStuck(company, product));
  for (const manager of company.managers) company.start(takeHolidays(company, manager));
};
