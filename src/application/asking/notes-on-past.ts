import type { Moment } from '../../domain/shared/values';
import type { EventStore, Position, StoredEvent } from '../log/event-store';
import type { PastMoment } from './as-of';

type PastLog = Pick<EventStore, 'positionAt' | 'readAll'>;

/** So many events after a moment tell whether an import followed. */
const EVENTS_LOOKED_AT = 100;

const eventsAfter = async (log: PastLog, position: Position | undefined): Promise<readonly StoredEvent[]> => {
  for await (const page of log.readAll({ after: position, pageSize: EVENTS_LOOKED_AT })) return page;
  return [];
};

const OTHER_TIME = 'What had happened by then, with all that is known now, is asked with --at (over HTTP at=)';

const isImportOf = (event: StoredEvent, before: Moment): boolean =>
  event.metadata.source === 'import' && event.occurredAt <= before;

/**
 * What a reader must know who asks what was known at a moment and can't mean it: nothing was recorded yet, or what had
 * happened by then was imported later, all at once. Then the other time is meant, and named.
 */
export const notesOnPast = async (log: PastLog, past: PastMoment | undefined): Promise<readonly string[]> => {
  if (past === undefined || !('recordedAt' in past)) return [];
  const { recordedAt } = past;
  const known = await log.positionAt(recordedAt);
  const events = await eventsAfter(log, known);
  const [first] = events;
  if (!first) return [];
  const imported = events.find((event) => isImportOf(event, recordedAt));
  const later = imported ? [`what had happened by then was imported from ${imported.recordedAt} on`] : [];
  const none = known === undefined ? [`nothing was known, the log begins at ${first.recordedAt}`] : [];
  const said = [...none, ...later];
  return said.length === 0 ? [] : [`As of ${recordedAt}: ${said.join('; ')}. ${OTHER_TIME}.`];
};
