import type { PublicCommandType } from '../../commands/fields';
import type { Moment } from '../../../domain/shared/values';
import type { Envelope, Execute, Executed, StandingEvent } from '../../executing/execution';
import { BoundedCache } from '../../log/bounded-cache';
import type { Position } from '../../log/event-store';
import { derivedId } from '../../log/ids';
import { asText, ifReadable, RowProblem, type RowInHand } from '../language/expression';
import type { FactPlan } from '../mapping/facts';
import { contradictions, differencesFromLog, type Differences } from './differences';
import { reasonOf, rowReason, type RejectReason } from './rejects';

export interface EventCounts {
  appended: number;
  /** In the log before this import appended its first. */
  alreadyThere: number;
}

/** Why a fact is not in the log; `isChange` where the log has another one in its place. */
export type NotGiven = RejectReason & { readonly isChange?: true };

/** So many values that are given once are remembered, at least; one that was forgotten is found again in the log. */
const VALUES_KEPT = 100_000;

const stands = (type: string, { since, ...event }: StandingEvent): NotGiven => ({
  ...rowReason(
    'FACT_STANDS_ALREADY',
    `${type}: this has happened already, by another row or command (${event.type} ${event.eventId} of ${since}), and a second time is not kept`,
    'compare the row with that event; leave it out with a “when”, or say what came between (a new version)',
  ),
  details: { stands: { ...event, since } },
});

const changed = (type: string, than: string, differs: Differences, details: object = {}): NotGiven => ({
  ...rowReason(
    'ROW_CHANGED',
    `${type}: this row says something else than ${than}${inBrackets(Object.keys(differs))}; the log stays as it is`,
    'where it really changed, say so by a command of its own (a correction, a revision)',
  ),
  ...{ rule: 21, details: { ...details, differs }, isChange: true },
});

const inBrackets = (names: readonly string[]): string => (names.length === 0 ? '' : ` (${names.join(', ')})`);
const IMPORTED_BEFORE = 'when it was imported before';

/** A place in the queue of the rows that could give a value that is given once: the first that can does. */
export interface Claim {
  readonly key: string;
  /** Whether an earlier row gave it. */
  readonly before: Promise<boolean> | boolean;
  readonly settle: (isGiven: boolean) => void;
}

/** A fact that may be given: which row says it, and the row's identity in its source, file and row id. */
export interface FactAttempt {
  readonly fact: FactPlan;
  readonly row: RowInHand;
  readonly place: string;
  readonly claim: Claim | undefined;
}

/** What was given once, by a fact of any file: which command, and what it said, as JSON; undefined: the setup's. */
interface GivenOnce {
  readonly type: PublicCommandType;
  readonly said: string | undefined;
}

/** What the mapping itself gives, it gives for all rows and on purpose: none contradicts it. */
const isOfSetup = ({ line }: RowInHand): boolean => line === 0;

/** Gives facts to the log, under ids that derive from the source's own: the same row again gives nothing new. */
export class Giving {
  readonly counts: EventCounts = { appended: 0, alreadyThere: 0 };
  private readonly once: BoundedCache<Promise<boolean> | GivenOnce>;
  /** Where the first event that was appended here lies. */
  private firstAt: Position | undefined;
  /** What was imported before lies together in the files: the next fact mostly is there if the last one was. */
  private wasThere = false;

  constructor(
    private readonly execute: Execute,
    private readonly source: string,
    private readonly zone: string,
    valuesKept = VALUES_KEPT,
  ) {
    this.once = new BoundedCache(valuesKept);
  }

  /** The place of a row that may give a value once. Rows claim in the order of the file. */
  claimFor(fact: FactPlan, row: RowInHand): Claim | undefined {
    const { once } = fact;
    const value = once && ifReadable(() => (fact.applies(row) ? asText(once.evaluate(row)) : undefined), undefined);
    return value === undefined ? undefined : this.claim(fact, value);
  }

  /** Undefined where the fact does not apply. */
  async give({ fact, row, place, claim }: FactAttempt): Promise<NotGiven | 'given' | undefined> {
    if (!fact.applies(row)) return undefined;
    if (fact.once && !claim) {
      // The value is empty: nothing is to be given; what can't be read is a problem.
      fact.once.evaluate(row);
      return 'given';
    }
    const notGiven = await (claim ? this.giveOnce(fact, row, claim) : this.run(fact, row, `${place}/${fact.name}`));
    return notGiven ?? 'given';
  }

  private claim({ name }: FactPlan, value: string): Claim {
    const key = `once/${name}/${value}`;
    const earlier = this.once.get(key);
    if (earlier && 'said' in earlier) return { key, before: true, settle: () => undefined };
    let tell: (isGiven: boolean) => void = () => undefined;
    const own = new Promise<boolean>((resolve) => (tell = resolve));
    this.once.set(key, own);
    const settle = (isGiven: boolean): void => {
      if (!isGiven && this.once.get(key) === own) this.once.delete(key);
      tell(isGiven);
    };
    return { key, before: earlier ?? false, settle };
  }

  private async giveOnce(
    fact: FactPlan,
    row: RowInHand,
    { key, before, settle }: Claim,
  ): Promise<NotGiven | undefined> {
    if (await before) {
      settle(true);
      return this.saidOtherwise(fact, row, key);
    }
    const notGiven = await this.run(fact, row, key);
    const isGiven = !notGiven || notGiven.isChange === true;
    if (isGiven) {
      const { type, data } = fact.build(row);
      this.once.set(key, { type, said: isOfSetup(row) ? undefined : JSON.stringify(data) });
    }
    settle(isGiven);
    return notGiven;
  }

  /** A further row, of any file, that says something else of what was given; one that can't be read says nothing. */
  private saidOtherwise(fact: FactPlan, row: RowInHand, key: string): NotGiven | undefined {
    const given = this.once.get(key);
    if (!given || !('said' in given) || given.said === undefined) return undefined;
    const command = ifReadable(() => fact.build(row), undefined);
    if (command?.type !== given.type || JSON.stringify(command.data) === given.said) return undefined;
    // What was written above: a command's data.
    const differs = contradictions(command.data, JSON.parse(given.said) as object);
    return Object.keys(differs).length === 0 ? undefined : changed(command.type, 'an earlier one', differs);
  }

  private async run(fact: FactPlan, row: RowInHand, key: string): Promise<NotGiven | undefined> {
    const occurredAt = fact.at(row);
    const envelope: Envelope = {
      commandId: derivedId(`import/${this.source}/${key}`),
      occurredAt,
      zone: this.zone,
      actor: { kind: 'import', id: this.source },
      source: 'import',
      lateReason: 'import',
      likelyDone: this.wasThere,
    };
    const command = fact.build(row);
    const executed = await this.execute(command, envelope);
    if (executed.outcome === 'reused-id') {
      const { eventId, stream, recorded } = executed;
      const differs = recorded ? differencesFromLog(command.type, command.data, recorded) : {};
      return changed(command.type, IMPORTED_BEFORE, differs, { eventId, stream });
    }
    if (executed.outcome === 'rejected') return reasonOf(executed.rejection);
    if (executed.outcome === 'outdated')
      throw new RowProblem('STREAM_MOVED', `${executed.stream} moved on`, 'import again');
    this.count(executed);
    if (executed.stands) return stands(command.type, executed.stands);
    // A value that is given once may come from another row when the file is exported anew, and with its time.
    return fact.once ? undefined : movedTo(occurredAt, command.type, executed);
  }

  private count({ events, position, alreadyThere }: Extract<Executed, { readonly outcome: 'accepted' }>): void {
    this.wasThere = alreadyThere;
    if (!alreadyThere) {
      this.firstAt ??= position;
      this.counts.appended += events.length;
    } else if (!this.isOwn(position)) this.counts.alreadyThere += events.length;
  }

  private isOwn(position: Position | undefined): boolean {
    return position !== undefined && this.firstAt !== undefined && position >= this.firstAt;
  }
}

/** The same command is in the log at another time: its day was moved, or the mapping has another zone or format. */
const movedTo = (
  occurredAt: Moment,
  type: string,
  { alreadyThere, happenedAt = [] }: Extract<Executed, { readonly outcome: 'accepted' }>,
): NotGiven | undefined => {
  const isMoved = alreadyThere && happenedAt.length > 0 && !happenedAt.includes(occurredAt);
  return isMoved ? changed(type, IMPORTED_BEFORE, { at: { inTheLog: happenedAt[0], now: occurredAt } }) : undefined;
};
