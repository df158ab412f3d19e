import type { DomainCommand } from '../../domain/catalogue';
import type { Actor, Source } from '../../domain/shared/event';
import type { Calendar, ServiceTargets } from '../../domain/shared/facts';
import { localDay, millisecondsOf, momentOf } from '../../domain/shared/time';
import type { Day, Id, Money, Moment, Zone } from '../../domain/shared/values';
import { addWorkingMinutes } from '../../domain/shared/working-time';
import type { Envelope } from '../executing/execution';
import { Agenda } from './agenda';
import type { Good, Profile, Segment } from './cast';
import type { NonEmpty, Random } from './random';
import { noCounts, type PlantedTruth } from './truth';

/** A command of the sample company, and the clock of the store when it is executed. */
export interface SimulatedCommand {
  readonly command: DomainCommand;
  readonly envelope: Envelope;
  readonly clockAt: Moment;
}

export interface Client {
  readonly id: Id;
  readonly segment: Segment;
  manager: Manager;
  /** Whether the client may be called. */
  phone: boolean;
  /** Products that the client will not want, whoever offers them again. */
  readonly refused: Set<Product>;
}

export interface Manager extends Profile {
  readonly id: Id;
  present: boolean;
  /** Out of the office until then, milliseconds. */
  awayUntil: number;
}

export interface Product extends Good {
  readonly id: Id;
  /** List prices by when they took effect, milliseconds. */
  readonly prices: { readonly from: number; readonly amount: number }[];
  isOffered: boolean;
  stuckFrom: number;
}

export interface Telling {
  /** How many events come of it, with what follows on other streams. */
  readonly events?: number;
  readonly by?: Actor;
  readonly source?: Source;
  readonly occurredAt?: number;
  readonly lateReason?: string;
  readonly commandId?: Id;
}

export const CURRENCY = 'EUR';
export const VAT = { category: 'S', rate: 1900 } as const;
export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
/** Of working time, in minutes. */
export const WORKDAY = 9 * 60;

export const money = (amount: number): Money => ({ amount, currency: CURRENCY });
export const asManager = ({ id }: Manager): Actor => ({ kind: 'manager', id });
export const OFFICE: Actor = { kind: 'system', id: 'back-office' };

export const priceAt = ({ prices, price }: Product, at: number): number =>
  prices.findLast(({ from }) => from <= at)?.amount ?? price;

export type Incident = 'withdrawn' | 'withdrawn_for_a_while' | 'reinstated' | 'retired' | 'departed';

/** The company while it is simulated: its people and goods, its clock, what lies ahead, and what was told so far. */
export class World {
  readonly random: Random;
  readonly zone: Zone;
  readonly agenda = new Agenda();
  readonly counts = noCounts();
  readonly outbox: SimulatedCommand[] = [];
  readonly clients: Client[] = [];
  readonly merges: PlantedTruth['merges'][number][] = [];
  /** When what was planned took place, milliseconds. */
  readonly tookPlace: Partial<Record<Incident, number>> = {};
  /** From when on the reason that is given up must not be named any more. */
  reasonRetiredFrom = Number.POSITIVE_INFINITY;
  readonly campaignId: Id;

  constructor(
    random: Random,
    readonly calendar: Calendar,
    readonly targets: ServiceTargets['targets'],
    readonly startsAt: number,
    readonly endsAt: number,
    readonly managers: NonEmpty<Manager>,
    readonly products: NonEmpty<Product>,
    public now = startsAt,
  ) {
    this.random = random;
    this.zone = calendar.zone;
    this.campaignId = random.id();
  }

  isReasonInUse(at: number): boolean {
    return at < this.reasonRetiredFrom;
  }

  /** The moment at which so much of the whole time has passed. */
  part(share: number): number {
    return this.startsAt + share * (this.endsAt - this.startsAt);
  }

  dayAt(at: number): Day {
    return localDay(momentOf(at), this.zone);
  }

  at(time: number, run: (world: World) => void): void {
    this.agenda.add(Math.max(time, this.now), () => {
      run(this);
    });
  }

  /** After so many working minutes. */
  afterWork(minutes: number, run: (world: World) => void): void {
    this.at(this.workAfter(this.now, minutes), run);
  }

  workAfter(from: number, minutes: number): number {
    return millisecondsOf(addWorkingMinutes(this.calendar, momentOf(from), Math.max(1, minutes)));
  }

  tell(command: DomainCommand, telling: Telling = {}): Id {
    const { events = 1, by = OFFICE, source = 'api', occurredAt, lateReason } = telling;
    const commandId = telling.commandId ?? this.random.id();
    const envelope = {
      commandId,
      occurredAt: momentOf(occurredAt ?? this.now),
      zone: this.zone,
      actor: by,
      source,
      ...(lateReason !== undefined && { lateReason }),
    };
    this.outbox.push({ command, envelope, clockAt: momentOf(this.now) });
    this.counts.commands += 1;
    this.counts.events += events;
    return commandId;
  }

  /** A manager at work, the busier the more often. */
  managerAtWork(): Manager {
    const atWork = this.managers.filter(({ present, awayUntil }) => present && awayUntil <= this.now);
    const [first = this.managers[0], ...others] = atWork;
    return this.random.weighted([
      [first, first.activity],
      ...others.map((manager) => [manager, manager.activity] as const),
    ]);
  }
}
