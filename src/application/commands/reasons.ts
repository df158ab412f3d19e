import type { ReasonsCommands } from '../../domain/reasons/commands';
import { durabilities, reasonGroups } from '../../domain/shared/words';
import { aCode, aName, aText, oneOf, type StreamFields } from './fields';
import { effectiveFrom } from './shared-fields';

export const reasonsFields = {
  DefineReason: {
    catalogue: aName,
    code: aCode,
    group: oneOf(reasonGroups),
    durable: oneOf(durabilities),
    label: aText(),
    effectiveFrom,
  },
  RetireReason: { catalogue: aName, code: aCode, effectiveFrom },
  RemapReason: { catalogue: aName, from: aCode, to: aCode, effectiveFrom },
} satisfies StreamFields<ReasonsCommands>;
