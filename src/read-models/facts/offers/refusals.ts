import type { RefusalDetails } from '../../../domain/offer/events';
import { localDay } from '../../../domain/shared/time';
import { everyFieldNamed, type Exactly } from '../../kit/every-field';
import { personalColumnIfGiven } from '../../kit/personal';
import type { Change, ProjectedEvent } from '../../kit/projection';
import { begunBy, goneOn } from '../../kit/trace';
import { lineValues } from './line-values';
import { refusals } from './tables';

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
