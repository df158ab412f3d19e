import { isUuid, isZone } from '../../../application/commands/texts';
import type { Envelope } from '../../../application/executing/execution';
import { derivedId, randomId } from '../../../application/log/ids';
import type { Actor } from '../../../domain/shared/event';
import type { Id } from '../../../domain/shared/values';
import { RequestValues, type RawValues, type RequestValue } from './request-values';

/** What the headers of a command say, before its body is read. */
export interface HeaderEnvelope {
  readonly envelope: Omit<Envelope, 'occurredAt' | 'lateReason'>;
  /** An id for a place in the body: the same one for the same request under the same key, else random. */
  readonly newId: (place: string) => Id;
}

const LONGEST_KEY = 200;
const SYSTEM = /^system:([a-z0-9][a-z0-9-]{0,39})$/;
const QUOTED_REVISION = /^"(\d{1,15})"$/;
const DEFAULT_ACTOR: Actor = { kind: 'system', id: 'api' };

const keyHeader: RequestValue<string> = {
  name: 'idempotency-key',
  expected: `a text of 1 to ${LONGEST_KEY} characters`,
  parse: (value) => (value.length >= 1 && value.length <= LONGEST_KEY ? value : undefined),
};

const revisionHeader: RequestValue<number> = {
  name: 'if-match',
  expected: 'a revision in quotes as an ETag gave it, as "3"',
  parse: (value) => {
    const digits = QUOTED_REVISION.exec(value)?.[1];
    return digits === undefined ? undefined : Number(digits);
  },
};

const actorHeader: RequestValue<Actor> = {
  name: 'letopis-actor',
  expected: 'manager:<UUID> or system:<name>',
  parse: (value) => {
    const system = SYSTEM.exec(value)?.[1];
    if (system !== undefined) return { kind: 'system', id: system };
    const id = value.startsWith('manager:') ? value.slice('manager:'.length) : undefined;
    return isUuid(id) ? { kind: 'manager', id } : undefined;
  },
};

const zoneHeader: RequestValue<string> = {
  name: 'letopis-zone',
  expected: 'a time zone by its IANA name, as Europe/Berlin',
  parse: (value) => (isZone(value) ? value : undefined),
};

const principalHeader: RequestValue<string> = {
  name: 'letopis-on-behalf-of',
  expected: 'a UUID in lower case',
  parse: (value) => (isUuid(value) ? value : undefined),
};

/** Headers that say something of one command alone. */
export const headersOfOne: readonly string[] = [keyHeader.name, revisionHeader.name];

/** All headers that make an envelope. */
export const envelopeHeaders: readonly string[] = [
  ...headersOfOne,
  ...[actorHeader, zoneHeader, principalHeader].map(({ name }) => name),
];

/**
 * The envelope of a command: `Idempotency-Key`, `If-Match`, `Letopis-Actor`, `Letopis-Zone`, `Letopis-On-Behalf-Of`. A
 * key counts for the address that it is sent to, so that a program may use one key for the steps of one deed. Throws a
 * Problem that names each header that is not as expected.
 */
export const readEnvelope = (headers: RawValues, path: string, companyZone: string): HeaderEnvelope => {
  const values = new RequestValues('header', headers);
  const idempotencyKey = values.read(keyHeader);
  const expectedRevision = values.read(revisionHeader);
  const principal = values.read(principalHeader);
  const commandId = idempotencyKey === undefined ? randomId() : derivedId(`${path}\n${idempotencyKey}`);
  const envelope = {
    commandId,
    actor: values.read(actorHeader) ?? DEFAULT_ACTOR,
    zone: values.read(zoneHeader) ?? companyZone,
    source: 'api' as const,
    ...(idempotencyKey === undefined && { askedOnce: true }),
    ...(principal !== undefined && { onBehalfOf: principal }),
    ...(expectedRevision !== undefined && { expectedRevision }),
  };
  values.throwErrors();
  const newId = idempotencyKey === undefined ? randomId : (place: string): Id => derivedId(`${commandId}/${place}`);
  return { envelope, newId };
};
