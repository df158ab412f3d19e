import { REFUSAL_REASONS } from '../../domain/installation';
import { DAY, MINUTE } from '../../domain/shared/time';
import { callClient } from './calls';
import { retiredReason } from './cast';
import { tellAssignment, meetDuplicate } from './clients';
import { eur, type Company, type SampleClient, type SampleManager, type SampleProduct, type Story } from './company';

/** What happens once, and what happens to everybody now and then, beside the daily work. */

const setPrice = (company: Company, product: SampleProduct, amount: number): void => {
  if (product.prices.at(-1)?.amount === amount) return;
  product.prices.push({ from: company.now, amount });
  company.record('SetPrice', { productId: product.id, price: eur(amount) });
};

const stopOffering = (company: Company, product: SampleProduct, replacement?: SampleProduct): void => {
  product.isOffered = false;
  const data = { productId: product.id, reason: 'The maker stopped it' };
  company.record('WithdrawProduct', { ...data, ...(replacement && { replacementId: replacement.id }) });
};

function* withdrawForGood(company: Company): Story {
  yield company.incidentAt('withdrawn');
  stopOffering(company, company.productFor('withdrawn'), company.productFor('replacement'));
}

function* withdrawForAWhile(company: Company): Story {
  yield company.incidentAt('withdrawnForAWhile');
  const product = company.productFor('reinstated');
  stopOffering(company, product);
  yield company.incidentAt('reinstated');
  product.isOffered = true;
  company.record('ReinstateProduct', { productId: product.id });
}

function* managerLeaves(company: Company): Story {
  yield company.incidentAt('departed');
  const leaver = company.managers.find(({ habit }) => habit === 'departs');
  if (!leaver) return;
  leaver.isEmployed = false;
  company.record('RecordDeparture', { managerId: leaver.id, departedOn: company.dayAt(company.now) });
  for (const client of company.clients)
    if (client.manager === leaver) tellAssignment(company, client, company.managerAtWork(), 'The manager left');
}

function* moveToTeam(company: Company): Story {
  yield company.incidentAt('movedToTeam');
  company.record('MoveToTeam', { managerId: company.managers[0].id, teamId: 'south' });
}

function* retireReason(company: Company): Story {
  yield company.incidentAt('reasonRetired');
  const { code, remappedTo } = retiredReason;
  company.record('RetireReason', { catalogue: REFUSAL_REASONS, code });
  company.record('RemapReason', { catalogue: REFUSAL_REASONS, from: code, to: remappedTo });
}

function* callForCampaign(company: Company, client: SampleClient): Story {
  yield company.workdaysAfter(company.random.whole(3, 25));
  const { campaignId } = company;
  yield* callClient(company, { manager: client.manager, client, campaignId });
}

/** One product, offered to a frozen list; others like them are left alone, to compare. */
function* runCampaign(company: Company): Story {
  yield company.incidentAt('campaign');
  const product = company.productFor('campaigned');
  const about = { campaignId: company.campaignId };
  const suited = company.clients
    .filter(({ segment, mayBeCalled }) => mayBeCalled && product.fits.includes(segment))
    .slice(-40);
  const [targets, control] = [suited.slice(0, 30), suited.slice(30)];
  const days = { startsOn: company.dayAt(company.daysAfter(3)), endsOn: company.dayAt(company.daysAfter(40)) };
  company.record('PlanCampaign', { ...about, name: 'Furnish for autumn', productId: product.id, ...days });
  if (targets.length === 0) return;
  const lists = { targets: targets.map(({ id }) => id), control: control.map(({ id }) => id) };
  yield company.workAfter(30);
  company.record('FreezeTargets', { ...about, ...lists, asOf: String(company.events) });
  yield company.workdaysAfter(2);
  company.record('LaunchCampaign', about);
  for (const client of targets) company.start(callForCampaign(company, client));
  yield company.workdaysAfter(26);
  company.record('CloseCampaign', { ...about, conclusion: 'Worth doing again' });
}

/** A thousand, nine hundred and fifty, a thousand within a minute: three facts. */
function* mistypePrice(company: Company): Story {
  yield company.incidentAt('mistyped');
  const product = company.productFor('mistyped');
  const right = product.prices.at(-1)?.amount ?? product.price;
  setPrice(company, product, Math.round(right * 0.95));
  yield company.now + 40_000;
  setPrice(company, product, right);
}

function* getStuck(company: Company, product: SampleProduct): Story {
  yield product.stuckFrom;
  if (product.stuck === 'too_expensive') setPrice(company, product, Math.round(product.price * 1.45));
  if (product.stuck === 'out_of_stock')
    company.record('ChangeAvailability', {
      productId: product.id,
      available: false,
      reason: 'The supplier is insolvent',
    });
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
  yield company.daysAfter(random.whole(30, 150));
  while (manager.isEmployed) {
    const until = company.daysAfter(random.whole(4, 15));
    const days = { fromOn: company.dayAt(company.now), untilOn: company.dayAt(until) };
    company.record('RecordAbsence', { managerId: manager.id, ...days, kind: 'holiday' });
    manager.awayUntil = until;
    yield company.daysAfter(random.whole(150, 230));
  }
}

export const planIncidents = (company: Company): void => {
  const once = [withdrawForAWhile, moveToTeam, retireReason, runCampaign, withdrawForGood, managerLeaves, mistypePrice];
  for (const incident of [...once, changePrices]) company.start(incident(company));
  company.start(meetDuplicate(company, 'firstDuplicate'));
  company.start(meetDuplicate(company, 'secondDuplicate'));
  for (const product of company.products)
    if (product.stuckFrom > company.startsAt) company.start(getStuck(company, product));
  for (const manager of company.managers) company.start(takeHolidays(company, manager));
};
