/**
 * PostgreSQL takes no U+0000 in a text, and a user's text may hold one. So U+0000 is stored as U+0001 U+0001, and U+0001,
 * which is as rare, as U+0001 U+0002. That can be reversed, and keeps the order of texts by code points.
 */
const NULL = '\u0000';
const RARE = '\u0001';
const STORED_NULL = '\u0001\u0001';
const STORED_RARE = '\u0001\u0002';

/** As it is stored. Half a surrogate pair, which no UTF-8 can hold, becomes U+FFFD. */
export const toStored = (text: string): string => {
  const whole = text.isWellFormed() ? text : text.toWellFormed();
  const isPlain = !whole.includes(NULL) && !whole.includes(RARE);
  return isPlain ? whole : whole.replaceAll(RARE, STORED_RARE).replaceAll(NULL, STORED_NULL);
};

/** As it was before. */
export const fromStored = (text: string): string =>
  text.includes(RARE) ? text.replaceAll(STORED_NULL, NULL).replaceAll(STORED_RARE, RARE) : text;
