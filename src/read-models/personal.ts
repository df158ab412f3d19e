import type { Personal } from '../domain/shared/values';

/** Text about a person for a column of kind `personal`, which holds it as JSON, still sealed. */
export const personalColumn = (text: Personal): string => JSON.stringify(text);

const isPersonal = (value: unknown): value is Personal =>
  typeof value === 'object' && value !== null && 'of' in value && ('sealed' in value || 'personal' in value);

/** The cell of an answer, which the edge opens for readers who may see it. */
export const personalCell = (column: string | null): Personal | null => {
  const value: unknown = column === null ? null : JSON.parse(column);
  return isPersonal(value) ? value : null;
};
