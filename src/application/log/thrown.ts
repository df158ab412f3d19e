/** The text in a field of whatever was thrown; empty where there is none. */
const textIn = (thrown: unknown, name: 'code' | 'message' | 'detail'): string => {
  const value: unknown = typeof thrown === 'object' && thrown !== null ? Reflect.get(thrown, name) : undefined;
  return typeof value === 'string' ? value : '';
};

/** The code of a thrown error. Read from the object: an error of another JavaScript realm is no `Error` of this one. */
export const errorCode = (thrown: unknown): string => textIn(thrown, 'code');

export const errorMessage = (thrown: unknown): string => textIn(thrown, 'message') || String(thrown);

export const errorDetail = (thrown: unknown): string => textIn(thrown, 'detail');

/** For a promise that is to be rejected: with an `Error`, whatever was thrown. */
export const toError = (thrown: unknown): Error => (thrown instanceof Error ? thrown : new Error(String(thrown)));
