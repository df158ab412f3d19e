import { accept, type Context, type Decider, type Rejected } from '../shared/decider';
import { given } from '../shared/given';
import type { Pitch, PitchIntent } from '../shared/intents';
import { isInFuture } from '../shared/occurrence';
import {
  checkClient,
  checkEnquiry,
  checkManagers,
  checkProducts,
  firstRefusal,
  isConsentWithdrawn,
  isOwn,
  known,
} from '../shared/references';
import { plusMinutes } from '../shared/time';
import { personal, type Id, type Personal } from '../shared/values';
import type { CallCommands } from './commands';
import type { DatedCallRecord } from './events';
import { reject, rejections } from './rejections';
import { evolve, type CallShape } from './state';

type Decide = Decider<CallShape>['decide'];
type Logging = CallCommands['LogCall'];

const DAY_MINUTES = 24 * 60;

const noteOf = (note: string | undefined, of: Id): Personal | undefined =>
  note === undefined ? undefined : personal(note, of);

const productsOf = ({ topics = [], pitch }: Logging): readonly Id[] =>
  known(...topics, ...(pitch?.lines ?? []).map(({ productId }) => productId));

/** Clients may always call; who calls them needs their consent (rule 17). */
const needsBasis = ({ direction, clientId }: Logging, { facts }: Context): boolean =>
  direction === 'out' && isConsentWithdrawn(facts, clientId, 'phone');

const checkDuration = (seconds: number): Rejected | undefined =>
  seconds >= 0 ? undefined : reject('CALL_DURATION_NEGATIVE', { durationSeconds: seconds });

const checkPitch = ({ pitch, clientId, result }: Logging): Rejected | undefined => {
  if (!pitch) return undefined;
  if (clientId === undefined) return reject('CALL_PITCH_WITHOUT_CLIENT', { offerId: pitch.offerId });
  return result === 'reached' ? undefined : reject('CALL_PITCH_NOT_HEARD', { result });
};

const checkConsent = (command: Logging, context: Context): Rejected | undefined =>
  command.legalBasis === undefined && needsBasis(command, context)
    ? reject('CONSENT_WITHDRAWN', { clientId: command.clientId, channel: 'phone' })
    : undefined;

/** The pitch as the event keeps it: what the client said is personal. */
const told = ({ refused, ...pitch }: PitchIntent, of: Id): Pitch<Personal> => {
  if (!refused) return pitch;
  const { comment, ...refusal } = refused;
  return { ...pitch, refused: { ...refusal, ...given({ comment: noteOf(comment, of) }) } };
};

const log: Decide['LogCall'] = (command, state, context) => {
  const { callId, clientId, managerId, enquiryId, offerId, pitch } = command;
  const { facts, occurredAt } = context;
  if (state) return reject('CALL_ALREADY_LOGGED', { callId });
  const refusal = firstRefusal(
    checkClient(facts, clientId),
    checkManagers(facts, managerId),
    checkProducts(facts, productsOf(command)),
    checkEnquiry(facts, enquiryId),
    checkDuration(command.durationSeconds),
    checkPitch(command),
    checkConsent(command, context),
  );
  if (refusal) return refusal;
  // Where nobody knows the client, what is said about him is sealed with a key of the call.
  const subject = clientId ?? callId;
  const data = {
    callId,
    managerId,
    direction: command.direction,
    durationSeconds: command.durationSeconds,
    result: command.result,
    topics: command.topics ?? [],
    ...given({ clientId, enquiryId, offerId, note: noteOf(command.note, subject) }),
    ...given({ legalBasis: needsBasis(command, context) ? command.legalBasis : undefined }),
    ...given({ pitch: pitch && told(pitch, subject) }),
  };
  return accept({ type: 'CallLogged', occurredAt, data });
};

const isSame = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

const correctedBy = (changes: CallCommands['CorrectCall'], was: DatedCallRecord): DatedCallRecord => {
  const { clientId, managerId, direction, durationSeconds, result, topics, at, note } = changes;
  const subject = clientId ?? was.clientId ?? changes.callId;
  return {
    ...was,
    ...given({ clientId, managerId, direction, durationSeconds, result, topics, at, note: noteOf(note, subject) }),
  };
};

const correct: Decide['CorrectCall'] = (changes, state, { facts, now, occurredAt }) => {
  const { callId } = changes;
  if (!state) return reject('CALL_UNKNOWN', { callId });
  if (state.isVoided) return reject('CALL_VOIDED', { callId });
  const was = state.record;
  const corrected = correctedBy(changes, was);
  const refusal = firstRefusal(
    checkClient(facts, changes.clientId),
    checkManagers(facts, changes.managerId),
    checkProducts(facts, changes.topics ?? []),
    checkDuration(corrected.durationSeconds),
    isInFuture(corrected.at, now) ? reject('CALL_IN_FUTURE', { at: corrected.at, now }) : undefined,
  );
  if (refusal) return refusal;
  if (isSame(corrected, was)) return accept();
  const data = { callId, corrects: state.statedBy, was, now: corrected };
  return accept({ type: 'CallCorrected', occurredAt, data });
};

const voidCall: Decide['VoidCall'] = ({ callId, reason }, state, context) => {
  if (!state) return reject('CALL_UNKNOWN', { callId });
  if (state.isVoided) return accept();
  const { record: was, loggedBy } = state;
  const isOld = was.at < plusMinutes(context.now, -DAY_MINUTES);
  if (isOld && isOwn(context, was.managerId)) return reject('CALL_OWN_AND_OLD', { callId, at: was.at });
  return accept({ type: 'CallVoided', occurredAt: context.occurredAt, data: { callId, voids: loggedBy, was, reason } });
};

/** A call: logged, put right, or voided; with a pitch it leads to an offer and its outcome. */
export const callDecider: Decider<CallShape> = {
  initialState: undefined,
  evolve,
  decide: { LogCall: log, CorrectCall: correct, VoidCall: voidCall },
  streamId: ({ callId }) => callId,
  needs: {
    LogCall: (command) => ({
      clients: known(command.clientId),
      managers: [command.managerId],
      products: productsOf(command),
      enquiries: known(command.enquiryId),
    }),
    CorrectCall: ({ clientId, managerId, topics = [] }) => ({
      clients: known(clientId),
      managers: known(managerId),
      products: known(...topics),
    }),
  },
  rejections,
};
