import type { DomainCommand, DomainEvent, EventCatalogue, EventType } from '../../domain/catalogue';
import type { Happened } from '../../domain/shared/event';
import type { Personal } from '../../domain/shared/values';
import { answering } from './answering';
import { invoicing } from './invoicing';
import { merging } from './merging';
import { pitching } from './pitching';

/** A command that an event calls for on another stream. */
export interface FollowUp {
  readonly command: DomainCommand;
  /** True where a rule's no is an answer too (the enquiry is closed by now): then nothing follows. */
  readonly optional?: boolean;
}

/** Opens a personal text, sealed or not. */
export type Open = (text: Personal) => string;

export type FollowUpArms = {
  readonly [Type in EventType]?: (event: Happened<Type, EventCatalogue[Type]>, open: Open) => readonly FollowUp[];
};

/**
 * What moves two streams. Each arm takes what it needs from the event alone, so that whoever finds the second step
 * missing can do it: the executor at once, the healing process after a crash. Two processes may listen to one event.
 */
const processes: readonly FollowUpArms[] = [pitching, answering, invoicing, merging];

/** The events that something follows from. */
export const followedTypes: readonly string[] = [...new Set(processes.flatMap((arms) => Object.keys(arms)))];

const armOf = <Type extends EventType>(
  arms: FollowUpArms,
  event: Happened<Type, EventCatalogue[Type]>,
  open: Open,
): readonly FollowUp[] => arms[event.type]?.(event, open) ?? [];

export const followUpsOf = (event: DomainEvent, open: Open): readonly FollowUp[] =>
  processes.flatMap((arms) => armOf(arms, event, open));
