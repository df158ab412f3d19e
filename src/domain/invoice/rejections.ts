import { approvalRejections } from '../shared/approvals';
import { rejecter, type RejectionCatalogue } from '../shared/decider';
import { orderRejections } from '../shared/occurrence';
import { happeningRejections, referenceRejections } from '../shared/references';

export const invoiceRejections = {
  ...referenceRejections,
  ...orderRejections,
  ...approvalRejections,
  INVOICE_UNKNOWN: happeningRejections.INVOICE_UNKNOWN,
  INVOICE_VOID: happeningRejections.INVOICE_VOID,
  INVOICE_ALREADY_ISSUED: {
    rule: 8,
    kind: 'taken',
    message: 'An invoice of this id was issued already: issued documents are never edited.',
    next: 'Take another id; to change the old one, void it (unpaid) or issue a credit note.',
  },
  INVOICE_NUMBER_MISSING: {
    rule: 8,
    message: 'An invoice takes its number from its series when it is issued.',
    next: 'Ask IssueInvoice without a number.',
  },
  INVOICE_WITHOUT_LINES: { rule: 7, message: 'An invoice has at least one line.', next: 'Give the lines.' },
  INVOICE_LINE_INVALID: {
    rule: 7,
    message:
      'A line has a quantity above 0, up to 1,000,000, and a unit price not below 0 in the currency of the document, both with at most 6 decimal places.',
    next: 'Fix the line that is named; to give money back, issue a credit note.',
  },
  INVOICE_LINE_VAT_INVALID: {
    rule: 7,
    message: 'Only the standard category (S) has a rate of tax: with Z, E, AE and O it is 0.',
    next: 'Give the rate 0, or the category S.',
  },
  DIRECT_SALE_WITHOUT_REASON: {
    rule: 7,
    message: 'An invoice rests on accepted lines of an offer, or on a direct sale with a reason.',
    next: 'Name the offer, or say why there was none.',
  },
  EXCHANGE_RATE_INVALID: {
    rule: 9,
    message: 'An exchange rate is a decimal number above 0, as "1.0837".',
    next: 'Give the rate of the day of payment.',
  },
  EXCHANGE_RATE_OF_ONE_CURRENCY: {
    rule: 9,
    message: 'The payment is in the currency of the invoice: between one currency and itself there is no rate.',
    next: 'Leave exchangeRate out, or give the currency in which was paid.',
  },
  INVOICE_LINE_DOUBLED: {
    rule: 20,
    message: 'Two lines have one id.',
    next: 'Give each line an id of its own, or none; take a line of an offer in one line.',
  },
  INVOICE_NOT_VOIDABLE: {
    rule: 8,
    message: 'An invoice on which something was paid, credited or delivered is not voided.',
    next: 'Issue a credit note (IssueCreditNote).',
  },
  CREDIT_ABOVE_INVOICE: {
    rule: 8,
    message: 'More would be credited than was invoiced and not credited yet.',
    next: 'Credit at most what is left, which is named.',
  },
  CREDIT_NOTE_ALREADY_ISSUED: {
    rule: 8,
    message: 'A credit note of this id was issued on this invoice already: issued documents are never edited.',
    next: 'Take another creditNoteId for another credit note.',
  },
  CREDIT_ABOVE_PRICE: {
    rule: 29,
    message: 'More would be credited for a unit than it was invoiced at.',
    next: 'Leave unitPrice out to credit what was invoiced, or give at most that.',
  },
  CREDIT_TAX_DIFFERS: {
    rule: 29,
    message: 'A credit note has the tax of the lines that it credits.',
    next: 'Leave vat out.',
  },
  CREDIT_LINE_AMBIGUOUS: {
    rule: 29,
    message: 'The invoice has several lines of this product, at different prices or taxes.',
    next: 'Name the line that is credited (lineId).',
  },
  CREDITED_LINE_NOT_INVOICED: {
    rule: 29,
    message: 'The invoice has no such line.',
    next: 'Name a line of the invoice (lineId), or its product.',
  },
  CREDITED_PRODUCT_NOT_INVOICED: {
    rule: 8,
    message: 'The invoice has no line of this product.',
    next: 'Name a product of the invoice.',
  },
  CREDIT_BASIS_UNKNOWN: {
    rule: 8,
    message:
      'A credit note names its invoice, or, where that is not known, whose credit it is, and of each line product and unit price.',
    next: 'Name the invoice, or give withoutInvoice and a productId and a unitPrice on each line.',
  },
  CREDIT_NOTE_ALONE: {
    rule: 8,
    message: 'This is a credit note whose invoice is not known: nothing can be paid or delivered on it.',
    next: 'Name the invoice.',
  },
  PAYMENT_ABOVE_OUTSTANDING: {
    rule: 9,
    message: 'The payment is higher than what is outstanding.',
    next: 'Check the amount (paidOffInvoice is what it takes off the invoice, in the currency of that), or say overpayment: true.',
  },
  PAYMENT_CURRENCY_DIFFERS: {
    rule: 9,
    message: 'The payment is in another currency than the invoice, and no rate is given.',
    next: 'Give exchangeRate: units of the currency of the invoice for one of the payment.',
  },
  PAYMENT_ALREADY_RECORDED: {
    rule: 9,
    message: 'Another payment or refund is recorded under this id.',
    next: 'Take another id for another payment or refund.',
  },
  AMOUNT_NOT_POSITIVE: {
    rule: 9,
    message: 'The amount must be a whole number of minor units above 0.',
    next: 'Give the amount that was moved.',
  },
  AMOUNT_TOO_LARGE: {
    rule: 30,
    message: 'The amounts come to more than 9,007,199,254,740,991 minor units: nobody could keep that exactly.',
    next: 'Check quantities, prices and the rate; a document of this size is entered as several.',
  },
  DELIVERY_ABOVE_INVOICE: {
    rule: 7,
    message: 'More would be delivered than was invoiced and not delivered yet.',
    next: 'Deliver at most what is left, which is named; invoice the rest first.',
  },
  DELIVERY_AFTER_CREDIT: {
    rule: 29,
    message: 'All of the invoice is credited: nothing is owed on it any more, goods neither.',
    next: 'Invoice anew what is delivered after all, or give the moment of a delivery that was before the credit note.',
  },
  REFUND_ABOVE_CREDIT: {
    rule: 9,
    message: 'More would be refunded than the client has paid beyond what is owed.',
    next: 'Issue a credit note first, or refund at most what is named.',
  },
} as const satisfies RejectionCatalogue;

export const rejectInvoice = rejecter(invoiceRejections);
