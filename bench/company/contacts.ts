import type { CallRecord } from '../../src/domain/call/events';
import {
  clientIdOf,
  eventIdOf,
  idOf,
  keeperOf,
  managerIdOf,
  momentAt,
  productIdOf,
  ROUND,
  someClient,
  type Fact,
} from './names';

const CALLS = 14;
const results = ['reached', 'no_answer', 'reached', 'busy', 'voicemail', 'no_answer'] as const;

const callIdOf = (round: number, n: number): string => idOf(5, round * CALLS + n);

const recordOf = (round: number, n: number): CallRecord => ({
  clientId: someClient(round, n),
  managerId: keeperOf(round, n),
  direction: n % 4 === 0 ? 'in' : 'out',
  durationSeconds: ((round * CALLS + n) * 37) % 900,
  result: results[(round + n) % results.length] ?? 'missed',
  topics: [productIdOf(round + n)],
  note: { sealed: 'bm90ZSBvZiBhIGNhbGwgdGhhdCBub2JvZHkgbWF5IHJlYWQ=', of: someClient(round, n) },
});

export const calls = (round: number): readonly Fact[] =>
  Array.from({ length: CALLS }, (_, n): Fact => {
    const callId = callIdOf(round, n);
    return { type: 'CallLogged', stream: `call-${callId}`, data: { callId, ...recordOf(round, n) } };
  });

/** A call of the round before turns out to have been longer, or never to have been. */
export const mendedCall = (round: number): Fact => {
  const callId = callIdOf(round - 1, 3);
  const place = (round - 1) * ROUND + 3;
  const was = { ...recordOf(round - 1, 3), at: momentAt(place) };
  const stream = `call-${callId}`;
  if (round % 3 === 0)
    return { type: 'CallVoided', stream, data: { callId, voids: eventIdOf(place), was, reason: 'entered twice' } };
  const now = { ...was, durationSeconds: was.durationSeconds + 60 };
  return { type: 'CallCorrected', stream, data: { callId, corrects: eventIdOf(place), was, now } };
};

const segments = ['schools', 'clinics', 'hotels', 'shops', 'homes'];
const segmentOf = (number: number): string => segments[number % segments.length] ?? 'homes';

export const registration = (round: number): Fact => {
  const clientId = clientIdOf(round);
  return {
    type: 'ClientRegistered',
    stream: `client-${clientId}`,
    data: {
      clientId,
      kind: 'company',
      name: { sealed: 'bmFtZSBvZiBhIGNsaWVudA==', of: clientId },
      contacts: [],
      segment: segmentOf(round),
      origin: 'fair',
      managerId: managerIdOf(round),
      externalId: { source: 'crm', id: `C-${round}` },
    },
  };
};

/** A client is seen in another light, gets another manager, or proves to be one whom the company knew. */
export const reclassified = (round: number): Fact => {
  const clientId = clientIdOf(round - 1);
  const stream = `client-${clientId}`;
  if (round % 64 === 0)
    return { type: 'ClientMerged', stream, data: { clientId, into: clientIdOf(round - 2), evidence: 'one tax id' } };
  if (round % 8 < 4)
    return { type: 'ClientClassified', stream, data: { clientId, segment: segmentOf(round + 1), by: 'rule' } };
  const [managerId, previousManagerId] = [managerIdOf(round), managerIdOf(round - 1)];
  return {
    type: 'ClientAssigned',
    stream,
    data: { clientId, managerId, previousManagerId, reason: 'holidays' },
  };
};
