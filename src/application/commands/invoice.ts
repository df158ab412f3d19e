import { Asked, Route, type Told } from './asked';
import { exampleIds, examplePrice } from './examples';
import { Currency, Day, Flag, IdList, OneOf, Rate, Text, Uuid, Whole } from './fields';
import { Either, ListOf, OwnId, Part } from './nested-fields';
import { MoneyField, MoneyPart, Quantity, VatPart } from './parts';

const yes = [true] as const;
const MAX_VERSION = 10_000;

export class OfferBasisPart {
  @Uuid()
  readonly offerId: string;

  @Whole({ min: 1, max: MAX_VERSION })
  readonly version: number;

  @IdList()
  readonly lineIds: readonly string[];
}

export class DirectSalePart {
  @OneOf(yes)
  readonly directSale: true;

  @Text({ max: 500 })
  readonly reason: string;
}

export class InvoiceLinePart {
  @Uuid({ optional: true, says: 'The line of the offer' })
  readonly lineId?: string;

  @Uuid()
  readonly productId: string;

  @Quantity()
  readonly quantity: number;

  @MoneyField({ says: 'Net of tax' })
  readonly unitPrice: MoneyPart;

  @Part(() => VatPart, { optional: true })
  readonly vat?: VatPart;
}

/** What the series and an import say stays away from the API: numbers are taken, not given. */
@Route('/invoices', {
  says: 'Issues an invoice on accepted lines of an offer, or on a direct sale with a reason.',
  example: {
    invoiceId: exampleIds.invoice,
    clientId: exampleIds.client,
    managerId: exampleIds.manager,
    basis: { directSale: true, reason: 'Sold over the counter' },
    lines: [
      { productId: exampleIds.product, quantity: 1, unitPrice: examplePrice, vat: { category: 'S', rate: 1_900 } },
    ],
    currency: 'EUR',
    dueOn: '2027-01-31',
    series: '2026',
  },
})
export class IssueInvoice extends Asked implements Told<'IssueInvoice'> {
  @OwnId()
  readonly invoiceId: string;

  @Uuid()
  readonly clientId: string;

  @Uuid()
  readonly managerId: string;

  @Either([
    { of: OfferBasisPart, mark: 'offerId' },
    { of: DirectSalePart, mark: 'directSale' },
  ])
  readonly basis: OfferBasisPart | DirectSalePart;

  @ListOf(() => InvoiceLinePart)
  readonly lines: readonly InvoiceLinePart[];

  @Currency()
  readonly currency: string;

  @Rate({ optional: true, says: "Units of the company's currency for one unit of the invoice's" })
  readonly exchangeRate?: string;

  @Day()
  readonly dueOn: string;

  @Text({ max: 20, says: 'The number series; each is gapless for itself' })
  readonly series: string;
}

@Route('/invoices/:invoiceId/payments', {
  says: 'Records a payment. More than is outstanding needs overpayment: true (rule 9).',
  example: { amount: { amount: 5_000, currency: 'EUR' }, paidOn: '2026-12-15' },
})
export class RecordPayment extends Asked implements Told<'RecordPayment'> {
  @Uuid()
  readonly invoiceId: string;

  @OwnId()
  readonly paymentId: string;

  @MoneyField()
  readonly amount: MoneyPart;

  @Day()
  readonly paidOn: string;

  @Rate({ optional: true, says: "Units of the invoice's currency for one unit of the payment's" })
  readonly exchangeRate?: string;

  @Flag({ optional: true })
  readonly overpayment?: boolean;
}

export class DeliveredLinePart {
  @Uuid()
  readonly productId: string;

  @Quantity()
  readonly quantity: number;
}

@Route('/invoices/:invoiceId/deliveries', {
  says: 'Records what was delivered of an invoice.',
  example: { lines: [{ productId: exampleIds.product, quantity: 1 }] },
})
export class RecordDelivery extends Asked implements Told<'RecordDelivery'> {
  @Uuid()
  readonly invoiceId: string;

  @ListOf(() => DeliveredLinePart)
  readonly lines: readonly DeliveredLinePart[];
}

@Route('/invoices/:invoiceId/void', {
  says: 'Voids an invoice of which nothing is paid; afterwards a credit note is due (rule 8).',
  example: { reason: 'Wrong recipient' },
})
export class VoidInvoice extends Asked implements Told<'VoidInvoice'> {
  @Uuid()
  readonly invoiceId: string;

  @Text({ max: 500 })
  readonly reason: string;
}

export class CreditedLinePart {
  @Uuid()
  readonly productId: string;

  @Quantity()
  readonly quantity: number;

  @MoneyField({ optional: true, says: "The invoice's, where it is left out" })
  readonly unitPrice?: MoneyPart;

  @Part(() => VatPart, { optional: true })
  readonly vat?: VatPart;
}

@Route('/invoices/:invoiceId/credit-notes', {
  says: 'Gives back what an invoice asked for: lines by product, quantities positive.',
  example: { lines: [{ productId: exampleIds.product, quantity: 1 }], reason: 'Returned', series: 'C2026' },
})
export class IssueCreditNote extends Asked implements Told<'IssueCreditNote'> {
  @Uuid()
  readonly invoiceId: string;

  @OwnId()
  readonly creditNoteId: string;

  @ListOf(() => CreditedLinePart)
  readonly lines: readonly CreditedLinePart[];

  @Text({ max: 500 })
  readonly reason: string;

  @Text({ max: 20 })
  readonly series: string;
}

@Route('/invoices/:invoiceId/refunds', {
  says: 'Records money that was paid back.',
  example: { amount: { amount: 5_000, currency: 'EUR' } },
})
export class RecordRefund extends Asked implements Told<'RecordRefund'> {
  @Uuid()
  readonly invoiceId: string;

  @OwnId()
  readonly refundId: string;

  @MoneyField()
  readonly amount: MoneyPart;
}
