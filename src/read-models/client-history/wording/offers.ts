import type { EventOf } from '../../kit/projection';
import type { Ended } from '../../facts/offers/projection';
import { counted, marginOfLines, netValueOf, type EntryDetails, type Wording } from './entry';

const lineCount = (lines: readonly unknown[]): string => counted(lines.length, 'line');

const offered = ({ data }: EventOf<'OfferMade' | 'OfferRevised'>): EntryDetails => {
  const { managerId, kind, version, lines } = data;
  const made = version === 1 ? `${kind} offer` : `${kind} offer revised to version ${version}`;
  return { summary: `${made}, ${lineCount(lines)}`, managerId, ...netValueOf(lines) };
};

const linesEndedIn = ({ data: { managerId, lines } }: Ended, what: string): EntryDetails => ({
  summary: `${lineCount(lines)} ${what}`,
  managerId,
  ...netValueOf(lines),
});

export const offerWording = {
  OfferMade: offered,
  OfferRevised: offered,
  OfferLinesAccepted: (event) => ({ ...linesEndedIn(event, 'accepted'), margin: marginOfLines(event.data.lines) }),
  OfferLinesRefused: (event) => {
    const { reason, group, statedBy } = event.data;
    return { ...linesEndedIn(event, `refused: ${reason}, stated by ${statedBy}`), outcome: group };
  },
  OfferWithdrawn: (event) => ({ ...linesEndedIn(event, 'withdrawn'), said: event.data.reason }),
  OfferExpired: (event) => linesEndedIn(event, 'expired'),
  OfferDeferred: ({ data: { managerId, until } }) => ({ summary: `offer deferred until ${until}`, managerId }),
  OfferLinesInvoiced: ({ data: { managerId, lines } }) => ({
    summary: `${lineCount(lines)} of the offer taken for an invoice`,
    managerId,
  }),
  OfferLinesReleased: ({ data: { managerId, lines } }) => ({
    summary: `${lineCount(lines)} of the offer free again: the invoice was voided`,
    managerId,
  }),
  RefusalCorrected: ({ data: { managerId, was, now } }) => ({
    summary: `refusal corrected: ${was.reason === now.reason ? 'details' : `${was.reason} was ${now.reason}`}`,
    managerId,
  }),
  OfferVoided: ({ data: { managerId, reason } }) => ({ summary: 'offer voided', said: reason, managerId }),
} satisfies Wording;
