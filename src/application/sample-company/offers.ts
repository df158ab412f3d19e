import { momentOf } from '../../domain/shared/time';
import type { Id } from '../../domain/shared/values';
import { eventIdOf } from '../log/ids';
import { priceAt, WORKDAY, type Company, type SampleClient, type SampleManager, type Story } from './company';
import { closeLostEnquiry, markAnswered, type SampleEnquiry } from './enquiry-deadlines';
import { sell } from './invoices';
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

const approvalFor = ({ managers }: Company, manager: SampleManager) => {
  const approver = managers.find((each) => each.role === 'lead' && each !== manager) ?? manager;
  return { by: approver.id, reason: 'Key account' };
};

const close = (offer: SampleOffer, lines: readonly PricedLine[]): void => {
  offer.open = offer.open.filter((line) => !lines.includes(line));
};

/** Accepted lines are invoiced within days. */
export function* invoiceAccepted(company: Company, offer: SampleOffer, lines: readonly PricedLine[]): Story {
  close(offer, lines);
  yield company.afterMinutes(30, 3 * WORKDAY);
  yield* sell(company, { client: offer.client, lines, offer });
}

const acceptLines = (company: Company, offer: SampleOffer, lines: readonly PricedLine[]): void => {
  const { id: offerId, version, client } = offer;
  const lineIds = lines.map(({ lineId }) => lineId);
  company.record('AcceptOffer', { offerId, managerId: client.manager.id, version, lineIds }, client.manager);
  company.start(invoiceAccepted(company, offer, lines));
};

/** Now and then a day later the refusal is corrected. */
function* refuseLine(company: Company, offer: SampleOffer, line: PricedLine): Story {
  const { id: offerId, version, client } = offer;
  const refusal = refusalFor(company, client, line.product);
  const data = { ...refusal, offerId, managerId: client.manager.id, version, lineIds: [line.lineId] };
  const commandId = company.record('RecordRefusal', data, client.manager);
  close(offer, [line]);
  if (!company.random.chance(0.02)) return;
  yield company.afterWorkdays(1);
  const comment = 'The comment was entered under the wrong line at first';
  const correction = { ...refusal, comment, offerId, refusalEventId: eventIdOf(commandId, 0) };
  company.record('CorrectRefusal', correction, client.manager);
}

/** The client answers each line that is still open; some are left without a word. */
export const decideOffer = (company: Company, offer: SampleOffer): void => {
  const { client, enquiry, validUntil } = offer;
  if (company.now >= validUntil || offer.open.length === 0) return;
  const answered = offer.open.filter(() => company.random.chance(0.93));
  const accepted = answered.filter(({ product }) => isWanted(company, client, product));
  if (accepted.length > 0) acceptLines(company, offer, accepted);
  for (const line of answered) if (!accepted.includes(line)) company.start(refuseLine(company, offer, line));
  if (accepted.length === 0 && enquiry) company.start(closeLostEnquiry(company, enquiry));
};

/** The timer closes what is still open. */
function* expire(company: Company, offer: SampleOffer): Story {
  const { id: offerId, validUntil } = offer;
  yield validUntil + 30_000;
  if (offer.validUntil !== validUntil || offer.open.length === 0) return;
  const moment = momentOf(validUntil);
  company.note('ExpireOffer', { offerId, validUntil: moment }, `expiry/${offerId}/${moment}`);
  offer.open = [];
}

/** A new version with a new validity, at the lowest price that this manager gives. */
const tellRevision = (company: Company, offer: SampleOffer): void => {
  const { id: offerId, version, client } = offer;
  const { manager } = client;
  const lowest = ({ product }: PricedLine): number => discounted(priceAt(product, company.now), manager.discount[1]);
  offer.open = offer.open.map((line) => ({ ...line, price: lowest(line) }));
  offer.validUntil = company.afterDays(14);
  const terms = { lines: intentsOf(offer.open), validUntil: momentOf(offer.validUntil) };
  const approval = approvalFor(company, manager);
  company.record('ReviseOffer', { offerId, managerId: manager.id, version, ...terms, approval }, manager);
  offer.version += 1;
  company.start(expire(company, offer));
};

/** What becomes of a written offer, and how often. */
const offerOutcomes = { decided: 60, silence: 22, revised: 7, deferred: 5, withdrawn: 3, voided: 3 };

function* awaitOutcome(company: Company, offer: SampleOffer): Story {
  const outcome = company.random.weighted(offerOutcomes);
  yield company.afterWorkdays(1, 9);
  const { manager } = offer.client;
  const about = { offerId: offer.id, managerId: manager.id };
  if (company.now >= offer.validUntil) return;
  if (outcome === 'revised') {
    tellRevision(company, offer);
    yield company.afterWorkdays(1, 5);
  } else if (outcome === 'deferred') {
    const until = company.afterDays(5);
    company.record('DeferOffer', { ...about, until: company.dayAt(until) }, manager);
    yield until;
  } else if (outcome === 'withdrawn') {
    company.record('WithdrawOffer', { ...about, reason: 'The price was calculated wrongly' }, manager);
    offer.open = [];
  } else if (outcome === 'voided') {
    company.record('VoidOffer', { offerId: offer.id, reason: 'ENTERED_IN_ERROR' });
    offer.open = [];
  }
  if (outcome !== 'silence') decideOffer(company, offer);
}

/** A written offer, and what comes of it in the days after. */
export function* writeOffer(company: Company, client: SampleClient, enquiry?: SampleEnquiry): Story {
  const { random } = company;
  const { manager } = client;
  const lines = linesToOffer(company, client, { isApproved: true });
  if (lines.length === 0) return;
  const validUntil = company.afterDays(random.pick([14, 30]));
  const offer: SampleOffer = { id: random.id(), client, enquiry, version: 1, open: lines, validUntil };
  const parties = { offerId: offer.id, clientId: client.id, managerId: manager.id };
  const about = {
    kind: 'written',
    approval: approvalFor(company, manager),
    ...(enquiry && { enquiryId: enquiry.id }),
  } as const;
  const terms = { lines: intentsOf(lines), validUntil: momentOf(validUntil) };
  company.record('MakeOffer', { ...parties, ...about, ...terms }, manager);
  markAnswered(enquiry);
  company.start(expire(company, offer));
  yield* awaitOutcome(company, offer);
}
