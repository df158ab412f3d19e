import type { DomainCommand, DomainFact } from '../../domain/catalogue';
import type { Rejection } from '../../domain/shared/decider';
import { saysSame } from '../../domain/shared/same';
import type { Id } from '../../domain/shared/values';
import { decode } from '../log/codec';
import type { StoredEvent, StreamStore } from '../log/event-store';
import { firstEvent } from '../log/paging';
import { contextFor, type DecidingPorts } from './deciding';
import type { StandingEvent } from './execution';
import type { NotExecuted, Step, StepToDecide } from './step';
import { toldBy } from './told-by';

type ReadStreams = Pick<StreamStore, 'read'>;

const asStanding = ({ id, type, occurredAt }: StoredEvent): StandingEvent => ({
  eventId: id,
  type,
  since: occurredAt,
});

/** The lines of an offer that a command is about: an event stands for it that is about one of them. */
const linesOf = ({ data }: DomainCommand): readonly Id[] => ('lineIds' in data ? data.lineIds : []);

const isAbout = ({ data }: StoredEvent, lineIds: readonly Id[]): boolean => {
  const text = JSON.stringify(data);
  return lineIds.length === 0 || lineIds.some((id) => text.includes(id));
};

/** Of a command that tells a happening and gave no event: the last event on its stream that told it before. */
const standingFor = async (
  store: ReadStreams,
  { command, stream }: StepToDecide,
): Promise<StandingEvent | undefined> => {
  const type = toldBy[command.type];
  if (type === 'what holds') return undefined;
  const lineIds = linesOf(command);
  let standing: StoredEvent | undefined;
  for await (const page of store.read(stream))
    standing = page.findLast((event) => event.type === type && isAbout(event, lineIds)) ?? standing;
  return standing && asStanding(standing);
};

/**
 * What a command comes to where there is no stream yet, at the moment of the event that began the stream; undefined where
 * the command says another moment, or comes to nothing.
 */
const beginningOf = async (
  ports: DecidingPorts,
  { occurredAt }: StoredEvent,
  asked: StepToDecide,
  before: readonly Step[],
): Promise<DomainFact | undefined> => {
  const { aggregate, command, envelope } = asked;
  if (envelope.occurredAt !== undefined && envelope.occurredAt !== occurredAt) return undefined;
  const beginning = { ...asked, envelope: { ...envelope, occurredAt }, isOwed: true };
  const context = await contextFor(ports, aggregate.initialState, beginning, before);
  const decision = aggregate.decide(command, aggregate.initialState, context);
  return decision.accepted ? decision.events[0] : undefined;
};

/**
 * An id is taken: by the very same fact, told word by word as the first event of the stream was, and then it is there
 * already; or by another one, and then the rejection says which and since when.
 */
const heldAgainstBeginning = async (
  ports: DecidingPorts,
  rejection: Rejection,
  asked: StepToDecide,
  before: readonly Step[],
): Promise<Step | NotExecuted> => {
  const { stream, aggregate } = asked;
  const began = await firstEvent(ports.store.read(stream));
  if (!began) return { outcome: 'rejected', rejection };
  const first = decode(began);
  const told = await beginningOf(ports, first, asked, before);
  if (told?.type !== first.type || !saysSame(told.data, first.data, ports))
    return {
      outcome: 'rejected',
      rejection: { ...rejection, details: { ...rejection.details, stands: asStanding(first) } },
    };
  const { revision } = await aggregate.read(stream);
  return { ...asked, revision, events: [], after: undefined, position: undefined };
};

/** A command that changes nothing, or must not, as the log has it already: what stands there is named. */
export const heldAgainstLog = async (
  ports: DecidingPorts,
  decided: Step | NotExecuted,
  asked: StepToDecide,
  before: readonly Step[],
): Promise<Step | NotExecuted> => {
  if (!('outcome' in decided)) return { ...decided, stands: await standingFor(ports.store, asked) };
  const isTaken = decided.outcome === 'rejected' && decided.rejection.kind === 'taken';
  return isTaken ? heldAgainstBeginning(ports, decided.rejection, asked, before) : decided;
};
