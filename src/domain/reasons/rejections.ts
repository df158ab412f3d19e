import { rejecter, type RejectionCatalogue } from '../shared/decider';

export const reasonsRejections = {
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

export const rejectReasons = rejecter(reasonsRejections);
