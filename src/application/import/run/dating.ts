import { DAY, localDayNumber, millisecondsOf, offsetAt } from '../../../domain/shared/time';
import type { Moment } from '../../../domain/shared/values';
import type { Envelope, Execute, Executed } from '../../executing/execution';
import type { Mapping } from '../mapping/read-mapping';

type Dating = Pick<Mapping, 'zone' | 'outcomesBeforeCause' | 'daytimes'>;

/**
 * Executes what an import gives. An outcome that the rules reject because it lies before its cause (rule 28) is dated to
 * the cause where the mapping asks for that; and where both are of one local day and one of them is known by its day
 * alone (it stands at a daytime of the mapping), for then nothing says that it was before. Its events say so in
 * `lateReason`.
 */
export class DatingToCause {
  /** How many facts were dated so. */
  count = 0;

  constructor(
    private readonly inner: Execute,
    private readonly mapping: Dating,
  ) {}

  readonly execute: Execute = async (command, envelope) => {
    let executed = await this.inner(command, envelope);
    let occurredAt = envelope.occurredAt ?? '';
    for (let notBefore = causeOf(executed); notBefore > occurredAt; notBefore = causeOf(executed)) {
      if (!this.isToDate(occurredAt, notBefore)) return executed;
      occurredAt = notBefore;
      executed = await this.inner(command, datedTo(notBefore, envelope));
    }
    if (occurredAt > (envelope.occurredAt ?? '') && isNew(executed)) this.count += 1;
    return this.asTheSourceSays(executed, envelope.occurredAt ?? '');
  };

  /** What was dated to its cause by an import of before was not moved since: the source says what it said. */
  private asTheSourceSays(executed: Executed, occurredAt: Moment): Executed {
    if (executed.outcome !== 'accepted' || !executed.alreadyThere) return executed;
    const wasDated = executed.happenedAt?.some((at) => at > occurredAt && this.isToDate(occurredAt, at));
    return wasDated ? { ...executed, happenedAt: [occurredAt] } : executed;
  }

  private isToDate(occurredAt: Moment, notBefore: Moment): boolean {
    if (this.mapping.outcomesBeforeCause === 'dateToCause') return true;
    const { zone } = this.mapping;
    const [outcome, cause] = [millisecondsOf(occurredAt), millisecondsOf(notBefore)];
    return localDayNumber(outcome, zone) === localDayNumber(cause, zone) && [outcome, cause].some(this.isByDay);
  }

  private readonly isByDay = (at: number): boolean => {
    const local = at + offsetAt(this.mapping.zone, at);
    return this.mapping.daytimes.has(((local % DAY) + DAY) % DAY);
  };
}

const datedTo = (occurredAt: Moment, envelope: Envelope): Envelope => ({
  ...envelope,
  occurredAt,
  lateReason: `import; dated to its cause, the source says ${envelope.occurredAt ?? ''}`,
});

/** When the cause was that the outcome was said to lie before; empty where it was not rejected for that. */
const causeOf = (executed: Executed): Moment => {
  if (executed.outcome !== 'rejected' || executed.rejection.code !== 'OCCURRED_BEFORE_CAUSE') return '';
  const { notBefore } = executed.rejection.details;
  return typeof notBefore === 'string' ? notBefore : '';
};

const isNew = (executed: Executed): boolean => executed.outcome === 'accepted' && !executed.alreadyThere;
