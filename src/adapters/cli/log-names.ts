import type { EventStore } from '../../application/log/event-store';
import { decode } from '../../application/log/codec';
import { erased, unseal, type KeyVault } from '../../application/log/personal-data';
import { findNamed, isOwnId, notFoundText, type Called } from '../../application/projecting/resolve-names';
import { namesByKind } from '../../read-models/named';
import { UsageError } from './context';

/** What tells names in a log: `replay` asks no read model, because it must work where one of them does not. */
const naming = ['ClientRegistered', 'ClientDetailsCorrected', 'ManagerRegistered'] as const;

interface NamedLog {
  readonly store: EventStore;
  readonly vault: KeyVault;
}

type PersonKind = 'client' | 'manager';

const wordsIn = ({ name, externalId }: ReturnType<typeof plainData>): readonly string[] => [
  ...(name === undefined || name === erased ? [] : [name]),
  ...(externalId === undefined ? [] : [externalId.id, `${externalId.source}/${externalId.id}`]),
];

/** All clients, or all managers, as the log names them: by their last name and the earlier ones. */
const everybody = async ({ store, vault }: NamedLog, kind: PersonKind): Promise<readonly Called[]> => {
  const called = new Map<string, readonly string[]>();
  for await (const page of store.readAll({ types: naming }))
    for (const stored of page) {
      const event = decode(stored);
      const id = event.stream.slice(kind.length + 1);
      if (!event.stream.startsWith(`${kind}-`)) continue;
      called.set(id, [...(called.get(id) ?? []), ...wordsIn(plainData(unseal(event.data, vault)))]);
    }
  return [...called].map(([id, words]) => ({ id, sameAs: id, words }));
};

const givenText = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

/** What of an event’s data names a person. */
const plainData = (data: object) => {
  const name: unknown = Reflect.get(data, 'name');
  const external: unknown = Reflect.get(data, 'externalId');
  const isPair = typeof external === 'object' && external !== null;
  const [source, id] = isPair
    ? [givenText(Reflect.get(external, 'source')), givenText(Reflect.get(external, 'id'))]
    : [];
  const externalId = source === undefined || id === undefined ? undefined : { source, id };
  return { name: givenText(name), externalId };
};

const hasStream = async ({ store }: NamedLog, stream: string): Promise<boolean> => {
  for await (const page of store.read(stream)) return page.length > 0;
  return false;
};

/** A stream that is there. Throws UsageError. */
export const knownStream = async (log: NamedLog, stream: string | undefined): Promise<string | undefined> => {
  if (stream === undefined || (await hasStream(log, stream))) return stream;
  throw new UsageError(`--stream: there is no stream ${stream}; streams are called as offer-<id>`);
};

/** The id of whom a text names: our id, the id in another system, or a name that no other has. Throws UsageError. */
export const whoIs = async (log: NamedLog, kind: PersonKind, text: string, option: string): Promise<string> => {
  const { how } = namesByKind[kind];
  if (isOwnId(text)) {
    if (await hasStream(log, `${kind}-${text}`)) return text;
    throw new UsageError(`${option}: ${notFoundText(how, { among: [], isSeveral: false })}`);
  }
  const found = findNamed(text, await everybody(log, kind));
  if ('id' in found) return found.id;
  throw new UsageError(`${option}: ${notFoundText(how, found)}`);
};
