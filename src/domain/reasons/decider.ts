import { chainOf, inOrder } from '../shared/chain';
import { accept, type Decider } from '../shared/decider';
import { inForce, reasonIn, type ReasonDefinition } from '../shared/facts';
import type { Code, Moment } from '../shared/values';
import { rejectReasons, reasonsRejections } from './rejections';
import { evolveReasons, initialReasons, type ReasonsShape, type ReasonsState } from './state';

/** Where the mappings lead from a code on. */
const leadsTo = ({ remapped }: ReasonsState, from: Code, code: Code): boolean => {
  const next = new Map(inOrder(remapped).map((mapping) => [mapping.from, mapping.to]));
  let reached = next.get(from);
  while (reached !== undefined && reached !== code) reached = next.get(reached);
  return reached === code;
};

/** Told again, a retirement need not say from when on. */
const isRetired = ({ retiredFrom }: ReasonDefinition, said: Moment, from: Moment): boolean =>
  retiredFrom === from || (said === '' && retiredFrom !== undefined && retiredFrom <= from);

/** What a code is mapped to at a moment. */
const mappedAt = ({ remapped }: ReasonsState, from: Code, at: Moment): Code | undefined =>
  inForce(chainOf(inOrder(remapped).filter((mapping) => mapping.from === from)), at)?.to;

/** The catalogue of refusal reasons: one stream a catalogue. */
export const reasonsDecider: Decider<ReasonsShape> = {
  initialState: initialReasons,
  evolve: evolveReasons,
  decide: {
    DefineReason: ({ effectiveFrom, ...reason }, state, { occurredAt }) => {
      const { code, group, durable } = reason;
      const known = reasonIn(state, code);
      if (known && known.retiredFrom === undefined)
        return known.group === group && known.durable === durable
          ? accept()
          : rejectReasons('REASON_ALREADY_DEFINED', { code, group: known.group, durable: known.durable });
      const data = { ...reason, effectiveFrom: effectiveFrom ?? occurredAt };
      return accept({ type: 'ReasonDefined', occurredAt, data });
    },
    RetireReason: ({ catalogue, code, effectiveFrom = '' }, state, { occurredAt }) => {
      const reason = reasonIn(state, code);
      const from = effectiveFrom === '' ? occurredAt : effectiveFrom;
      if (!reason) return rejectReasons('REASON_UNKNOWN', { code });
      if (isRetired(reason, effectiveFrom, from)) return accept();
      if (from < reason.effectiveFrom)
        return rejectReasons('REASON_RETIRED_BEFORE_DEFINED', { code, definedFrom: reason.effectiveFrom });
      return accept({ type: 'ReasonRetired', occurredAt, data: { catalogue, code, effectiveFrom: from } });
    },
    RemapReason: ({ catalogue, from, to, effectiveFrom }, state, { occurredAt }) => {
      const unknown = [from, to].find((code) => !reasonIn(state, code));
      if (unknown !== undefined) return rejectReasons('REASON_UNKNOWN', { code: unknown });
      if (from === to) return rejectReasons('REASON_REMAPPED_TO_ITSELF', { code: from });
      if (leadsTo(state, to, from)) return rejectReasons('REASON_REMAPPED_IN_CIRCLE', { from, to });
      const since = effectiveFrom ?? occurredAt;
      if (mappedAt(state, from, since) === to) return accept();
      return accept({ type: 'ReasonRemapped', occurredAt, data: { catalogue, from, to, effectiveFrom: since } });
    },
  },
  streamId: ({ catalogue }) => catalogue,
  needs: {},
  rejections: reasonsRejections,
};
