import { randomFillSync } from 'node:crypto';

/** So many are asked of the system at once: a call for 12 or 32 of them costs as much as sealing a text. */
const DRAWN_BYTES = 8_192;

const drawn = { bytes: Buffer.alloc(DRAWN_BYTES), used: DRAWN_BYTES };

/** Random bytes that nobody else gets, for keys and initialisation vectors. */
export const randomPart = (length: number): Buffer => {
  if (drawn.used + length > DRAWN_BYTES) {
    drawn.bytes = randomFillSync(Buffer.alloc(DRAWN_BYTES));
    drawn.used = 0;
  }
  drawn.used += length;
  return drawn.bytes.subarray(drawn.used - length, drawn.used);
};
