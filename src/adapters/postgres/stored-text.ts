/**
 * PostgreSQL takes no U+0000 in a text, and a user's text may hold one. So U+0000 is kept as U+0001 U+0001, and U+0001,
 * which is as rare, as U+0001 U+0002. That can be undone, and leaves the order of texts by code points as it is.
 */
const NULL = '\u0000';
const RARE = '\u0001';
const KEPT_NULL = '\u0001\u0001';
const KEPT_RARE = '\u0001\u0002';

/** As it is kept. Half a surrogate pair, which no UTF-8 can hold, becomes U+FFFD. */
export const toStored = (text: string): string => {
  const whole = text.isWellFormed() ? text : text.toWellFormed();
  const isPlain = !whole.includes(NULL) && !whole.includes(RARE);
  return isPlain ? whole : whole.replaceAll(RARE, KEPT_RARE).replaceAll(NULL, KEPT_NULL);
};

/** As it came. */
export const fromStored = (text: string): string =>
  text.includes(RARE) ? text.replaceAll(KEPT_NULL, NULL).replaceAll(KEPT_RARE, RARE) : text;
