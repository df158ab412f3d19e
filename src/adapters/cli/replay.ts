import type { EventStore, StoredEvent } from '../../application/log/event-store';
import { unseal, type KeyVault } from '../../application/log/personal-data';
import type { Id, Moment } from '../../domain/shared/values';

/** Which events a replay prints: all conditions that are given must hold. */
export interface EventFilter {
  readonly stream?: string | undefined;
  /** Any id that stands in the event's data: a client's, an offer's, a product's. */
  readonly about?: Id | undefined;
  readonly types?: readonly string[] | undefined;
  /** By `occurredAt`; `to` is exclusive. */
  readonly from?: Moment | undefined;
  readonly to?: Moment | undefined;
  /** As `manager:<id>`, `system:<name>` or `import:<source>`. */
  readonly actor?: string | undefined;
}

const matches = (event: StoredEvent, { from, to, actor, about }: EventFilter): boolean => {
  if (from !== undefined && event.occurredAt < from) return false;
  if (to !== undefined && event.occurredAt >= to) return false;
  if (about !== undefined && !JSON.stringify(event.data).includes(about)) return false;
  return actor === undefined || `${event.metadata.actor.kind}:${event.metadata.actor.id}` === actor;
};

/** The events of the log (or of one stream) in its order, in the shape that is wanted, filtered. */
export const filteredEvents = async function* (
  store: EventStore,
  filter: EventFilter,
  shaped: (event: StoredEvent) => StoredEvent,
): AsyncGenerator<StoredEvent> {
  const types = filter.types && { types: filter.types };
  const pages = filter.stream === undefined ? store.readAll({ ...types }) : store.read(filter.stream);
  for await (const page of pages)
    for (const stored of page) {
      if (filter.types && !filter.types.includes(stored.type)) continue;
      const event = shaped(stored);
      if (matches(event, filter)) yield event;
    }
};

/** An event as one JSON object, personal text opened: what `replay --json`, `export` and the HTTP feed agree on. */
export const asPlain = (event: StoredEvent, vault: KeyVault): Record<string, unknown> => ({
  position: String(event.position),
  stream: event.stream,
  revision: event.revision,
  id: event.id,
  type: event.type,
  occurredAt: event.occurredAt,
  recordedAt: event.recordedAt,
  data: unseal(event.data, vault),
  metadata: event.metadata,
});

/** An event as one line for people. */
export const asLine = (event: StoredEvent, vault: KeyVault, local: (moment: Moment) => string): string => {
  const { actor } = event.metadata;
  const late = Date.parse(event.recordedAt) - Date.parse(event.occurredAt);
  const known = late > 86_400_000 ? `, known since ${local(event.recordedAt)}` : '';
  const data = JSON.stringify(unseal(event.data, vault));
  return `${String(event.position).padStart(9)}  ${local(event.occurredAt)}  ${event.type.padEnd(22)} ${event.stream} #${event.revision}  by ${actor.kind}:${actor.id}${known}\n           ${data}`;
};

/** CloudEvents 1.0 in JSON (https://github.com/cloudevents/spec), our own context as extension attributes. */
export const asCloudEvent = (event: StoredEvent, vault: KeyVault): Record<string, unknown> => ({
  specversion: '1.0',
  id: event.id,
  source: `/letopis/${event.stream}`,
  type: `letopis.${event.type}.v${event.metadata.schemaVersion}`,
  subject: event.stream,
  time: event.occurredAt,
  datacontenttype: 'application/json',
  recordedat: event.recordedAt,
  position: String(event.position),
  revision: event.revision,
  actor: `${event.metadata.actor.kind}:${event.metadata.actor.id}`,
  commandid: event.metadata.commandId,
  correlationid: event.metadata.correlationId,
  causationid: event.metadata.causationId,
  data: unseal(event.data, vault),
});
