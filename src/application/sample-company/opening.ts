import type { DomainCommand } from '../../domain/catalogue';
import { installationCommands, REFUSAL_REASONS } from '../../domain/installation';
import type { Calendar } from '../../domain/shared/facts';
import { momentOf } from '../../domain/shared/time';
import type { Day, Zone } from '../../domain/shared/values';
import { goods, profiles, type Good, type Profile } from './cast';
import { GIVEN_UP } from './incidents';
import { Random, type NonEmpty } from './random';
import { money, World, type Manager, type Product } from './world';

const HOLIDAYS = ['01-01', '05-01', '10-03', '12-25', '12-26'];

const holidaysBetween = (from: number, to: number): readonly Day[] => {
  const first = new Date(from).getUTCFullYear();
  const years = Array.from({ length: new Date(to).getUTCFullYear() - first + 1 }, (_, place) => first + place);
  return years.flatMap((year) => HOLIDAYS.map((day) => `${String(year)}-${day}`));
};

type DataOf<Type extends DomainCommand['type']> = Extract<DomainCommand, { readonly type: Type }>['data'];

/** What the installation says of working hours and targets. */
const policiesOf = (commands: readonly DomainCommand[]) => {
  let hours: DataOf<'DefineCalendar'>['hours'] = [];
  let targets: DataOf<'SetServiceTargets'>['targets'] = [];
  for (const command of commands) {
    if (command.type === 'DefineCalendar') hours = command.data.hours;
    if (command.type === 'SetServiceTargets') targets = command.data.targets;
  }
  return { hours, targets };
};

/** From when on a product is stuck: some always were, others sold before. */
const STUCK_FROM = { too_dear: 0.25, wrong_segment: 0, never_offered: 0, out_of_stock: 0.4, dead: 0.35 } as const;

const made = <Given, Made>([first, ...others]: NonEmpty<Given>, make: (given: Given) => Made): NonEmpty<Made> => [
  make(first),
  ...others.map(make),
];

/** The company before its first day. */
export const createWorld = (seed: number, zone: Zone, startsAt: number, endsAt: number): World => {
  const random = new Random(seed);
  const { hours, targets } = policiesOf(installationCommands({ zone }));
  const holidays = holidaysBetween(startsAt, endsAt);
  const calendar: Calendar = { version: 2, effectiveFrom: momentOf(startsAt), zone, hours, holidays };
  const manager = (profile: Profile): Manager => ({ ...profile, id: random.id(), present: true, awayUntil: 0 });
  const product = (good: Good): Product => ({
    ...good,
    id: random.id(),
    prices: [{ from: startsAt, amount: good.price }],
    isOffered: true,
    stuckFrom: startsAt + (good.stuck ? STUCK_FROM[good.stuck] : 1) * (endsAt - startsAt),
  });
  return new World(random, calendar, targets, startsAt, endsAt, made(profiles, manager), made(goods, product));
};

const COST_SHARE = 0.55;

const introduce = (world: World, { id, name, category, price }: Product): void => {
  world.tell({ type: 'IntroduceProduct', data: { productId: id, name, category } });
  world.tell({ type: 'SetPrice', data: { productId: id, price: money(price) } });
  world.tell({ type: 'SetUnitCost', data: { productId: id, cost: money(Math.round(price * COST_SHARE)) } });
};

/** What stands before the first client comes: the installation, holidays, one more reason, managers and products. */
export const open = (world: World): void => {
  const { zone, hours, holidays, effectiveFrom } = world.calendar;
  for (const command of installationCommands({ zone })) world.tell(command);
  world.tell({ type: 'DefineCalendar', data: { zone, hours, holidays, effectiveFrom } });
  const reason = { code: GIVEN_UP, group: 'timing', durable: 'not_durable', label: 'No time to talk' } as const;
  world.tell({ type: 'DefineReason', data: { catalogue: REFUSAL_REASONS, ...reason } });
  world.managers.forEach(({ id, name, role }, place) => {
    const teamId = place % 2 === 0 ? 'north' : 'south';
    world.tell({ type: 'RegisterManager', data: { managerId: id, name, role, teamId } });
  });
  for (const product of world.products) introduce(world, product);
};
