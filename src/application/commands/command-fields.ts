import type { CommandCatalogue, DomainCommand } from '../../domain/catalogue';
import { callFields } from './call';
import { campaignFields } from './campaign';
import { clientFields } from './client';
import { enquiryFields } from './enquiry';
import { anObject, type AnyField, type CommandFields, type PublicCommandType } from './fields';
import { invoiceFields } from './invoice';
import { managerFields } from './manager';
import { offerFields } from './offer';
import { policyFields } from './policy';
import { productFields } from './product';
import { reasonsFields } from './reasons';

const fieldsOfAllStreams = {
  ...callFields,
  ...campaignFields,
  ...clientFields,
  ...enquiryFields,
  ...invoiceFields,
  ...managerFields,
  ...offerFields,
  ...policyFields,
  ...productFields,
  ...reasonsFields,
};

/** Every command that can be given from outside, with its fields: the one truth that all doors read. */
export const commandFields: { readonly [Type in PublicCommandType]: CommandFields<Type> } = fieldsOfAllStreams;

type TooMany = {
  [
    Type in keyof typeof fieldsOfAllStreams
  ]: `${Type} has no ${Exclude<keyof (typeof fieldsOfAllStreams)[Type], keyof CommandCatalogue[Type]> & string}`;
}[keyof typeof fieldsOfAllStreams];

/** Names fields that the domain's command does not have: spread in, they pass by `satisfies`. @public */
export type NoneTooMany<Names extends never = TooMany> = Names;

const commands: ReadonlyMap<string, AnyField> = new Map(
  Object.entries(commandFields).map(([type, fields]) => [type, anObject<object>(type, fields)]),
);

export const isPublicCommand = (type: string): type is PublicCommandType => commands.has(type);

export const publicCommands: readonly PublicCommandType[] = [...commands.keys()].filter(isPublicCommand);

/** A command as a whole, as a field that holds an object. */
export const commandAsField = (type: PublicCommandType): AnyField => {
  const command = commands.get(type);
  if (command) return command;
  throw new Error(`${type} has no fields: describe them in the file of its stream, and list that above`);
};

/** A command that can be given from outside, as data. */
export type PublicCommand = Extract<DomainCommand, { readonly type: PublicCommandType }>;

/** The command of data that was read by the fields of its type. */
export const commandOf = (type: PublicCommandType, data: object): PublicCommand => {
  const command = { type, data };
  // Honest: what the fields of a type let through is the domain's command, and the compiler holds them to it (above).
  return command as PublicCommand;
};
