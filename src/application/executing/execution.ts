import type { DomainCommand } from '../../domain/catalogue';
import type { Context, Rejection } from '../../domain/shared/decider';
import type { Actor, EventMetadata, Source } from '../../domain/shared/event';
import { given } from '../../domain/shared/given';
import { checkOccurrence } from '../../domain/shared/occurrence';
import { checkAuthors, distinct } from '../../domain/shared/references';
import type { Id, Moment, Zone } from '../../domain/shared/values';
import type { Position } from '../log/event-store';
import { commandDigest } from '../log/ids';

/** Who asks for a command, and when what it tells happened. */
export interface Envelope {
  /** The same id with the same command gives the same result, once (rule 21). */
  readonly commandId: Id;
  /** Now, where it is left out. */
  readonly occurredAt?: Moment;
  readonly zone?: Zone;
  readonly actor: Actor;
  readonly onBehalfOf?: Id;
  readonly source: Source;
  readonly lateReason?: string;
  readonly correlationId?: Id;
  readonly causationId?: Id;
  /** The revision at which the caller saw the stream; where it stands at another one, the command is refused. */
  readonly expectedRevision?: number;
  /** The command before its texts were normalised, where that changed it: logs of before hold its digest. */
  readonly asGiven?: DomainCommand;
  /** The caller believes that it was executed before: the log is looked at first. The result is the same either way. */
  readonly likelyDone?: boolean;
  /** The command id was made for this one asking and is told to nobody: no digest is kept of what was asked under it. */
  readonly askedOnce?: boolean;
}

export interface ExecutedEvent {
  readonly id: Id;
  readonly type: string;
  readonly stream: string;
  readonly revision: number;
}

/** The event that is in the log already in the place of what a command tells. */
export interface StandingEvent {
  readonly eventId: Id;
  readonly type: string;
  /** When it happened. */
  readonly since: Moment;
}

/** What became of a command. Only faults of the machinery are thrown (StoreError); a rejection is an answer. */
export type Executed =
  | {
      readonly outcome: 'accepted';
      /** Of the command's own stream after it; -1 where there is none. */
      readonly stream: string;
      readonly revision: number;
      /** Up to here a read model must have come to show it; undefined where nothing was written, ever. */
      readonly position: Position | undefined;
      /** The events of this command and of those that followed from it, in order. */
      readonly events: readonly ExecutedEvent[];
      /** True where nothing was written: the same command was executed before, or what it says stands already. */
      readonly alreadyThere: boolean;
      /** Where it is already there: when the events on the command's own stream happened, as the log has it. */
      readonly happenedAt?: readonly Moment[];
      /** Of a happening that gave no event: the one that another command told of it. */
      readonly stands?: StandingEvent;
    }
  | { readonly outcome: 'rejected'; readonly rejection: Rejection }
  /** `expectedRevision` was given and the stream stands elsewhere. */
  | { readonly outcome: 'outdated'; readonly stream: string; readonly currentRevision: number }
  /** The command id was used before for another command. */
  | {
      readonly outcome: 'reused-id';
      readonly stream: string;
      readonly eventId: Id;
      /** What the first event of the other command says, personal text opened; absent where it is on another stream. */
      readonly recorded?: object;
    };

export type Execute = (command: DomainCommand, envelope: Envelope) => Promise<Executed>;

/**
 * Whether the same command id may come with another command, which only a digest tells: not where nobody knows it, and not
 * where it derives from an event.
 */
const mayBeReused = ({ askedOnce, causationId }: Envelope): boolean => askedOnce !== true && causationId === undefined;

/** What the log keeps about a command's events beside their data. */
export const metadataOf = (
  command: DomainCommand,
  envelope: Envelope,
  pepper: Buffer,
): Omit<EventMetadata, 'schemaVersion'> => {
  const { zone = 'UTC', actor, onBehalfOf, source, commandId, lateReason } = envelope;
  const { correlationId = commandId, causationId = commandId } = envelope;
  return given({
    zone,
    actor,
    onBehalfOf,
    source,
    commandId,
    commandDigest: mayBeReused(envelope) ? commandDigest(command, pepper) : '',
    correlationId,
    causationId,
    lateReason,
  });
};

/** Whether an event was made by a command, or by what was given before its texts were normalised. */
export const isDigestOf = (
  { commandDigest: recorded }: EventMetadata,
  asked: { readonly metadata: Pick<EventMetadata, 'commandDigest'>; readonly asGiven?: DomainCommand | undefined },
  pepper: Buffer,
): boolean =>
  recorded === asked.metadata.commandDigest ||
  (asked.asGiven !== undefined && recorded === commandDigest(asked.asGiven, pepper));

/** The managers who ask, by themselves or on whose behalf: rule 25 looks at them, too. */
export const authorsOf = ({ actor, onBehalfOf }: Envelope): readonly Id[] =>
  distinct(actor.kind === 'manager' ? actor.id : undefined, onBehalfOf);

/** What a decider is told of a command, beside its data. */
export const contextOf = (
  envelope: Envelope,
  now: Moment,
  { facts, isOwed, open }: Pick<Context, 'facts' | 'open'> & { readonly isOwed: boolean },
): Context => {
  const { commandId, occurredAt = now, zone = 'UTC', actor, source, lateReason } = envelope;
  return given({ commandId, occurredAt, now, zone, actor, source, lateReason, isOwed, facts, open });
};

/** What holds for every command that is asked: when it happened (rule 14), and who tells it (rule 25). */
export const checkEntry = (command: DomainCommand, authors: readonly Id[], context: Context): Rejection | undefined => {
  const registered = command.type === 'RegisterManager' ? command.data.managerId : undefined;
  return checkOccurrence(context) ?? checkAuthors(context.facts, authors, registered)?.rejection;
};
