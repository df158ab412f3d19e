import type { DomainEvent, EventCatalogue, EventType } from '../../../domain/catalogue';
import type { Happened } from '../../../domain/shared/event';
import { answering } from './answering';
import type { FollowUp, FollowUpArms, Open } from './follow-up';
import { invoicing } from './invoicing';
import { merging } from './merging';
import { pitching } from './pitching';

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
