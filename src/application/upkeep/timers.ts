import type { DomainCommand } from '../../domain/catalogue';
import type { Moment } from '../../domain/shared/values';
import { dueDeadlines, type DueDeadline } from '../../read-models/deadlines/due';
import type { Database } from '../../read-models/report';
import type { Execute } from '../executing/execution';
import { derivedId } from '../log/ids';

const DEADLINES_AT_ONCE = 500;

const commandFor = ({ kind, subjectId, dueAt }: DueDeadline): DomainCommand => {
  if (kind === 'expiry') return { type: 'ExpireOffer', data: { offerId: subjectId, validUntil: dueAt } };
  const data = { enquiryId: subjectId, dueAt };
  return kind === 'answer' ? { type: 'NoteAnswerDeadline', data } : { type: 'NoteFulfilmentDeadline', data };
};

const deadlineName = ({ kind, subjectId, dueAt }: DueDeadline): string => `${kind}/${subjectId}/${dueAt}`;

/**
 * Asks for what falls due: missed deadlines and expired offers. The events carry the moment at which it was due, however
 * late the timer runs; the rules make sure that nothing is noted twice or in vain.
 */
export class Timers {
  /** Asked already: their rows stand until the read model has caught up, or for good where a rule had its reasons. */
  private asked = new Set<string>();

  constructor(
    private readonly db: Database,
    private readonly execute: Execute,
  ) {}

  /** Asks for all that is due at a moment, or for what it comes to until the signal. Gives how many commands it asked. */
  async tick(now: Moment, signal?: AbortSignal): Promise<number> {
    const standing = new Set<string>();
    let asked = 0;
    let from: DueDeadline | undefined;
    for (;;) {
      const due = await dueDeadlines(this.db, { at: now, after: from, limit: DEADLINES_AT_ONCE });
      const fresh = due.filter((deadline) => !this.asked.has(deadlineName(deadline)));
      await Promise.all(fresh.map((deadline) => this.ask(deadline)));
      for (const deadline of due) standing.add(deadlineName(deadline));
      asked += fresh.length;
      from = due.at(-1);
      if (due.length < DEADLINES_AT_ONCE || signal?.aborted) break;
    }
    this.asked = standing;
    return asked;
  }

  private async ask(deadline: DueDeadline): Promise<void> {
    await this.execute(commandFor(deadline), {
      commandId: derivedId(deadlineName(deadline)),
      actor: { kind: 'system', id: 'timer' },
      source: 'timer',
    });
  }
}
