import { checkApproved, discountOf } from '../../shared/approvals';
import { accept, type Checked, type Context, type Rejected } from '../../shared/decider';
import { isQuantity, minus, plus } from '../../shared/decimals';
import type { InvoiceIntent, InvoiceLineIntent } from '../../shared/intents';
import { checkAfter } from '../../shared/occurrence';
import { checkManagers, firstRejection, isSameClient } from '../../shared/references';
import { isSame } from '../../shared/same';
import type { Id, Moment, Money } from '../../shared/values';
import type { TakenLine } from '../events';
import { rejectOffer } from '../rejections';
import { isAccepted, onAnyOffer, onOffer } from './status';
import type { LineState, Offer, OfferDecide } from '../state';

type OnOffer = Extract<InvoiceIntent['basis'], { readonly offerId: Id }>;

/** The offer's line that an invoice's line takes from: named, or the one of the basis that has its product. */
const lineFor = (offer: Offer, basis: OnOffer, { lineId, productId }: InvoiceLineIntent): LineState | undefined =>
  offer.lines.find(
    ({ line }) =>
      basis.lineIds.includes(line.lineId) &&
      line.productId === productId &&
      (lineId === undefined || lineId === line.lineId),
  );

const checkLine = (found: LineState, version: number, currentVersion: number): Checked => {
  const { lineId } = found.line;
  if (!isAccepted(found)) return rejectOffer('OFFER_LINE_NOT_ACCEPTED', { lineId, status: found.status });
  // A line that was accepted stays so in later versions: any of them names it rightly.
  const isCurrent = found.version <= version && version <= currentVersion;
  return isCurrent ? undefined : rejectOffer('OFFER_VERSION_OUTDATED', { version, currentVersion });
};

const checkQuantity = ({ line, invoiced }: LineState, taken: readonly TakenLine[]): Checked => {
  const quantity = taken.reduce((sum, each) => (each.lineId === line.lineId ? plus(sum, each.quantity) : sum), 0);
  const left = minus(line.quantity, invoiced);
  return quantity > left
    ? rejectOffer('OFFER_LINE_QUANTITY_EXCEEDED', { lineId: line.lineId, quantity, left })
    : undefined;
};

interface Taking {
  readonly found: LineState;
  readonly taken: TakenLine;
  readonly unitPrice: Money;
}

const takings = (offer: Offer, basis: OnOffer, request: InvoiceIntent): readonly Taking[] | Rejected => {
  const all: Taking[] = [];
  for (const asked of request.lines) {
    const { productId, quantity, unitPrice } = asked;
    const found = lineFor(offer, basis, asked);
    if (!found) return rejectOffer('OFFER_LINE_UNKNOWN', { lineId: asked.lineId, productId });
    const { lineId } = found.line;
    if (!isQuantity(quantity)) return rejectOffer('OFFER_LINE_QUANTITY_INVALID', { lineId, quantity });
    const rejected = checkLine(found, basis.version, offer.version);
    if (rejected) return rejected;
    all.push({ found, taken: { lineId, productId, quantity }, unitPrice });
  }
  return all.length === 0 ? rejectOffer('OFFER_LINES_MISSING') : all;
};

/** When the client accepted the last of these lines. */
const acceptedAt = ({ outcomes }: Offer, taking: readonly Taking[]): Moment | undefined => {
  const ids = new Set(taking.map(({ taken }) => taken.lineId));
  const accepted = outcomes.filter(
    ({ outcome, lines }) => outcome === 'accepted' && lines.some((line) => ids.has(line.lineId)),
  );
  return accepted
    .map(({ at }) => at)
    .sort()
    .at(-1);
};

const checkCurrency = (taking: readonly Taking[], currency: string): Checked => {
  const other = taking.find(({ found }) => (found.line.unitPrice?.currency ?? currency) !== currency);
  return (
    other &&
    rejectOffer('INVOICE_IN_OTHER_CURRENCY', {
      lineId: other.taken.lineId,
      accepted: other.found.line.unitPrice,
      currency,
    })
  );
};

/** By how much the dearest accepted price was lowered; 0 where it was only raised. */
const deviationOf = ({ found, unitPrice }: Taking): number =>
  found.line.unitPrice && found.line.unitPrice.amount > 0 ? (discountOf(found.line.unitPrice, unitPrice) ?? 0) : 0;

/**
 * The price is the accepted one. Another one needs its reason and the approval of another manager, whose role goes so far
 * where it is lower; an import gives the reason alone: what was invoiced then can't be approved now. What was accepted
 * without a price has any.
 */
const checkPrices = (taking: readonly Taking[], request: InvoiceIntent, context: Context): Checked => {
  const { managerId, priceDeviation, approval } = request;
  const { facts, occurredAt, source } = context;
  const other = taking.filter(
    ({ found, unitPrice }) => found.line.unitPrice && !isSame(found.line.unitPrice, unitPrice),
  );
  const [first] = other;
  if (!first) return undefined;
  const details = { lineId: first.taken.lineId, accepted: first.found.line.unitPrice, unitPrice: first.unitPrice };
  if (!priceDeviation) return rejectOffer('INVOICE_AT_OTHER_PRICE', details);
  if (source === 'import') return undefined;
  const discount = Math.max(0, ...other.map(deviationOf));
  return checkApproved(approval, { managerId, discount, facts, at: occurredAt, details });
};

/** Rule 27, and that the invoice comes after the acceptance (rule 28). */
const checkAgreed = (offer: Offer, taking: readonly Taking[], request: InvoiceIntent, context: Context): Checked => {
  if (context.isOwed === true) return undefined;
  const { clientId, approval, currency } = request;
  return firstRejection(
    isSameClient(context.facts, offer.clientId, clientId)
      ? undefined
      : rejectOffer('INVOICE_TO_OTHER_CLIENT', { acceptedBy: offer.clientId, clientId }),
    checkManagers(context.facts, approval?.by),
    checkCurrency(taking, currency),
    checkPrices(taking, request, context),
    checkAfter(context, { cause: 'OfferLinesAccepted', at: acceptedAt(offer, taking) }),
  );
};

/** Each line of the basis was in a version of the offer; a later version may have dropped it. */
const checkBasis = (offer: Offer, { lineIds }: OnOffer): Rejected | undefined => {
  const offered = new Set(offer.offered.flatMap(({ lines }) => lines.map(({ lineId }) => lineId)));
  const unknown = lineIds.find((lineId) => !offered.has(lineId));
  return unknown === undefined ? undefined : rejectOffer('OFFER_LINE_UNKNOWN', { lineId: unknown });
};

/** Takes lines for an invoice, so that nothing is invoiced twice, in whole or in parts (rule 7). */
const invoiceOfferLines: OfferDecide['InvoiceOfferLines'] = onOffer(({ offerId, request }, offer, context) => {
  const { basis, invoiceId, managerId } = request;
  if (!('offerId' in basis) || basis.offerId !== offerId) return rejectOffer('OFFER_UNKNOWN', { basis });
  if (offer.invoices.some((each) => each.invoiceId === invoiceId)) return accept();
  const taking = checkBasis(offer, basis) ?? takings(offer, basis, request);
  if ('rejection' in taking) return taking;
  const lines = taking.map(({ taken }) => taken);
  const exceeded = taking.map(({ found }) => checkQuantity(found, lines)).find((rejected) => rejected !== undefined);
  const rejected = exceeded ?? checkAgreed(offer, taking, request, context);
  if (rejected) return rejected;
  const data = { offerId, clientId: offer.clientId, managerId, invoiceId, version: basis.version, lines, request };
  return accept({ type: 'OfferLinesInvoiced', occurredAt: context.occurredAt, data });
});

/** Gives back what a voided invoice had taken. */
const releaseOfferLines: OfferDecide['ReleaseOfferLines'] = onAnyOffer((command, offer, { occurredAt }) => {
  const { offerId, invoiceId } = command;
  const taking = offer.invoices.find((each) => each.invoiceId === invoiceId);
  if (!taking || taking.isReleased) return accept();
  const { clientId, managerId } = offer;
  const data = { offerId, clientId, managerId, invoiceId, lines: taking.lines };
  return accept({ type: 'OfferLinesReleased', occurredAt, data });
});

export const invoicing = { InvoiceOfferLines: invoiceOfferLines, ReleaseOfferLines: releaseOfferLines };
