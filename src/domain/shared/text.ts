/** How texts are kept, and when two of them say the same. */

/** Up to so many characters a text is one line: names, references and the like. Longer ones may have several. */
export const LONGEST_LINE = 200;

/**
 * Characters that nobody sees and that change no word: soft hyphen, zero-width space, marks and embeddings of the
 * direction, word joiner, byte order mark. The joiner and the non-joiner (U+200D, U+200C) stay: they shape Persian and
 * Indic words, and emoji.
 */
const INVISIBLE = /[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb]/g;

/** Mostly a text is right as it came. */
const AS_IT_IS = /^[\x21-\x7e]+(?: [\x21-\x7e]+)*$/;

const oneLine = (text: string): string => text.replace(/[^\S\n\r]+/g, ' ');
const lines = (text: string): string => text.replace(/\r\n?/g, '\n');

/**
 * A text in the form in which it is kept (rule 33), of at most `max` characters as its field says: composed (NFC), without
 * invisible characters, trimmed; one line with single spaces, several with plain line breaks. Doing it again changes nothing.
 */
export const normalisedText = (text: string, max: number): string => {
  if (AS_IT_IS.test(text)) return text;
  const visible = text.replace(INVISIBLE, '').normalize('NFC');
  return (max > LONGEST_LINE ? lines(visible) : oneLine(visible)).trim();
};

/** Of an official number, what counts: it is written with or without blanks and hyphens. */
export const lettersAndDigits = (text: string): string => text.replaceAll(/[^\p{L}\p{N}]/gu, '').toUpperCase();

/**
 * By what texts are one and the same to people: however they are composed, in capitals or not, with ß or ss, with one space
 * or two. Only to compare: what is shown is a text as it was written.
 */
export const foldedText = (text: string): string =>
  text
    .replace(INVISIBLE, '')
    .replace(/[\u200c\u200d]/g, '')
    .normalize('NFKC')
    .toUpperCase()
    .toLowerCase()
    .normalize('NFKC')
    .replace(/\s+/g, ' ')
    .trim();
