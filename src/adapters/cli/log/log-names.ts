import type { EventStore, StoredEvent } from '../../../application/log/event-store';
import { decode, type StoredDomainEvent } from '../../../application/log/codec';
import { firstEvent } from '../../../application/log/paging';
import { erased, unseal, type KeyVault } from '../../../application/log/personal-data';
import { findNamed, isOwnId, notFoundText, type Called } from '../../../application/asking/resolve-names';
import { namesByKind } from '../../../read-models/names/named';
import { nearestTo } from '../../../read-models/kit/nearest';
import { UsageError } from '../terminal/context';

interface NamedLog {
  readonly store: EventStore;
  readonly vault: KeyVault;
}

type PersonKind = 'client' | 'manager';

/** What tells names in a log: `replay` asks no read model, because it must work where one of them does not. */
const naming = ['ClientRegistered', 'ClientDetailsCorrected', 'ManagerRegistered'] as const;

const isNaming = (
  event: StoredDomainEvent,
): event is Extract<StoredDomainEvent, { readonly type: (typeof naming)[number] }> =>
  naming.some((type) => type === event.type);

/** The words by which an event names a client or a manager. */
const wordsIn = (event: StoredDomainEvent, vault: KeyVault): readonly string[] => {
  if (!isNaming(event)) return [];
  const { name, externalId } = { externalId: undefined, ...unseal(event.data, vault) };
  return [
    ...(name === undefined || name === erased ? [] : [name]),
    ...(externalId ? [externalId.id, `${externalId.source}/${externalId.id}`] : []),
  ];
};

/** All clients, or all managers, as the log names them: by their last name and the earlier ones. */
const everybody = async ({ store, vault }: NamedLog, kind: PersonKind): Promise<readonly Called[]> => {
  const called = new Map<string, readonly string[]>();
  for await (const page of store.readAll({ types: naming }))
    for (const stored of page) {
      if (!stored.stream.startsWith(`${kind}-`)) continue;
      const id = idOfStream(stored);
      called.set(id, [...(called.get(id) ?? []), ...wordsIn(decode(stored), vault)]);
    }
  return [...called].map(([id, words]) => ({ id, sameAs: id, words }));
};

const hasStream = async ({ store }: NamedLog, stream: string): Promise<boolean> =>
  (await firstEvent(store.read(stream))) !== undefined;

const MOST_WRONG_IN_LENGTH = 3;
/** Names of this length hold an id: of those a log has so many that they are not all compared letter by letter. */
const LONG_NAME = 24;

/** Whether two names may be one with a slip of the pen: long ones begin or end alike, or one is a part of the other. */
const mayBeMeant = (name: string, asked: string): boolean =>
  name.includes(asked) ||
  (Math.abs(name.length - asked.length) <= MOST_WRONG_IN_LENGTH &&
    (asked.length < LONG_NAME || name.slice(0, 12) === asked.slice(0, 12) || name.slice(-6) === asked.slice(-6)));

/** What a log names that is nearest to a text that it does not name. */
const meantText = async (
  { store }: NamedLog,
  asked: string,
  namesOf: (event: StoredEvent) => string,
): Promise<string> => {
  const names = new Set<string>();
  for await (const page of store.readAll({}))
    for (const event of page) {
      const name = namesOf(event);
      if (mayBeMeant(name, asked)) names.add(name);
    }
  const near = nearestTo(asked, names);
  return near.length === 0 ? '' : `; did you mean ${near.join(', ')}?`;
};

/** A stream that is there. Throws UsageError. */
export const knownStream = async (
  log: NamedLog,
  stream: string | undefined,
  option = '--stream',
): Promise<string | undefined> => {
  if (stream === undefined || (await hasStream(log, stream))) return stream;
  const meant = await meantText(log, stream, (event) => event.stream);
  throw new UsageError(`${option}: there is no stream ${stream}${meant || '; streams are called as offer-<id>'}`);
};

/** The correlation of an event that an id means: its own, that of its command or of all that followed; or its position. */
export const correlationOf = async (log: NamedLog, id: string): Promise<string> => {
  const isMeant = (event: StoredEvent): boolean => {
    const { commandId, correlationId } = event.metadata;
    return [event.id, String(event.position), commandId, correlationId].includes(id);
  };
  for await (const page of log.store.readAll({})) {
    const found = page.find(isMeant);
    if (found) return found.metadata.correlationId;
  }
  const meant = await meantText(log, id, (event) => event.id);
  throw new UsageError(`--chain: no event, command or position of the log is ${id}${meant}`);
};

const idOfStream = ({ stream }: StoredEvent): string => stream.slice(stream.indexOf('-') + 1);

/** Throws UsageError where no event of the log names an id, in the shape of today or in the stored one. */
export const checkMentioned = async (
  log: NamedLog,
  about: string,
  inShapeOfToday: (event: StoredEvent) => StoredEvent,
): Promise<void> => {
  const isIn = (data: unknown): boolean => JSON.stringify(data).includes(about);
  for await (const page of log.store.readAll({}))
    if (page.some((event) => isIn(event.data) || isIn(inShapeOfToday(event).data))) return;
  const meant = await meantText(log, about, idOfStream);
  const called = isOwnId(about) ? '' : '; --client takes names of clients, --actor those of managers';
  throw new UsageError(`--about: no event of the log names ${about}${meant || called}`);
};

/** Throws UsageError where nothing in the log was done by an actor. */
export const checkActed = async (log: NamedLog, actor: string): Promise<void> => {
  for await (const page of log.store.readAll({})) if (page.some((event) => actorOf(event) === actor)) return;
  const meant = await meantText(log, actor, actorOf);
  throw new UsageError(
    `--actor: nothing in the log was done by ${actor}${meant || '; actors are called as import:<source>'}`,
  );
};

/** Who did what an event tells, as `manager:<id>`. */
export const actorOf = ({ metadata: { actor } }: StoredEvent): string => `${actor.kind}:${actor.id}`;

/** The id of whom a text names: our id, the id in another system, or a name that no other has. Throws UsageError. */
export const whoIs = async (log: NamedLog, kind: PersonKind, text: string, option: string): Promise<string> => {
  const { how } = namesByKind[kind];
  if (isOwnId(text)) {
    if (await hasStream(log, `${kind}-${text}`)) return text;
    const meant = await meantText(log, `${kind}-${text}`, (event) => event.stream);
    throw new UsageError(`${option}: ${notFoundText(how, { among: [], isSeveral: false })}${meant}`);
  }
  const found = findNamed(text, await everybody(log, kind));
  if ('id' in found) return found.id;
  throw new UsageError(`${option}: ${notFoundText(how, found)}`);
};

/** The names of all managers, by their ids: those that are not erased. */
export const managerNames = async (log: NamedLog): Promise<ReadonlyMap<string, string>> =>
  new Map(
    (await everybody(log, 'manager')).flatMap(({ id, words: [name] }) => (name === undefined ? [] : [[id, name]])),
  );
