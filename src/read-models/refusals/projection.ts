import type { OfferLine, RefusalDetails } from '../../domain/offer/events';
import { amountOf } from '../../domain/shared/money';
import type { Money } from '../../domain/shared/values';
import { everyFieldNamed, type Exactly } from '../every-field';
import { personalColumn } from '../personal';
import type { Arms, Change, ProjectedEvent, Projection } from '../projection';
import { refusalCohortDays, refusalDays } from './packed-days';
import { refusalClients, refusalProducts, refusalReasons, refusals } from './tables';

const pricesOf = (quantity: number, unit: Money | undefined, list: Money | undefined) => {
  const listPrice = list?.amount ?? null;
  if (unit === undefined) return { price: null, listPrice, value: null, currency: list?.currency ?? null };
  return { price: unit.amount, listPrice, value: amountOf(quantity, unit.amount), currency: unit.currency };
};

/** Cost, discount and tax of the line are not in the register. */
const lineColumns = (line: OfferLine) => {
  const { lineId, productId, quantity, unitPrice, listPrice, unitCost, discount, vat, ...rest } = line;
  everyFieldNamed(rest);
  return { lineId, productId, quantity, ...pricesOf(quantity, unitPrice, listPrice) };
};

const gapColumns = (gap: Money | undefined) => ({
  priceGap: gap?.amount ?? null,
  priceGapCurrency: gap?.currency ?? null,
});

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
    ...gapColumns(priceGap),
    reconsiderOn,
    comment: comment === undefined ? null : personalColumn(comment),
  };
};

const refusalRows = (event: ProjectedEvent<'OfferLinesRefused'>): readonly Change[] => {
  const { offerId, version, kind, enquiryId, campaignId, clientId, managerId, offeredAt, lines, ...refusal } =
    event.data;
  const shared = {
    eventId: event.id,
    ...{ offerId, version, kind, clientId, managerId, offeredAt },
    solicited: enquiryId === undefined ? 0 : 1,
    refusedAt: event.occurredAt,
    ...refusalColumns(refusal),
    corrected: 0,
    voided: 0,
  };
  return lines.map((line) => refusals.insert({ ...shared, ...lineColumns(line) }));
};

/** The details of a refusal change; its moment, manager and lines stay, so no count of any month changes. */
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
  ReasonDefined: ({ data: { catalogue, code, group, durable, label, effectiveFrom, ...rest } }) => {
    everyFieldNamed(rest);
    return [
      refusalReasons.change([code], (row) => ({
        code,
        label,
        reasonGroup: group,
        durable,
        retiredFrom: null,
        mappedTo: row?.mappedTo ?? null,
        mappedFrom: row?.mappedFrom ?? null,
      })),
    ];
  },
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
  ClientClassified: ({ data: { clientId, segment, until } }) =>
    until === undefined
      ? [refusalClients.change([clientId], (row) => ({ clientId, mergedInto: row?.mergedInto ?? null, segment }))]
      : [],
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
  version: 4,
  description: 'All refusals, including spoken ones, line by line, with their reasons',
  tables: [refusals, refusalDays, refusalCohortDays, refusalReasons, refusalClients, refusalProducts],
  on: {
    OfferLinesRefused: refusalRows,
    RefusalCorrected: correctedRefusalRows,
    OfferVoided: voidedRefusalRows,
    ...reasonArms,
    ...dimensionArms,
  },
};
