import type { EventCatalogue } from '../../domain/catalogue';
import type { OfferLine, RefusalDetails } from '../../domain/offer/events';
import { personalColumn } from '../personal';
import type { Arms, Change, ProjectedEvent, Projection } from '../projection';
import { refusalCohortDays, refusalDays } from './days';
import { refusalClients, refusalProducts, refusalReasons, refusals } from './tables';

const pricesOf = ({ quantity, unitPrice, listPrice }: OfferLine) => {
  const list = listPrice?.amount ?? null;
  if (unitPrice === undefined)
    return { price: null, listPrice: list, value: null, currency: listPrice?.currency ?? null };
  const { amount: price, currency } = unitPrice;
  return { price, listPrice: list, value: Math.round(price * quantity), currency };
};

const termsOf = (line: OfferLine) => ({ productId: line.productId, quantity: line.quantity, ...pricesOf(line) });

const statedOf = ({ statedBy, otherReasons, competitor, comment }: RefusalDetails) => ({
  statedBy,
  otherReasons: otherReasons.length === 0 ? null : otherReasons.join(','),
  competitor: competitor ?? null,
  comment: comment === undefined ? null : personalColumn(comment),
});

const refusalColumns = (refusal: RefusalDetails) => ({
  reason: refusal.reason,
  reasonGroup: refusal.group,
  durable: refusal.durable,
  priceGap: refusal.priceGap?.amount ?? null,
  priceGapCurrency: refusal.priceGap?.currency ?? null,
  reconsiderOn: refusal.reconsiderOn ?? null,
  ...statedOf(refusal),
});

const ofOffer = ({ offerId, version, kind, enquiryId, clientId, managerId }: EventCatalogue['OfferLinesRefused']) => ({
  offerId,
  version,
  kind,
  solicited: enquiryId === undefined ? 0 : 1,
  clientId,
  managerId,
});

const refusalRows = (event: ProjectedEvent<'OfferLinesRefused'>): readonly Change[] => {
  const { data } = event;
  const shared = {
    eventId: event.id,
    ...ofOffer(data),
    refusedAt: event.occurredAt,
    offeredAt: data.offeredAt,
    ...refusalColumns(data),
    corrected: 0,
    voided: 0,
  };
  return data.lines.map((line) => refusals.insert({ ...shared, lineId: line.lineId, ...termsOf(line) }));
};

/** What is told of a refusal changes; when, by whom and of what it was stays: no count of any month moves. */
const correctedRefusalRows = ({ data }: ProjectedEvent<'RefusalCorrected'>): readonly Change[] => {
  const details = { ...refusalColumns(data.now), corrected: 1 };
  return data.lines.map(({ lineId }) => refusals.patch([data.corrects, lineId], (row) => ({ ...row, ...details })));
};

const voidedRefusalRows = ({ data }: ProjectedEvent<'OfferVoided'>): readonly Change[] =>
  data.outcomes
    .filter(({ outcome }) => outcome === 'refused')
    .flatMap(({ eventId, lines }) =>
      lines.map(({ lineId }) => refusals.patch([eventId, lineId], (row) => ({ ...row, voided: 1 }))),
    );

const reasonArms: Arms = {
  ReasonDefined: ({ data: { code, label, group, durable } }) => [
    refusalReasons.change([code], (row) => ({
      code,
      label,
      reasonGroup: group,
      durable,
      retiredFrom: null,
      mappedTo: row?.mappedTo ?? null,
      mappedFrom: row?.mappedFrom ?? null,
    })),
  ],
  ReasonRetired: ({ data: { code, effectiveFrom } }) => [
    refusalReasons.patch([code], (row) => ({ ...row, retiredFrom: effectiveFrom })),
  ],
  ReasonRemapped: ({ data: { from, to, effectiveFrom } }) => [
    refusalReasons.patch([from], (row) => ({ ...row, mappedTo: to, mappedFrom: effectiveFrom })),
  ],
};

const dimensionArms: Arms = {
  ClientRegistered: ({ data: { clientId, segment = null } }) => [
    refusalClients.insert({ clientId, segment, mergedInto: null }),
  ],
  ClientClassified: ({ data: { clientId, segment } }) => [
    refusalClients.change([clientId], (row) => ({ clientId, mergedInto: row?.mergedInto ?? null, segment })),
  ],
  ClientMerged: ({ data: { clientId, into } }) => [
    refusalClients.patch([clientId], (row) => ({ ...row, mergedInto: into })),
  ],
  MergeReversed: ({ data: { clientId } }) => [
    refusalClients.patch([clientId], (row) => ({ ...row, mergedInto: null })),
  ],
  ProductIntroduced: ({ data: { productId, name } }) => [refusalProducts.insert({ productId, name })],
};

/** The register of refusals. */
export const refusalsProjection: Projection = {
  name: 'refusals',
  version: 3,
  description: 'All refusals, spoken ones too, line by line, with their reasons',
  tables: [refusals, refusalDays, refusalCohortDays, refusalReasons, refusalClients, refusalProducts],
  on: {
    OfferLinesRefused: refusalRows,
    RefusalCorrected: correctedRefusalRows,
    OfferVoided: voidedRefusalRows,
    ...reasonArms,
    ...dimensionArms,
  },
};
