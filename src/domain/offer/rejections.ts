import { approvalRejections } from '../shared/approvals';
import { rejecter, type RejectionCatalogue } from '../shared/decider';
import { orderRejections } from '../shared/occurrence';
import { happeningRejections, referenceRejections } from '../shared/references';

export const offerRejections = {
  ...referenceRejections,
  ...happeningRejections,
  ...orderRejections,
  OFFER_LINES_MISSING: { rule: 1, message: 'No line is named.', next: 'Name at least one line.' },
  OFFER_LINE_UNKNOWN: {
    rule: 1,
    message: 'The offer has no such line.',
    next: 'Look the lines up in the offer; a new line comes with ReviseOffer.',
  },
  OFFER_LINE_DOUBLED: {
    rule: 3,
    message: 'A line is named twice.',
    next: 'Give each line an id of its own and name it once.',
  },
  OFFER_LINE_NOT_OPEN: {
    rule: 3,
    message: 'The line has an outcome already.',
    next: 'Reopen it with a new version first (ReviseOffer).',
  },
  OFFER_LINE_SETTLED: {
    rule: 3,
    message: 'The line is accepted or invoiced; a new version does not touch it.',
    next: 'Leave it out of the new version, or offer more under a new line id.',
  },
  OFFER_LINE_OTHER_PRODUCT: {
    rule: 3,
    message: 'A line keeps its product.',
    next: 'Offer the other product under a new line id.',
  },
  OFFER_LINE_QUANTITY_INVALID: {
    rule: 32,
    message: 'The quantity of a line is more than 0, up to 1,000,000, with at most 6 decimal places.',
    next: 'Give the quantity that is offered.',
  },
  OFFER_LINE_PRICE_INVALID: {
    rule: 32,
    message: 'A price is not below 0, with at most 6 decimal places of the smallest unit of its currency.',
    next: 'Give the price of a unit, net of tax.',
  },
  OFFER_LINE_VAT_INVALID: {
    rule: 32,
    message: 'Only the standard category (S) has a rate of tax: with Z, E, AE and O it is 0.',
    next: 'Give the rate 0, or the category S.',
  },
  OFFER_VALUE_TOO_LARGE: {
    rule: 30,
    message: 'The lines come to more than 9,007,199,254,740,991 minor units: nobody could keep that exactly.',
    next: 'Check the quantity and the price of the line that is named; an offer of this size is made as several.',
  },
  OFFER_CURRENCY_MIXED: {
    rule: 5,
    message: 'All lines of an offer have one currency.',
    next: 'Make an offer of its own for each currency.',
  },
  OFFER_TERMS_INCOMPLETE: {
    rule: 5,
    message: 'A written offer has a price, the VAT of each line, and a moment until which it is valid.',
    next: 'Give unitPrice and vat on each line and validUntil, or make it a verbal offer.',
  },
  OFFER_VALIDITY_PAST: {
    rule: 5,
    message: 'An offer is valid until later than it is made.',
    next: 'Give a validUntil after occurredAt.',
  },
  PRODUCT_WITHDRAWN: {
    rule: 18,
    message: 'The product was withdrawn by then: no new line offers it.',
    next: 'Offer what replaces it, or reinstate it first (ReinstateProduct).',
  },
  ...approvalRejections,
  CONSENT_WITHDRAWN: {
    rule: 17,
    message: 'The client has withdrawn the consent to be approached over this channel.',
    next: 'Use another channel, or name the legal basis (legalBasis); it is flagged then.',
  },
  OFFER_VERSION_OUTDATED: {
    rule: 4,
    message: 'The offer stands at another version than the one named.',
    next: 'Look at the current version (currentVersion) and name it.',
  },
  OFFER_EXPIRED: {
    rule: 6,
    message: 'The offer has expired.',
    next: 'Put it to the client again first, with a new validUntil (ReviseOffer).',
  },
  OFFER_NOT_OPEN: {
    rule: 3,
    message: 'No line of the offer is open.',
    next: 'Put lines to the client again first (ReviseOffer).',
  },
  REASON_NOT_DEFINED: {
    rule: 2,
    message: 'The catalogue did not define this reason at that moment.',
    next: 'Take a reason that the catalogue holds, or define it first (DefineReason).',
  },
  REASON_NOT_A_REFUSAL: {
    rule: 2,
    message: "A reason of the group invalid is no client's refusal.",
    next: 'Void the offer instead (VoidOffer).',
  },
  COMMENT_TOO_SHORT: {
    rule: 2,
    message: 'Another reason than those of the catalogue needs a comment of 10 characters or more.',
    next: 'Say in the comment what the client said.',
  },
  PRICE_GAP_INVALID: {
    rule: 32,
    message: 'A price gap is not below 0, with at most 6 decimal places of the smallest unit of its currency.',
    next: 'Give by how much a unit was too dear, or leave it out.',
  },
  REFUSAL_UNKNOWN: {
    rule: 15,
    kind: 'unknown',
    message: 'The offer has no such refusal.',
    next: 'Name the id of the OfferLinesRefused event that is to be corrected.',
  },
  OFFER_LINE_NOT_ACCEPTED: {
    rule: 7,
    message: 'An invoice rests on accepted lines.',
    next: 'Record the acceptance first (AcceptOffer), or invoice a direct sale with its reason.',
  },
  INVOICE_TO_OTHER_CLIENT: {
    rule: 27,
    message: 'Another client accepted these lines.',
    next: 'Invoice the client who accepted them; where the two are the same client, merge them first (MergeClient).',
  },
  INVOICE_IN_OTHER_CURRENCY: {
    rule: 27,
    message: 'The lines were accepted in another currency.',
    next: 'Invoice in the currency that was accepted, or put the offer to the client anew in the other one.',
  },
  INVOICE_AT_OTHER_PRICE: {
    rule: 27,
    message: 'A line has another price than the one that was accepted.',
    next: 'Invoice the accepted price, or say why (priceDeviation: reason) and let another manager approve it (approval).',
  },
  OFFER_LINE_QUANTITY_EXCEEDED: {
    rule: 7,
    message: 'The invoice takes more of the line than was accepted and is not invoiced yet.',
    next: 'Invoice what is left (left), or offer more with ReviseOffer.',
  },
  OFFER_ALREADY_MADE: {
    rule: 0,
    kind: 'taken',
    message: 'This offer has been made already.',
    next: 'Use another offerId, or put a new version to the client (ReviseOffer).',
  },
  OFFER_INVOICED: {
    rule: 8,
    message: 'A line of the offer is invoiced; it can not be made never to have been.',
    next: 'Void the invoice or credit it (VoidInvoice, IssueCreditNote); the offer stays.',
  },
  REFUSAL_OWN: {
    rule: 24,
    message: 'A manager does not void his own refusals.',
    next: 'Let someone else void the offer.',
  },
} as const satisfies RejectionCatalogue;

export const rejectOffer = rejecter(offerRejections);
