import type { EventCatalogue } from '../../src/domain/catalogue';
import { idOf, managerIdOf, momentAt, productIdOf, someClient, type Fact } from './names';

const ENQUIRIES = 4;

const needs = ['sled', 'harpoon', 'heated gloves', 'ice drill'];

export const enquiryIdOf = (round: number, n: number): string => idOf(8, round * ENQUIRIES + n);
const ofEnquiry = (round: number, n: number) => ({
  enquiryId: enquiryIdOf(round, n),
  clientId: someClient(round, n + 20),
});

type Told = 'EnquiryReceived' | 'EnquiryAnswered' | 'EnquiryAssigned' | 'EnquiryFulfilled' | 'EnquiryDeclined';
type Ended = 'EnquiryAbandoned' | 'EnquiryPaused' | 'EnquiryResumed' | 'EnquiryReopened';
type Missed = 'AnswerDeadlineMissed' | 'FulfilmentDeadlineMissed';
type Type = Told | Ended | Missed;

const said =
  <Of extends Type>(type: Of) =>
  (round: number, n: number, data: Omit<EventCatalogue[Of], 'enquiryId' | 'clientId'>) => ({
    type,
    stream: `enquiry-${enquiryIdOf(round, n)}`,
    data: { ...ofEnquiry(round, n), ...data },
  });

const itemOf = (round: number, n: number) => {
  const number = round * ENQUIRIES + n;
  return number % 40 === 0
    ? { need: needs[number % 7] ?? 'something else', quantity: 1 }
    : { productId: productIdOf(number), quantity: 1 + (number % 3) };
};

const received = (round: number, n: number, place: number): Fact =>
  said('EnquiryReceived')(round, n, {
    channel: n % 2 === 0 ? 'email' : 'web',
    items: n === 2 ? [itemOf(round, n), itemOf(round + 1, n)] : [itemOf(round, n)],
    priority: 'normal',
    answerDueAt: momentAt(place, 8 * 60),
    fulfilDueAt: momentAt(place, 10 * 24 * 60),
    policyVersion: 1,
    calendarVersion: 1,
    ...(n !== 2 && { managerId: managerIdOf(round + n) }),
  });

const answered = (round: number, n: number): Fact => {
  const number = round * ENQUIRIES + n;
  const minutes = (number * 13) % 600;
  return said('EnquiryAnswered')(round, n, {
    by: { messageRef: `m-${number}` },
    managerId: managerIdOf(round + n + (number % 11 === 0 ? 1 : 0)),
    workingMinutes: minutes + 0.25,
    managerMinutes: minutes,
    inTime: minutes < 480,
  });
};

/** Of four enquiries one is fulfilled, one declined, one stays open, and one is never answered. */
export const enquiries = (round: number, place: number): readonly Fact[] => {
  const managerId = managerIdOf(round + 2);
  const isSpam = round % 50 === 0;
  return [
    received(round, 0, place),
    received(round, 1, place + 1),
    received(round, 2, place + 2),
    received(round, 3, place + 3),
    said('EnquiryAssigned')(round, 2, { managerId }),
    answered(round, 0),
    answered(round, 1),
    answered(round, 2),
    said('EnquiryFulfilled')(round, 0, {
      evidence: { deliveryRef: `d-${round}` },
      managerId: managerIdOf(round),
      workingMinutes: (round * 29) % 6000,
      inTime: round % 4 !== 0,
    }),
    said('EnquiryDeclined')(round, 1, {
      reason: isSpam ? 'SPAM' : round % 5 === 0 ? 'NOT_IN_PORTFOLIO' : 'NO_CAPACITY',
      managerId: managerIdOf(round + 1),
    }),
    said('AnswerDeadlineMissed')(round, 3, { dueAt: momentAt(place + 3, 8 * 60), managerId: managerIdOf(round + 3) }),
    said('FulfilmentDeadlineMissed')(round, 2, { dueAt: momentAt(place + 2, 10 * 24 * 60), managerId }),
    round % 3 === 0 ? answered(round, 3) : said('EnquiryAbandoned')(round, 3, { reason: 'never heard of again' }),
  ];
};

/** What is seldom: a pause, its end four rounds later, another manager, a reopening. */
export const seldomOfEnquiries = (round: number, place: number): Fact => {
  const deadlines = { answerDueAt: momentAt(place, 480), fulfilDueAt: momentAt(place, 14_400) };
  const before = round - 1;
  switch (Math.floor(round / 4) % 4) {
    case 0:
      return said('EnquiryPaused')(before, 2, { waitingFor: 'the measurements' });
    case 1:
      return said('EnquiryResumed')(before - 4, 2, { pausedMinutes: 45, ...deadlines });
    case 2:
      return said('EnquiryAssigned')(before, 2, {
        managerId: managerIdOf(before + 5),
        previousManagerId: managerIdOf(before + 2),
      });
    default:
      return said('EnquiryReopened')(before, 0, { reason: 'wants more', ...deadlines });
  }
};
