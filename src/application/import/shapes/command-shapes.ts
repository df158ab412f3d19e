import type { CommandCatalogue, DomainCommand } from '../../../domain/catalogue';
import { companyShapes } from './company-shapes';
import { sellingShapes } from './selling-shapes';
import type { Shape } from './shape';

/** The commands that a mapping may name, with the shape of each. Timers' and processes' own steps are not among them. */
export const commandShapes = { ...sellingShapes, ...companyShapes } satisfies {
  readonly [Type in keyof CommandCatalogue]?: Shape<CommandCatalogue[Type]>;
};

export type ImportedType = keyof typeof commandShapes;

export const isImported = (type: string): type is ImportedType => Object.hasOwn(commandShapes, type);

/** Whether something that a mapping built is a command of the domain, checked field by field. */
export const isCommand = (command: { readonly type: string; readonly data: unknown }): command is DomainCommand =>
  isImported(command.type) && commandShapes[command.type].accepts(command.data);
