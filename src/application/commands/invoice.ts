import type { InvoiceCommands } from '../../domain/invoice/commands';
import type { CreditNoteIntent, InvoiceIntent } from '../../domain/shared/intents';
import {
  aCurrency,
  aDay,
  aFlag,
  alternative,
  anId,
  anObject,
  aRate,
  aReason,
  aText,
  described,
  eitherOf,
  idList,
  listOf,
  maybe,
  oneOf,
  ownId,
  withheld,
  type StreamFields,
} from './fields';
import { approval, movedMoney, priceField, quantity, vat, version } from './shared-fields';

/** The number is taken from its series, and what another system called it is said by an import. */
const numbers = { number: withheld(maybe(aText(60))), externalNumber: withheld(maybe(aText(60))) };

const series = aText(20);

/** The largest invoice of a real year of a mail-order shop has 1,114 lines (examples/online-retail). */
const documentLines = { max: 2_000 };

const basis = eitherOf(
  alternative('OfferBasis', 'offerId', { offerId: anId, version, lineIds: idList() }),
  alternative('DirectSale', 'directSale', { directSale: oneOf([true]), reason: aReason }),
);

const invoiceLine = anObject<InvoiceIntent['lines'][number]>('InvoiceLine', {
  lineId: maybe(anId, 'The line of the offer'),
  productId: anId,
  quantity,
  unitPrice: described(priceField, 'Net of tax'),
  vat: maybe(vat),
});

const creditNoteLine = anObject<CreditNoteIntent['lines'][number]>('CreditedLine', {
  lineId: maybe(anId, 'The line of the invoice'),
  productId: maybe(anId, 'Instead of the line, where that is clear'),
  quantity,
  unitPrice: maybe(priceField, "The invoice's, where it is left out, or less"),
  vat: maybe(vat, "The invoice's; only an import of a credit note without its invoice says it"),
});

const deliveredLine = anObject<InvoiceCommands['RecordDelivery']['lines'][number]>('DeliveredLine', {
  productId: anId,
  quantity,
});

export const invoiceFields = {
  IssueInvoice: {
    invoiceId: ownId,
    clientId: anId,
    managerId: anId,
    basis,
    lines: listOf(invoiceLine, documentLines),
    currency: aCurrency,
    exchangeRate: maybe(aRate, "Units of the company's currency for one unit of the invoice's"),
    dueOn: aDay,
    series: described(series, 'The number series; each is gapless for itself'),
    priceDeviation: maybe(
      anObject<NonNullable<InvoiceIntent['priceDeviation']>>('PriceDeviation', { reason: aReason }),
      'Why a line has another price than the one that was accepted; it needs an approval, too (rule 27)',
    ),
    approval: maybe(approval, 'Needed where a line has another price than the one that was accepted (rule 27)'),
    ...numbers,
  },
  RecordPayment: {
    invoiceId: anId,
    paymentId: ownId,
    amount: movedMoney,
    paidOn: aDay,
    exchangeRate: maybe(aRate, "Units of the invoice's currency for one unit of the payment's"),
    overpayment: maybe(aFlag),
  },
  RecordDelivery: { invoiceId: anId, lines: listOf(deliveredLine, documentLines) },
  VoidInvoice: { invoiceId: anId, reason: aReason },
  IssueCreditNote: {
    invoiceId: anId,
    creditNoteId: ownId,
    lines: listOf(creditNoteLine, documentLines),
    reason: aReason,
    series,
    ...numbers,
    withoutInvoice: withheld(
      maybe(
        anObject<NonNullable<CreditNoteIntent['withoutInvoice']>>('WithoutInvoice', {
          clientId: anId,
          managerId: anId,
          currency: aCurrency,
        }),
      ),
    ),
  },
  RecordRefund: { invoiceId: anId, refundId: ownId, amount: movedMoney },
} satisfies StreamFields<InvoiceCommands>;
