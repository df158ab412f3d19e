import type { EventCatalogue } from '../../domain/catalogue';
import type { OfferLine, RefusalDetails } from '../../domain/offer/events';
import type { Id, PersonalText } from '../../domain/shared/values';
import { lessAmount } from '../beyond';
import type { Arms, Change, ProjectedEvent } from '../projection';
import { counted, clientEntry, marginOf, measuresOf, netValueOf, voidSubject } from './entries';
import { clientEntryChanges, clientOffers, clientReminders } from './tables';

type OfferVersionEvent = ProjectedEvent<'OfferMade' | 'OfferRevised'>;
type LinesClosedEvent = ProjectedEvent<'OfferLinesAccepted' | 'OfferLinesRefused' | 'OfferWithdrawn' | 'OfferExpired'>;

const lineCount = (lines: readonly unknown[]): string => counted(lines.length, 'line');

const offerMade = (event: OfferVersionEvent): readonly Change[] => {
  const { offerId, clientId, managerId, kind, version, lines, validUntil = null } = event.data;
  const value = netValueOf(lines);
  const row = { offerId, clientId, managerId, kind, version, offeredAt: event.occurredAt, validUntil };
  const made = version === 1 ? `${kind} offer` : `${kind} offer revised to version ${version}`;
  return [
    clientOffers.change([offerId], () => ({ ...row, ...value, deferredUntil: null, openLines: lines.length })),
    clientEntry(event, clientId, { summary: `${made}, ${lineCount(lines)}`, managerId, subjectId: offerId, ...value }),
  ];
};

const closeLines = (offerId: Id, lines: readonly OfferLine[], amount: number | null): Change =>
  clientOffers.patch([offerId], (row) =>
    row.openLines > lines.length
      ? {
          ...row,
          openLines: row.openLines - lines.length,
          amount: row.amount === null ? null : lessAmount(row.amount, amount ?? 0),
        }
      : undefined,
  );

const linesDecided = (
  event: LinesClosedEvent,
  summary: string,
  measures: { readonly outcome?: string; readonly margin?: number | null; readonly said?: PersonalText } = {},
): readonly Change[] => {
  const { offerId, clientId, managerId, lines } = event.data;
  const value = netValueOf(lines);
  return [
    closeLines(offerId, lines, value.amount),
    clientEntry(event, clientId, { summary, managerId, subjectId: offerId, ...value, ...measures }),
  ];
};

type RefusedOffer = Pick<EventCatalogue['OfferLinesRefused'], 'offerId' | 'clientId' | 'managerId'>;

const reminder = (eventId: Id, { offerId, clientId, managerId }: RefusedOffer, refusal: RefusalDetails): Change => {
  const { reconsiderOn } = refusal;
  const row = reconsiderOn === undefined ? undefined : { eventId, clientId, managerId, offerId, reconsiderOn };
  return clientReminders.change([eventId], () => row);
};

const linesRefused = (event: ProjectedEvent<'OfferLinesRefused'>): readonly Change[] => {
  const { lines, reason, group, statedBy, reconsiderOn } = event.data;
  const summary = `${lineCount(lines)} refused: ${reason}, stated by ${statedBy}`;
  return [
    ...linesDecided(event, summary, { outcome: group }),
    ...(reconsiderOn === undefined ? [] : [reminder(event.id, event.data, event.data)]),
  ];
};

const refusalCorrected = (event: ProjectedEvent<'RefusalCorrected'>): readonly Change[] => {
  const { data, position } = event;
  const { offerId, clientId, managerId, corrects, refusedAt, lines, was, now } = data;
  const change = (part: 'was' | 'now', group: string): Change =>
    clientEntryChanges.insert({
      position,
      part,
      clientId,
      type: 'OfferLinesRefused',
      occurredAt: refusedAt,
      subjectId: offerId,
      weight: part === 'was' ? -1 : 1,
      ...measuresOf({ ...netValueOf(lines), outcome: group }),
    });
  const said = was.reason === now.reason ? 'details' : `${was.reason} was ${now.reason}`;
  return [
    clientEntry(event, clientId, { summary: `refusal corrected: ${said}`, managerId, subjectId: offerId }),
    ...(was.group === now.group ? [] : [change('was', was.group), change('now', now.group)]),
    ...(was.reconsiderOn === now.reconsiderOn ? [] : [reminder(corrects, data, now)]),
  ];
};

export const offerEntryArms: Arms = {
  OfferMade: offerMade,
  OfferRevised: offerMade,
  OfferLinesAccepted: (event) => {
    const { lines } = event.data;
    return linesDecided(event, `${lineCount(lines)} accepted`, { margin: marginOf(lines) });
  },
  OfferLinesRefused: linesRefused,
  OfferWithdrawn: (event) =>
    linesDecided(event, `${lineCount(event.data.lines)} withdrawn`, { said: event.data.reason }),
  OfferExpired: (event) => linesDecided(event, `${lineCount(event.data.lines)} expired`),
  OfferDeferred: (event) => {
    const { offerId, clientId, managerId, until } = event.data;
    return [
      clientOffers.patch([offerId], (row) => ({ ...row, deferredUntil: until })),
      clientEntry(event, clientId, { summary: `offer deferred until ${until}`, managerId, subjectId: offerId }),
    ];
  },
  OfferLinesInvoiced: (event) => {
    const { offerId, clientId, managerId, lines } = event.data;
    const summary = `${lineCount(lines)} of the offer taken for an invoice`;
    return [clientEntry(event, clientId, { summary, managerId, subjectId: offerId })];
  },
  OfferLinesReleased: (event) => {
    const { offerId, clientId, managerId, lines } = event.data;
    const summary = `${lineCount(lines)} of the offer free again: the invoice was voided`;
    return [clientEntry(event, clientId, { summary, managerId, subjectId: offerId })];
  },
  RefusalCorrected: refusalCorrected,
  OfferVoided: (event) => {
    const { offerId, clientId, managerId, reason, outcomes } = event.data;
    const reminders = outcomes.filter(({ refusal }) => refusal?.reconsiderOn !== undefined);
    return [
      clientOffers.change([offerId], () => undefined),
      voidSubject(event, offerId),
      clientEntry(event, clientId, { summary: 'offer voided', said: reason, managerId, subjectId: offerId }),
      ...reminders.map(({ eventId }) => clientReminders.change([eventId], () => undefined)),
    ];
  },
};
