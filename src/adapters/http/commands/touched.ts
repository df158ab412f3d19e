import { isUuid } from '../../../application/commands/texts';
import type { Touched } from '../../../application/executing/in-order';
import type { HttpCommand } from './command-classes';
import { parametersOf } from './routes';

/** Fields by which a command names what it only looks at, where it is not about that very thing. */
const LOOKED_AT: ReadonlySet<string> = new Set([
  ...['managerId', 'clientId', 'productId', 'campaignId', 'topics', 'targets', 'control', 'by'],
]);

/** Words under which several things share a stream: a series of numbers, and whose a tax id is. */
const SHARED: ReadonlySet<string> = new Set(['series', 'taxId']);

/** What every command looks at; a policy or a catalogue, which no id names, changes it. */
const THE_COMPANY = 'the company';

interface TextOfField {
  readonly field: string;
  readonly text: string;
}

/** All texts within a value, each with the name of the nearest field. */
const textsOfFields = (value: unknown, field = ''): readonly TextOfField[] => {
  if (typeof value === 'string') return [{ field, text: value }];
  if (Array.isArray(value)) return value.flatMap((entry) => textsOfFields(entry, field));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, part]) => textsOfFields(part, name));
};

/** What the command is about: what its address names, and what it creates. */
const fieldsItIsAbout = ({ body, route }: HttpCommand): ReadonlySet<string> =>
  new Set([...parametersOf(route), ...[...body.fields].filter(([, { isOwnId }]) => isOwnId).map(([name]) => name)]);

/**
 * What a command may change, and what it looks at: by its fields alone, so it may be said to change more than it does.
 *
 * Not known here: what rules find by themselves (the client of an offer that is named).
 */
export const touchedBy = (command: HttpCommand, posted: object): Touched => {
  const texts = textsOfFields(posted);
  const subjects = fieldsItIsAbout(command);
  const ids = texts.filter(({ text }) => isUuid(text));
  const isChanged = ({ field }: TextOfField): boolean => subjects.has(field) || !LOOKED_AT.has(field);
  const isOfAll = !ids.some(({ field }) => subjects.has(field));
  return {
    changes: new Set([
      ...ids.filter(isChanged).map(({ text }) => text),
      ...texts.filter(({ field }) => SHARED.has(field)).map(({ field }) => field),
      ...(isOfAll ? [THE_COMPANY] : []),
    ]),
    sees: new Set([THE_COMPANY, ...ids.filter((id) => !isChanged(id)).map(({ text }) => text)]),
  };
};
