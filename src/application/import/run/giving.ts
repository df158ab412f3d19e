import type { Rejection } from '../../../domain/shared/decider';
import type { Position } from '../../log/event-store';
import { derivedId } from '../../log/ids';
import { BoundedCache } from '../../log/bounded-cache';
import type { Envelope, Execute, Executed } from '../../executing/execution';
import { asText, RowProblem, type RowInHand } from '../language/expression';
import type { FactPlan } from '../mapping/facts';

export interface EventCounts {
  appended: number;
  /** In the log before this import appended its first. */
  alreadyThere: number;
}

/** So many values that are given once are remembered, at least; one that was forgotten is found again in the log. */
const VALUES_KEPT = 25_000;

/** Whether a fact is in the log now, or why not. */
interface FactOutcome {
  readonly rejection?: Rejection;
}

const inTheLog: FactOutcome = {};

const rowChanged: FactOutcome = {
  rejection: {
    code: 'ROW_CHANGED',
    rule: 21,
    kind: 'refused',
    message: 'this row gave another fact when it was imported before, or another row has the same id',
    next: 'name a column that is unique with “row”; a record that really changed is corrected by a command of its own',
    details: {},
  },
};

/** Gives facts to the log, under ids that derive from the source's own: the same row again gives nothing new. */
export class Giving {
  readonly counts: EventCounts = { appended: 0, alreadyThere: 0 };
  private readonly once: BoundedCache<Promise<FactOutcome>>;
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

  /** `place` is the row's identity in its source: file and row id. */
  give(fact: FactPlan, row: RowInHand, place: string): Promise<FactOutcome> | FactOutcome {
    if (!fact.once) return this.run(fact, row, `${place}/${fact.name}`);
    const value = asText(fact.once.evaluate(row));
    if (value === undefined) return inTheLog;
    const key = `once/${fact.name}/${value}`;
    const known = this.once.get(key);
    if (known) return known;
    const outcome = this.run(fact, row, key);
    this.once.set(key, outcome);
    return outcome;
  }

  private async run(fact: FactPlan, row: RowInHand, key: string): Promise<FactOutcome> {
    const envelope: Envelope = {
      commandId: derivedId(`import/${this.source}/${key}`),
      occurredAt: fact.at(row),
      zone: this.zone,
      actor: { kind: 'import', id: this.source },
      source: 'import',
      lateReason: 'import',
      likelyDone: this.wasThere,
    };
    const executed = await this.execute(fact.build(row), envelope);
    // A value that is given once may be met in another row first when the file is exported anew.
    if (executed.outcome === 'reused-id') return fact.once ? inTheLog : rowChanged;
    return this.count(executed);
  }

  private count(executed: Exclude<Executed, { readonly outcome: 'reused-id' }>): FactOutcome {
    if (executed.outcome === 'rejected') return { rejection: executed.rejection };
    if (executed.outcome === 'outdated')
      throw new RowProblem('STREAM_MOVED', `${executed.stream} moved on`, 'import again');
    const { events, position } = executed;
    this.wasThere = executed.alreadyThere;
    if (!executed.alreadyThere) {
      this.firstAt ??= position;
      this.counts.appended += events.length;
    } else if (!this.isOwn(position)) this.counts.alreadyThere += events.length;
    return inTheLog;
  }

  private isOwn(position: Position | undefined): boolean {
    return position !== undefined && this.firstAt !== undefined && position >= this.firstAt;
  }
}
