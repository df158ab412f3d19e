import type { Id } from '../../../domain/shared/values';
import type { AnyEvent } from '../../facts/trace';
import { callWording } from './calls';
import { clientWording } from './clients';
import { enquiryWording } from './enquiries';
import type { EntryDetails, Wording } from './entry';
import { invoiceWording } from './invoices';
import { offerWording } from './offers';

const wording: Wording = {
  ...callWording,
  ...clientWording,
  ...enquiryWording,
  ...invoiceWording,
  ...offerWording,
};

/** A method, so that the words for one type of events can be looked up by the event's own type. */
interface Worded {
  words(event: AnyEvent, clientId: Id): EntryDetails;
}
const worded: Readonly<Record<string, Worded['words'] | undefined>> = wording;

/** What the history of a client says of an event; an event that it has no words for is named by its type. */
export const wordingFor = (event: AnyEvent, clientId: Id): EntryDetails =>
  worded[event.type]?.(event, clientId) ?? { summary: event.type };
