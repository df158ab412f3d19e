import { numberFor } from './first-steps';
import type { FollowUpArms } from './follow-up';

/**
 * An invoice moves up to three streams: the offer's lines are reserved (rule 7), a number is taken from its gapless
 * series (rules 8, 20), and the document is issued. When it is voided, the lines are free for another one.
 */
export const invoicing: FollowUpArms = {
  OfferLinesInvoiced: ({ data: { request } }) => [{ command: numberFor({ document: 'invoice', intent: request }) }],
  InvoiceVoided: ({ data: { offerId, invoiceId } }) =>
    offerId === undefined ? [] : [{ command: { type: 'ReleaseOfferLines', data: { offerId, invoiceId } } }],
  DocumentNumberReserved: ({ data: { number, request } }) => [
    request.document === 'invoice'
      ? { command: { type: 'IssueInvoice', data: { ...request.intent, number } } }
      : { command: { type: 'IssueCreditNote', data: { ...request.intent, number } } },
  ],
};
