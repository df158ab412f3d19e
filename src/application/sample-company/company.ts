import type { CommandCatalogue, CommandType, DomainCommand } from '../../domain/catalogue';
import { installationCommands } from '../../domain/installation';
import type { Actor, Source } from '../../domain/shared/event';
import type { Calendar, ServiceTargets } from '../../domain/shared/facts';
import { DAY, localDay, millisecondsOf, momentOf } from '../../domain/shared/time';
import type { Day, Id, Money, Moment, Zone } from '../../domain/shared/values';
import { addWorkingMinutes } from '../../domain/shared/working-time';
import type { Envelope } from '../executing/execution';
import {
  goods,
  incidentShares,
  productParts,
  profiles,
  stuckShares,
  type Goods,
  type Profile,
  type Segment,
} from './cast';
import type { NonEmpty, Random } from './random';

/** A command of the sample company, and the clock of the store when it is executed. */
export interface SimulatedCommand {
  readonly command: DomainCommand;
  readonly envelope: Envelope;
  readonly clockAt: Moment;
}

/** What takes place over days, in the order in which it reads; it yields the moment at which it goes on. */
export type Story = Generator<number, void, void>;

export interface SampleManager extends Profile {
  readonly id: Id;
  isEmployed: boolean;
  /** Out of the office until then, milliseconds. */
  awayUntil: number;
}

export interface SampleProduct extends Goods {
  readonly id: Id;
  /** List prices by when they took effect, milliseconds. */
  readonly prices: { readonly from: number; readonly amount: number }[];
  isOffered: boolean;
  readonly stuckFrom: number;
}

export interface SampleClient {
  readonly id: Id;
  readonly segment: Segment;
  manager: SampleManager;
  mayBeCalled: boolean;
  /** Products that the client will not want, whoever offers them again. */
  readonly refused: Set<SampleProduct>;
}

/** Who deals with which client. */
export interface Encounter {
  readonly manager: SampleManager;
  readonly client: SampleClient;
}

/** How a command is recorded: by the back office, now, through the API where nothing else is said. */
interface Recording {
  readonly by?: SampleManager | 'timer';
  readonly source?: Source;
  readonly occurredAt?: number;
  readonly lateReason?: string;
  readonly commandId?: Id;
}

export const CURRENCY = 'EUR';
export const VAT = { category: 'S', rate: 1900 } as const;
/** Of working time, in minutes. */
export const WORKDAY = 9 * 60;

export const eur = (amount: number): Money => ({ amount, currency: CURRENCY });

export const priceAt = ({ prices, price }: SampleProduct, at: number): number =>
  prices.findLast(({ from }) => from <= at)?.amount ?? price;

const actorOf = (by: Recording['by']): Actor => {
  if (by === undefined) return { kind: 'system', id: 'back-office' };
  return by === 'timer' ? { kind: 'system', id: 'timer' } : { kind: 'manager', id: by.id };
};

const PUBLIC_HOLIDAYS = ['01-01', '05-01', '10-03', '12-25', '12-26'];

const holidaysBetween = (from: number, to: number): readonly Day[] => {
  const first = new Date(from).getUTCFullYear();
  const years = Array.from({ length: new Date(to).getUTCFullYear() - first + 1 }, (_, place) => first + place);
  return years.flatMap((year) => PUBLIC_HOLIDAYS.map((day) => `${String(year)}-${day}`));
};

/** The data of an installation's own command. */
const installed = <Type extends CommandType>(zone: Zone, type: Type): CommandCatalogue[Type] => {
  const command = installationCommands({ zone }).find((each) => each.type === type);
  if (!command) throw new Error(`an installation has no ${type}`);
  // The data of a command is that of its type; the compiler can't see that for all types at once.
  return command.data as CommandCatalogue[Type];
};

const employ = (profile: Profile, random: Random): SampleManager => ({
  ...profile,
  id: random.id(),
  isEmployed: true,
  awayUntil: 0,
});

/** The company while it is simulated: its people and products, its clock, and what lies ahead. */
export class Company {
  readonly zone: Zone;
  readonly calendar: Calendar;
  readonly targets: ServiceTargets;
  readonly managers: NonEmpty<SampleManager>;
  readonly products: readonly SampleProduct[];
  readonly clients: SampleClient[] = [];
  readonly campaignId: Id;
  readonly merges: { readonly duplicateId: Id; readonly into: Id; readonly isReversed: boolean }[] = [];
  /** How many commands of each type were recorded. */
  readonly commands: Partial<Record<CommandType, number>> = {};
  /** How many events came of them. */
  events = 0;
  now: number;
  /** What goes on later: the next one last. */
  private readonly agenda: { readonly at: number; readonly story: Story }[] = [];
  private recorded: SimulatedCommand[] = [];

  constructor(
    readonly random: Random,
    zone: Zone,
    readonly startsAt: number,
    readonly endsAt: number,
  ) {
    this.now = startsAt;
    this.zone = zone;
    this.targets = { version: 1, effectiveFrom: momentOf(startsAt), ...installed(zone, 'SetServiceTargets') };
    const holidays = holidaysBetween(startsAt, endsAt);
    const { hours } = installed(zone, 'DefineCalendar');
    this.calendar = { version: 2, effectiveFrom: momentOf(startsAt), zone, hours, holidays };
    const [first, ...others] = profiles;
    this.managers = [employ(first, random), ...others.map((profile) => employ(profile, random))];
    this.products = goods.map((product) => ({
      ...product,
      id: random.id(),
      prices: [{ from: startsAt, amount: product.price }],
      isOffered: true,
      stuckFrom: product.stuck === undefined ? endsAt : this.atShare(stuckShares[product.stuck]),
    }));
    this.campaignId = random.id();
  }

  /** The moment at which so much of the whole time has passed. */
  atShare(share: number): number {
    return this.startsAt + share * (this.endsAt - this.startsAt);
  }

  /** When something that happens once takes place. */
  incidentAt(incident: keyof typeof incidentShares): number {
    return this.workAfter(120, this.atShare(incidentShares[incident]));
  }

  productFor(part: keyof typeof productParts): SampleProduct {
    const product = this.products.find(({ name }) => name === productParts[part]);
    if (!product) throw new Error(`there is no product ${productParts[part]}`);
    return product;
  }

  dayAt(at: number): Day {
    return localDay(momentOf(at), this.zone);
  }

  /** The moment by which so many minutes have been worked. */
  workAfter(minutes: number, from = this.now): number {
    return millisecondsOf(addWorkingMinutes(this.calendar, momentOf(from), Math.max(1, minutes)));
  }

  workdaysAfter(days: number): number {
    return this.workAfter(days * WORKDAY);
  }

  daysAfter(days: number): number {
    return this.now + days * DAY;
  }

  /** Runs a story up to the moment that it waits for; then it goes on by itself. */
  start(story: Story): void {
    const { done, value } = story.next();
    if (done !== true) this.plan(Math.max(value, this.now), story);
  }

  /** Lets the story go on that is next; false where none is due before the end. */
  goOn(): boolean {
    const next = this.agenda.pop();
    if (!next || next.at > this.endsAt) return false;
    this.now = next.at;
    this.start(next.story);
    return true;
  }

  /** Of two at the same moment, the one that was planned first comes first. */
  private plan(at: number, story: Story): void {
    let [low, high] = [0, this.agenda.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.agenda[middle]?.at ?? 0) > at) low = middle + 1;
      else high = middle;
    }
    this.agenda.splice(low, 0, { at, story });
  }

  /** The one way in which anything gets into the log. */
  record<Type extends CommandType>(type: Type, data: CommandCatalogue[Type], recording: Recording = {}): Id {
    const { by, occurredAt, lateReason, commandId = this.random.id() } = recording;
    const source = recording.source ?? (by === 'timer' ? 'timer' : 'api');
    const envelope = { commandId, occurredAt: momentOf(occurredAt ?? this.now), zone: this.zone, source };
    const late = lateReason === undefined ? {} : { lateReason };
    const command = { type, data };
    this.recorded.push({
      // Each type with its own data is one of the union; the compiler can't see that for all types at once.
      command: command as DomainCommand,
      envelope: { ...envelope, actor: actorOf(by), ...late },
      clockAt: momentOf(this.now),
    });
    this.commands[type] = (this.commands[type] ?? 0) + 1;
    return commandId;
  }

  /** The commands since this was last asked. */
  takeRecorded(): readonly SimulatedCommand[] {
    const { recorded } = this;
    this.recorded = [];
    return recorded;
  }

  isAtWork({ isEmployed, awayUntil }: SampleManager): boolean {
    return isEmployed && awayUntil <= this.now;
  }

  /** One of those who are in the office, the busier the more often. */
  managerAtWork(): SampleManager {
    const busiest = this.managers.reduce((most, { activity }) => Math.max(most, activity), 0);
    for (let tries = 0; tries < 100; tries += 1) {
      const manager = this.random.pick(this.managers);
      if (this.isAtWork(manager) && this.random.chance(manager.activity / busiest)) return manager;
    }
    return this.managers[0];
  }
}
