import type { Answer } from '../../read-models/kit/report';
import type { FormedAnswer } from './cells';
import { csvOf } from './csv';
import { xlsxOf } from './xlsx';

/** The forms of an answer that are files: of one section, and of all. */
export const fileForms = ['csv', 'xlsx'] as const;
export type FileForm = (typeof fileForms)[number];

/** An answer as a file, and what has no place in it. */
export interface WrittenAnswer extends Pick<Answer, 'notes' | 'next'> {
  readonly content: Uint8Array;
}

export const writtenAs = async (form: FileForm, answer: FormedAnswer & Answer): Promise<WrittenAnswer> => {
  const { notes, next = null } = answer;
  const content = form === 'csv' ? new TextEncoder().encode(csvOf(answer)) : await xlsxOf(answer);
  return { content, notes, next };
};
