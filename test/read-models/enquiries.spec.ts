import { projections } from '../../src/read-models';
import { enquiryFacts } from '../../src/read-models/facts/enquiries/projection';
import { enquiriesReport } from '../../src/read-models/enquiries/report';
import { workingHours } from '../support/enquiry-lives';
import { project, reportOver, type GivenEvent } from '../support/project';
import { id } from '../support/specify';

const enquiryId = id('enquiry');
const clientId = id('client');
const anna = id('anna');
const boris = id('boris');

const received = (more: object = {}, occurredAt = '2024-05-06T08:00:00.000Z'): GivenEvent => ({
  type: 'EnquiryReceived',
  occurredAt,
  data: {
    enquiryId,
    clientId,
    channel: 'email',
    items: [{ productId: id('lamp'), quantity: 2 }, { need: 'a red sofa' }],
    priority: 'normal',
    answerDueAt: '2024-05-06T12:00:00.000Z',
    fulfilDueAt: '2024-05-08T12:00:00.000Z',
    policyVersion: 1,
    calendarVersion: 1,
    managerId: anna,
    ...more,
  },
});

const answered = (more: object = {}, occurredAt = '2024-05-06T09:00:00.000Z'): GivenEvent => ({
  type: 'EnquiryAnswered',
  occurredAt,
  data: {
    enquiryId,
    by: { callId: id('call') },
    managerId: anna,
    workingMinutes: 60,
    managerMinutes: 60,
    inTime: true,
    ...more,
  },
});

const rowsOf = (...events: GivenEvent[]) => project(projections, events);
const factsOf = (...events: GivenEvent[]) => project([enquiryFacts], events);
const rowOf = (...events: GivenEvent[]) => rowsOf(...events)['enquiries']![0]!;

describe('the register of enquiries', () => {
  it('has a row for each enquiry from its receipt on', () => {
    expect(rowOf(received())).toMatchObject({
      enquiryId,
      clientId,
      status: 'assigned',
      receivedAt: '2024-05-06T08:00:00.000Z',
      receivedOn: '2024-05-06',
      managerId: anna,
      answerDueHolderId: anna,
      answeredAt: null,
      firstPosition: 1,
      lastPosition: 1,
    });
  });

  it('has one without client or manager too, on the day of its zone', () => {
    const event = received({ clientId: undefined, managerId: undefined }, '2024-05-06T22:30:00.000Z');
    expect(rowOf(event)).toMatchObject({
      clientId: null,
      managerId: null,
      status: 'received',
      receivedOn: '2024-05-07',
    });
    expect(rowsOf(event)['enquiry_holders']).toEqual([]);
  });

  it('keeps each item, with a product or in words', () => {
    expect(rowsOf(received())['enquiry_items']).toMatchObject([
      { item: 1, productId: id('lamp'), need: null, quantity: 2 },
      { item: 2, productId: null, need: JSON.stringify('a red sofa'), quantity: null },
    ]);
  });

  it('takes the answer with its evidence, by call, offer or message', () => {
    expect(rowOf(received(), answered())).toMatchObject({
      status: 'answered',
      answeredById: anna,
      answerEvidence: 'call',
      answerEvidenceId: id('call'),
      answerMinutes: 60,
      managerMinutes: 60,
      answeredInTime: 1,
    });
    const offer = answered({ by: { offerId: id('offer') }, inTime: false });
    expect(rowOf(received(), offer)).toMatchObject({ answerEvidence: 'offer', answeredInTime: 0 });
    const message = answered({ by: { messageRef: '<1@x>' } });
    expect(rowOf(received(), message)).toMatchObject({
      answerEvidence: 'message',
      answerEvidenceId: null,
      answerMessage: JSON.stringify('<1@x>'),
    });
  });

  it('counts the first answer, whatever comes after a reopening', () => {
    const again = answered({ managerId: boris, workingMinutes: 5 }, '2024-05-20T09:00:00.000Z');
    const row = rowOf(received(), answered(), reopened, again);
    expect(row).toMatchObject({ answeredById: anna, answerMinutes: 60, reopenings: 1 });
    expect(row).toMatchObject({ firstPosition: 1, lastPosition: 4, lastAt: again.occurredAt });
  });

  it('leaves the one who had it at the deadline to blame, not the one who gets it afterwards', () => {
    expect(rowOf(received(), assigned('2024-05-06T11:00:00.000Z'))).toMatchObject({
      managerId: boris,
      answerDueHolderId: boris,
      fulfilDueHolderId: boris,
    });
    expect(rowOf(received(), assigned('2024-05-06T13:00:00.000Z'))).toMatchObject({
      managerId: boris,
      answerDueHolderId: anna,
      fulfilDueHolderId: boris,
    });
    expect(rowsOf(received(), assigned('2024-05-06T13:00:00.000Z'))['enquiry_holders']).toMatchObject([
      { enquiryId, managerId: anna, since: '2024-05-06T08:00:00.000Z', until: '2024-05-06T13:00:00.000Z', isOver: 1 },
      { enquiryId, managerId: boris, since: '2024-05-06T13:00:00.000Z', until: null, isOver: 0 },
    ]);
  });

  it('names one manager for each deadline', () => {
    const late = answered({ managerId: boris, inTime: false }, '2024-05-06T14:00:00.000Z');
    const afterwards = assigned('2024-05-06T13:00:00.000Z');
    expect(rowOf(received(), afterwards, late)).toMatchObject({ answerableId: anna, fulfilmentOfId: boris });
    expect(rowOf(received(), answered({ managerId: boris }))).toMatchObject({ answerableId: boris });
    expect(rowOf(received({ managerId: undefined }), late)).toMatchObject({
      answerableId: boris,
      fulfilmentOfId: null,
    });
    expect(rowOf(received(), afterwards, fulfilled)).toMatchObject({ fulfilmentOfId: anna });
  });

  it('notes a missed deadline and whose it was', () => {
    const missed: GivenEvent = {
      type: 'AnswerDeadlineMissed',
      occurredAt: '2024-05-06T12:00:00.000Z',
      data: { enquiryId, dueAt: '2024-05-06T12:00:00.000Z', managerId: boris },
    };
    expect(rowOf(received(), missed)).toMatchObject({ answerMissedAt: missed.data.dueAt, answerDueHolderId: boris });
    const fulfilment = { ...missed, type: 'FulfilmentDeadlineMissed' as const };
    expect(rowOf(received(), fulfilment)).toMatchObject({
      fulfilMissedAt: missed.data.dueAt,
      fulfilDueHolderId: boris,
      answerMissedAt: null,
    });
  });

  it('stops the clock while it waits on the client, and moves the deadlines', () => {
    expect(rowOf(received(), paused)).toMatchObject({ pausedAt: paused.occurredAt, pausedMinutes: 0 });
    const row = rowOf(received(), paused, resumed, { ...paused, occurredAt: '2024-05-08T08:00:00.000Z' });
    expect(row).toMatchObject({
      pausedAt: '2024-05-08T08:00:00.000Z',
      pausedMinutes: 480,
      answerDueAt: '2024-05-07T12:00:00.000Z',
      fulfilDueAt: '2024-05-09T12:00:00.000Z',
    });
    expect(JSON.parse(String(row['pauses']))).toEqual([
      { from: '2024-05-06T09:00:00.000Z', until: '2024-05-07T09:00:00.000Z' },
      { from: '2024-05-08T08:00:00.000Z' },
    ]);
  });

  it('ends fulfilled, declined with a reason, or abandoned', () => {
    expect(rowOf(received(), fulfilled)).toMatchObject({
      status: 'fulfilled',
      fulfilledById: anna,
      fulfilledInTime: 1,
    });
    expect(rowOf(received(), declined)).toMatchObject({
      status: 'declined',
      declinedById: anna,
      declineReason: 'NOT_IN_PORTFOLIO',
    });
    expect(rowOf(received(), abandoned)).toMatchObject({
      status: 'abandoned',
      abandonReason: JSON.stringify('no answer'),
    });
  });

  it('is open again after a reopening, with new deadlines', () => {
    expect(rowOf(received(), declined, reopened)).toMatchObject({
      status: 'assigned',
      declinedAt: null,
      declineReason: null,
      fulfilDueAt: '2024-05-21T12:00:00.000Z',
      answerDueAt: '2024-05-20T12:00:00.000Z',
    });
    expect(rowOf(received(), answered(), declined, reopened)).toMatchObject({
      answerDueAt: '2024-05-06T12:00:00.000Z',
    });
  });

  it('hears nothing of what it has never received', () => {
    expect(rowsOf(answered(), paused, fulfilled, declined, abandoned, reopened)['enquiries']).toEqual([]);
  });

  it('is not moved by other events', () => {
    const other: GivenEvent = {
      type: 'ClientClassified',
      occurredAt: '2024-05-06T10:00:00.000Z',
      data: { clientId, segment: 'retail', by: 'manual' },
    };
    expect(factsOf(received(), other)).toEqual(factsOf(received()));
  });
});

describe('the report on enquiries', () => {
  const at = '2024-05-06T14:00:00.000Z';
  const many = (count: number, from: number, more: (index: number) => GivenEvent[]): GivenEvent[] =>
    Array.from({ length: count }, (_, index) => more(from + index)).flat();
  const one = (index: number) => received({ enquiryId: id(`e${index}`) });

  it('has the median of all 100 of which 23 were never answered, and the denominator 100', async () => {
    // 40 answered after 30 minutes, 37 after 90; 23 have waited 360 minutes: the 50th of 100 took 90, the 90th none.
    const events = [
      workingHours,
      ...many(40, 0, (n) => [one(n), answered({ enquiryId: id(`e${n}`), workingMinutes: 30 })]),
      ...many(37, 40, (n) => [one(n), answered({ enquiryId: id(`e${n}`), workingMinutes: 90 })]),
      ...many(23, 77, (n) => [one(n)]),
    ];
    const answer = await reportOver(projections, events)(enquiriesReport, {}, { at });
    expect(answer.sections['summary']).toEqual([
      expect.objectContaining({
        received: 100,
        answered: 77,
        answeredInTime: 77,
        neverAnswered: 23,
        openWithinTime: 0,
        medianAnswerMinutes: 90,
        p90AnswerMinutes: null,
        notReached: ['p90AnswerMinutes'],
        serviceLevel: 0.77,
        serviceLevelOf: 100,
      }),
    ]);
    // Newcombe's interval for 77 of 100 by Wilson's formula: 0.6785 to 0.8416.
    expect(answer.sections['summary']![0]!['serviceLevelLow']).toBeCloseTo(0.6785, 4);
    expect(answer.sections['summary']![0]!['serviceLevelHigh']).toBeCloseTo(0.8416, 4);
  });

  it('censors those that wait at the working minutes that they have waited', async () => {
    // One answered after 100 minutes; another, received later, has waited 60 only: at 100 just the first is at risk.
    const events = [
      workingHours,
      received({ enquiryId: id('a') }),
      answered({ enquiryId: id('a'), workingMinutes: 100 }),
      received({ enquiryId: id('b') }, '2024-05-06T13:00:00.000Z'),
    ];
    const ask = reportOver(projections, events);
    expect((await ask(enquiriesReport, {}, { at })).sections['summary']).toMatchObject([
      { p90AnswerMinutes: 100, notReached: [] },
    ]);
    const later = await ask(enquiriesReport, {}, { at: '2024-05-06T14:50:00.000Z' });
    expect(later.sections['summary']).toMatchObject([
      { medianAnswerMinutes: 100, p90AnswerMinutes: null, notReached: ['p90AnswerMinutes'] },
    ]);
  });

  it('does not count the minutes of a pause as waiting', async () => {
    const events = [
      workingHours,
      received({ enquiryId: id('a') }),
      answered({ enquiryId: id('a'), workingMinutes: 100 }),
      received(),
      paused,
    ];
    const answer = await reportOver(projections, events)(enquiriesReport, {}, { at });
    expect(answer.sections['summary']).toMatchObject([{ p90AnswerMinutes: 100, neverAnswered: 0, openWithinTime: 1 }]);
  });

  it('tells apart what was late, is open in time, or ended before its deadline', async () => {
    const events = [
      workingHours,
      received({ enquiryId: id('late') }),
      answered({ enquiryId: id('late'), inTime: false, workingMinutes: 300 }, '2024-05-06T13:00:00.000Z'),
      received({ enquiryId: id('open'), answerDueAt: '2024-05-07T08:00:00.000Z' }),
      received(),
      { ...declined, occurredAt: '2024-05-06T11:00:00.000Z' },
    ];
    const ask = reportOver(projections, events);
    const [summary] = (await ask(enquiriesReport, {}, { at })).sections['summary']!;
    expect(summary).toMatchObject({ received: 3, answeredLate: 1, openWithinTime: 1, endedBeforeDue: 1, declined: 1 });
    expect(summary).toMatchObject({ neverAnswered: 0, serviceLevel: 0, serviceLevelOf: 1 });
    const [before] = (await ask(enquiriesReport, {}, { at: '2024-05-06T10:00:00.000Z' })).sections['summary']!;
    expect(before).toMatchObject({ received: 3, answered: 0, openWithinTime: 3, declined: 0, serviceLevel: null });
  });

  it('asks by window, manager, client, product and status, page by page', async () => {
    const events = [
      received({ enquiryId: id('a') }, '2024-05-05T22:00:00.000Z'),
      received({ enquiryId: id('b'), managerId: boris }, '2024-05-06T10:00:00.000Z'),
      received({ enquiryId: id('c'), clientId: id('other'), items: [] }, '2024-05-06T21:59:59.999Z'),
      received({ enquiryId: id('d') }, '2024-05-06T22:00:00.000Z'),
      answered({ enquiryId: id('d') }),
    ];
    const ask = reportOver(projections, events);
    const found = async (values: Record<string, string | number>) =>
      (await ask(enquiriesReport, values)).sections['enquiries']!.map((row) => row['enquiryId']);
    expect(await found({ from: '2024-05-06', to: '2024-05-07' })).toEqual([id('a'), id('b'), id('c')]);
    expect(await found({ manager: boris })).toEqual([id('b')]);
    expect(await found({ client: id('other') })).toEqual([id('c')]);
    expect(await found({ product: id('lamp') })).toEqual([id('a'), id('b'), id('d')]);
    expect(await found({ status: 'answered' })).toEqual([id('d')]);
    expect(await found({ limit: 2 })).toEqual([id('a'), id('b')]);
    expect(await found({ limit: 2, after: id('b') })).toEqual([id('c'), id('d')]);
    const noteAt = async (limit: number) => (await ask(enquiriesReport, { limit })).notes[0];
    expect(await noteAt(3)).toBe(
      `The section enquiries has more than these 3 rows: use after = ${id('c')} for the next page, or a higher limit for more rows.`,
    );
    expect(await noteAt(4)).not.toContain('goes on');
  });

  describe('by something', () => {
    const items = [{ productId: id('lamp') }, { productId: id('desk') }];
    const events = [
      workingHours,
      received({ priority: 'high', items, origin: 'Fair' }),
      answered({ workingMinutes: 30 }),
      received({ enquiryId: id('waits'), managerId: boris, items: [] }, '2024-06-03T08:00:00.000Z'),
    ];
    const by = async (grouping: string) =>
      (await reportOver(projections, events)(enquiriesReport, { by: grouping })).sections['by']!;

    it.each([
      ['manager', anna, boris],
      ['month', '2024-05', '2024-06'],
      ['priority', 'high', 'normal'],
      ['source', 'Fair', null],
    ])('has the figures of each %s', async (grouping, first, second) => {
      const rows = await by(grouping);
      expect(rows.find((row) => row[grouping] === first)).toMatchObject({
        ...{ received: 1, answered: 1, neverAnswered: 0, medianAnswerMinutes: 30, serviceLevel: 1 },
      });
      expect(rows.find((row) => row[grouping] === second)).toMatchObject({
        ...{ received: 1, answered: 0, neverAnswered: 1, medianAnswerMinutes: null, serviceLevel: 0 },
      });
      expect(rows).toHaveLength(2);
    });

    it('counts an enquiry for each product that it asks for', async () => {
      expect(await by('product')).toMatchObject(
        [id('lamp'), id('desk'), null]
          .sort((one, other) => ((one ?? '') < (other ?? '') ? -1 : 1))
          .map((product) => ({ product, received: 1 })),
      );
    });

    it('is shown only where it is asked for', async () => {
      const { sections } = await reportOver(projections, events)(enquiriesReport);
      expect(Object.keys(sections)).toEqual(['summary', 'enquiries']);
    });
  });

  it('keeps spam and duplicates in the register and out of the figures', async () => {
    const spam = { ...declined, data: { ...declined.data, reason: 'SPAM' } } as GivenEvent;
    const answer = await reportOver(projections, [workingHours, received(), spam])(enquiriesReport, {}, { at });
    expect(answer.sections['summary']).toMatchObject([{ received: 0, neverAnswered: 0, serviceLevel: null }]);
    expect(answer.sections['enquiries']).toHaveLength(1);
  });

  it('answers an empty register', async () => {
    const answer = await reportOver(projections, [])(enquiriesReport);
    expect(answer.sections['summary']).toMatchObject([
      {
        received: 0,
        answered: 0,
        medianAnswerMinutes: null,
        p90AnswerMinutes: null,
        notReached: ['medianAnswerMinutes', 'p90AnswerMinutes'],
      },
    ]);
  });
});

function assigned(occurredAt: string): GivenEvent {
  return { type: 'EnquiryAssigned', occurredAt, data: { enquiryId, managerId: boris, previousManagerId: anna } };
}
const paused: GivenEvent = {
  type: 'EnquiryPaused',
  occurredAt: '2024-05-06T09:00:00.000Z',
  data: { enquiryId, waitingFor: 'a drawing' },
};
const resumed: GivenEvent = {
  type: 'EnquiryResumed',
  occurredAt: '2024-05-07T09:00:00.000Z',
  data: {
    enquiryId,
    pausedMinutes: 480,
    answerDueAt: '2024-05-07T12:00:00.000Z',
    fulfilDueAt: '2024-05-09T12:00:00.000Z',
  },
};
const fulfilled: GivenEvent = {
  type: 'EnquiryFulfilled',
  occurredAt: '2024-05-07T09:00:00.000Z',
  data: { enquiryId, managerId: anna, evidence: { invoiceId: id('invoice') }, workingMinutes: 540, inTime: true },
};
const declined: GivenEvent = {
  type: 'EnquiryDeclined',
  occurredAt: '2024-05-07T09:00:00.000Z',
  data: { enquiryId, managerId: anna, reason: 'NOT_IN_PORTFOLIO' },
};
const abandoned: GivenEvent = {
  type: 'EnquiryAbandoned',
  occurredAt: '2024-05-07T09:00:00.000Z',
  data: { enquiryId, reason: 'no answer' },
};
const reopened: GivenEvent = {
  type: 'EnquiryReopened',
  occurredAt: '2024-05-20T08:00:00.000Z',
  data: {
    enquiryId,
    reason: 'the client wrote again',
    answerDueAt: '2024-05-20T12:00:00.000Z',
    fulfilDueAt: '2024-05-21T12:00:00.000Z',
  },
};
