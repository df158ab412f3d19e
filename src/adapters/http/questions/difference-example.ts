import type { Answer } from '../../../read-models/kit/report';

const offer = 'offer-4036ab23-fcf3-53e0-9b7e-3738bba3ad4a';
const event = 'e235eb79-ff4c-5bcf-9fae-f4c5d4cc2338';
const row = `${event}:b63c2af4-395f-508b-a616-90e7f29facbf`;
const side = { report: 'refusals', edition: 'of the past', versions: ['clients@2', 'offers@1', 'reasons@1'] };

/** September's refusals as known at its end, and at the end of the year: one of them was told late. */
export const differenceExample: Answer = {
  sections: {
    base: [
      {
        side: 'old',
        ...side,
        position: '2642',
        knownUntil: '2024-09-30T21:59:59.999Z',
        at: '2024-09-30T21:59:59.999Z',
      },
      {
        side: 'new',
        ...side,
        position: '4999',
        knownUntil: '2024-12-31T22:59:59.999Z',
        at: '2024-12-31T22:59:59.999Z',
      },
    ],
    sections: [{ section: 'summary', onlyOld: 0, onlyNew: 0, changed: 1, same: 0 }],
    columns: [{ section: 'summary', column: 'refusals', changed: 1, sumOfDifference: '1' }],
    figures: [
      {
        section: 'summary',
        row: 'ALREADY_HAS',
        figure: 'refusals',
        old: 4,
        new: 5,
        inCurrency: null,
        because: ['events'],
      },
    ],
    explained: [{ because: 'events', kind: 'late', knownTo: 'new', events: 1, rows: 1, figures: null }],
    facts: [{ table: 'refusals', key: row, kind: 'only new', says: `eventId: "${event}", …`, because: ['events'] }],
    events: [
      {
        because: 'events',
        kind: 'late',
        knownTo: 'new',
        table: 'refusals',
        row,
        position: 2908,
        eventId: event,
        type: 'OfferLinesRefused',
        stream: offer,
        by: 'manager:1734d78c-0fb6-51ea-9761-64312bb8cc22',
        occurredAt: '2024-09-25T15:04:19.000Z',
        recordedAt: '2024-10-10T15:04:19.000Z',
      },
    ],
  },
  notes: [],
};
