import type { Id } from '../../domain/shared/values';
import { id, moment, position, table, type Change, type EventOf, type Projection } from '../kit/projection';

export const voids = table('voids', 'What was voided or reversed: what its history says up to then no longer holds', {
  columns: {
    subjectId: id('The call, offer, invoice or duplicate'),
    position: position('Position in the log of the event that voided it'),
    eventId: id('This event'),
    voidedAt: moment('When'),
  },
  key: ['subjectId', 'position'],
  trace: { first: 'position', last: 'position' },
});

const voided = (
  { position: at, id: eventId, occurredAt }: EventOf<'CallVoided' | 'OfferVoided' | 'InvoiceVoided' | 'MergeReversed'>,
  subjectId: Id,
): readonly Change[] => [voids.insert({ subjectId, position: at, eventId, voidedAt: occurredAt })];

export const voidFacts: Projection = {
  name: 'voids',
  version: 1,
  description: 'What was voided or reversed',
  tables: [voids],
  asOf: 'always',
  on: {
    CallVoided: (event) => voided(event, event.data.callId),
    OfferVoided: (event) => voided(event, event.data.offerId),
    InvoiceVoided: (event) => voided(event, event.data.invoiceId),
    MergeReversed: (event) => voided(event, event.data.clientId),
  },
};
