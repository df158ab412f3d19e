import type { FastifyReply } from 'fastify';
import type { LikelyDuplicate } from '../../../application/finding/directory';
import type { Executed, ExecutedEvent } from '../../../application/executing/execution';
import type { ControlWarning } from '../../../read-models/campaigns/control-warnings';
import { lists } from '../../../read-models/lists/lists';
import { Problem, rejectionProblem } from '../protocol/problem';

type Accepted = Extract<Executed, { outcome: 'accepted' }>;

/** What a command is answered with. */
export interface CommandAnswer {
  /** Of what the command created, or else of what it was for. */
  readonly id: string;
  readonly stream: string;
  readonly revision: number;
  /** What `atLeast` of a query takes, to see at least this; null where nothing was ever written. */
  readonly position: string | null;
  readonly events: readonly ExecutedEvent[];
  readonly alreadyThere: boolean;
  /** Of a client that was registered or corrected: others who share with it what mostly one alone has. */
  readonly likelyDuplicates?: readonly LikelyDuplicate[];
  /** Of an offer that nobody asked for: campaigns that it spoils. */
  readonly warnings?: readonly ControlWarning[];
}

const accepted = (executed: Executed): Accepted => {
  switch (executed.outcome) {
    case 'accepted':
      return executed;
    case 'rejected':
      throw rejectionProblem(executed.rejection);
    case 'outdated': {
      const { stream, currentRevision } = executed;
      throw new Problem(
        412,
        {
          detail: `${stream} is at revision ${currentRevision}`,
          next: 'Look what changed, then ask again with the current revision in If-Match',
          stream,
          currentRevision,
        },
        { etag: `"${currentRevision}"` },
      );
    }
    case 'reused-id':
      throw new Problem(422, {
        detail: 'The first request with this Idempotency-Key said something else',
        next: 'Take a new key for a new request',
        stream: executed.stream,
        eventId: executed.eventId,
      });
  }
};

const idWithin = (stream: string): string => stream.slice(stream.indexOf('-') + 1);

/** What a command is answered with; throws a Problem where it was not accepted. */
export const answerOf = (executed: Executed, createdId: string | undefined): CommandAnswer => {
  const { stream, revision, position, events, alreadyThere } = accepted(executed);
  const id = createdId ?? idWithin(stream);
  return { id, stream, revision, position: position === undefined ? null : String(position), events, alreadyThere };
};

/** Where what a command was about is read: as a read model that has it by then, else as its stream. */
const locationOf = ({ stream, position }: CommandAnswer): string => {
  const list = lists.find(({ spec }) => stream.startsWith(`${spec.one}-`));
  if (!list || position === null) return `/streams/${encodeURIComponent(stream)}`;
  return `/${list.spec.name}/${idWithin(stream)}?atLeast=${position}`;
};

/** Says in headers, too, where the stream and the log stand. */
export const setHeaders = (reply: FastifyReply, answer: CommandAnswer): void => {
  const { revision, position } = answer;
  void reply.header('etag', `"${revision}"`).header('location', locationOf(answer));
  if (position !== null) void reply.header('letopis-position', position);
};
