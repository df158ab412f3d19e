import type { DomainCommand } from '../../domain/catalogue';
import type { Context, Rejection } from '../../domain/shared/decider';
import type { EventMetadata } from '../../domain/shared/event';
import type { Facts, Needs } from '../../domain/shared/facts';
import { checkOccurrence } from '../../domain/shared/occurrence';
import type { Id, Moment } from '../../domain/shared/values';
import type { Aggregate, Decided, IdentifiedFact, Plan } from './aggregate';
import { decode } from '../log/codec';
import type { StreamStore } from '../log/event-store';
import type { Envelope } from './execution';
import { derivedId, digestOf } from '../log/ids';
import { unseal, type KeyVault } from '../log/personal-data';
import type { Open } from './processes/follow-up';
import { followUpsOf } from './processes/follow-ups';
import type { Recorded } from './recorded';

export interface ExecutorPorts {
  readonly store: StreamStore;
  readonly vault: KeyVault;
  readonly clock: () => Moment;
  readonly aggregateOf: (command: DomainCommand) => Aggregate;
  readonly factsFor: (needs: Needs, plan: Plan) => Promise<Facts>;
  readonly recorded: Recorded;
}

export type CommandMetadata = Omit<EventMetadata, 'schemaVersion'>;

/** A command that was decided, and what follows from its events on other streams. */
export interface Step {
  readonly kind: 'append' | 'done';
  readonly command: DomainCommand;
  readonly envelope: Envelope;
  readonly aggregate: Aggregate;
  readonly stream: string;
  /** The revision that the decision rests on; of a step that is done, the stream's before its events. */
  readonly revision: number;
  readonly events: readonly IdentifiedFact[];
  readonly metadata: CommandMetadata;
  readonly then: readonly Step[];
  /** Of the last event of a step that is done. */
  readonly position?: bigint;
}

/** Why a command can't be planned. */
export type Refusal =
  | { readonly kind: 'rejected'; readonly rejection: Rejection }
  | { readonly kind: 'outdated'; readonly stream: string; readonly currentRevision: number }
  | { readonly kind: 'reused-id'; readonly stream: string; readonly eventId: Id };

export type Planned = Step | Refusal;

export const isRefusal = (planned: Planned): planned is Refusal => planned.kind !== 'append' && planned.kind !== 'done';

interface Ask {
  readonly command: DomainCommand;
  readonly envelope: Envelope;
}

type Asked = Omit<Step, 'kind' | 'revision' | 'events' | 'then'>;

/** Whether somebody asked for it; else it follows from an event. */
const isAsked = ({ causationId }: Envelope): boolean => causationId === undefined;

const isOutdated = ({ expectedRevision }: Envelope, { revision }: Decided): boolean =>
  expectedRevision !== undefined && expectedRevision !== revision;

/** A command that changes nothing, or must not. */
const unplanned = (asked: Asked, decided: Decided): Planned => {
  const { stream, envelope } = asked;
  if (isOutdated(envelope, decided)) return { kind: 'outdated', stream, currentRevision: decided.revision };
  if ('rejection' in decided) return { kind: 'rejected', rejection: decided.rejection };
  return { kind: 'append', ...asked, ...decided, then: [] };
};

/** The envelope of a command that follows from an event: its id derives from the event's, so that it happens once. */
export const following = (
  from: Envelope,
  event: { readonly id: Id; readonly occurredAt: Moment },
  name: string,
): Envelope => ({
  commandId: derivedId(`${event.id}/${name}`),
  occurredAt: event.occurredAt,
  actor: from.actor,
  source: from.source,
  causationId: event.id,
  correlationId: from.correlationId ?? from.commandId,
  ...(from.zone !== undefined && { zone: from.zone }),
  ...(from.onBehalfOf !== undefined && { onBehalfOf: from.onBehalfOf }),
  ...(from.lateReason !== undefined && { lateReason: from.lateReason }),
});

/** Decides a command and all that follows from it, without writing anything. */
export class Planner {
  private readonly open: Open = (text) => unseal(text, this.ports.vault);

  constructor(private readonly ports: ExecutorPorts) {}

  /** `mayBeDone`: look first whether the command's events are in the log (the asker, or a conflict, hinted at it). */
  async plan({ command, envelope }: Ask, plan: Plan, mayBeDone = false): Promise<Planned> {
    const aggregate = this.ports.aggregateOf(command);
    const stream = aggregate.streamOf(command);
    const asked = { command, envelope, aggregate, stream, metadata: this.metadataOf(command, envelope) };
    const doneBefore = mayBeDone ? await this.done(asked, plan) : undefined;
    if (doneBefore) return doneBefore;
    const decided = await this.decide(asked, plan, mayBeDone);
    const isPlain = 'events' in decided && decided.events.length > 0 && !isOutdated(envelope, decided);
    if (isPlain) return this.withFollowing({ kind: 'append', ...asked, ...decided, then: [] }, plan);
    // Asked again, a command that was executed is refused by what it did itself: the log tells.
    return (await this.done(asked, plan)) ?? unplanned(asked, decided);
  }

  private async decide(asked: Asked, plan: Plan, mayBeDone: boolean): Promise<Decided> {
    let late: Rejection | undefined;
    const contextOf = (facts: Facts): Context => {
      const context = this.contextOf(asked.envelope, facts);
      // What follows from an event happened with it: a crash that heals after weeks needs no reason of its own.
      if (isAsked(asked.envelope)) late = checkOccurrence(context);
      return context;
    };
    const decided = await asked.aggregate.decide(asked.command, {
      stream: asked.stream,
      factsFor: (needs) => this.ports.factsFor(needs, plan),
      contextOf,
      plan,
      certain: mayBeDone || asked.envelope.expectedRevision !== undefined,
    });
    return late ? { revision: decided.revision, rejection: late } : decided;
  }

  /** The step with what follows from its events; the first refusal of a follow-up that must be is the whole's. */
  private async withFollowing(step: Step, plan: Plan): Promise<Planned> {
    const then: Step[] = [];
    for (const event of step.events)
      for (const [index, followUp] of followUpsOf(event, this.open).entries()) {
        const envelope = following(step.envelope, event, `${index}/${followUp.command.type}`);
        const planned = await this.plan({ command: followUp.command, envelope }, plan, step.kind === 'done');
        if (!isRefusal(planned)) then.push(planned);
        else if (!followUp.optional) return planned;
      }
    return then.length === 0 ? step : { ...step, then };
  }

  /** The step as the log holds it, where this command was executed before. */
  private async done(ask: Asked, plan: Plan): Promise<Planned | undefined> {
    const events = (await this.ports.recorded(ask.stream, ask.envelope.commandId)).map(decode);
    const [first] = events;
    const last = events.at(-1);
    if (!first || !last) return undefined;
    // A follow-up's id derives from its event: it can't be another command, only one decided from what came later.
    if (isAsked(ask.envelope) && first.metadata.commandDigest !== ask.metadata.commandDigest)
      return { kind: 'reused-id', stream: ask.stream, eventId: first.id };
    const step: Step = {
      ...ask,
      kind: 'done',
      revision: first.revision - 1,
      events,
      then: [],
      position: last.position,
    };
    return this.withFollowing(step, plan);
  }

  private contextOf(envelope: Envelope, facts: Facts): Context {
    const now = this.ports.clock();
    return {
      commandId: envelope.commandId,
      occurredAt: envelope.occurredAt ?? now,
      now,
      zone: envelope.zone ?? 'UTC',
      actor: envelope.actor,
      source: envelope.source,
      ...(envelope.lateReason !== undefined && { lateReason: envelope.lateReason }),
      facts,
    };
  }

  private metadataOf(command: DomainCommand, envelope: Envelope): CommandMetadata {
    return {
      zone: envelope.zone ?? 'UTC',
      actor: envelope.actor,
      ...(envelope.onBehalfOf !== undefined && { onBehalfOf: envelope.onBehalfOf }),
      source: envelope.source,
      commandId: envelope.commandId,
      commandDigest: digestOf(command, this.ports.vault.pepper),
      correlationId: envelope.correlationId ?? envelope.commandId,
      causationId: envelope.causationId ?? envelope.commandId,
      ...(envelope.lateReason !== undefined && { lateReason: envelope.lateReason }),
    };
  }
}
