import { setTimeout as pause } from 'node:timers/promises';
import type { DomainCommand } from '../../domain/catalogue';
import type { Moment } from '../../domain/shared/values';
import { decode, encode } from '../log/codec';
import { isStoreError, StoreError, type StreamStore } from '../log/event-store';
import { eventIdOf } from '../log/ids';
import { unseal, type KeyVault } from '../log/personal-data';
import { keepKeysAfter } from '../log/vault-of-log';
import { aggregateFinder, type Aggregates } from './aggregates';
import { isDigestOf, metadataOf, type Envelope, type Execute, type Executed } from './execution';
import { concluded, decideOn, isChange, type DecidedStep, type DecidingPorts } from './deciding';
import { firstSteps, followUpsOf, type EnvelopedCommand, type OpenTexts } from './following';
import type { Recorded } from './recorded';
import { heldAgainstLog } from './said-before';
import { foreseen, withMore, type NotExecuted, type Step, type StepToDecide, type Written } from './step';
import { StreamQueues } from './stream-queues';
import type { Aggregate } from './streams';

/** So long a command is decided again because other processes changed its streams; then the caller is told to retry. */
const PATIENCE_MILLISECONDS = 30_000;
const LONGEST_PAUSE_BETWEEN_ATTEMPTS = 250;

/** With jitter, so that two processes do not meet again and again. */
const pauseAfter = (attempt: number): Promise<void> =>
  pause(Math.random() * Math.min(LONGEST_PAUSE_BETWEEN_ATTEMPTS, 2 ** attempt));

export interface ExecutorPorts {
  readonly store: StreamStore;
  readonly vault: KeyVault;
  readonly clock: () => Moment;
  readonly aggregates: Aggregates;
  readonly recorded: Recorded;
}

/**
 * Executes commands: read, fold, decide, append; after a conflict, again. What follows on other streams (a pitch's offer,
 * an invoice's number) is decided BEFORE the first append, so that a rejection leaves nothing half done. Should the
 * process die between two appends, the same command again, or healing, goes on where it stopped: all ids derive from the
 * command's.
 *
 * Not promised: that a command which changed nothing (refusing what is refused) is remembered; asked again, it is
 * decided again.
 */
export const createExecutor = (ports: ExecutorPorts): Execute => {
  const executor = new CommandExecutor(ports);
  return (command, envelope) => executor.execute(command, envelope);
};

class CommandExecutor {
  private readonly aggregateOf: (command: DomainCommand) => Aggregate;
  private readonly queues = new StreamQueues();
  private readonly open: OpenTexts = (value) => unseal(value, this.ports.vault);

  private readonly deciding: DecidingPorts;

  constructor(private readonly ports: ExecutorPorts) {
    this.aggregateOf = aggregateFinder(ports.aggregates);
    this.deciding = { ...ports, open: this.open };
  }

  execute(command: DomainCommand, envelope: Envelope): Promise<Executed> {
    return this.untilDone(command, envelope, this.queues);
  }

  /** Without queues: for a command within another one, which holds its place in them. */
  private async untilDone(command: DomainCommand, envelope: Envelope, queues?: StreamQueues): Promise<Executed> {
    const startedAt = performance.now();
    for (let attempt = 1; ; attempt += 1)
      try {
        return await this.attempt(command, envelope, {
          mayBeDone: attempt > 1 || envelope.likelyDone === true,
          queues,
        });
      } catch (error) {
        if (isStoreError(error, 'reused-id')) return this.reusedId(command, envelope);
        if (!isStoreError(error, 'conflict')) throw error;
        if (performance.now() - startedAt > PATIENCE_MILLISECONDS)
          throw new StoreError(
            'unavailable',
            `${command.type}: others kept changing the same stream; retry in a moment`,
          );
        await pauseAfter(attempt);
      }
  }

  /** Decides and appends; what had to wait for its turn is decided again, on what was appended before it. */
  private async attempt(command: DomainCommand, envelope: Envelope, { mayBeDone, queues }: Attempt): Promise<Executed> {
    const decide = () => this.decideAll(command, envelope, mayBeDone);
    const decided = await decide();
    if ('outcome' in decided) return decided;
    const place = queues?.join(decided.filter(isAppend).map(({ stream }) => stream));
    try {
      await place?.turn;
      const steps = place?.turn ? await decide() : decided;
      return 'outcome' in steps ? steps : this.answer(command, steps, await this.appendAll(steps));
    } finally {
      place?.leave();
    }
  }

  private async decideAll(
    command: DomainCommand,
    envelope: Envelope,
    mayBeDone: boolean,
  ): Promise<readonly Step[] | NotExecuted> {
    const steps: Step[] = [];
    const { vault } = this.ports;
    const asGiven = envelope.asGiven && firstSteps(envelope.asGiven, envelope, vault);
    for (const [index, first] of firstSteps(command, envelope, vault).entries()) {
      const asked = { ...first, asGiven: asGiven?.[index]?.command };
      const decided = await this.decideWithFollowing(this.stepFor(asked, mayBeDone), steps);
      if ('outcome' in decided) return decided;
      steps.push(...decided);
    }
    return steps;
  }

  /** A step and what follows from its events, in order; the first rejection of a follow-up that must be is the whole's. */
  private async decideWithFollowing(
    asked: StepToDecide,
    before: readonly Step[],
  ): Promise<readonly Step[] | NotExecuted> {
    const step = await this.decideStep(asked, before);
    if ('outcome' in step) return step;
    const steps = [step];
    for (const event of step.events)
      for (const followUp of followUpsOf(event, step.envelope, { open: this.open, vault: this.ports.vault })) {
        const next = this.stepFor(followUp, step.position !== undefined, step);
        const following = await this.decideWithFollowing(next, [...before, ...steps]);
        if (!('outcome' in following)) steps.push(...following);
        else if (!followUp.optional) return following;
      }
    return steps;
  }

  /** Decides one command, seeing its stream and others' as the steps before would leave them. */
  private async decideStep(asked: StepToDecide, before: readonly Step[]): Promise<Step | NotExecuted> {
    const executed = asked.mayBeDone ? await this.executedBefore(asked) : undefined;
    if (executed) return executed;
    const decided = concluded(asked, await this.decideOnStream(asked, before));
    if (isChange(decided)) return decided;
    // Asked again, a command that was executed is rejected for what it did itself: the log tells.
    return (await this.executedBefore(asked)) ?? heldAgainstLog(this.deciding, decided, asked, before);
  }

  /** Read, fold, decide: first on the stream in memory, and only where that comes to nothing on the log. */
  private async decideOnStream(asked: StepToDecide, before: readonly Step[]): Promise<DecidedStep> {
    const { aggregate, stream, envelope, mayBeDone } = asked;
    const known = aggregate.ready();
    if (known) await known;
    const planned = foreseen(before, stream);
    if (planned) return decideOn(this.deciding, planned, asked, before);
    if (!mayBeDone && envelope.expectedRevision === undefined) {
      const decided = await decideOn(this.deciding, aggregate.inMemory(stream), asked, before);
      if (isChange(decided)) return decided;
    }
    return decideOn(this.deciding, await aggregate.read(stream), asked, before);
  }

  /** The step as the log holds it, where this command was executed before. */
  private async executedBefore(asked: StepToDecide): Promise<Step | NotExecuted | undefined> {
    const { stream, envelope } = asked;
    const events = (await this.ports.recorded(stream, envelope.commandId)).map(decode);
    const [first] = events;
    if (!first) return undefined;
    // A follow-up's id derives from its event: it can't be another command, only one decided from what came later.
    if (envelope.causationId === undefined && !isDigestOf(first.metadata, asked, this.ports.vault.pepper))
      return { outcome: 'reused-id', stream, eventId: first.id, recorded: unseal(first.data, this.ports.vault) };
    return { ...asked, revision: first.revision - 1, events, after: undefined, position: events.at(-1)?.position };
  }

  /**
   * Appends the steps in order. A conflict of a step that the caller asked is thrown, to be decided again; a follow-up
   * that lost a race is executed for itself, with all that follows from it.
   */
  private async appendAll(steps: readonly Step[]): Promise<Written> {
    let written: Written = { events: [], position: undefined, isNew: false };
    const replaced = new Set<Step>();
    for (const step of steps) {
      if (step.causedBy && replaced.has(step.causedBy)) {
        replaced.add(step);
        continue;
      }
      try {
        written = withMore(written, await this.append(step));
      } catch (error) {
        if (!step.causedBy || !isStoreError(error, 'conflict')) throw error;
        replaced.add(step);
        const executed = await this.untilDone(step.command, step.envelope);
        // A rejection now is left to healing, which reports it.
        if (executed.outcome === 'accepted')
          written = withMore(written, { ...executed, isNew: !executed.alreadyThere });
      }
    }
    return written;
  }

  private async append(step: Step): Promise<Written> {
    const { stream, revision, events, after, position, metadata, aggregate } = step;
    const executed = events.map(({ id, type }, index) => ({ id, type, stream, revision: revision + 1 + index }));
    if (!after || events.length === 0) return { events: executed, position, isNew: false };
    const { store, vault } = this.ports;
    const encoded = events.map((event) => encode(event, event.id, metadata, vault));
    await vault.durable();
    const appended = await store.append(stream, encoded, revision < 0 ? 'no-stream' : revision);
    // Executed before, perhaps with another outcome: what the log holds is what counts.
    if (appended.alreadyThere) throw new StoreError('conflict', `${step.command.type} was executed before`);
    aggregate.keep(stream, after);
    for (const event of events) keepKeysAfter(event, vault);
    return { events: executed, position: appended.position, isNew: true };
  }

  private answer(command: DomainCommand, steps: readonly Step[], { events, position, isNew }: Written): Executed {
    const stream = this.aggregateOf(command).streamOf(command);
    const step = steps.find((each) => each.stream === stream);
    const revision = (events.findLast((event) => event.stream === stream) ?? step)?.revision ?? -1;
    const accepted = { outcome: 'accepted', stream, revision, position, events, alreadyThere: !isNew } as const;
    if (isNew) return accepted;
    const { events: recorded = [], stands } = step ?? {};
    return { ...accepted, happenedAt: recorded.map(({ occurredAt }) => occurredAt), ...(stands && { stands }) };
  }

  /** The command's id was used before, for something on another stream. */
  private reusedId(command: DomainCommand, { commandId }: Envelope): Executed {
    const stream = this.aggregateOf(command).streamOf(command);
    return { outcome: 'reused-id', stream, eventId: eventIdOf(commandId, 0) };
  }

  private stepFor({ command, asGiven, envelope }: EnvelopedCommand, mayBeDone: boolean, causedBy?: Step): StepToDecide {
    const aggregate = this.aggregateOf(command);
    const metadata = metadataOf(command, envelope, this.ports.vault.pepper);
    const isOwed = causedBy ? causedBy.isOwed : envelope.causationId !== undefined;
    const stream = aggregate.streamOf(command);
    return { command, asGiven, envelope, aggregate, stream, metadata, isOwed, mayBeDone, causedBy };
  }
}

interface Attempt {
  /** Look first whether the command's events are in the log. */
  readonly mayBeDone: boolean;
  readonly queues: StreamQueues | undefined;
}

/** Whether a step has something to append: else it changed nothing, or is in the log. */
const isAppend = ({ events, after }: Step): boolean => after !== undefined && events.length > 0;
