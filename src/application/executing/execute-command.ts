import type { DomainCommand } from '../../domain/catalogue';
import { encode } from '../log/codec';
import { StoreError, type StoreErrorCode } from '../log/event-store';
import type { Envelope, Execute, Executed, ExecutedEvent } from './execution';
import { eventIdOf } from '../log/ids';
import { isRefusal, Planner, type ExecutorPorts, type Refusal, type Step } from './plan';
import { eraseAfter } from './processes/erasing';
import { firstSteps } from './processes/first-steps';
import type { Plan } from './aggregate';

/** How often a command is decided anew because somebody else was faster; then the asker is told to come back. */
const ATTEMPTS = 12;

/** What came of the appends so far. */
interface Written {
  readonly events: ExecutedEvent[];
  position: bigint | undefined;
  anythingNew: boolean;
}

const hasCode = (error: unknown, code: StoreErrorCode): boolean => error instanceof StoreError && error.code === code;
const isConflict = (error: unknown): boolean => hasCode(error, 'conflict');

const asExecuted = (refusal: Refusal): Executed => {
  if (refusal.kind === 'rejected') return { outcome: 'rejected', rejection: refusal.rejection };
  if (refusal.kind === 'outdated')
    return { outcome: 'outdated', stream: refusal.stream, currentRevision: refusal.currentRevision };
  return { outcome: 'reused-id', stream: refusal.stream, eventId: refusal.eventId };
};

/**
 * Executes commands: read, fold, decide, append; again after a conflict. What follows on other streams (a pitch's offer,
 * an invoice's number) is decided BEFORE the first append, so that a no leaves nothing half done. Should the process die
 * between two appends, asking again, or the healing process, goes on where it stopped: all ids derive from the command's.
 *
 * Not promised: that a command which changed nothing (refusing what is refused) is remembered; asked again, it is
 * decided anew.
 */
export const createExecutor = (ports: ExecutorPorts): Execute => {
  const execution = new Execution(ports);
  return (command, envelope) => execution.run(command, envelope);
};

class Execution {
  private readonly planner: Planner;

  constructor(private readonly ports: ExecutorPorts) {
    this.planner = new Planner(ports);
  }

  async run(command: DomainCommand, envelope: Envelope): Promise<Executed> {
    for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
      const plan: Plan = [];
      const mayBeDone = attempt > 1 || envelope.likelyDone === true;
      const steps = await this.decideAll(command, envelope, plan, mayBeDone);
      if (!Array.isArray(steps)) return asExecuted(steps);
      const written: Written = { events: [], position: undefined, anythingNew: false };
      try {
        for (const step of steps) await this.perform(step, plan, written);
        return this.answer(command, steps, written);
      } catch (error) {
        if (hasCode(error, 'reused-id')) return this.reused(command, envelope);
        if (!isConflict(error)) throw error;
      }
    }
    throw new StoreError('unavailable', `${command.type}: others kept changing the same stream; ask again in a moment`);
  }

  private async decideAll(
    command: DomainCommand,
    envelope: Envelope,
    plan: Plan,
    mayBeDone: boolean,
  ): Promise<Step[] | Refusal> {
    const steps: Step[] = [];
    for (const ask of firstSteps(command, envelope)) {
      const planned = await this.planner.plan(ask, plan, mayBeDone);
      if (isRefusal(planned)) return planned;
      steps.push(planned);
    }
    return steps;
  }

  /** Appends a step, then what follows from it. Only the very first append may hand a conflict up to be decided anew. */
  private async perform(step: Step, plan: Plan, written: Written): Promise<void> {
    const then = step.kind === 'done' ? this.recall(step, written) : await this.append(step, plan, written);
    for (const next of then)
      try {
        await this.perform(next, plan, written);
      } catch (error) {
        if (!isConflict(error)) throw error;
        await this.anew(next, written);
      }
  }

  private recall(step: Step, written: Written): readonly Step[] {
    const { stream, revision } = step;
    written.events.push(
      ...step.events.map(({ id, type }, index) => ({ id, type, stream, revision: revision + 1 + index })),
    );
    written.position = later(written.position, step.position);
    return step.then;
  }

  private async append(step: Step, plan: Plan, written: Written): Promise<readonly Step[]> {
    if (step.events.length === 0) return step.then;
    const { stream, revision, events } = step;
    const encoded = events.map((event) => encode(event, event.id, step.metadata, this.ports.vault));
    await this.ports.vault.durable();
    const appended = await this.ports.store.append(stream, encoded, revision < 0 ? 'no-stream' : revision);
    if (appended.alreadyThere) {
      // Decided twice with another outcome, perhaps: what the log holds is what counts.
      const done = await this.planner.plan(step, [], true);
      if (isRefusal(done)) throw new StoreError('conflict', `${step.command.type} was executed before, differently`);
      return this.recall(done, written);
    }
    step.aggregate.remember(stream, plan);
    for (const event of events) eraseAfter(event, this.ports.vault);
    written.anythingNew = true;
    written.position = later(written.position, appended.position);
    written.events.push(...events.map(({ id, type }, index) => ({ id, type, stream, revision: revision + 1 + index })));
    return step.then;
  }

  /** The command's id was used before, for something on another stream. */
  private reused(command: DomainCommand, { commandId }: Envelope): Executed {
    const stream = this.ports.aggregateOf(command).streamOf(command);
    return { outcome: 'reused-id', stream, eventId: eventIdOf(commandId, 0) };
  }

  /** A follow-up lost a race: it is decided anew for itself. A no now is left to the healing process to report. */
  private async anew(step: Step, written: Written): Promise<void> {
    const executed = await this.run(step.command, step.envelope);
    if (executed.outcome !== 'accepted') return;
    written.events.push(...executed.events);
    written.position = later(written.position, executed.position);
    written.anythingNew ||= !executed.alreadyThere;
  }

  private answer(command: DomainCommand, steps: readonly Step[], written: Written): Executed {
    const stream = this.ports.aggregateOf(command).streamOf(command);
    const own = written.events.findLast((event) => event.stream === stream);
    const revision = own?.revision ?? steps.find((step) => step.stream === stream)?.revision ?? -1;
    return {
      outcome: 'accepted',
      stream,
      revision,
      position: written.position,
      events: written.events,
      alreadyThere: !written.anythingNew && written.events.length > 0,
    };
  }
}

const later = (one: bigint | undefined, other: bigint | undefined): bigint | undefined =>
  one === undefined || (other !== undefined && other > one) ? other : one;
