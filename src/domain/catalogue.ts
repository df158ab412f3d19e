import type { CallCommands } from './call/commands';
import type { CallEvents } from './call/events';
import type { CampaignCommands } from './campaign/commands';
import type { CampaignEvents } from './campaign/events';
import type { ClientCommands } from './client/commands';
import type { ClientEvents } from './client/events';
import type { EnquiryCommands } from './enquiry/commands';
import type { EnquiryEvents } from './enquiry/events';
import type { InvoiceCommands } from './invoice/commands';
import type { InvoiceEvents } from './invoice/events';
import type { ManagerCommands } from './manager/commands';
import type { ManagerEvents } from './manager/events';
import type { OfferCommands } from './offer/commands';
import type { OfferEvents } from './offer/events';
import type { PolicyCommands } from './policy/commands';
import type { PolicyEvents } from './policy/events';
import type { ProductCommands } from './product/commands';
import type { ProductEvents } from './product/events';
import type { ReasonsCommands } from './reasons/commands';
import type { ReasonsEvents } from './reasons/events';
import type { ReservationCommands } from './reservation/commands';
import type { ReservationEvents } from './reservation/events';
import type { Fact, HappenedOf } from './shared/event';

/** Every event of the domain, `Type → data`. Two aggregates can't use the same name with another shape. */
export interface EventCatalogue
  extends
    CallEvents,
    CampaignEvents,
    ClientEvents,
    EnquiryEvents,
    InvoiceEvents,
    ManagerEvents,
    OfferEvents,
    PolicyEvents,
    ProductEvents,
    ReasonsEvents,
    ReservationEvents {}

/** Every command of the domain, `Type → data`. */
export interface CommandCatalogue
  extends
    CallCommands,
    CampaignCommands,
    ClientCommands,
    EnquiryCommands,
    InvoiceCommands,
    ManagerCommands,
    OfferCommands,
    PolicyCommands,
    ProductCommands,
    ReasonsCommands,
    ReservationCommands {}

export type EventType = keyof EventCatalogue;
export type CommandType = keyof CommandCatalogue;
export type DomainEvent = HappenedOf<EventCatalogue>;

export type DomainFact = { [Type in EventType]: Fact<Type, EventCatalogue[Type]> }[EventType];

/** A command as data: what an import, a process or a test builds, and what the HTTP edge validates. */
export type DomainCommand = {
  [Type in CommandType]: { readonly type: Type; readonly data: CommandCatalogue[Type] };
}[CommandType];
