import type { Execute } from '../executing/execution';
import { decode, type StoredDomainEvent } from '../log/codec';
import type { EventStore, Position } from '../log/event-store';
import { unseal, type KeyVault } from '../log/personal-data';
import { keepKeysAfter } from '../log/vault-of-log';
import { followedTypes, followUpsOf, type OpenTexts } from '../executing/following';

/** A follow-up that a rule rejected after its event was in the log: a person has to look at it. */
export interface Unfinished {
  readonly eventId: string;
  readonly eventType: string;
  readonly position: Position;
  readonly command: string;
  readonly why: string;
}

export interface HealingPorts {
  readonly store: EventStore;
  readonly vault: KeyVault;
  readonly execute: Execute;
}

export interface HealingSpan {
  readonly after?: Position | undefined;
  readonly until?: Position;
  readonly signal?: AbortSignal | undefined;
}

/** Asks everything that follows from one event. */
const healOne = async (
  event: StoredDomainEvent,
  { vault, execute }: HealingPorts,
  report: (unfinished: Unfinished) => void,
): Promise<void> => {
  const { id, type, position, metadata } = event;
  const open: OpenTexts = (value) => unseal(value, vault);
  keepKeysAfter(event, vault);
  for (const { command, envelope, optional } of followUpsOf(event, unseal(metadata, vault), { open, vault })) {
    const executed = await execute(command, envelope);
    if (executed.outcome === 'accepted' || optional) continue;
    const why = executed.outcome === 'rejected' ? executed.rejection.message : executed.outcome;
    report({ eventId: id, eventType: type, position, command: command.type, why });
  }
};

/**
 * Does what should have followed from the events after a position: each follow-up is asked again, and those that are
 * done already change nothing. So a crash between two appends heals by itself at the next start. Gives each page's last
 * position to `handled`; what a rule refuses is handed to `report` and does not stop the rest. False where the signal
 * ended it: what was not handled is asked again the next time.
 */
export const heal = async (
  ports: HealingPorts,
  { signal, ...span }: HealingSpan,
  handled: (position: Position) => Promise<void>,
  report: (unfinished: Unfinished) => void,
): Promise<boolean> => {
  for await (const page of ports.store.readAll({ types: followedTypes, ...span })) {
    for (const stored of page) {
      if (signal?.aborted) return false;
      await healOne(decode(stored), ports, report);
    }
    const last = page.at(-1);
    if (last) await handled(last.position);
  }
  return true;
};
