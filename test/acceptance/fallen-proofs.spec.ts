import type { CommandCatalogue } from '../../src/domain/catalogue';
import { dueDeadlines } from '../../src/read-models/deadlines/projection';
import { openCore, rowOf, type Core, type Shown } from '../support/core';
import { id } from '../support/specify';

const MAY = { from: '2024-05-01', to: '2024-06-01' };
/** Working hours in Berlin are 9 to 17: an answer is due four of them after the receipt, at 12:00Z. */
const at = (time: string): string => `2024-05-06T${time}:00.000Z`;
const enquiryId = id('enquiry');
const of = { clientId: id('client'), managerId: id('manager') };
const line = { lineId: id('line'), productId: id('tea'), quantity: 1 };

describe('what proves the answer or the fulfilment of an enquiry', () => {
  let core: Core;
  beforeEach(async () => {
    core = await openCore();
    core.at(at('08:00'));
    await core.has('RegisterClient', { clientId: id('another'), kind: 'person', name: 'Boris', origin: 'fair' });
    await core.has('ReceiveEnquiry', {
      ...{ enquiryId, ...of, channel: 'phone', items: [{ productId: id('tea') }], priority: 'normal' },
    });
    core.at(at('09:00'));
  });
  afterEach(() => core.close());

  const called = (name = 'call', data: Partial<CommandCatalogue['LogCall']> = { enquiryId }) =>
    core.has('LogCall', {
      ...{ callId: id(name), ...of, direction: 'out', durationSeconds: 60, result: 'reached', ...data },
    });
  const offered = (data: Partial<CommandCatalogue['MakeOffer']> = { enquiryId }) =>
    core.has('MakeOffer', { offerId: id('offer'), ...of, kind: 'verbal', lines: [line], ...data });
  const invoiced = () =>
    core.has('IssueInvoice', {
      ...{ invoiceId: id('invoice'), ...of, basis: { directSale: true, reason: 'over the counter' } as const },
      lines: [{ productId: id('tea'), quantity: 1, unitPrice: { amount: 10_000, currency: 'EUR' } }],
      ...{ currency: 'EUR', dueOn: '2024-06-01', series: 'R' },
    });
  const answered = (by: CommandCatalogue['AnswerEnquiry']['by']) =>
    core.has('AnswerEnquiry', { enquiryId, managerId: id('manager'), by });
  const fulfilled = (evidence: CommandCatalogue['FulfilEnquiry']['evidence']) =>
    core.has('FulfilEnquiry', { enquiryId, evidence });

  const enquiry = async (): Promise<Shown | undefined> =>
    rowOf(await core.report('enquiries', MAY), 'enquiries', { enquiryId });
  const obligation = async () =>
    rowOf(await core.report('client-history', { client: id('client'), ...MAY }), 'obligations', { kind: 'enquiry' });
  const summary = async () => (await core.report('enquiries', MAY))['summary']?.[0];
  const withdrawals = async () => (await core.events()).filter(({ type }) => type.endsWith('Withdrawn'));
  const due = async () => {
    await core.upToDate();
    const rows = await dueDeadlines(core.letopis.readStore.db, { at: at('23:00'), after: undefined, limit: 9 });
    return rows.map(({ kind, dueAt }) => [kind, dueAt]);
  };

  it.each([
    ['a call that is voided', 'CALL_VOIDED', () => core.has('VoidCall', { callId: id('call'), reason: 'dreamt' })],
    [
      'a call in which nobody was reached, after all',
      'CALL_NOT_REACHED',
      () => core.has('CorrectCall', { callId: id('call'), result: 'no_answer' }),
    ],
    [
      'a call that was before the enquiry',
      'EVIDENCE_BEFORE_RECEIPT',
      () => core.has('CorrectCall', { callId: id('call'), at: at('07:00') }),
    ],
    [
      'a call of another client',
      'CALL_OF_OTHER_CLIENT',
      () => core.has('CorrectCall', { callId: id('call'), clientId: id('another') }),
    ],
  ])('answers nothing any more: %s', async (_, why, fall) => {
    // Not logged on the enquiry: only the answer names it.
    await called('call', {});
    await answered({ callId: id('call') });
    expect(await due()).toEqual([]);
    core.at(at('10:00'));
    await fall();
    const [withdrawn, ...others] = await withdrawals();
    expect(others).toEqual([]);
    expect(withdrawn).toMatchObject({
      type: 'EnquiryAnswerWithdrawn',
      occurredAt: at('10:00'),
      data: { enquiryId, clientId: id('client'), proof: { callId: id('call') }, why, round: 'present' },
    });
    expect(await enquiry()).toMatchObject({ status: 'assigned', answeredAt: null, answerEvidence: null });
    expect(await summary()).toMatchObject({ answered: 0, openWithinTime: 1 });
    expect(await obligation()).toMatchObject({ state: 'not answered', dueAt: at('12:00') });
    expect(await due()).toEqual([['answer', at('12:00')]]);
    core.at(at('12:30'));
    expect(await summary()).toMatchObject({ answered: 0, neverAnswered: 1, serviceLevel: 0 });
    await core.has('NoteAnswerDeadline', { enquiryId, dueAt: at('12:00') });
    expect((await core.types()).at(-1)).toBe('AnswerDeadlineMissed');
  });

  it('that was logged on it is withdrawn as well, and a later answer counts', async () => {
    await called();
    core.at(at('10:00'));
    const { events } = await core.has('VoidCall', { callId: id('call'), reason: 'dreamt' });
    expect(events.map(({ type }) => type)).toEqual(['CallVoided', 'EnquiryAnswerWithdrawn']);
    core.at(at('11:00'));
    await called('another call');
    expect(await enquiry()).toMatchObject({ status: 'answered', answeredAt: at('11:00'), answerMinutes: 180 });
    expect(await due()).toEqual([]);
    await core.has('VoidCall', { callId: id('another call'), reason: 'dreamt too' });
    expect(await enquiry()).toMatchObject({ status: 'assigned', answeredAt: null });
  });

  it('may change in what proves nothing: the answer stands', async () => {
    await called();
    await core.has('CorrectCall', { callId: id('call'), durationSeconds: 90 });
    await called('no proof', { enquiryId });
    await core.has('VoidCall', { callId: id('no proof'), reason: 'twice' });
    expect(await withdrawals()).toEqual([]);
    expect(await enquiry()).toMatchObject({ status: 'answered' });
  });

  it('is an offer for both: voided, it withdraws both', async () => {
    await offered({});
    await answered({ offerId: id('offer') });
    await fulfilled({ offerId: id('offer') });
    core.at(at('10:00'));
    await core.has('VoidOffer', { offerId: id('offer'), reason: 'for someone else' });
    expect((await withdrawals()).map(({ type, data }) => [type, (data as { why: string }).why])).toEqual([
      ['EnquiryFulfilmentWithdrawn', 'OFFER_VOIDED'],
      ['EnquiryAnswerWithdrawn', 'OFFER_VOIDED'],
    ]);
    expect(await enquiry()).toMatchObject({ status: 'assigned', fulfilledAt: null, endedAt: null, answeredAt: null });
    expect(await obligation()).toMatchObject({ state: 'not answered' });
  });

  it('is an invoice: voided, the enquiry is open again, answered as it was, and can be fulfilled anew', async () => {
    await called();
    await invoiced();
    await fulfilled({ invoiceId: id('invoice') });
    expect(await obligation()).toBeUndefined();
    core.at(at('10:00'));
    await core.has('VoidInvoice', { invoiceId: id('invoice'), reason: 'wrong address' });
    expect(await enquiry()).toMatchObject({ status: 'answered', fulfilledAt: null, endedAt: null });
    expect(await obligation()).toMatchObject({ state: 'not fulfilled' });
    expect(await summary()).toMatchObject({ fulfilled: 0, answered: 1 });
    await core.has('FulfilEnquiry', { enquiryId, evidence: { deliveryRef: 'parcel 7' } });
    expect(await enquiry()).toMatchObject({ status: 'fulfilled', fulfilledAt: at('10:00') });
  });

  it('leaves a fulfilment that has a proof of its own, and room for another answer', async () => {
    await called();
    await fulfilled({ deliveryRef: 'parcel 7' });
    await core.has('VoidCall', { callId: id('call'), reason: 'dreamt' });
    expect(await enquiry()).toMatchObject({ status: 'fulfilled', answeredAt: null });
    await answered({ messageRef: 'mail 1' });
    expect(await enquiry()).toMatchObject({ status: 'fulfilled', answeredAt: at('09:00'), answerEvidence: 'message' });
  });

  it('may be of a round before a reopening: the first answer that stands counts', async () => {
    await called();
    await core.has('DeclineEnquiry', { enquiryId, reason: 'NOT_IN_PORTFOLIO' });
    core.at(at('10:00'));
    await core.has('ReopenEnquiry', { enquiryId, reason: 'called again' });
    core.at(at('11:00'));
    await answered({ messageRef: 'mail 1' });
    expect(await enquiry()).toMatchObject({ status: 'answered', answeredAt: at('09:00') });
    await core.has('VoidCall', { callId: id('call'), reason: 'dreamt' });
    expect((await withdrawals())[0]).toMatchObject({ data: { round: 'earlier', watched: [] } });
    expect(await enquiry()).toMatchObject({ status: 'answered', answeredAt: at('11:00'), answerEvidence: 'message' });
  });

  it('is withdrawn no earlier than it proved something', async () => {
    await called();
    core.at(at('10:00'));
    await answered({ callId: id('call') });
    core.at(at('11:00'));
    await core.has('VoidCall', { callId: id('call'), reason: 'dreamt' }, { occurredAt: at('08:57') });
    expect((await withdrawals())[0]?.occurredAt).toBe(at('09:00'));
  });
});
