import type { CallCommands } from '../../domain/call/commands';
import type { PitchIntent } from '../../domain/shared/intents';
import { callDirections, callResults } from '../../domain/shared/words';
import {
  aLongText,
  aMoment,
  anId,
  anObject,
  aReason,
  aText,
  aWhole,
  idList,
  maybe,
  oneOf,
  ownId,
  type StreamFields,
} from './fields';
import { linesOfOffer, refusalFields } from './shared-fields';

const DAY_IN_SECONDS = 86_400;

const durationSeconds = aWhole(0, DAY_IN_SECONDS);
const topics = maybe(idList({ min: 0 }), 'The products that were talked about');

const pitch = anObject<PitchIntent>('Pitch', {
  offerId: ownId,
  lines: linesOfOffer,
  campaignId: maybe(anId),
  legalBasis: maybe(aReason),
  accepted: maybe(
    anObject<NonNullable<PitchIntent['accepted']>>('PitchAcceptance', { lineIds: idList(), winReason: maybe(aText()) }),
  ),
  refused: maybe(
    anObject<NonNullable<PitchIntent['refused']>>('PitchRefusal', { ...refusalFields, lineIds: idList() }),
  ),
});

export const callFields = {
  LogCall: {
    callId: ownId,
    clientId: maybe(anId, 'Left out where the caller is not known'),
    managerId: anId,
    direction: maybe(oneOf(callDirections), 'Left out where nobody knows it'),
    durationSeconds: maybe(durationSeconds, 'Left out where nobody knows it; 0 where nothing was said'),
    result: oneOf(callResults),
    topics,
    enquiryId: maybe(anId, 'The enquiry that the call answers'),
    offerId: maybe(anId),
    note: maybe(aLongText),
    legalBasis: maybe(aReason, 'Why the call was allowed although the consent is withdrawn (rule 17)'),
    pitch: maybe(pitch, 'A verbal offer made in this call, with its outcome'),
  },
  CorrectCall: {
    callId: anId,
    clientId: maybe(anId),
    managerId: maybe(anId),
    direction: maybe(oneOf(callDirections)),
    durationSeconds: maybe(durationSeconds),
    result: maybe(oneOf(callResults)),
    topics,
    at: maybe(aMoment, 'When the call was'),
    note: maybe(aLongText),
  },
  VoidCall: { callId: anId, reason: aReason },
} satisfies StreamFields<CallCommands>;
