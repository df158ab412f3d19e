import type { Personal, PersonalText } from '../../domain/shared/values';

/** Text about a person for a column of kind `personal`, which holds it as JSON, still sealed. */
export const personalColumn = (text: PersonalText): string => JSON.stringify(text);

export const personalColumnIfGiven = (text: PersonalText | null | undefined): string | null =>
  text === undefined || text === null ? null : personalColumn(text);

const isPersonal = (value: unknown): value is Personal =>
  typeof value === 'object' && value !== null && 'of' in value && ('sealed' in value || 'personal' in value);

/** The cell of an answer, which the edge opens for readers who may see it. */
export const personalCell = (column: string | null): PersonalText | null => {
  const value: unknown = column === null ? null : JSON.parse(column);
  return typeof value === 'string' || isPersonal(value) ? value : null;
};

/** By what an equal text is found, where one was sealed with a digest beside it. */
export const lookupKeyOf = (text: PersonalText): string | null =>
  typeof text === 'object' && 'key' in text ? text.key : null;
