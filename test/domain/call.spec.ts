import { callDecider } from '../../src/domain/call/decider';
import { factsOf, id, specify } from '../support/specify';

const call = specify(callDecider);
const callId = id('call');
const clientId = id('client');
const [anna, boris] = [id('anna'), id('boris')];
const tea = id('tea');
const facts = factsOf({
  clients: {
    [clientId]: {},
    [id('duplicate')]: { status: 'merged', mergedInto: clientId },
    [id('erased')]: { status: 'erased' },
    [id('quiet')]: { withdrawnConsents: ['phone'] },
  },
  managers: { [anna]: {}, [boris]: {} },
  products: { [tea]: {} },
  enquiries: { [id('enquiry')]: {} },
});
const at = (time: string, day = '2024-05-06') => ({ occurredAt: `${day}T${time}:00.000Z`, facts });

const talk = {
  callId,
  clientId,
  managerId: anna,
  direction: 'out' as const,
  durationSeconds: 95,
  result: 'reached' as const,
  topics: [tea],
};
const logged = { type: 'CallLogged' as const, occurredAt: '2024-05-06T10:00:00.000Z', data: talk };
const { callId: _, ...said } = talk;
const record = { ...said, at: '2024-05-06T10:00:00.000Z' };
const corrected = {
  type: 'CallCorrected' as const,
  occurredAt: '2024-05-06T12:00:00.000Z',
  data: { callId, corrects: call.eventId(0), was: record, now: { ...record, durationSeconds: 65 } },
};
const voided = {
  type: 'CallVoided' as const,
  occurredAt: '2024-05-06T12:00:00.000Z',
  data: { callId, voids: call.eventId(0), was: record, reason: 'wrong number' },
};
const line = { lineId: id('line'), productId: tea, quantity: 1 };
const pitch = {
  offerId: id('offer'),
  lines: [line],
  refused: {
    lineIds: [line.lineId],
    reason: 'NO_NEED',
    statedBy: 'client' as const,
    comment: 'Mr Ivanov drinks coffee',
  },
};

describe('a call', () => {
  it('is logged, reached or not, with what was talked about', () => {
    call.given().when('LogCall', talk, at('10:00')).then(logged);
    const silent = { callId, managerId: anna, direction: 'in' as const, durationSeconds: 0, result: 'missed' as const };
    call
      .given()
      .when('LogCall', silent, at('10:00'))
      .then({ ...logged, data: { ...silent, topics: [] } });
  });

  it('says nothing of its direction and duration where nobody knows them, until a correction does', () => {
    const { direction, durationSeconds, ...known } = talk;
    const heard = { type: 'CallLogged' as const, occurredAt: logged.occurredAt, data: known };
    const { callId: __, ...was } = known;
    const before = { ...was, at: logged.occurredAt };
    call.given().when('LogCall', known, at('10:00')).then(heard);
    call
      .given(heard)
      .when('CorrectCall', { callId, direction, durationSeconds }, at('12:00'))
      .then({
        ...corrected,
        data: { ...corrected.data, was: before, now: { ...before, direction, durationSeconds } },
      });
  });

  it('keeps its note as personal, of the client where he is known', () => {
    const when = (given: object) =>
      call.given().when('LogCall', { ...talk, note: 'has a dog', ...given }, at('10:00')).decision;
    expect(when({})).toMatchObject({ events: [{ data: { note: { personal: 'has a dog', of: clientId } } }] });
    expect(when({ clientId: undefined })).toMatchObject({
      events: [{ data: { note: { personal: 'has a dog', of: callId } } }],
    });
  });

  it('of nobody known is related to the client whose enquiry or offer it names', () => {
    const known = factsOf({
      managers: { [anna]: {} },
      products: { [tea]: {} },
      enquiries: { [id('enquiry')]: { clientId: id('asks') } },
      offers: { [id('offer')]: { clientId: id('is offered'), offeredAt: '2024-05-05T10:00:00.000Z' } },
    });
    const { clientId: __, ...ofNobody } = talk;
    const relatedTo = (named: object) => {
      const { decision } = call.given().when('LogCall', { ...ofNobody, ...named }, { ...at('10:00'), facts: known });
      return decision.accepted && decision.events.map(({ data }) => 'relatedClientId' in data && data.relatedClientId);
    };
    expect(relatedTo({ enquiryId: id('enquiry') })).toEqual([id('asks')]);
    expect(relatedTo({ offerId: id('offer') })).toEqual([id('is offered')]);
    expect(relatedTo({ enquiryId: id('enquiry'), offerId: id('offer') })).toEqual([id('asks')]);
    expect(relatedTo({})).toEqual([false]);
  });

  it('names what is there', () => {
    const when = (change: object) => call.given().when('LogCall', { ...talk, ...change }, at('10:00'));
    when({ clientId: id('nobody') }).thenRejected('CLIENT_UNKNOWN', 0);
    when({ clientId: id('duplicate') }).thenRejected('CLIENT_MERGED', 16);
    when({ clientId: id('erased') }).thenRejected('CLIENT_ERASED', 23);
    when({ managerId: id('nobody') }).thenRejected('MANAGER_UNKNOWN', 0);
    when({ topics: [id('nothing')] }).thenRejected('PRODUCT_UNKNOWN', 0);
    when({ enquiryId: id('nothing') }).thenRejected('ENQUIRY_UNKNOWN', 0);
    when({ durationSeconds: -1 }).thenRejected('CALL_DURATION_NEGATIVE', 0);
  });

  it('is logged once', () => {
    call.given(logged).when('LogCall', talk, at('10:00')).thenRejected('CALL_ALREADY_LOGGED', 0);
  });

  it('must be there to be corrected or voided', () => {
    call.given().when('CorrectCall', { callId }, at('12:00')).thenRejected('CALL_UNKNOWN', 0);
    call.given().when('VoidCall', { callId, reason: 'x' }, at('12:00')).thenRejected('CALL_UNKNOWN', 0);
  });
});

describe('rule 1: a verbal offer and its refusal may come in one command', () => {
  it('so the call carries both', () => {
    call
      .given()
      .when('LogCall', { ...talk, pitch }, at('10:00'))
      .then({ ...logged, data: { ...talk, pitch } });
  });

  it('to a client who was reached, of products that are there', () => {
    const when = (change: object) => call.given().when('LogCall', { ...talk, pitch, ...change }, at('10:00'));
    when({ clientId: undefined }).thenRejected('CALL_PITCH_WITHOUT_CLIENT', 1);
    when({ result: 'no_answer' }).thenRejected('CALL_PITCH_NOT_HEARD', 1);
    when({ pitch: { ...pitch, lines: [{ ...line, productId: id('nothing') }] } }).thenRejected('PRODUCT_UNKNOWN', 0);
  });
});

describe('rule 14: a call does not take place later than the clock shows', () => {
  it('not by a correction either', () => {
    call
      .given(logged)
      .when('CorrectCall', { callId, at: '2024-05-06T12:06:00.000Z' }, at('12:00'))
      .thenRejected('CALL_IN_FUTURE', 14);
  });
});

describe('rule 28: a void comes after what it voids', () => {
  it('the last correction, too', () => {
    call
      .given(logged, corrected)
      .when('VoidCall', { callId, reason: 'x' }, at('11:50'))
      .thenRejected('OCCURRED_BEFORE_CAUSE', 28);
  });
});

describe('rule 15: corrections are new events that name the event they correct', () => {
  it('with the record before and after', () => {
    call.given(logged).when('CorrectCall', { callId, durationSeconds: 65 }, at('12:00')).then(corrected);
    call
      .given(logged, corrected)
      .when('CorrectCall', { callId, at: '2024-05-06T09:00:00.000Z', managerId: boris, note: 'x' }, at('13:00'))
      .then({
        type: 'CallCorrected',
        occurredAt: '2024-05-06T13:00:00.000Z',
        data: {
          callId,
          corrects: call.eventId(1),
          was: corrected.data.now,
          now: {
            ...corrected.data.now,
            at: '2024-05-06T09:00:00.000Z',
            managerId: boris,
            note: { personal: 'x', of: clientId },
          },
        },
      });
  });

  it('of what was talked about, too', () => {
    const about = (...topics: string[]) => call.given(logged).when('CorrectCall', { callId, topics }, at('12:00'));
    const of = (...topics: string[]) => ({
      ...corrected,
      data: { ...corrected.data, now: { ...record, topics } },
    });
    about().then(of());
    about(tea, tea).thenNothing();
  });

  it('a correction that changes nothing is none', () => {
    call.given(logged, corrected).when('CorrectCall', { callId, durationSeconds: 65 }, at('13:00')).thenNothing();
    call.given(logged).when('CorrectCall', { callId }, at('13:00')).thenNothing();
  });

  it('a correction names what is there', () => {
    const when = (change: object) => call.given(logged).when('CorrectCall', { callId, ...change }, at('12:00'));
    when({ clientId: id('nobody') }).thenRejected('CLIENT_UNKNOWN', 0);
    when({ managerId: id('nobody') }).thenRejected('MANAGER_UNKNOWN', 0);
    when({ topics: [id('nothing')] }).thenRejected('PRODUCT_UNKNOWN', 0);
    when({ durationSeconds: -1 }).thenRejected('CALL_DURATION_NEGATIVE', 0);
  });

  it('a void carries the record as it stood, is done once, and ends it', () => {
    call.given(logged).when('VoidCall', { callId, reason: 'wrong number' }, at('12:00')).then(voided);
    call
      .given(logged, corrected)
      .when('VoidCall', { callId, reason: 'wrong number' }, at('12:00'))
      .then({ ...voided, data: { ...voided.data, was: corrected.data.now } });
    call.given(logged, voided).when('VoidCall', { callId, reason: 'again' }, at('13:00')).thenNothing();
    call.given(logged, voided).when('CorrectCall', { callId, durationSeconds: 1 }).thenRejected('CALL_VOIDED', 15);
  });
});

describe('rule 17: no call to a client whose consent is withdrawn, unless a legal basis is given', () => {
  const quiet = { ...talk, clientId: id('quiet') };
  it('is refused outwards, free inwards, and flagged on a legal basis', () => {
    const legalBasis = 'overdue invoice';
    call.given().when('LogCall', quiet, at('10:00')).thenRejected('CONSENT_WITHDRAWN', 17);
    expect(call.given().when('LogCall', { ...quiet, direction: 'in' }, at('10:00')).decision.accepted).toBe(true);
    const { direction: __, ...perhaps } = quiet;
    call.given().when('LogCall', perhaps, at('10:00')).thenRejected('CONSENT_WITHDRAWN', 17);
    call
      .given()
      .when('LogCall', { ...quiet, legalBasis }, at('10:00'))
      .then({ ...logged, data: { ...quiet, legalBasis } });
    call
      .given()
      .when('LogCall', { ...talk, legalBasis }, at('10:00'))
      .then(logged);
  });
});

describe('rule 24: a manager can’t void his own calls older than a day', () => {
  const when = (actor: string, now: ReturnType<typeof at>) =>
    call
      .given(logged)
      .when('VoidCall', { callId, reason: 'wrong number' }, { ...now, actor: { kind: 'manager', id: actor } });
  it('within a day he can, afterwards somebody else must', () => {
    expect(when(anna, at('10:00', '2024-05-07')).decision.accepted).toBe(true);
    when(anna, at('10:01', '2024-05-07')).thenRejected('CALL_OWN_AND_OLD', 24);
    expect(when(boris, at('10:01', '2024-05-07')).decision.accepted).toBe(true);
  });
});
