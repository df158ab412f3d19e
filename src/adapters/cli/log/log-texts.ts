import type { StoredEvent } from '../../../application/log/event-store';
import { unseal, type KeyVault } from '../../../application/log/personal-data';
import type { Moment } from '../../../domain/shared/values';
import { actorOf } from './log-names';

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
  metadata: unseal(event.metadata, vault),
});

export const asLine = (event: StoredEvent, vault: KeyVault, local: (moment: Moment) => string): string => {
  const late = Date.parse(event.recordedAt) - Date.parse(event.occurredAt);
  const known = late > 86_400_000 ? `, known since ${local(event.recordedAt)}` : '';
  const data = JSON.stringify(unseal(event.data, vault));
  return `${String(event.position).padStart(9)}  ${local(event.occurredAt)}  ${event.type.padEnd(22)} ${event.stream} #${event.revision}  by ${actorOf(event)}${known}\n           ${data}`;
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
  actor: actorOf(event),
  commandid: event.metadata.commandId,
  correlationid: event.metadata.correlationId,
  causationid: event.metadata.causationId,
  data: unseal(event.data, vault),
});
