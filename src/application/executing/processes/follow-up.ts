import type { DomainCommand, EventCatalogue, EventType } from '../../../domain/catalogue';
import type { Happened } from '../../../domain/shared/event';
import type { Personal } from '../../../domain/shared/values';

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
