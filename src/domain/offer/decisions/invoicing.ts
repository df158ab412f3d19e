import { accept, type Checked, type Rejected } from '../../shared/decider';
import type { InvoiceIntent, InvoiceLineIntent } from '../../shared/intents';
import type { Id } from '../../shared/values';
import type { TakenLine } from '../events';
import { rejectOffer } from '../rejections';
import { isAccepted, onAnyOffer, onOffer } from './status';
import { isMore, type LineState, type Offer, type OfferDecide } from '../state';

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
  const quantity = taken.reduce((sum, each) => (each.lineId === line.lineId ? sum + each.quantity : sum), 0);
  const left = line.quantity - invoiced;
  return isMore(quantity, left)
    ? rejectOffer('OFFER_LINE_QUANTITY_EXCEEDED', { lineId: line.lineId, quantity, left })
    : undefined;
};

interface Taking {
  readonly found: LineState;
  readonly taken: TakenLine;
}

const takings = (offer: Offer, basis: OnOffer, request: InvoiceIntent): readonly Taking[] | Rejected => {
  const all: Taking[] = [];
  for (const asked of request.lines) {
    const { productId, quantity } = asked;
    const found = lineFor(offer, basis, asked);
    if (!found) return rejectOffer('OFFER_LINE_UNKNOWN', { lineId: asked.lineId, productId });
    const { lineId } = found.line;
    if (!(quantity > 0)) return rejectOffer('OFFER_LINE_QUANTITY_NOT_POSITIVE', { lineId, quantity });
    const rejected = checkLine(found, basis.version, offer.version);
    if (rejected) return rejected;
    all.push({ found, taken: { lineId, productId, quantity } });
  }
  return all.length === 0 ? rejectOffer('OFFER_LINES_MISSING') : all;
};

/** Takes lines for an invoice, so that nothing is invoiced twice, in whole or in parts (rule 7). */
const invoiceOfferLines: OfferDecide['InvoiceOfferLines'] = onOffer(({ offerId, request }, offer, { occurredAt }) => {
  const { basis, invoiceId, managerId } = request;
  if (!('offerId' in basis) || basis.offerId !== offerId) return rejectOffer('OFFER_UNKNOWN', { basis });
  if (offer.invoices.some((each) => each.invoiceId === invoiceId)) return accept();
  const taking = takings(offer, basis, request);
  if ('rejection' in taking) return taking;
  const lines = taking.map(({ taken }) => taken);
  const exceeded = taking.map(({ found }) => checkQuantity(found, lines)).find((rejected) => rejected !== undefined);
  if (exceeded) return exceeded;
  const data = { offerId, clientId: offer.clientId, managerId, invoiceId, version: basis.version, lines, request };
  return accept({ type: 'OfferLinesInvoiced', occurredAt, data });
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
