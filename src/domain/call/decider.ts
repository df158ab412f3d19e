import { accept, existing, type Checked, type Context, type Decider } from '../shared/decider';
import type { Needs } from '../shared/facts';
import { given } from '../shared/given';
import { checkAfter, isInFuture } from '../shared/occurrence';
import {
  checkClient,
  checkEnquiry,
  checkManagers,
  checkOffer,
  checkProducts,
  firstRejection,
  isConsentWithdrawn,
  isOwn,
  isKnownProof,
  provenBy,
  distinct,
  productIdsOf,
} from '../shared/references';
import { saysSame } from '../shared/same';
import { plusMinutes } from '../shared/time';
import { personalIfGiven, type Id } from '../shared/values';
import type { CallCommands } from './commands';
import type { CallEvents, DatedCallRecord } from './events';
import { rejectCall, callRejections } from './rejections';
import { evolveCall, type CallShape } from './state';

type CallDecide = Decider<CallShape>['decide'];
type Logging = CallCommands['LogCall'];

const onCall = existing<CallShape, { readonly callId: Id }>(({ callId }) => rejectCall('CALL_UNKNOWN', { callId }));

const DAY_MINUTES = 24 * 60;

const productsOf = ({ topics = [], pitch }: Logging): readonly Id[] =>
  distinct(...topics, ...productIdsOf(pitch?.lines ?? []));

/** Clients may always call; who calls them, or may have, needs their consent (rule 17). */
const needsBasis = ({ direction, clientId }: Logging, { facts }: Context): boolean =>
  direction !== 'in' && isConsentWithdrawn(facts, clientId, 'phone');

const checkDuration = (seconds: number | undefined): Checked =>
  seconds === undefined || (Number.isSafeInteger(seconds) && seconds >= 0)
    ? undefined
    : rejectCall('CALL_DURATION_NEGATIVE', { durationSeconds: seconds });

const checkPitch = ({ pitch, clientId, result }: Logging): Checked => {
  if (!pitch) return undefined;
  if (clientId === undefined) return rejectCall('CALL_PITCH_WITHOUT_CLIENT', { offerId: pitch.offerId });
  return result === 'reached' ? undefined : rejectCall('CALL_PITCH_NOT_HEARD', { result });
};

const checkConsentToCall = (command: Logging, context: Context): Checked =>
  command.legalBasis === undefined && needsBasis(command, context)
    ? rejectCall('CONSENT_WITHDRAWN', { clientId: command.clientId, channel: 'phone' })
    : undefined;

/** The offer that the call comes back to; the one that it makes itself is not there yet. */
const offerBefore = ({ offerId, pitch }: Pick<Logging, 'offerId' | 'pitch'>): Id | undefined =>
  offerId === pitch?.offerId ? undefined : offerId;

/** Of a call of nobody: whose the enquiry or the offer is that it names. */
const relatedClient = (command: Logging, { facts }: Context): Id | undefined => {
  const { clientId, enquiryId } = command;
  const offerId = offerBefore(command);
  if (clientId !== undefined) return undefined;
  const ofEnquiry = enquiryId === undefined ? undefined : facts.enquiry(enquiryId)?.clientId;
  return ofEnquiry ?? (offerId === undefined ? undefined : facts.offer(offerId)?.clientId);
};

const logCall: CallDecide['LogCall'] = (command, state, context) => {
  const { topics = [], note, legalBasis, pitch, ...call } = command;
  const { callId, clientId, managerId, enquiryId } = call;
  const { facts, occurredAt } = context;
  if (state) return rejectCall('CALL_ALREADY_LOGGED', { callId });
  const rejected = firstRejection(
    checkClient(facts, clientId),
    checkManagers(facts, managerId),
    checkProducts(facts, productsOf(command)),
    checkEnquiry(context, enquiryId, clientId),
    checkOffer(context, offerBefore(command), clientId),
    checkDuration(command.durationSeconds),
    checkPitch(command),
    checkConsentToCall(command, context),
  );
  if (rejected) return rejected;
  // Where nobody knows the client, what is said about him is sealed with a key of the call.
  const subject = clientId ?? callId;
  const data: CallEvents['CallLogged'] = given({
    ...call,
    topics: distinct(...topics),
    note: personalIfGiven(note, subject),
    legalBasis: needsBasis(command, context) ? legalBasis : undefined,
    relatedClientId: relatedClient(command, context),
    pitch,
  });
  return accept({ type: 'CallLogged', occurredAt, data });
};

const correctedBy = (changes: CallCommands['CorrectCall'], was: DatedCallRecord): DatedCallRecord => {
  const { callId, note, topics, ...others } = changes;
  const subject = others.clientId ?? was.clientId ?? callId;
  const named = topics === undefined ? was.topics : distinct(...topics);
  return given({ ...was, ...others, topics: named, note: personalIfGiven(note, subject) ?? was.note });
};

/** What the call named when it was logged still fits it. */
const checkStillFits = ({ enquiryId, offerId, clientId, at }: DatedCallRecord, context: Context): Checked => {
  const atCall = { ...context, occurredAt: at };
  return checkEnquiry(atCall, enquiryId, clientId) ?? checkOffer(atCall, offerId, clientId);
};

const isMoved = ({ clientId, at }: CallCommands['CorrectCall']): boolean => clientId !== undefined || at !== undefined;

const correctCall: CallDecide['CorrectCall'] = onCall((changes, call, context) => {
  const { callId } = changes;
  const { facts, now, occurredAt } = context;
  if (call.isVoided) return rejectCall('CALL_VOIDED', { callId });
  const was = call.record;
  const corrected = correctedBy(changes, was);
  const rejected = firstRejection(
    checkClient(facts, changes.clientId),
    checkManagers(facts, changes.managerId),
    checkProducts(facts, changes.topics ?? []),
    checkDuration(corrected.durationSeconds),
    isInFuture(corrected.at, now) ? rejectCall('CALL_IN_FUTURE', { at: corrected.at, now }) : undefined,
    checkAfter(context, { cause: 'what it corrects', at: call.statedAt }),
    isMoved(changes) ? checkStillFits(corrected, context) : undefined,
  );
  if (rejected) return rejected;
  if (saysSame(corrected, was, context)) return accept();
  const rest = { corrects: call.statedBy, was, now: corrected, proves: provenBy(call.proves) };
  const data: CallEvents['CallCorrected'] = given({ callId, ...rest });
  return accept({ type: 'CallCorrected', occurredAt, data });
});

const noteCallAsProof: CallDecide['NoteCallAsProof'] = onCall((data, call, { occurredAt }) =>
  isKnownProof(call.proves, call.isVoided ? undefined : call.record.enquiryId, data.enquiryId)
    ? accept()
    : accept({ type: 'CallNamedAsProof', occurredAt, data }),
);

const voidCall: CallDecide['VoidCall'] = onCall(({ callId, reason }, call, context) => {
  const { isVoided, record: was, loggedBy } = call;
  if (isVoided) return accept();
  const early =
    checkAfter(context, { cause: 'CallLogged', at: was.at }) ??
    (call.statedBy === loggedBy ? undefined : checkAfter(context, { cause: 'CallCorrected', at: call.statedAt }));
  if (early) return early;
  const isOld = was.at < plusMinutes(context.now, -DAY_MINUTES);
  if (isOld && isOwn(context, was.managerId)) return rejectCall('CALL_OWN_AND_OLD', { callId, at: was.at });
  const data: CallEvents['CallVoided'] = given({ callId, voids: loggedBy, was, reason, proves: provenBy(call.proves) });
  return accept({ type: 'CallVoided', occurredAt: context.occurredAt, data });
});

const needsNamedBy = ({ enquiryId, offerId, clientId }: DatedCallRecord): Needs => ({
  enquiries: distinct(enquiryId),
  offers: distinct(offerId),
  owners: distinct(clientId),
});

/** A call: logged, put right, or voided; with a pitch it leads to an offer and its outcome. */
export const callDecider: Decider<CallShape> = {
  initialState: undefined,
  evolve: evolveCall,
  decide: { LogCall: logCall, CorrectCall: correctCall, NoteCallAsProof: noteCallAsProof, VoidCall: voidCall },
  streamId: ({ callId }) => callId,
  needs: {
    LogCall: (command) => ({
      clients: distinct(command.clientId),
      managers: [command.managerId],
      products: productsOf(command),
      enquiries: distinct(command.enquiryId),
      offers: distinct(offerBefore(command)),
    }),
    CorrectCall: (changes, call) => ({
      clients: distinct(changes.clientId),
      managers: distinct(changes.managerId),
      products: distinct(...(changes.topics ?? [])),
      ...(call && isMoved(changes) && needsNamedBy(call.record)),
    }),
  },
  rejections: callRejections,
};
