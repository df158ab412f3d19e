import type { Code, Moment } from '../shared/values';
import type { Durability, ReasonGroup } from '../shared/words';

/** `effectiveFrom` defaults to when the command occurred. */
export interface ReasonsCommands {
  DefineReason: {
    readonly catalogue: string;
    readonly code: Code;
    readonly group: ReasonGroup;
    readonly durable: Durability;
    readonly label: string;
    readonly effectiveFrom?: Moment;
  };
  RetireReason: { readonly catalogue: string; readonly code: Code; readonly effectiveFrom?: Moment };
  RemapReason: {
    readonly catalogue: string;
    readonly from: Code;
    readonly to: Code;
    readonly effectiveFrom?: Moment;
  };
}
