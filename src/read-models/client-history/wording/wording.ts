import type { EventType } from '../../../domain/catalogue';
import type { Id } from '../../../domain/shared/values';
import type { AnyEvent } from '../../kit/trace';
import { callWording } from './calls';
import { clientWording } from './clients';
import { companyWording, noteWording, policyWording } from './company';
import { enquiryWording } from './enquiries';
import type { EntryDetails, Wording } from './entry';
import { invoiceWording } from './invoices';
import { offerWording } from './offers';

/** Every event has its words: one without does not compile. */
type CompleteWording = { readonly [Type in EventType]: NonNullable<Wording[Type]> };

const wording: CompleteWording = {
  ...callWording,
  ...clientWording,
  ...companyWording,
  ...enquiryWording,
  ...invoiceWording,
  ...noteWording,
  ...offerWording,
  ...policyWording,
};

/** A method, so that the words for one type of events can be looked up by the event's own type. */
interface Worded {
  words(event: AnyEvent, clientId: Id): EntryDetails;
}
const worded: Readonly<Record<EventType, Worded['words']>> = wording;

/** An event in words; what it says of a client may depend on which client it is. */
export const wordingFor = (event: AnyEvent, clientId: Id): EntryDetails => worded[event.type](event, clientId);
