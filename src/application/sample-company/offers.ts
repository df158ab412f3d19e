import { momentOf } from '../../domain/shared/time';
import type { Id } from '../../domain/shared/values';
import { derivedId } from '../log/ids';
import {
  priceAt,
  WORKDAY,
  type Company,
  type Encounter,
  type SampleClient,
  type SampleManager,
  type Story,
} from './company';
import { closeLostEnquiry, markAnswered, type SampleEnquiry } from './enquiry-deadlines';
import { sell, type Sale } from './invoices';
import { intentsOf, isWanted, discounted, linesToOffer, refusalFor, type PricedLine } from './wishes';

export interface SampleOffer {
  readonly id: Id;
  readonly client: SampleClient;
  readonly enquiry: SampleEnquiry | undefined;
  version: number;
  /** Lines without an outcome. */
  open: readonly PricedLine[];
  /** Milliseconds; a spoken offer has none. */
  validUntil: number;
}

/** Basis points that each role may give without approval, as an installation has it. */
export const discountLimits = { manager: 1_000, lead: 2_500, director: 10_000 };

const approvalFor = ({ managers }: Company, { id }: SampleManager) => {
  const approver = managers.find((manager) => manager.role === 'lead' && manager.id !== id);
  return approver ? { approval: { by: approver.id, reason: 'Key account' } } : {};
};

const isOfferOpen = ({ now }: Company, { open, validUntil }: SampleOffer): boolean =>
  now < validUntil && open.length > 0;

const close = (offer: SampleOffer, lines: readonly PricedLine[]): void => {
  offer.open = offer.open.filter((line) => !lines.includes(line));
};

/** Accepted lines are invoiced within days. */
export function* invoiceAccepted(company: Company, offer: SampleOffer, sale: Sale): Story {
  close(offer, sale.lines);
  yield company.workAfter(company.random.whole(30, 3 * WORKDAY));
  yield* sell(company, { ...sale, offer });
}

const acceptLines = (company: Company, offer: SampleOffer, lines: readonly PricedLine[]): void => {
  const { id: offerId, version, client } = offer;
  const { manager } = client;
  const lineIds = lines.map(({ lineId }) => lineId);
  company.record('AcceptOffer', { offerId, managerId: manager.id, version, lineIds }, { by: manager });
  company.start(invoiceAccepted(company, offer, { client, manager, lines }));
};

/** Now and then a day later the refusal is corrected. */
function* refuseLine(company: Company, offer: SampleOffer, line: PricedLine): Story {
  const { id: offerId, version, client } = offer;
  const { manager } = client;
  const refusal = refusalFor(company, client, line.product, company.now);
  const data = { ...refusal, offerId, managerId: manager.id, version, lineIds: [line.lineId] };
  const commandId = company.record('RecordRefusal', data, { by: manager });
  close(offer, [line]);
  if (!company.random.chance(0.02)) return;
  yield company.workdaysAfter(1);
  const comment = 'The comment was entered under the wrong line at first';
  const correction = { ...refusal, comment, offerId, refusalEventId: derivedId(`${commandId}/0`) };
  company.record('CorrectRefusal', correction, { by: manager });
}

/** The client answers each line that is still open; some are left without a word. */
export const decideOffer = (company: Company, offer: SampleOffer): void => {
  if (!isOfferOpen(company, offer)) return;
  const { client, enquiry } = offer;
  const answered = offer.open.filter(() => company.random.chance(0.93));
  const { manager } = client;
  const accepted = answered.filter(({ product }) => isWanted(company, { manager, client }, product, company.now));
  if (accepted.length > 0) acceptLines(company, offer, accepted);
  for (const line of answered) if (!accepted.includes(line)) company.start(refuseLine(company, offer, line));
  if (accepted.length === 0 && enquiry) company.start(closeLostEnquiry(company, enquiry));
};

/** A new version with a lower price and a new validity. */
const tellRevision = (company: Company, offer: SampleOffer): void => {
  const { manager } = offer.client;
  const approval = approvalFor(company, manager);
  // The list price may have moved since: the new price keeps to what may be given on today's.
  const highest = discountLimits['approval' in approval ? 'lead' : manager.role];
  const lowered = ({ product, price }: PricedLine): number =>
    Math.max(discounted(price, 100), discounted(priceAt(product, company.now), highest));
  offer.open = offer.open.map((line) => ({ ...line, price: lowered(line) }));
  offer.validUntil = company.daysAfter(14);
  const { id: offerId, version, open, validUntil } = offer;
  const terms = { version, lines: intentsOf(open), validUntil: momentOf(validUntil), ...approval };
  company.record('ReviseOffer', { offerId, managerId: manager.id, ...terms }, { by: manager });
  offer.version += 1;
  company.start(tellExpiry(company, offer));
};

/** The timer closes what is still open; a late yes needs a new version first. */
function* tellExpiry(company: Company, offer: SampleOffer): Story {
  const { id: offerId, validUntil } = offer;
  const moment = momentOf(validUntil);
  yield validUntil + 30_000;
  if (offer.validUntil !== validUntil || offer.open.length === 0) return;
  const commandId = derivedId(`expiry/${offerId}/${moment}`);
  company.record('ExpireOffer', { offerId, validUntil: moment }, { by: 'timer', commandId });
  const { open } = offer;
  offer.open = [];
  if (!company.random.chance(0.06)) return;
  yield company.workdaysAfter(2);
  if (open.some(({ product }) => !product.isOffered)) return;
  offer.open = open;
  tellRevision(company, offer);
  acceptLines(company, offer, offer.open);
}

/** What becomes of a written offer, and how often. */
const offerOutcomes = { decided: 60, silence: 22, revised: 7, deferred: 5, withdrawn: 3, voided: 3 };

function* awaitOutcome(company: Company, offer: SampleOffer): Story {
  const { random } = company;
  const outcome = random.weighted(offerOutcomes);
  yield company.workdaysAfter(random.whole(1, 9));
  if (outcome === 'silence' || !isOfferOpen(company, offer)) return;
  const { manager } = offer.client;
  const about = { offerId: offer.id, managerId: manager.id };
  if (outcome === 'revised') {
    tellRevision(company, offer);
    yield company.workdaysAfter(random.whole(1, 5));
  } else if (outcome === 'deferred') {
    const until = company.daysAfter(5);
    company.record('DeferOffer', { ...about, until: company.dayAt(until) }, { by: manager });
    yield until;
  } else if (outcome === 'withdrawn') {
    company.record('WithdrawOffer', { ...about, reason: 'The price was calculated wrongly' }, { by: manager });
    offer.open = [];
  } else if (outcome === 'voided') {
    company.record('VoidOffer', { offerId: offer.id, reason: 'ENTERED_IN_ERROR' });
    offer.open = [];
  }
  decideOffer(company, offer);
}

/** A written offer, and what comes of it in the days after. */
export function* writeOffer(
  company: Company,
  { manager, client, enquiry }: Encounter & { readonly enquiry?: SampleEnquiry | undefined },
): Story {
  const { random } = company;
  const lines = linesToOffer(company, { manager, client });
  if (lines.length === 0) return;
  const validUntil = company.daysAfter(random.pick([14, 30]));
  const offer: SampleOffer = { id: random.id(), client, enquiry, version: 1, open: lines, validUntil };
  const terms = { kind: 'written', lines: intentsOf(lines), validUntil: momentOf(validUntil) } as const;
  const about = { ...terms, ...approvalFor(company, manager), ...(enquiry && { enquiryId: enquiry.id }) };
  company.record(
    'MakeOffer',
    { offerId: offer.id, clientId: client.id, managerId: manager.id, ...about },
    { by: manager },
  );
  markAnswered(enquiry, company.now);
  company.start(tellExpiry(company, offer));
  yield* awaitOutcome(company, offer);
}
