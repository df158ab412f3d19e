import type { OfferLine, OutcomeOfLines, RefusalDetails } from '../../../domain/offer/events';
import { localDay } from '../../../domain/shared/time';
import { refusalKindOf } from '../../../domain/shared/words';
import type { Change, EventOf, ProjectedEvent, Projection } from '../../kit/projection';
import { begunBy, goneOn } from '../../kit/trace';
import { offerLines, offers, refusals, type OfferLineRow } from './tables';
import type { Money } from '../../../domain/shared/values';
import { amountOf } from '../../../domain/shared/money';
import { everyFieldNamed, type Exactly } from '../../kit/every-field';
import { marginOfLine } from '../../kit/margin';
import { personalColumnIfGiven } from '../../kit/personal';

const worth = (quantity: number, of: Money | undefined, currency: string | undefined): number | null =>
  of === undefined || of.currency !== currency ? null : amountOf(quantity, of.amount);

const perUnit = (of: Money | undefined): number | null => of?.amount ?? null;

/** What a line is worth. Discount and tax are on the offer's documents. */
export const lineValues = (line: OfferLine) => {
  const { lineId, productId, quantity, unitPrice, listPrice, unitCost, discount, vat, ...rest } = line;
  everyFieldNamed(rest);
  const currency = unitPrice?.currency ?? listPrice?.currency;
  return {
    lineId,
    productId,
    quantity,
    price: perUnit(unitPrice),
    listPrice: perUnit(listPrice),
    value: worth(quantity, unitPrice, currency),
    listValue: unitPrice === undefined ? null : worth(quantity, listPrice, currency),
    margin: marginOfLine(line),
    currency: currency ?? null,
  };
};

type Offered = EventOf<'OfferMade' | 'OfferRevised'>;
export type Ended = EventOf<'OfferLinesAccepted' | 'OfferLinesRefused' | 'OfferExpired' | 'OfferWithdrawn'>;

const openLine = {
  outcome: 'open',
  outcomeAt: null,
  outcomeOn: null,
  outcomeById: null,
  voided: 0,
} as const satisfies Partial<OfferLineRow>;

const linesOffered = (event: Offered): readonly Change[] => {
  const { offerId, clientId, managerId, version, enquiryId, validUntil = null, lines } = event.data;
  const shared = {
    offerId,
    version,
    clientId,
    managerId,
    validUntil,
    offeredAt: event.occurredAt,
    solicited: enquiryId === undefined ? 0 : 1,
  };
  return lines.map((line) => offerLines.insert(begunBy(event, Object.assign(lineValues(line), shared, openLine))));
};

const offerMade = (event: ProjectedEvent<'OfferMade'>): readonly Change[] => {
  const {
    offerId,
    clientId,
    managerId,
    kind,
    enquiryId = null,
    campaignId = null,
    version,
    validUntil = null,
  } = event.data;
  const row = {
    offerId,
    clientId,
    managerId,
    kind,
    enquiryId,
    campaignId,
    version,
    validUntil,
    madeAt: event.occurredAt,
    offeredAt: event.occurredAt,
    deferredUntil: null,
    voided: 0,
  };
  return [offers.insert(begunBy(event, row)), ...linesOffered(event)];
};

const refusalColumns = <Given extends RefusalDetails>(refusal: Exactly<RefusalDetails, Given>) => {
  const details: RefusalDetails = refusal;
  const { reason, group, durable, otherReasons, statedBy, competitor = null, ...others } = details;
  const { priceGap, reconsiderOn = null, comment, ...rest } = others;
  everyFieldNamed(rest);
  return {
    reason,
    reasonGroup: group,
    durable,
    otherReasons: otherReasons.length === 0 ? null : otherReasons.join(','),
    statedBy,
    competitor,
    priceGap: priceGap?.amount ?? null,
    priceGapCurrency: priceGap?.currency ?? null,
    reconsiderOn,
    comment: personalColumnIfGiven(comment),
  };
};

export const refusalsRecorded = (event: ProjectedEvent<'OfferLinesRefused'>): readonly Change[] => {
  const { offerId, version, kind, enquiryId, campaignId, clientId, managerId, offeredAt, lines, ...refusal } =
    event.data;
  const shared = {
    eventId: event.id,
    offerId,
    version,
    kind,
    clientId,
    managerId,
    offeredAt,
    solicited: enquiryId === undefined ? 0 : 1,
    refusedAt: event.occurredAt,
    refusedOn: localDay(event.occurredAt, event.metadata.zone),
    corrected: 0,
    voided: 0,
  };
  const details = refusalColumns(refusal);
  return lines.map((line) => {
    const { lineId, productId, quantity, price, listPrice, value, currency } = lineValues(line);
    const row = { lineId, productId, quantity, price, listPrice, value, currency };
    return refusals.insert(begunBy(event, Object.assign(row, shared, details)));
  });
};

/** The details of a refusal change; its moment, manager and lines stay, so no count of any month changes. */
export const refusalsCorrected = (event: ProjectedEvent<'RefusalCorrected'>): readonly Change[] => {
  const { corrects, lines, now } = event.data;
  const details = { ...refusalColumns(now), corrected: 1 };
  return lines.map(({ lineId }) => refusals.patch([corrects, lineId], (row) => goneOn(row, event, details)));
};

export const refusalsVoided = (event: ProjectedEvent<'OfferVoided'>): readonly Change[] =>
  event.data.outcomes
    .filter(({ outcome }) => outcome === 'refused')
    .flatMap(({ eventId, lines }) =>
      lines.map(({ lineId }) => refusals.patch([eventId, lineId], (row) => goneOn(row, event, { voided: 1 }))),
    );

/** The lines of the last version that were open: what the new version holds was revised, what it drops is withdrawn. */
const lastVersionEnded = (event: ProjectedEvent<'OfferRevised'>): readonly Change[] => {
  const { offerId, managerId, version, lines, dropped } = event.data;
  const outcomeAt = event.occurredAt;
  const ended = { outcomeAt, outcomeOn: localDay(outcomeAt, event.metadata.zone), outcomeById: managerId };
  const end = ({ lineId }: OfferLine, outcome: string): Change =>
    offerLines.patch([offerId, version - 1, lineId], (row) =>
      row.outcome === 'open' ? goneOn(row, event, { ...ended, outcome }) : row,
    );
  return [...lines.map((line) => end(line, 'revised')), ...dropped.map((line) => end(line, 'withdrawn'))];
};

const offerRevised = (event: ProjectedEvent<'OfferRevised'>): readonly Change[] => {
  const { offerId, managerId, kind, version, validUntil = null } = event.data;
  const revised = { managerId, kind, version, validUntil, offeredAt: event.occurredAt, deferredUntil: null };
  return [
    offers.patch([offerId], (row) => goneOn(row, event, revised)),
    ...lastVersionEnded(event),
    ...linesOffered(event),
  ];
};

/** A line as its outcome tells of it, where the offer itself is not in the log. */
const lineOf = (event: Ended, line: OfferLine): OfferLineRow => {
  const { offerId, version, clientId, managerId, offeredAt, enquiryId }: OutcomeOfLines = event.data;
  const solicited = enquiryId === undefined ? 0 : 1;
  const named = { offerId, version, clientId, managerId, offeredAt, validUntil: null, solicited };
  return begunBy(event, Object.assign(lineValues(line), named, openLine));
};

const linesEnded = (event: Ended, outcome: string): readonly Change[] => {
  const { offerId, version, managerId, lines } = event.data;
  const outcomeAt = event.occurredAt;
  const ended = { outcome, outcomeAt, outcomeOn: localDay(outcomeAt, event.metadata.zone), outcomeById: managerId };
  return lines.map((line) =>
    offerLines.change([offerId, version, line.lineId], (row) => goneOn(row ?? lineOf(event, line), event, ended)),
  );
};

/** Only where that refusal is still the outcome of the line. */
const outcomesCorrected = (event: ProjectedEvent<'RefusalCorrected'>): readonly Change[] => {
  const { offerId, version, lines, was, now, refusedAt } = event.data;
  const [before, outcome] = [refusalKindOf(was.group), refusalKindOf(now.group)];
  if (before === outcome) return [];
  return lines.map(({ lineId }) =>
    offerLines.patch([offerId, version, lineId], (row) =>
      row.outcome === before && row.outcomeAt === refusedAt ? goneOn(row, event, { outcome }) : row,
    ),
  );
};

const offerVoided = (event: ProjectedEvent<'OfferVoided'>): readonly Change[] => {
  const { offerId, offered } = event.data;
  return [
    offers.patch([offerId], (row) => goneOn(row, event, { voided: 1 })),
    ...offered.flatMap(({ version, lines }) =>
      lines.map(({ lineId }) =>
        offerLines.patch([offerId, version, lineId], (row) => goneOn(row, event, { voided: 1 })),
      ),
    ),
    ...refusalsVoided(event),
  ];
};

export const offerFacts: Projection = {
  name: 'offers',
  version: 1,
  description: 'What was offered to whom, line by line, and what became of it',
  tables: [offers, offerLines, refusals],
  on: {
    OfferMade: offerMade,
    OfferRevised: offerRevised,
    OfferLinesAccepted: (event) => linesEnded(event, 'accepted'),
    OfferExpired: (event) => linesEnded(event, 'expired'),
    OfferWithdrawn: (event) => linesEnded(event, 'withdrawn'),
    OfferLinesRefused: (event) => [...linesEnded(event, refusalKindOf(event.data.group)), ...refusalsRecorded(event)],
    OfferDeferred: (event) => [
      offers.patch([event.data.offerId], (row) => goneOn(row, event, { deferredUntil: event.data.until })),
    ],
    RefusalCorrected: (event) => [...outcomesCorrected(event), ...refusalsCorrected(event)],
    OfferVoided: offerVoided,
  },
};
