import { readFileSync } from 'node:fs';

/** A fenced block of a page: the words after the fence, and the text in it. */
export interface Block {
  readonly language: string;
  readonly info: string;
  readonly text: string;
}

/** The fenced blocks of a page, in its order. */
export const blocksOf = (page: string): readonly Block[] =>
  [...readFileSync(page, 'utf8').matchAll(/^```(\w+)(?: ([^\n]*))?\n(.*?)^```$/gms)].map(
    ([, language, info = '', text]) => ({ language: language!, info, text: text! }),
  );
