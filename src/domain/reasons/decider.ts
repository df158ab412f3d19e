import { accept, rejecter, type Decider, type RejectionCatalogue } from '../shared/decider';
import type { Code } from '../shared/values';
import { evolve, initialState, type ReasonsShape, type ReasonsState } from './state';

const rejections = {
  REASON_UNKNOWN: {
    rule: 2,
    kind: 'unknown',
    message: 'The catalogue has no such reason.',
    next: 'Define it first (DefineReason), or take one that it has.',
  },
  REASON_ALREADY_DEFINED: {
    rule: 2,
    message: 'The catalogue has this code with another meaning, and what was recorded under it stays.',
    next: 'Take a new code, and remap the old one to it (RemapReason).',
  },
  REASON_RETIRED_BEFORE_DEFINED: {
    rule: 2,
    message: 'A reason can not be retired from before it took effect.',
    next: 'Name a later effectiveFrom.',
  },
  REASON_REMAPPED_TO_ITSELF: {
    rule: 2,
    message: 'A reason can not be mapped to itself.',
    next: 'Name another reason to map it to.',
  },
  REASON_REMAPPED_IN_CIRCLE: {
    rule: 2,
    message: 'The reason to map to leads back to this one.',
    next: 'Map to a reason that is not itself mapped to this one.',
  },
} as const satisfies RejectionCatalogue;

const reject = rejecter(rejections);

/** Where the mappings lead from a code on. */
const leadsTo = (remapped: ReasonsState['remapped'], from: Code, code: Code): boolean => {
  const next = remapped[from]?.to;
  return next !== undefined && (next === code || leadsTo(remapped, next, code));
};

/** The catalogue of refusal reasons: one stream a catalogue. */
export const reasonsDecider: Decider<ReasonsShape> = {
  initialState,
  evolve,
  decide: {
    DefineReason: ({ effectiveFrom, ...reason }, { reasons }, { occurredAt }) => {
      const { code, group, durable } = reason;
      const known = reasons[code];
      const isRetired = known?.retiredFrom !== undefined;
      if (known && !isRetired)
        return known.group === group && known.durable === durable
          ? accept()
          : reject('REASON_ALREADY_DEFINED', { code, group: known.group, durable: known.durable });
      return accept({
        type: 'ReasonDefined',
        occurredAt,
        data: { ...reason, effectiveFrom: effectiveFrom ?? occurredAt },
      });
    },
    RetireReason: ({ catalogue, code, effectiveFrom = '' }, { reasons }, { occurredAt }) => {
      const reason = reasons[code];
      const from = effectiveFrom === '' ? occurredAt : effectiveFrom;
      if (!reason) return reject('REASON_UNKNOWN', { code });
      if (reason.retiredFrom === from) return accept();
      if (from < reason.effectiveFrom)
        return reject('REASON_RETIRED_BEFORE_DEFINED', { code, definedFrom: reason.effectiveFrom });
      return accept({ type: 'ReasonRetired', occurredAt, data: { catalogue, code, effectiveFrom: from } });
    },
    RemapReason: ({ catalogue, from, to, effectiveFrom }, { reasons, remapped }, { occurredAt }) => {
      const unknown = [from, to].find((code) => !reasons[code]);
      if (unknown !== undefined) return reject('REASON_UNKNOWN', { code: unknown });
      if (from === to) return reject('REASON_REMAPPED_TO_ITSELF', { code: from });
      if (leadsTo(remapped, to, from)) return reject('REASON_REMAPPED_IN_CIRCLE', { from, to });
      const since = effectiveFrom ?? occurredAt;
      const before = remapped[from];
      if (before?.to === to && before.effectiveFrom === since) return accept();
      return accept({ type: 'ReasonRemapped', occurredAt, data: { catalogue, from, to, effectiveFrom: since } });
    },
  },
  streamId: ({ catalogue }) => catalogue,
  needs: {},
  rejections,
};
