import type { CommandCatalogue } from '../../../domain/catalogue';
import type { AnswerEvidence, FulfilmentEvidence } from '../../../domain/enquiry/events';
import type { Approval } from '../../../domain/offer/events';
import type { CreditNoteIntent, InvoiceBasis, InvoiceIntent, PitchIntent } from '../../../domain/shared/intents';
import type { OfferLineIntent, Vat } from '../../../domain/shared/offer-terms';
import type { ExternalId } from '../../../domain/shared/values';
import { channels, statedBy, vatCategories } from '../../../domain/shared/words';
import { day, either, id, integer, list, may, money, need, object, only, oneOf, text } from './shape';

/** Parts that the shapes of several commands share. */
export const externalId = object<ExternalId>({ source: need(text), id: need(text) });
const vat = object<Vat>({ category: need(oneOf(vatCategories)), rate: need(integer) });
export const contacts = list(
  object<NonNullable<CommandCatalogue['RegisterClient']['contacts']>[number]>({
    channel: need(oneOf(channels)),
    value: need(text),
  }),
);
export const offerLines = list(
  object<OfferLineIntent>({
    lineId: need(id),
    productId: need(id),
    quantity: need(integer),
    unitPrice: may(money),
    discount: may(integer),
    vat: may(vat),
  }),
);
export const approval = object<Approval>({ by: need(id), reason: need(text) });
export const refusal = {
  reason: need(text),
  otherReasons: may(list(text)),
  statedBy: need(oneOf(statedBy)),
  competitor: may(text),
  priceGap: may(money),
  reconsiderOn: may(day),
  comment: may(text),
};
export const basis = either<InvoiceBasis>(
  object<Extract<InvoiceBasis, { readonly offerId: string }>>({
    offerId: need(id),
    version: need(integer),
    lineIds: need(list(id)),
  }),
  object<Extract<InvoiceBasis, { readonly directSale: true }>>({ directSale: need(only(true)), reason: need(text) }),
);
export const deliveredLine = object<CommandCatalogue['RecordDelivery']['lines'][number]>({
  productId: need(id),
  quantity: need(integer),
});

export const invoiceLine = object<InvoiceIntent['lines'][number]>({
  lineId: may(id),
  productId: need(id),
  quantity: need(integer),
  unitPrice: need(money),
  vat: may(vat),
});
export const creditLine = object<CreditNoteIntent['lines'][number]>({
  productId: need(id),
  quantity: need(integer),
  unitPrice: may(money),
  vat: may(vat),
});
export const withoutInvoice = object<NonNullable<CreditNoteIntent['withoutInvoice']>>({
  clientId: need(id),
  managerId: need(id),
  currency: need(text),
});
export const answer = either<AnswerEvidence>(
  object<{ readonly callId: string }>({ callId: need(id) }),
  object<{ readonly offerId: string }>({ offerId: need(id) }),
  object<{ readonly messageRef: string }>({ messageRef: need(text) }),
);
export const fulfilment = either<FulfilmentEvidence>(
  object<{ readonly invoiceId: string }>({ invoiceId: need(id) }),
  object<{ readonly offerId: string }>({ offerId: need(id) }),
  object<{ readonly deliveryRef: string }>({ deliveryRef: need(text) }),
);
export const pitch = object<PitchIntent>({
  offerId: need(id),
  lines: need(offerLines),
  campaignId: may(id),
  legalBasis: may(text),
  accepted: may(object<NonNullable<PitchIntent['accepted']>>({ lineIds: need(list(id)), winReason: may(text) })),
  refused: may(object<NonNullable<PitchIntent['refused']>>({ lineIds: need(list(id)), ...refusal })),
});
