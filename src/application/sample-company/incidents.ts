import type { DomainCommand } from '../../domain/catalogue';
import { callClient } from './calling';
import { CAMPAIGNED, REINSTATED, REPLACEMENT, WITHDRAWN } from './cast';
import { meetDuplicate, reassign } from './clients';
import { REFUSAL_REASONS } from '../../domain/installation';
import { DAY, HOUR, money, WORKDAY, type Product, type World } from './world';

/** What happens once, at a planned part of the whole time. */

export const GIVEN_UP = 'NO_TIME';
export const GIVEN_UP_FOR = 'BAD_TIMING';

const productAt = ({ products }: World, place: number): Product => products[place] ?? products[0];

const setPrice = (world: World, product: Product, amount: number): void => {
  if (product.prices.at(-1)?.amount === amount) return;
  product.prices.push({ from: world.now, amount });
  world.tell({ type: 'SetPrice', data: { productId: product.id, price: money(amount) } });
};

const retireReason = (world: World): void => {
  const retired = { catalogue: REFUSAL_REASONS, code: GIVEN_UP };
  const remapped = { catalogue: REFUSAL_REASONS, from: GIVEN_UP, to: GIVEN_UP_FOR };
  world.tell({ type: 'RetireReason', data: retired });
  world.tell({ type: 'RemapReason', data: remapped });
  world.reasonRetiredFrom = world.now;
  world.tookPlace.retired = world.now;
};

const withdraw = (world: World, place: number, replacement?: number): void => {
  world.tookPlace[replacement === undefined ? 'withdrawn_for_a_while' : 'withdrawn'] = world.now;
  const product = productAt(world, place);
  product.isOffered = false;
  const replacementId = replacement === undefined ? {} : { replacementId: productAt(world, replacement).id };
  const data = { productId: product.id, reason: 'The maker stopped it', ...replacementId };
  world.tell({ type: 'WithdrawProduct', data });
};

const reinstate = (world: World): void => {
  const product = productAt(world, REINSTATED);
  product.isOffered = true;
  world.tookPlace.reinstated = world.now;
  world.tell({ type: 'ReinstateProduct', data: { productId: product.id } });
};

const depart = (world: World): void => {
  const leaver = world.managers.find(({ habit }) => habit === 'departs');
  if (!leaver) return;
  leaver.present = false;
  world.tookPlace.departed = world.now;
  world.tell({ type: 'RecordDeparture', data: { managerId: leaver.id, departedOn: world.dayAt(world.now) } });
  for (const client of world.clients)
    if (client.manager === leaver) reassign(world, client, world.managerAtWork(), 'The manager left');
};

/** One product, offered to a frozen list; others like them are left alone to compare. */
const campaign = (world: World): void => {
  const product = productAt(world, CAMPAIGNED);
  const about = { campaignId: world.campaignId };
  const suited = world.clients.filter(({ segment, phone }) => phone && product.fits.includes(segment)).slice(-40);
  const targets = suited.slice(0, 30);
  const step = (after: number, command: DomainCommand): void => {
    world.afterWork(after, () => world.tell(command));
  };
  const dates = { startsOn: world.dayAt(world.now + 3 * DAY), endsOn: world.dayAt(world.now + 40 * DAY) };
  const planned = { ...about, name: 'Furnish for autumn', productId: product.id, ...dates };
  const lists = { targets: targets.map(({ id }) => id), control: suited.slice(30).map(({ id }) => id) };
  world.tell({ type: 'PlanCampaign', data: planned });
  if (targets.length === 0) return;
  step(30, { type: 'FreezeTargets', data: { ...about, ...lists, asOf: String(world.counts.events) } });
  step(2 * WORKDAY, { type: 'LaunchCampaign', data: about });
  step(28 * WORKDAY, { type: 'CloseCampaign', data: { ...about, conclusion: 'Worth doing again' } });
  for (const client of targets)
    world.afterWork(world.random.whole(3, 25) * WORKDAY, () => {
      callClient(world, client.manager, client, about);
    });
};

/** Ten hundred, nine hundred, ten hundred within a minute: three facts. */
const mistype = (world: World): void => {
  const product = productAt(world, 0);
  const right = product.prices.at(-1)?.amount ?? product.price;
  setPrice(world, product, Math.round(right * 0.95));
  world.at(world.now + 40_000, () => {
    setPrice(world, product, right);
  });
};

const reprice = (world: World): void => {
  const product = world.random.pick(world.products);
  const share = world.random.pick([0.92, 0.95, 1, 1.04, 1.08, 1.12]);
  if (product.stuck === undefined) setPrice(world, product, Math.round((product.price * share) / 10) * 10);
};

const getStuck = (world: World, product: Product): void => {
  product.stuckFrom = world.now;
  if (product.stuck === 'too_dear') setPrice(world, product, Math.round(product.price * 1.45));
  if (product.stuck === 'out_of_stock') {
    const data = { productId: product.id, available: false, reason: 'The supplier is insolvent' };
    world.tell({ type: 'ChangeAvailability', data });
  }
};

const takeHolidays = (world: World): void => {
  const [start, end] = [world.startsAt, world.endsAt];
  for (const manager of world.managers)
    for (let from = start + world.random.whole(30, 150) * DAY; from < end; from += world.random.whole(150, 230) * DAY)
      world.at(from, () => {
        if (!manager.present) return;
        const until = world.now + world.random.whole(4, 15) * DAY;
        const days = { fromOn: world.dayAt(world.now), untilOn: world.dayAt(until) };
        world.tell({ type: 'RecordAbsence', data: { managerId: manager.id, ...days, kind: 'holiday' } });
        manager.awayUntil = until;
      });
};

const moveToTeam = (world: World): void => {
  const { id } = world.managers[2] ?? world.managers[0];
  world.tell({ type: 'MoveToTeam', data: { managerId: id, teamId: 'south' } });
};

/** At which part of the time; each in working hours. */
const incidents: readonly (readonly [number, (world: World) => void])[] = [
  [
    0.3,
    (world) => {
      withdraw(world, REINSTATED);
    },
  ],
  [
    0.4,
    (world) => {
      meetDuplicate(world, false);
    },
  ],
  [0.45, moveToTeam],
  [0.5, retireReason],
  [0.55, campaign],
  [
    0.6,
    (world) => {
      meetDuplicate(world, true);
    },
  ],
  [
    0.62,
    (world) => {
      withdraw(world, WITHDRAWN, REPLACEMENT);
    },
  ],
  [0.65, depart],
  [0.66, reinstate],
  [0.7, mistype],
];

export const planIncidents = (world: World): void => {
  for (const [share, takePlace] of incidents) world.at(world.workAfter(world.part(share), 120), takePlace);
  for (const product of world.products)
    if (product.stuckFrom > world.startsAt)
      world.at(product.stuckFrom, () => {
        getStuck(world, product);
      });
  for (let at = world.startsAt + 20 * DAY; at < world.endsAt; at += 10 * DAY) world.at(at + HOUR, reprice);
  takeHolidays(world);
};
