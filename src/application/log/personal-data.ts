import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto';
import { foldedText } from '../../domain/shared/text';
import type { Id, Personal, PersonalText } from '../../domain/shared/values';
import { StoreError } from './event-store';
import { randomPart } from './random-bytes';

/**
 * The keys under which text about people is sealed, one for each person or company (`subject`). Destroying a key makes
 * everything sealed with it unreadable wherever it lies: in the log, in read models, in exports, in backups of those.
 *
 * Keys are handed out at once: a short look-up, mostly in memory. Guarantees:
 * - once `durable` has resolved, every key that was handed out is on the disk: after waiting for it, an append
 *   never puts an event into a log whose key a crash could lose;
 * - once `destroy` has returned, the key is in no file of the vault, no process of this vault uses it any more, and the
 *   subject never gets another one.
 * Not promised: anything about backups of the vault itself; they must be shorter-lived than the right to be forgotten.
 */
export interface KeyVault {
  /** The key of a subject, made where there is none; undefined once it is destroyed. */
  keyFor(subject: Id): Buffer | undefined;
  /**
   * Waits until the keys that were made are on the disk; many who wait share one flush. Throws StoreError `conflict`
   * where another process made a subject's key first: what was sealed must be sealed again.
   */
  durable(): Promise<void>;
  /** The key of a subject; undefined where there never was one, or where it is destroyed. */
  find(subject: Id): Buffer | undefined;
  /** Whether the key of a subject is destroyed: what a log of before holds of it in plain is shown as erased, too. */
  isDestroyed(subject: Id): boolean;
  destroy(subject: Id): void;
  /**
   * What is sealed for a record that has a key of its own is about this subject, too: destroying his key destroys the
   * record's; at once where his is destroyed already. Done again it changes nothing.
   */
  attribute(record: Id, to: Id): void;
  /** The company went on without keys that were lost: what no key fits is of those, and reads as erased. */
  readonly hasLostKeys: boolean;
  /** 32 secret bytes of this installation, for digests of what may hold personal text. */
  readonly pepper: Buffer;
  close(): void;
}

/** Makes no key and destroys none: for a dry run, whose events are never read. */
export const throwawayVault = (vault: KeyVault): KeyVault => {
  const key = randomBytes(32);
  return {
    keyFor: (subject) => vault.find(subject) ?? key,
    durable: () => Promise.resolve(),
    find: (subject) => vault.find(subject) ?? key,
    isDestroyed: (subject) => vault.isDestroyed(subject),
    destroy: () => undefined,
    attribute: () => undefined,
    hasLostKeys: vault.hasLostKeys,
    pepper: vault.pepper,
    close: () => undefined,
  };
};

/** What is read in the place of a text whose key is destroyed. */
export const erased = '[erased]';

const CIPHER = 'aes-256-gcm';
const IV_BYTES = 12;
const TAG_BYTES = 16;

const isObjectOrArray = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

const isOpen = (value: object): value is { personal: string; of: Id; keyed?: true } =>
  'personal' in value && typeof value.personal === 'string' && 'of' in value && typeof value.of === 'string';

type Sealed = Extract<Personal, { sealed: string }>;

const isSealed = (value: unknown): value is Sealed =>
  isObjectOrArray(value) &&
  typeof value['sealed'] === 'string' &&
  typeof value['of'] === 'string' &&
  ['undefined', 'string'].includes(typeof value['in']);

/** Of two keys one that nobody has who lacks either. */
const bothKeys = (one: Buffer | undefined, other: Buffer | undefined): Buffer | undefined =>
  one && other && createHmac('sha256', one).update(other).digest();

/**
 * base64 of IV, ciphertext, tag; bound to its subject. Empty for a subject, or a record, that was erased: it reads as such.
 */
const sealText = (text: string, of: Id, vault: KeyVault, record: Id | undefined): Sealed => {
  const place = record === undefined || record === of ? { of } : { of, in: record };
  const key = place.in === undefined ? vault.keyFor(of) : bothKeys(vault.keyFor(of), vault.keyFor(place.in));
  if (!key) return { sealed: '', ...place };
  const iv = randomPart(IV_BYTES);
  const cipher = createCipheriv(CIPHER, key, iv).setAAD(Buffer.from(of));
  const body = Buffer.concat([iv, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
  return { sealed: body.toString('base64'), ...place };
};

/** The text; undefined where it was not sealed with this key. */
const openText = (sealed: string, of: Id, key: Buffer): string | undefined => {
  const body = Buffer.from(sealed, 'base64');
  if (body.length < IV_BYTES + TAG_BYTES) return undefined;
  const decipher = createDecipheriv(CIPHER, key, body.subarray(0, IV_BYTES));
  decipher.setAAD(Buffer.from(of)).setAuthTag(body.subarray(-TAG_BYTES));
  try {
    return decipher.update(body.subarray(IV_BYTES, -TAG_BYTES), undefined, 'utf8') + decipher.final('utf8');
  } catch {
    return undefined;
  }
};

const openSealed = ({ sealed, of, in: record }: Sealed, vault: KeyVault): string | undefined => {
  const key = record === undefined ? vault.find(of) : bothKeys(vault.find(of), vault.find(record));
  return key && sealed !== '' ? openText(sealed, of, key) : erased;
};

/** JSON with each value replaced that `replace` has another for; the very same object where it has none. */
const replaceWithin = (value: unknown, replace: (value: unknown) => unknown): unknown => {
  const replaced = replace(value);
  if (replaced !== value || !isObjectOrArray(value)) return replaced;
  let copy: Record<string, unknown> | unknown[] | undefined;
  for (const key of Object.keys(value)) {
    const part = value[key];
    const changed = replaceWithin(part, replace);
    if (changed === part) continue;
    copy ??= Array.isArray(value) ? [...value] : { ...value };
    Object.assign(copy, { [key]: changed });
  }
  return copy ?? value;
};

/**
 * Event data on its way into a log: each `{ personal, of }` becomes `{ sealed: base64, of }`, AES-256-GCM with a random
 * IV under the key of the one it is of, and of the record that it is in; a keyed one gets its `key`. Gives the same object
 * where nothing personal is inside.
 */
export function seal<Data>(data: Data, vault: KeyVault, record?: Id): Data;
export function seal(data: unknown, vault: KeyVault, record?: Id): unknown {
  return replaceWithin(data, (value) => {
    if (!isObjectOrArray(value) || !isOpen(value)) return value;
    const sealed = sealText(value.personal, value.of, vault, record);
    return value.keyed ? { ...sealed, key: lookupKey(value.personal, vault) } : sealed;
  });
}

/**
 * By what an equal text is found without reading any: a digest with the secret of the installation. After an erasure it
 * stays; who has the vault can still try whether a text that he knows was the one.
 */
export const lookupKey = (text: string, { pepper }: Pick<KeyVault, 'pepper'>): string =>
  createHmac('sha256', pepper).update(foldedText(text)).digest('base64url').slice(0, 22);

/** What `unseal` makes of a type: text in the place of what is personal. */
export type Unsealed<Value> = Value extends Personal
  ? string
  : Value extends object
    ? { readonly [Key in keyof Value]: Unsealed<Value[Key]> }
    : Value;

/** A row's personal column: the sealed object as JSON. A text that only looks like one stays as it is. */
const openColumn = (text: string, vault: KeyVault): string => {
  if (!text.startsWith('{"') || !text.includes('"sealed":"')) return text;
  try {
    const parsed: unknown = JSON.parse(text);
    return isSealed(parsed) ? (openSealed(parsed, vault) ?? text) : text;
  } catch {
    return text;
  }
};

/**
 * Opens everything personal within a value, at any depth: sealed objects, and strings that hold one (a row's `personal`
 * column). What belongs to an erased subject reads `[erased]`. A sealed object that its key does not fit throws
 * `corrupt`: the vault is not that of this log.
 */
export function unseal<Value>(value: Value, vault: KeyVault): Unsealed<Value>;
export function unseal(value: unknown, vault: KeyVault): unknown {
  return replaceWithin(value, (part) => {
    if (typeof part === 'string') return openColumn(part, vault);
    if (!isObjectOrArray(part)) return part;
    if (isOpen(part)) return vault.isDestroyed(part.of) ? erased : part.personal;
    if (!isSealed(part)) return part;
    const text = openSealed(part, vault);
    if (text !== undefined) return text;
    if (vault.hasLostKeys) return erased;
    throw new StoreError(
      'corrupt',
      `a personal text of ${part.of} can't be opened with its key: start with the key vault that belongs to this log`,
    );
  });
}

/** How a report reads personal texts, where it counts or finds by them. */
export const readingWith = (vault: KeyVault) => ({
  open: (text: PersonalText): string => unseal(text, vault),
  keyOf: (text: string): string => lookupKey(text, vault),
});
