import type { Code, Moment } from '../shared/values';
import type { Durability, ReasonGroup } from '../shared/words';

/** Facts about the catalogue of refusal reasons. */
export interface ReasonsEvents {
  /** Refusals may give this reason from a moment on (rule 2). */
  ReasonDefined: {
    readonly catalogue: string;
    readonly code: Code;
    readonly group: ReasonGroup;
    readonly durable: Durability;
    readonly label: string;
    readonly effectiveFrom: Moment;
  };
  /** Refusals may no longer give this reason from a moment on. */
  ReasonRetired: { readonly catalogue: string; readonly code: Code; readonly effectiveFrom: Moment };
  /** From then on reports may show `from` as `to`; what was recorded stays. */
  ReasonRemapped: {
    readonly catalogue: string;
    readonly from: Code;
    readonly to: Code;
    readonly effectiveFrom: Moment;
  };
}
