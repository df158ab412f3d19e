/** The text in a field of whatever was thrown; empty where there is none. */
const textIn = (thrown: unknown, name: 'code' | 'message' | 'detail'): string => {
  const value: unknown = typeof thrown === 'object' && thrown !== null ? Reflect.get(thrown, name) : undefined;
  return typeof value === 'string' ? value : '';
};

/** The code of a thrown error. Read from the object: an error of another JavaScript realm is no `Error` of this one. */
export const errorCode = (thrown: unknown): string => textIn(thrown, 'code');

export const errorMessage = (thrown: unknown): string => textIn(thrown, 'message') || String(thrown);

export const errorDetail = (thrown: unknown): string => textIn(thrown, 'detail');

/** For another thread, which gets a copy: of an error of a driver not even the message would be copied. */
export const plainError = (thrown: unknown): Error => {
  const plain = new Error(errorMessage(thrown));
  if (thrown instanceof Error && thrown.stack !== undefined) plain.stack = thrown.stack;
  return plain;
};

/** For a promise that is to be rejected: with an `Error`, whatever was thrown. */
export const toError = (thrown: unknown): Error => (thrown instanceof Error ? thrown : new Error(String(thrown)));
