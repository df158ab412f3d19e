import { inOrder, newestWhere } from '../shared/chain';
import { accept, type Decider } from '../shared/decider';
import { reasonIn } from '../shared/facts';
import type { Code } from '../shared/values';
import { rejectReasons, reasonsRejections } from './rejections';
import { evolveReasons, initialReasons, type ReasonsShape, type ReasonsState } from './state';

/** Where the mappings lead from a code on. */
const leadsTo = ({ remapped }: ReasonsState, from: Code, code: Code): boolean => {
  const next = new Map(inOrder(remapped).map((mapping) => [mapping.from, mapping.to]));
  let reached = next.get(from);
  while (reached !== undefined && reached !== code) reached = next.get(reached);
  return reached === code;
};

/** The catalogue of refusal reasons: one stream a catalogue. */
export const reasonsDecider: Decider<ReasonsShape> = {
  initialState: initialReasons,
  evolve: evolveReasons,
  decide: {
    DefineReason: ({ effectiveFrom, ...reason }, state, { occurredAt }) => {
      const { code, group, durable } = reason;
      const known = reasonIn(state, code);
      const isRetired = known?.retiredFrom !== undefined;
      if (known && !isRetired)
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
      if (reason.retiredFrom === from) return accept();
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
      const before = newestWhere(state.remapped, (mapping) => mapping.from === from);
      if (before?.to === to && before.effectiveFrom === since) return accept();
      return accept({ type: 'ReasonRemapped', occurredAt, data: { catalogue, from, to, effectiveFrom: since } });
    },
  },
  streamId: ({ catalogue }) => catalogue,
  needs: {},
  rejections: reasonsRejections,
};
