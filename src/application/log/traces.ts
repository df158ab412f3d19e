import type { Id } from '../../domain/shared/values';
import { subjectOf } from '../../domain/personal-texts';
import { decode, type StoredDomainEvent } from './codec';
import type { EventStore, Position, StoredEvent } from './event-store';
import { plainTextsIn } from './event-texts';
import { erased, unseal, type KeyVault } from './personal-data';

/** What an erasure does not reach: text about people that lies plain in a log of before, or in a file beside it. */

type Log = Pick<EventStore, 'readAll'>;

/** An event of which some texts about a person lie plain in the log. */
export interface PlainEvent {
  readonly position: Position;
  readonly stream: string;
  readonly type: string;
  /** Where in the event, as `items.need`. */
  readonly texts: readonly string[];
}

/** A client with all duplicates that are read as it: those that its erasure takes along. */
export const clientWithDuplicates = async (log: Log, clientId: Id): Promise<ReadonlySet<Id>> => {
  const mergedInto = new Map<Id, Id>();
  for await (const page of log.readAll({ types: ['ClientMerged', 'MergeReversed'] }))
    for (const stored of page) {
      const event = decode(stored);
      if (event.type === 'ClientMerged') mergedInto.set(event.data.clientId, event.data.into);
      if (event.type === 'MergeReversed') mergedInto.delete(event.data.clientId);
    }
  const all = new Set([clientId]);
  for (const id of all) for (const [duplicate, into] of mergedInto) if (into === id) all.add(duplicate);
  return all;
};

const subjectIn = ({ type, data }: StoredEvent): Id | undefined =>
  typeof data === 'object' && data !== null ? subjectOf(type, data) : undefined;

/** The events whose texts about people lie plain in the log, of these clients or of all, in the order of the log. */
export async function* plainEvents(log: Log, clients: ReadonlySet<Id> | undefined): AsyncGenerator<PlainEvent> {
  for await (const page of log.readAll({}))
    for (const stored of page) {
      if (clients && !clients.has(subjectIn(stored) ?? '')) continue;
      const texts = plainTextsIn(stored);
      if (texts.length > 0) yield { position: stored.position, stream: stored.stream, type: stored.type, texts };
    }
}

const knownOf = (
  event: StoredDomainEvent,
  clients: ReadonlySet<Id>,
  vault: KeyVault,
): readonly (string | undefined)[] => {
  if (event.type !== 'ClientRegistered' && event.type !== 'ClientDetailsCorrected') return [];
  if (!clients.has(event.data.clientId)) return [];
  const { name, taxId, contacts = [] } = unseal(event.data, vault);
  const externalId = event.type === 'ClientRegistered' ? unseal(event.data, vault).externalId?.id : undefined;
  return [name, taxId, externalId, ...contacts.map(({ value }) => value)];
};

/** By which words clients are found in a file: names, contacts, tax ids, ids of other systems. None once they are erased. */
export const wordsOfClients = async (
  log: Log,
  vault: KeyVault,
  clients: ReadonlySet<Id>,
): Promise<readonly string[]> => {
  const words = new Set<string | undefined>();
  for await (const page of log.readAll({ types: ['ClientRegistered', 'ClientDetailsCorrected'] }))
    for (const stored of page) for (const word of knownOf(decode(stored), clients, vault)) words.add(word);
  words.delete(erased);
  return [...words].filter((word) => word !== undefined);
};
