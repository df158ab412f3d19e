import type { DomainCommand } from '../../../domain/catalogue';
import type { Moment } from '../../../domain/shared/values';
import type { Envelope, Execute, Executed } from '../../executing/execution';
import { BoundedCache } from '../../log/bounded-cache';
import type { Position } from '../../log/event-store';
import { derivedId } from '../../log/ids';
import { RowProblem, type RowInHand } from '../language/expression';
import type { FactPlan } from '../mapping/facts';
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

/**
 * Commands that say what happened, when and by whom: asked of what has happened already they give no event, and what
 * they say would be lost. The others set something: asked for what is so already they say nothing else.
 */
const happenings: ReadonlySet<DomainCommand['type']> = new Set<DomainCommand['type']>([
  ...(['AcceptOffer', 'RecordRefusal', 'WithdrawOffer', 'VoidOffer', 'VoidCall', 'VoidInvoice'] as const),
  ...(['AnswerEnquiry', 'FulfilEnquiry', 'DeclineEnquiry', 'AbandonEnquiry', 'ReopenEnquiry'] as const),
  ...(['PauseEnquiry', 'ResumeEnquiry', 'LaunchCampaign', 'CloseCampaign'] as const),
]);

const stands = (type: string): NotGiven =>
  rowReason(
    'FACT_STANDS_ALREADY',
    `${type}: this has happened already, by another row or command, and a second time is not kept`,
    'compare the row with what the log says; leave it out with a “when”, or say what came between (a new version)',
  );

const changed = (what: string, details: Readonly<Record<string, unknown>>): NotGiven => ({
  ...rowReason(
    'ROW_CHANGED',
    `${what} than when it was imported before; the log stays as it is`,
    'where it really changed, say so by a command of its own (a correction, a revision)',
  ),
  ...{ rule: 21, details, isChange: true },
});

/** A place in the queue of the rows that could give a value that is given once: the first that can does. */
export interface Claim {
  readonly key: string;
  /** Whether an earlier row gave it. */
  readonly before: Promise<boolean> | undefined;
  readonly settle: (isGiven: boolean) => void;
}

/** Gives facts to the log, under ids that derive from the source's own: the same row again gives nothing new. */
export class Giving {
  readonly counts: EventCounts = { appended: 0, alreadyThere: 0 };
  private readonly once: BoundedCache<Promise<boolean> | 'given'>;
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

  /** Takes a place for a row; undefined where the value is in the log. Rows claim in the order of the file. */
  claim({ name }: FactPlan, value: string): Claim | undefined {
    const key = `once/${name}/${value}`;
    const earlier = this.once.get(key);
    if (earlier === 'given') return undefined;
    let tell: (isGiven: boolean) => void = () => undefined;
    const own = new Promise<boolean>((resolve) => (tell = resolve));
    this.once.set(key, own);
    const settle = (isGiven: boolean): void => {
      if (isGiven) this.once.set(key, 'given');
      else if (this.once.get(key) === own) this.once.delete(key);
      tell(isGiven);
    };
    return { key, before: earlier, settle };
  }

  /** `place` is the row's identity in its source: file and row id. */
  async give(fact: FactPlan, row: RowInHand, place: string): Promise<NotGiven | undefined> {
    return this.run(fact, row, `${place}/${fact.name}`);
  }

  async giveOnce(fact: FactPlan, row: RowInHand, { key, before, settle }: Claim): Promise<NotGiven | undefined> {
    if (await before) {
      settle(true);
      return undefined;
    }
    const notGiven = await this.run(fact, row, key);
    settle(!notGiven || notGiven.isChange === true);
    return notGiven;
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
      const { eventId, stream } = executed;
      return changed(`${command.type}: this row says something else`, { eventId, stream });
    }
    if (executed.outcome === 'rejected') return reasonOf(executed.rejection);
    if (executed.outcome === 'outdated')
      throw new RowProblem('STREAM_MOVED', `${executed.stream} moved on`, 'import again');
    this.count(executed);
    if (executed.events.length === 0 && happenings.has(command.type)) return stands(command.type);
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
  return isMoved
    ? changed(`${type}: this row names another time`, { inTheLog: happenedAt[0], now: occurredAt })
    : undefined;
};
