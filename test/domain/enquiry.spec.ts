import { enquiryDecider } from '../../src/domain/enquiry/decider';
import type { EnquiryEvents } from '../../src/domain/enquiry/events';
import { chainOf } from '../../src/domain/shared/chain';
import type { Calendar, ServiceTargets } from '../../src/domain/shared/facts';
import { factsOf, id, specify } from '../support/specify';

const enquiryId = id('enquiry');
const clientId = id('client');
const [anna, boris] = [id('anna'), id('boris')];

/** Berlin, 9 to 17 on weekdays: 07:00Z to 15:00Z in summer. 2024-05-06 is a Monday. */
const calendar: Calendar = {
  version: 3,
  effectiveFrom: '2024-01-01T00:00:00.000Z',
  zone: 'Europe/Berlin',
  hours: [1, 2, 3, 4, 5].map((weekday) => ({ weekday, opens: '09:00', closes: '17:00' })),
  holidays: [],
};
const targets: ServiceTargets = {
  version: 7,
  effectiveFrom: '2024-01-01T00:00:00.000Z',
  targets: [{ priority: 'normal', answerMinutes: 120, fulfilMinutes: 960 }],
};
/** In force later: shorter targets, and the company never closes. */
const later = {
  targets: {
    version: 8,
    effectiveFrom: '2024-05-06T09:00:00.000Z',
    targets: [{ priority: 'normal' as const, answerMinutes: 1, fulfilMinutes: 2 }],
  },
  calendar: {
    ...calendar,
    version: 4,
    effectiveFrom: '2024-05-06T09:00:00.000Z',
    hours: [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ weekday, opens: '00:00', closes: '24:00' })),
  },
};
const facts = factsOf({
  clients: {
    [clientId]: {},
    [id('duplicate')]: { status: 'merged', mergedInto: clientId },
    [id('erased')]: { status: 'erased' },
  },
  managers: { [anna]: {}, [boris]: {} },
  products: { [id('tea')]: {} },
  calls: {
    [id('call')]: { clientId, at: '2024-05-06T08:30:00.000Z' },
    [id('unanswered')]: { clientId, at: '2024-05-06T08:30:00.000Z', result: 'no_answer' },
    [id('void')]: { clientId, at: '2024-05-06T08:30:00.000Z', isVoided: true },
    [id('of another')]: { clientId: id('another'), at: '2024-05-06T08:30:00.000Z' },
    [id('of the duplicate')]: { clientId: id('duplicate'), at: '2024-05-06T08:30:00.000Z' },
    [id('old call')]: { clientId, at: '2024-05-06T07:30:00.000Z' },
    [id('almost')]: { clientId, at: '2024-05-06T07:55:00.000Z' },
    [id('later')]: { clientId, at: '2024-05-06T13:10:00.000Z' },
    [id('of nobody')]: { at: '2024-05-06T08:30:00.000Z' },
    [id('of the enquiry')]: { at: '2024-05-06T08:30:00.000Z', enquiryId },
  },
  offers: {
    [id('offer')]: { offeredAt: '2024-05-06T08:30:00.000Z' },
    [id('old offer')]: { offeredAt: '2024-05-06T07:30:00.000Z' },
    [id('renewed')]: {
      offered: chainOf(['07:30', '08:30'].map((time) => ({ offeredAt: `2024-05-06T${time}:00.000Z` }))),
    },
    [id('void offer')]: { offeredAt: '2024-05-06T08:30:00.000Z', isVoided: true },
    [id('another’s')]: { clientId: id('another'), offeredAt: '2024-05-06T08:30:00.000Z' },
  },
  invoices: {
    [id('invoice')]: { issuedAt: '2024-05-06T10:30:00.000Z' },
    [id('old invoice')]: { issuedAt: '2024-05-06T07:30:00.000Z' },
    [id('void invoice')]: { issuedAt: '2024-05-06T10:30:00.000Z', isVoid: true },
    [id('credit note')]: { issuedAt: '2024-05-06T10:30:00.000Z', kind: 'credit-note-alone' },
    [id('of another')]: { clientId: id('another'), issuedAt: '2024-05-06T10:30:00.000Z' },
  },
  policy: { serviceTargets: [targets, later.targets], calendars: [calendar, later.calendar] },
});

const enquiry = specify(enquiryDecider);
const at = (time: string, day = '2024-05-06') => ({ occurredAt: `${day}T${time}:00.000Z`, facts });
const ask = {
  enquiryId,
  clientId,
  channel: 'email' as const,
  items: [{ productId: id('tea'), quantity: 2 }, { need: 'a samovar' }],
  priority: 'normal' as const,
};

/** Received on Monday at 08:00Z: to be answered by 10:00Z, fulfilled by Wednesday 08:00Z. */
const received = (data: Partial<EnquiryEvents['EnquiryReceived']> = {}) => ({
  type: 'EnquiryReceived' as const,
  occurredAt: '2024-05-06T08:00:00.000Z',
  data: {
    ...ask,
    answerDueAt: '2024-05-06T10:00:00.000Z',
    fulfilDueAt: '2024-05-08T08:00:00.000Z',
    policyVersion: 7,
    calendarVersion: 3,
    ...data,
  },
});
const assigned = (managerId: string, time: string) => ({
  type: 'EnquiryAssigned' as const,
  occurredAt: `2024-05-06T${time}:00.000Z`,
  data: { enquiryId, clientId, managerId },
});
const answered = (time = '09:00', managerId = anna) => ({
  type: 'EnquiryAnswered' as const,
  occurredAt: `2024-05-06T${time}:00.000Z`,
  data: {
    enquiryId,
    clientId,
    by: { callId: id('call') },
    managerId,
    workingMinutes: 60,
    managerMinutes: 60,
    inTime: true,
  },
});
const paused = (time: string) => ({
  type: 'EnquiryPaused' as const,
  occurredAt: `2024-05-06T${time}:00.000Z`,
  data: { enquiryId, clientId, waitingFor: 'the size' },
});
const declined = {
  type: 'EnquiryDeclined' as const,
  occurredAt: '2024-05-06T11:00:00.000Z',
  data: { enquiryId, clientId, reason: 'NOT_IN_PORTFOLIO' },
};
const fulfilled = {
  type: 'EnquiryFulfilled' as const,
  occurredAt: '2024-05-06T11:00:00.000Z',
  data: { enquiryId, clientId, evidence: { invoiceId: id('invoice') }, workingMinutes: 180, inTime: true },
};
const abandoned = {
  type: 'EnquiryAbandoned' as const,
  occurredAt: '2024-05-06T11:00:00.000Z',
  data: { enquiryId, clientId, reason: 'never came back' },
};
const missed = (managerId?: string) => ({
  type: 'AnswerDeadlineMissed' as const,
  occurredAt: '2024-05-06T10:00:00.000Z',
  data: { enquiryId, clientId, dueAt: '2024-05-06T10:00:00.000Z', ...(managerId && { managerId }) },
});
const answer = { enquiryId, managerId: anna, by: { callId: id('call') } };

describe('an enquiry', () => {
  it('is received with both deadlines', () => {
    enquiry.given().when('ReceiveEnquiry', ask, at('08:00')).then(received());
  });

  it('is received from somebody unknown, and may be assigned at once', () => {
    const { clientId: _, ...nobody } = ask;
    const { clientId: __, ...data } = received().data;
    enquiry
      .given()
      .when('ReceiveEnquiry', { ...nobody, managerId: anna, origin: 'web shop' }, at('08:00'))
      .then({ ...received(), data: { ...data, managerId: anna, origin: 'web shop' } });
  });

  it('is received once', () => {
    enquiry.given(received()).when('ReceiveEnquiry', ask, at('08:00')).thenRejected('ENQUIRY_ALREADY_RECEIVED', 0);
  });

  it('names a client, a manager and products that are there', () => {
    const when = (change: object) => enquiry.given().when('ReceiveEnquiry', { ...ask, ...change }, at('08:00'));
    when({ clientId: id('nobody') }).thenRejected('CLIENT_UNKNOWN', 0);
    when({ clientId: id('erased') }).thenRejected('CLIENT_ERASED', 23);
    when({ managerId: id('nobody') }).thenRejected('MANAGER_UNKNOWN', 0);
    when({ items: [{ productId: id('nothing') }] }).thenRejected('PRODUCT_UNKNOWN', 0);
    when({ items: [{ productId: id('tea'), quantity: 0 }] }).thenRejected('ENQUIRY_QUANTITY_INVALID', 32);
    expect(when({ clientId: id('duplicate') }).decision).toMatchObject({
      rejection: { code: 'CLIENT_MERGED', rule: 16, details: { into: clientId } },
    });
  });

  it('must be there for whatever is done with it', () => {
    const given = enquiry.given();
    given.when('AssignEnquiry', { enquiryId, managerId: anna }, at('09:00')).thenRejected('ENQUIRY_UNKNOWN', 0);
    given.when('AnswerEnquiry', answer, at('09:00')).thenRejected('ENQUIRY_UNKNOWN');
    given.when('PauseEnquiry', { enquiryId, waitingFor: 'x' }, at('09:00')).thenRejected('ENQUIRY_UNKNOWN');
    given.when('ResumeEnquiry', { enquiryId }, at('09:00')).thenRejected('ENQUIRY_UNKNOWN');
    given.when('FulfilEnquiry', { enquiryId, evidence: { deliveryRef: 'x' } }).thenRejected('ENQUIRY_UNKNOWN');
    given.when('DeclineEnquiry', { enquiryId, reason: 'SPAM' }).thenRejected('ENQUIRY_UNKNOWN');
    given.when('AbandonEnquiry', { enquiryId, reason: 'x' }).thenRejected('ENQUIRY_UNKNOWN');
    given.when('ReopenEnquiry', { enquiryId, reason: 'x' }).thenRejected('ENQUIRY_UNKNOWN');
    given.when('NoteAnswerDeadline', { enquiryId, dueAt: 'x' }).thenRejected('ENQUIRY_UNKNOWN');
    given.when('NoteFulfilmentDeadline', { enquiryId, dueAt: 'x' }).thenRejected('ENQUIRY_UNKNOWN');
    expect(given.when('ResumeEnquiry', { enquiryId }).decision).toMatchObject({ rejection: { kind: 'unknown' } });
  });
});

describe('rule 10: every enquiry ends, and an answer names its evidence', () => {
  it('is answered with evidence, in working minutes from receipt', () => {
    enquiry.given(received()).when('AnswerEnquiry', answer, at('09:00')).then(answered());
  });

  it('takes no automatic reply for an answer', () => {
    for (const messageRef of ['auto:1234', 'AUTO:1234', 'Auto:1234'])
      enquiry
        .given(received())
        .when('AnswerEnquiry', { ...answer, by: { messageRef } }, at('09:00'))
        .thenRejected('ANSWER_AUTOMATIC', 10);
  });

  it('is answered once: a second answer changes nothing', () => {
    enquiry.given(received(), answered()).when('AnswerEnquiry', answer, at('09:30')).thenNothing();
    enquiry.given(received(), answered(), declined).when('AnswerEnquiry', answer, at('12:00')).thenNothing();
  });

  it('is not answered before it was received: 5 minutes, by which clocks may differ, are none', () => {
    const by = { messageRef: 'letter 17' };
    const when = (time: string) => enquiry.given(received()).when('AnswerEnquiry', { ...answer, by }, at(time));
    when('07:54').thenRejected('OCCURRED_BEFORE_CAUSE', 28);
    expect(when('07:55').decision).toMatchObject({ events: [{ data: { workingMinutes: 0, inTime: true } }] });
  });

  it('is fulfilled after it was answered', () => {
    const fulfil = { enquiryId, evidence: { invoiceId: id('invoice') } };
    enquiry.given(received()).when('FulfilEnquiry', fulfil, at('11:00')).thenRejected('ENQUIRY_NOT_ANSWERED', 10);
    enquiry.given(received(), answered()).when('FulfilEnquiry', fulfil, at('11:00')).then(fulfilled);
    enquiry.given(received(), answered(), fulfilled).when('FulfilEnquiry', fulfil, at('12:00')).thenNothing();
  });

  it('is fulfilled late after its deadline, by whoever has it', () => {
    enquiry
      .given(received({ managerId: boris }), answered())
      .when('FulfilEnquiry', { enquiryId, evidence: { invoiceId: id('invoice') } }, at('08:01', '2024-05-08'))
      .then({
        ...fulfilled,
        occurredAt: '2024-05-08T08:01:00.000Z',
        data: { ...fulfilled.data, managerId: boris, workingMinutes: 961, inTime: false },
      });
  });

  it('is declined with a reason, or abandoned, without an answer too', () => {
    const decline = { enquiryId, reason: 'NOT_IN_PORTFOLIO' as const };
    enquiry.given(received()).when('DeclineEnquiry', decline, at('11:00')).then(declined);
    enquiry
      .given(received())
      .when('DeclineEnquiry', { ...decline, note: 'Mr Ivanov wants a yacht', managerId: boris }, at('11:00'))
      .then({
        ...declined,
        data: {
          ...declined.data,
          managerId: boris,
          note: { personal: 'Mr Ivanov wants a yacht', of: clientId },
        },
      });
    enquiry
      .given(received())
      .when('AbandonEnquiry', { enquiryId, reason: 'never came back' }, at('11:00'))
      .then(abandoned);
    enquiry.given(received(), declined).when('DeclineEnquiry', decline, at('12:00')).thenNothing();
    enquiry.given(received(), abandoned).when('AbandonEnquiry', { enquiryId, reason: 'x' }, at('12:00')).thenNothing();
  });

  it('has one end', () => {
    const ended = enquiry.given(received(), declined);
    const no = (outcome: { thenRejected: (code: string, rule?: number) => void }) => {
      outcome.thenRejected('ENQUIRY_ENDED', 10);
    };
    no(ended.when('FulfilEnquiry', { enquiryId, evidence: { deliveryRef: 'x' } }, at('12:00')));
    no(ended.when('AbandonEnquiry', { enquiryId, reason: 'x' }, at('12:00')));
    no(ended.when('AnswerEnquiry', answer, at('12:00')));
    no(ended.when('AssignEnquiry', { enquiryId, managerId: anna }, at('12:00')));
    no(ended.when('PauseEnquiry', { enquiryId, waitingFor: 'x' }, at('12:00')));
    no(enquiry.given(received(), abandoned).when('DeclineEnquiry', { enquiryId, reason: 'SPAM' }, at('12:00')));
    no(enquiry.given(received(), paused('09:00'), declined).when('ResumeEnquiry', { enquiryId }, at('12:00')));
  });

  it('is not answered after a reopening by what had happened before it', () => {
    const anew = {
      type: 'EnquiryReopened' as const,
      occurredAt: '2024-05-06T13:00:00.000Z',
      data: {
        enquiryId,
        clientId,
        reason: 'called again',
        answerDueAt: '2024-05-06T15:00:00.000Z',
        fulfilDueAt: '2024-05-08T13:00:00.000Z',
      },
    };
    const abandoned = {
      type: 'EnquiryAbandoned' as const,
      occurredAt: '2024-05-06T12:00:00.000Z',
      data: { enquiryId, clientId, reason: 'silent' },
    };
    const given = enquiry.given(received(), abandoned, anew);
    const later = { ...answer, by: { callId: id('later') } };
    given.when('AnswerEnquiry', answer, at('13:30')).thenRejected('EVIDENCE_BEFORE_RECEIPT', 26);
    given.when('AnswerEnquiry', later, at('12:30')).thenRejected('OCCURRED_BEFORE_CAUSE', 28);
    const { decision } = given.when('AnswerEnquiry', later, at('13:30'));
    expect(decision).toMatchObject({ events: [{ type: 'EnquiryAnswered' }] });
  });

  it('may be reopened: a new clock, and a new answer is due', () => {
    const reopened = {
      type: 'EnquiryReopened' as const,
      occurredAt: '2024-05-06T13:00:00.000Z',
      data: {
        enquiryId,
        clientId,
        reason: 'called again',
        answerDueAt: '2024-05-06T15:00:00.000Z',
        fulfilDueAt: '2024-05-08T13:00:00.000Z',
      },
    };
    const reopen = { enquiryId, reason: 'called again' };
    enquiry.given(received(), answered(), fulfilled).when('ReopenEnquiry', reopen, at('13:00')).then(reopened);
    enquiry.given(received(), answered()).when('ReopenEnquiry', reopen, at('13:00')).thenNothing();
    enquiry
      .given(received(), answered(), fulfilled, reopened)
      .when('AnswerEnquiry', { ...answer, by: { callId: id('later') } }, at('13:30'))
      .then({
        ...answered('13:30'),
        data: { ...answered().data, by: { callId: id('later') }, workingMinutes: 30, managerMinutes: 30 },
      });
  });
});

describe('rule 26: an answer counts when its evidence does', () => {
  const by = (evidence: { callId: string } | { offerId: string }, given = received()) =>
    enquiry.given(given).when('AnswerEnquiry', { ...answer, by: evidence }, at('09:00'));
  const isAnswer = ({ decision }: { decision: unknown }) => {
    expect(decision).toMatchObject({ events: [{ type: 'EnquiryAnswered' }] });
  };

  it.each([
    ['that there never was', id('nowhere'), 'CALL_UNKNOWN'],
    ['in which nobody was reached', id('unanswered'), 'CALL_NOT_REACHED'],
    ['with another client', id('of another'), 'CALL_OF_OTHER_CLIENT'],
    ['that was before the receipt', id('old call'), 'EVIDENCE_BEFORE_RECEIPT'],
    ['that comes after the answer', id('later'), 'OCCURRED_BEFORE_CAUSE'],
    ['that was voided', id('void'), 'CALL_VOIDED'],
  ])('no call %s', (_, callId, code) => {
    by({ callId }).thenRejected(code);
  });

  it('a call that reached the client at the receipt or after it, under an old id of his, too', () => {
    isAnswer(by({ callId: id('call') }));
    isAnswer(by({ callId: id('almost') }));
    isAnswer(by({ callId: id('of the duplicate') }));
  });

  it.each([
    ['that there never was', id('nowhere'), 'OFFER_UNKNOWN'],
    ['to another client', id('another’s'), 'OFFER_OF_OTHER_CLIENT'],
    ['that was made before the receipt', id('old offer'), 'EVIDENCE_BEFORE_RECEIPT'],
    ['that was voided', id('void offer'), 'OFFER_VOIDED'],
  ])('no offer %s', (_, offerId, code) => {
    by({ offerId }).thenRejected(code);
  });

  it('an offer that was made, or put to the client again, after the receipt', () => {
    isAnswer(by({ offerId: id('offer') }));
    isAnswer(by({ offerId: id('renewed') }));
  });

  it('where nobody knows whose the enquiry is, a call on the enquiry itself', () => {
    const { clientId: _, ...data } = received().data;
    const given = { ...received(), data };
    isAnswer(by({ callId: id('of the enquiry') }, given as ReturnType<typeof received>));
    by({ callId: id('of nobody') }, given as ReturnType<typeof received>).thenRejected('EVIDENCE_OF_NOBODY', 26);
  });

  it('where nobody knows whose the enquiry is, no invoice: that names no enquiry', () => {
    const { clientId: _, ...data } = received().data;
    const given = { ...received(), data } as ReturnType<typeof received>;
    const fulfil = (evidence: { readonly invoiceId: string } | { readonly deliveryRef: string }) =>
      enquiry.given(given, answered()).when('FulfilEnquiry', { enquiryId, evidence }, at('11:00'));
    fulfil({ invoiceId: id('invoice') }).thenRejected('EVIDENCE_OF_NOBODY', 26);
    expect(fulfil({ deliveryRef: 'd' }).decision.accepted).toBe(true);
  });

  it('where nobody knows who called, a call on the enquiry itself', () => {
    isAnswer(by({ callId: id('of the enquiry') }));
    by({ callId: id('of nobody') }).thenRejected('EVIDENCE_OF_NOBODY', 26);
  });

  it('what follows from a call proves nothing by itself: it is asked for, too', () => {
    enquiry
      .given(received())
      .when('AnswerEnquiry', { ...answer, by: { callId: id('unanswered') } }, { ...at('09:00'), isOwed: true })
      .thenRejected('CALL_NOT_REACHED', 26);
  });

  it.each([
    ['by no invoice that there never was', { invoiceId: id('nowhere') }, 'INVOICE_UNKNOWN'],
    ['by none of another client', { invoiceId: id('of another') }, 'INVOICE_OF_OTHER_CLIENT'],
    ['by none from before the receipt', { invoiceId: id('old invoice') }, 'EVIDENCE_BEFORE_RECEIPT'],
    ['by none that was voided', { invoiceId: id('void invoice') }, 'INVOICE_VOID'],
    ['by no credit note', { invoiceId: id('credit note') }, 'INVOICE_UNKNOWN'],
    ['by no offer that there never was', { offerId: id('nowhere') }, 'OFFER_UNKNOWN'],
    ['by no offer from before the receipt', { offerId: id('old offer') }, 'EVIDENCE_BEFORE_RECEIPT'],
  ])('it is fulfilled %s', (_, evidence, code) => {
    const fulfil = { enquiryId, evidence };
    enquiry.given(received(), answered()).when('FulfilEnquiry', fulfil, at('11:00')).thenRejected(code);
    enquiry.given(received(), answered(), fulfilled).when('FulfilEnquiry', fulfil, at('11:00')).thenRejected(code);
  });
});

describe('rule 28: what becomes of an enquiry comes after it', () => {
  it.each([
    ['AssignEnquiry', { enquiryId, managerId: boris }],
    ['PauseEnquiry', { enquiryId, waitingFor: 'the size' }],
    ['DeclineEnquiry', { enquiryId, reason: 'SPAM' as const }],
    ['AbandonEnquiry', { enquiryId, reason: 'silence' }],
  ] as const)('%s', (type, command) => {
    enquiry
      .given(received({ managerId: anna }))
      .when(type, command, at('07:54'))
      .thenRejected('OCCURRED_BEFORE_CAUSE', 28);
  });

  it('what stops, starts or ends its clock comes after all that is recorded of it', () => {
    const [early, code] = [at('08:50'), 'OCCURRED_BEFORE_CAUSE'];
    const known = enquiry.given(received(), answered('09:00'));
    known.when('PauseEnquiry', { enquiryId, waitingFor: 'the size' }, early).thenRejected(code, 28);
    known.when('DeclineEnquiry', { enquiryId, reason: 'SPAM' }, early).thenRejected(code, 28);
    known.when('AbandonEnquiry', { enquiryId, reason: 'silence' }, early).thenRejected(code, 28);
    enquiry
      .given(received(), paused('08:30'), answered('09:00'))
      .when('ResumeEnquiry', { enquiryId }, early)
      .thenRejected(code, 28);
    enquiry
      .given(received(), paused('09:00'))
      .when('DeclineEnquiry', { enquiryId, reason: 'SPAM' }, early)
      .thenRejected(code, 28);
  });

  it('a pause ends after it began, a fulfilment comes after the answer, a reopening after the end', () => {
    enquiry
      .given(received(), paused('09:00'))
      .when('ResumeEnquiry', { enquiryId }, at('08:50'))
      .thenRejected('OCCURRED_BEFORE_CAUSE', 28);
    enquiry
      .given(received(), answered('09:00'))
      .when('FulfilEnquiry', { enquiryId, evidence: { deliveryRef: 'd' } }, at('08:50'))
      .thenRejected('OCCURRED_BEFORE_CAUSE', 28);
    enquiry
      .given(received(), declined)
      .when('ReopenEnquiry', { enquiryId, reason: 'called again' }, at('10:50'))
      .thenRejected('OCCURRED_BEFORE_CAUSE', 28);
  });
});

describe('rule 11: deadlines are computed at receipt, under the policy and calendar then in force', () => {
  it('in working time: over a night', () => {
    enquiry
      .given()
      .when('ReceiveEnquiry', ask, { ...at('14:00', '2024-05-03') })
      .then({
        ...received(),
        occurredAt: '2024-05-03T14:00:00.000Z',
        data: received({ answerDueAt: '2024-05-06T08:00:00.000Z', fulfilDueAt: '2024-05-07T14:00:00.000Z' }).data,
      });
  });

  it('and a later policy changes none of them', () => {
    enquiry
      .given(received())
      .when('AnswerEnquiry', answer, at('09:59'))
      .then({
        ...answered('09:59'),
        data: { ...answered().data, workingMinutes: 119, managerMinutes: 119 },
      });
    const overNight = enquiry.given(received()).when('AnswerEnquiry', answer, at('07:00', '2024-05-07')).decision;
    expect(overNight).toMatchObject({ events: [{ data: { workingMinutes: 420, inTime: false } }] });
  });

  it('and whoever receives one without a policy is told to set it', () => {
    enquiry.given().when('ReceiveEnquiry', ask, at('08:00', '2023-12-29')).thenRejected('POLICY_NOT_SET', 11);
    enquiry
      .given()
      .when('ReceiveEnquiry', { ...ask, priority: 'urgent' }, at('08:00'))
      .thenRejected('POLICY_NOT_SET', 11);
  });

  it('a pause moves the deadlines that are still ahead by the working minutes that it took', () => {
    enquiry
      .given(received())
      .when('PauseEnquiry', { enquiryId, waitingFor: 'the size' }, at('09:00'))
      .then(paused('09:00'));
    enquiry.given(received(), paused('09:00')).when('PauseEnquiry', { enquiryId, waitingFor: 'x' }).thenNothing();
    enquiry
      .given(received(), paused('09:00'))
      .when('ResumeEnquiry', { enquiryId }, at('08:00', '2024-05-07'))
      .then({
        type: 'EnquiryResumed',
        occurredAt: '2024-05-07T08:00:00.000Z',
        data: {
          enquiryId,
          clientId,
          pausedMinutes: 420,
          answerDueAt: '2024-05-07T09:00:00.000Z',
          fulfilDueAt: '2024-05-08T15:00:00.000Z',
        },
      });
    enquiry.given(received()).when('ResumeEnquiry', { enquiryId }, at('09:00')).thenNothing();
  });

  it('a pause after a deadline has passed does not bring it back', () => {
    const { decision } = enquiry.given(received(), paused('10:30')).when('ResumeEnquiry', { enquiryId }, at('11:00'));
    expect(decision).toMatchObject({
      events: [{ data: { answerDueAt: '2024-05-06T10:00:00.000Z', fulfilDueAt: '2024-05-08T08:30:00.000Z' } }],
    });
  });

  it('pauses count in no minutes', () => {
    const resumed = {
      type: 'EnquiryResumed' as const,
      occurredAt: '2024-05-06T09:00:00.000Z',
      data: {
        enquiryId,
        clientId,
        pausedMinutes: 30,
        answerDueAt: '2024-05-06T10:30:00.000Z',
        fulfilDueAt: '2024-05-08T08:30:00.000Z',
      },
    };
    const { decision } = enquiry
      .given(received(), paused('08:30'), resumed, paused('10:00'))
      .when('AnswerEnquiry', answer, at('14:00'));
    expect(decision).toMatchObject({ events: [{ data: { workingMinutes: 90, managerMinutes: 90, inTime: true } }] });
  });
});

describe('rule 12: a reassignment leaves the client’s clock running and splits the manager’s', () => {
  it('names who had it before', () => {
    enquiry
      .given(received())
      .when('AssignEnquiry', { enquiryId, managerId: anna }, at('08:15'))
      .then(assigned(anna, '08:15'));
    enquiry
      .given(received(), assigned(anna, '08:15'))
      .when('AssignEnquiry', { enquiryId, managerId: boris }, at('08:40'))
      .then({ ...assigned(boris, '08:40'), data: { ...assigned(boris, '08:40').data, previousManagerId: anna } });
    enquiry
      .given(received(), assigned(anna, '08:15'))
      .when('AssignEnquiry', { enquiryId, managerId: anna }, at('08:40'))
      .thenNothing();
    enquiry
      .given(received())
      .when('AssignEnquiry', { enquiryId, managerId: id('nobody') }, at('08:40'))
      .thenRejected('MANAGER_UNKNOWN', 0);
  });

  it('counts the client’s minutes from receipt and the manager’s from his assignment', () => {
    enquiry
      .given(received({ managerId: anna }), assigned(boris, '08:40'))
      .when('AnswerEnquiry', { ...answer, managerId: boris }, at('09:00'))
      .then({ ...answered('09:00', boris), data: { ...answered('09:00', boris).data, managerMinutes: 20 } });
  });

  it('blames a miss on who had it at the deadline, whenever the timer ran', () => {
    enquiry
      .given(received({ managerId: anna }), assigned(boris, '10:30'))
      .when('NoteAnswerDeadline', { enquiryId, dueAt: '2024-05-06T10:00:00.000Z' }, at('12:00'))
      .then(missed(anna));
  });
});

describe('a deadline', () => {
  const note = { enquiryId, dueAt: '2024-05-06T10:00:00.000Z' };
  const noteFulfilment = { enquiryId, dueAt: '2024-05-08T08:00:00.000Z' };

  it('is missed at its own time, whenever the timer ran', () => {
    enquiry.given(received()).when('NoteAnswerDeadline', note, at('10:00')).then(missed());
    enquiry.given(received()).when('NoteAnswerDeadline', note, at('15:00', '2024-06-01')).then(missed());
    enquiry
      .given(received(), answered())
      .when('NoteFulfilmentDeadline', noteFulfilment, at('09:00', '2024-05-08'))
      .then({
        type: 'FulfilmentDeadlineMissed',
        occurredAt: noteFulfilment.dueAt,
        data: { enquiryId, clientId, dueAt: noteFulfilment.dueAt },
      });
  });

  it('is missed too where the answer came after it and the timer even later', () => {
    enquiry.given(received(), answered('10:30')).when('NoteAnswerDeadline', note, at('11:00')).then(missed());
  });

  it('is noted once', () => {
    enquiry.given(received(), missed()).when('NoteAnswerDeadline', note, at('12:00')).thenNothing();
  });

  it('is not missed where the enquiry was answered, ended or paused by then, or the deadline is another one', () => {
    enquiry.given(received(), answered()).when('NoteAnswerDeadline', note, at('12:00')).thenNothing();
    enquiry.given(received(), paused('09:00')).when('NoteAnswerDeadline', note, at('12:00')).thenNothing();
    enquiry.given(received()).when('NoteAnswerDeadline', note, at('09:59')).thenNothing();
    enquiry
      .given(received())
      .when('NoteAnswerDeadline', { ...note, dueAt: '2024-05-06T09:00:00.000Z' }, at('12:00'))
      .thenNothing();
    enquiry
      .given(received(), { ...declined, occurredAt: '2024-05-06T09:00:00.000Z' })
      .when('NoteAnswerDeadline', note, at('12:00'))
      .thenNothing();
    enquiry
      .given(received(), answered(), fulfilled)
      .when('NoteFulfilmentDeadline', noteFulfilment, at('12:00', '2024-05-09'))
      .thenNothing();
  });

  it('is missed where the pause began after it', () => {
    enquiry.given(received(), paused('10:30')).when('NoteAnswerDeadline', note, at('12:00')).then(missed());
  });
});

describe('rule 24: a manager can’t talk away his own missed deadline', () => {
  const inTime = (actor: string) => {
    const { decision } = enquiry.given(received({ managerId: anna }), missed(anna)).when('AnswerEnquiry', answer, {
      ...at('09:30'),
      now: '2024-05-06T12:00:00.000Z',
      actor: { kind: 'manager', id: actor },
    });
    return decision.accepted && decision.events.map(({ data }) => (data as { inTime?: boolean }).inTime);
  };

  it('what he enters afterwards with an earlier time stays late; somebody else may say that it was in time', () => {
    expect(inTime(anna)).toEqual([false]);
    expect(inTime(boris)).toEqual([true]);
  });
});

it('the facts that a rule needs are asked for', () => {
  expect(enquiryDecider.needs.ReceiveEnquiry?.({ ...ask, managerId: anna }, undefined)).toEqual({
    clients: [clientId],
    managers: [anna],
    products: [id('tea')],
  });
  expect(enquiryDecider.streamId({ enquiryId })).toBe(enquiryId);
});
