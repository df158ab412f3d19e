import type { CommandCatalogue, CommandType, DomainCommand } from '../../domain/catalogue';
import { startingHours, startingTargets } from '../../domain/installation';
import type { Actor } from '../../domain/shared/event';
import type { Calendar, ServiceTargets } from '../../domain/shared/facts';
import { DAY, localDay, millisecondsOf, momentOf } from '../../domain/shared/time';
import type { Day, Id, Money, Zone } from '../../domain/shared/values';
import { addWorkingMinutes } from '../../domain/shared/working-time';
import type { Envelope } from '../executing/execution';
import { derivedId } from '../log/ids';
import { goods, profiles, retiredReason, stuckCauses, type Goods, type Profile, type Segment } from './cast';
import { Random } from './random';

/** A command of the sample company, and the clock of the store when it is executed. */
export interface SimulatedCommand {
  readonly command: DomainCommand;
  readonly envelope: Envelope;
  readonly clockAt: string;
}

/** What takes place over days, in the order in which it reads; it yields the moment at which it goes on. */
export type Story = Generator<number, void, void>;

export interface SampleManager extends Profile {
  readonly id: Id;
  /** Out of the office until then, milliseconds; for ever, once departed. */
  awayUntil: number;
}

export interface SampleProduct extends Goods {
  readonly id: Id;
  /** List prices by when they took effect, milliseconds. */
  readonly prices: { readonly from: number; readonly amount: number }[];
  /** When it was not sold: since when, and until when (for ever). Undefined: it always was. */
  notSold: { readonly from: number; readonly until: number } | undefined;
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

export const CURRENCY = 'EUR';
export const VAT = { category: 'S', rate: 1900 } as const;
/** Of working time, in minutes. */
export const WORKDAY = 9 * 60;

export const eur = (amount: number): Money => ({ amount, currency: CURRENCY });

export const priceAt = ({ prices, price }: SampleProduct, at: number): number =>
  prices.findLast(({ from }) => from <= at)?.amount ?? price;

const backOffice: Actor = { kind: 'system', id: 'back-office' };

const PUBLIC_HOLIDAYS = ['01-01', '05-01', '10-03', '12-25', '12-26'];

const holidaysBetween = (from: number, to: number): readonly Day[] => {
  const first = new Date(from).getUTCFullYear();
  const years = Array.from({ length: new Date(to).getUTCFullYear() - first + 1 }, (_, place) => first + place);
  return years.flatMap((year) => PUBLIC_HOLIDAYS.map((day) => `${year}-${day}`));
};

/** The company while it is simulated: its people and products, its clock, and what lies ahead. */
export class Company {
  readonly random: Random;
  readonly calendar: Calendar;
  readonly targets: ServiceTargets;
  readonly managers: readonly SampleManager[];
  readonly products: readonly SampleProduct[];
  readonly clients: SampleClient[] = [];
  readonly merges: { readonly duplicateId: Id; readonly into: Id; readonly isReversed: boolean }[] = [];
  /** From then on nobody names the reason that is given up. */
  readonly reasonRetiredAt: number;
  /** What was recorded and is still to be executed. */
  readonly recorded: SimulatedCommand[] = [];
  /** How many commands of each type were recorded. */
  readonly commands: Partial<Record<CommandType, number>> = {};
  /** How many events came of them. */
  events = 0;
  now: number;
  /** What goes on later: the next one last. */
  private readonly agenda: { readonly at: number; readonly story: Story }[] = [];

  constructor(
    seed: number,
    readonly zone: Zone,
    readonly startsAt: number,
    readonly endsAt: number,
  ) {
    this.now = startsAt;
    const random = (this.random = new Random(seed));
    const effectiveFrom = momentOf(startsAt);
    this.targets = { version: 1, effectiveFrom, targets: startingTargets };
    const holidays = holidaysBetween(startsAt, endsAt);
    this.calendar = { version: 2, effectiveFrom, zone, hours: startingHours, holidays };
    this.reasonRetiredAt = this.atShare(retiredReason.share);
    this.managers = profiles.map((profile) => ({ ...profile, id: random.id(), awayUntil: 0 }));
    this.products = goods.map((product) => {
      const stuckFrom = product.stuck ? this.atShare(stuckCauses[product.stuck].from) : endsAt;
      const prices = [{ from: startsAt, amount: product.price }];
      return { ...product, id: random.id(), prices, notSold: undefined, stuckFrom };
    });
  }

  /** The working hour at which so much of the whole time has passed. */
  atShare(share: number): number {
    return this.workedFrom(this.startsAt + share * (this.endsAt - this.startsAt), 120);
  }

  productNamed(name: string): SampleProduct {
    const product = this.products.find((each) => each.name === name);
    if (!product) throw new Error(`there is no product ${name}`);
    return product;
  }

  managerWith(habit: string): SampleManager {
    const manager = this.managers.find((each) => each.habit === habit);
    if (!manager) throw new Error(`there is no manager with the habit ${habit}`);
    return manager;
  }

  dayAt(at: number): Day {
    return localDay(momentOf(at), this.zone);
  }

  /** The moment by which so many minutes have been worked: as many as it says, or some number up to the most. */
  afterMinutes(least: number, most = least): number {
    return this.workedFrom(this.now, this.random.whole(least, most));
  }

  afterWorkdays(least: number, most = least): number {
    return this.workedFrom(this.now, this.random.whole(least, most) * WORKDAY);
  }

  afterDays(days: number): number {
    return this.now + days * DAY;
  }

  private workedFrom(from: number, minutes: number): number {
    return millisecondsOf(addWorkingMinutes(this.calendar, momentOf(from), minutes));
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

  /** The one way in which anything gets into the log: by a manager or the back office, now, through the API. */
  record<Type extends CommandType>(
    type: Type,
    data: CommandCatalogue[Type],
    by?: SampleManager,
    otherwise: Partial<Envelope> = {},
  ): Id {
    const actor: Actor = by ? { kind: 'manager', id: by.id } : backOffice;
    const now = momentOf(this.now);
    const usually = { commandId: this.random.id(), occurredAt: now, zone: this.zone, source: 'api', actor } as const;
    const envelope = { ...usually, ...otherwise };
    const command = { type, data };
    // Each type with its own data is one of the union; the compiler can't see that for all types at once.
    this.recorded.push({ command: command as DomainCommand, envelope, clockAt: now });
    this.commands[type] = (this.commands[type] ?? 0) + 1;
    return envelope.commandId;
  }

  /** What the timer notes of a deadline that has passed. */
  note<Type extends CommandType>(type: Type, data: CommandCatalogue[Type], deadline: string): void {
    const actor = { kind: 'system', id: 'timer' } as const;
    this.record(type, data, undefined, { actor, source: 'timer', commandId: derivedId(deadline) });
  }

  isAtWork({ awayUntil }: SampleManager): boolean {
    return awayUntil <= this.now;
  }

  /** One of those who are in the office. */
  managerAtWork(): SampleManager {
    return this.random.among(this.managers.filter((each) => this.isAtWork(each))) ?? this.managerWith('excellent');
  }
}
