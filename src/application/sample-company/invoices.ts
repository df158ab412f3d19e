import { shareOf } from '../../domain/shared/money';
import type { InvoiceIntent } from '../../domain/shared/intents';
import type { Id } from '../../domain/shared/values';
import { fulfil } from './enquiry';
import type { Line, Offer } from './offer';
import { asManager, CURRENCY, DAY, money, OFFICE, VAT, WORKDAY, type Client, type Manager, type World } from './world';

interface Invoice {
  readonly id: Id;
  readonly client: Client;
  readonly manager: Manager;
  readonly lines: readonly Line[];
  outstanding: number;
  isVoid: boolean;
}

const grossOf = (net: number): number => net + shareOf(net, VAT.rate);

const issue = (
  world: World,
  { manager, client, lines, ...invoice }: Pick<Invoice, 'client' | 'manager' | 'lines'> & { offer?: Offer },
): Invoice => {
  const { offer } = invoice;
  const id = world.random.id();
  const basis: InvoiceIntent['basis'] = offer
    ? { offerId: offer.id, version: offer.version, lineIds: lines.map(({ lineId }) => lineId) }
    : { directSale: true, reason: 'Bought over the counter' };
  const data = {
    invoiceId: id,
    clientId: client.id,
    managerId: manager.id,
    basis,
    lines: lines.map(({ lineId, product, quantity, price }) => ({
      ...(offer && { lineId }),
      productId: product.id,
      quantity,
      unitPrice: money(price),
      vat: VAT,
    })),
    currency: CURRENCY,
    dueOn: world.dayAt(world.now + 30 * DAY),
    series: 'R',
  };
  world.tell({ type: 'IssueInvoice', data }, { by: asManager(manager), events: offer ? 3 : 2 });
  world.counts.invoices += 1;
  const outstanding = lines.reduce((sum, { quantity, price }) => sum + grossOf(quantity * price), 0);
  return { id, client, manager, lines, outstanding, isVoid: false };
};

const pay = (world: World, invoice: Invoice, amount: number): void => {
  if (invoice.isVoid || amount <= 0) return;
  const overpayment = amount > invoice.outstanding;
  const data = {
    invoiceId: invoice.id,
    paymentId: world.random.id(),
    amount: money(amount),
    paidOn: world.dayAt(world.now),
    ...(overpayment && { overpayment }),
  };
  world.tell({ type: 'RecordPayment', data }, { by: OFFICE });
  world.counts.payments += 1;
  invoice.outstanding -= amount;
  if (invoice.outstanding < 0)
    world.afterWork(3 * WORKDAY, () => {
      refund(world, invoice);
    });
};

const refund = (world: World, invoice: Invoice): void => {
  if (invoice.outstanding >= 0) return;
  const amount = money(-invoice.outstanding);
  const data = { invoiceId: invoice.id, refundId: world.random.id(), amount };
  world.tell({ type: 'RecordRefund', data }, { by: OFFICE });
  invoice.outstanding = 0;
};

/** One piece comes back. */
const credit = (world: World, invoice: Invoice): void => {
  const [line] = invoice.lines;
  if (!line || invoice.isVoid) return;
  const data = {
    invoiceId: invoice.id,
    creditNoteId: world.random.id(),
    lines: [{ productId: line.product.id, quantity: 1 }],
    reason: 'Came damaged',
    series: 'G',
  };
  world.tell({ type: 'IssueCreditNote', data }, { by: OFFICE, events: 2 });
  world.counts.creditNotes += 1;
  invoice.outstanding -= grossOf(line.price);
  if (invoice.outstanding < 0)
    world.afterWork(2 * WORKDAY, () => {
      refund(world, invoice);
    });
};

const voidIt = (world: World, invoice: Invoice, offer: Offer | undefined): void => {
  const data = { invoiceId: invoice.id, reason: 'Made out to the wrong address' };
  // The lines of the offer are free again.
  world.tell({ type: 'VoidInvoice', data }, { by: OFFICE, events: offer ? 2 : 1 });
  world.counts.voidedInvoices += 1;
  invoice.isVoid = true;
};

const deliver = (world: World, invoice: Invoice, offer: Offer | undefined): void => {
  if (invoice.isVoid) return;
  const lines = invoice.lines.map(({ product, quantity }) => ({ productId: product.id, quantity }));
  world.tell({ type: 'RecordDelivery', data: { invoiceId: invoice.id, lines } }, { by: asManager(invoice.manager) });
  if (offer?.enquiry) fulfil(world, offer.enquiry, invoice.id);
  if (world.random.chance(0.04))
    world.afterWork(world.random.whole(1, 8) * WORKDAY, () => {
      credit(world, invoice);
    });
};

/** Most pay at once, some in two parts or too much, some never. */
const payLater = (world: World, invoice: Invoice): void => {
  const { random } = world;
  const days = random.whole(5, 45);
  const way = random.weighted([
    ['whole', 80],
    ['parts', 11],
    ['never', 8],
    ['twice', 1],
  ] as const);
  if (way === 'never') return;
  world.afterWork(days * WORKDAY, () => {
    const { outstanding } = invoice;
    if (way === 'twice') pay(world, invoice, outstanding + 1_000);
    else pay(world, invoice, way === 'whole' ? outstanding : Math.ceil(outstanding / 2));
  });
  if (way === 'parts')
    world.afterWork((days + 20) * WORKDAY, () => {
      pay(world, invoice, invoice.outstanding);
    });
};

const proceed = (world: World, invoice: Invoice, offer?: Offer): void => {
  const { random } = world;
  if (random.chance(0.015)) {
    world.afterWork(random.whole(20, 300), () => {
      voidIt(world, invoice, offer);
    });
    return;
  }
  const delivery = random.whole(...invoice.manager.deliveryDays) * WORKDAY;
  world.afterWork(delivery, () => {
    deliver(world, invoice, offer);
  });
  payLater(world, invoice);
};

/** Accepted lines are invoiced within days. */
export const invoiceLater = (world: World, offer: Offer, lines: readonly Line[], manager: Manager): void => {
  world.afterWork(world.random.whole(30, 3 * WORKDAY), () => {
    proceed(world, issue(world, { client: offer.client, manager, lines, offer }), offer);
  });
};

export const sellDirectly = (world: World, manager: Manager, client: Client, lines: readonly Line[]): void => {
  if (lines.length > 0) proceed(world, issue(world, { client, manager, lines }));
};
