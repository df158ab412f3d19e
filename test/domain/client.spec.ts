import { clientDecider } from '../../src/domain/client/decider';
import { factsOf, id, specify } from '../support/specify';

const [clientId, survivor, anna, boris] = [id('client'), id('survivor'), id('anna'), id('boris')];
const occurredAt = '2024-05-06T10:00:00.000Z';
const facts = factsOf({
  managers: { [anna]: {}, [boris]: {} },
  clients: {
    [survivor]: {},
    [id('merged')]: { status: 'merged', mergedInto: survivor },
    [id('erased')]: { status: 'erased' },
  },
});
const asked = { occurredAt, facts };
const client = specify(clientDecider);

const own = (text: string) => ({ personal: text, of: clientId });
const registered = {
  type: 'ClientRegistered' as const,
  occurredAt,
  data: {
    clientId,
    kind: 'person' as const,
    name: own('Ivan'),
    contacts: [],
    origin: 'fair',
    segment: 'north',
    managerId: anna,
  },
};
const merged = {
  type: 'ClientMerged' as const,
  occurredAt,
  data: { clientId, into: survivor, evidence: 'same phone' },
};
const absorbed = (duplicate: string) => ({
  type: 'DuplicateAbsorbed' as const,
  occurredAt,
  data: { clientId, duplicateId: id(duplicate), evidence: 'same phone' },
});
const erased = { type: 'PersonalDataErased' as const, occurredAt, data: { clientId, reason: 'asked for it' } };

describe('a client', () => {
  it('is registered once, its name and contacts sealed to itself', () => {
    const { contacts, ...data } = registered.data;
    const command = { ...data, name: 'Ivan', contacts: [{ channel: 'phone' as const, value: '+49 30 1' }] };
    client
      .given()
      .when('RegisterClient', command, asked)
      .then({
        ...registered,
        data: { ...data, contacts: [{ channel: 'phone', value: own('+49 30 1') }] },
      });
    const { contacts: _, ...unreached } = command;
    client.given().when('RegisterClient', unreached, asked).then(registered);
    client.given(registered).when('RegisterClient', command, asked).thenRejected('CLIENT_ALREADY_REGISTERED', 20);
    client
      .given()
      .when('RegisterClient', { ...command, managerId: id('nobody') }, asked)
      .thenRejected('MANAGER_UNKNOWN');
    client
      .given()
      .when('RegisterClient', { ...command, taxId: '-/-' }, asked)
      .thenRejected('TAX_ID_EMPTY');
  });

  it('moves to a segment once', () => {
    const data = { clientId, segment: 'south', by: 'manual' as const };
    client.given(registered).when('ClassifyClient', data, asked).then({ type: 'ClientClassified', occurredAt, data });
    client
      .given(registered)
      .when('ClassifyClient', { ...data, segment: 'north' }, asked)
      .thenNothing();
  });

  it('is assigned to another manager, who is named with the one before', () => {
    const command = { clientId, managerId: boris, reason: 'moved to his region' };
    const data = { ...command, previousManagerId: anna };
    client.given(registered).when('AssignClient', command, asked).then({ type: 'ClientAssigned', occurredAt, data });
    client
      .given(registered)
      .when('AssignClient', { ...command, managerId: anna }, asked)
      .thenNothing();
    client
      .given(registered)
      .when('AssignClient', { ...command, managerId: id('nobody') }, asked)
      .thenRejected('MANAGER_UNKNOWN');
  });

  it('gives and withdraws consent, each once', () => {
    const data = { clientId, channel: 'phone' as const, allowed: false, basis: 'said so' };
    const recorded = { type: 'ConsentRecorded' as const, occurredAt, data };
    client.given(registered).when('RecordConsent', data, asked).then(recorded);
    client.given(registered, recorded).when('RecordConsent', data, asked).thenNothing();
    expect(client.fold([registered, recorded])).toMatchObject({ withdrawnConsents: ['phone'] });
    client
      .given(registered, recorded)
      .when('RecordConsent', { ...data, basis: 'by letter' }, asked)
      .then({
        ...recorded,
        data: { ...data, basis: 'by letter' },
      });
    const byEmail = { ...recorded, data: { ...data, channel: 'email' as const } };
    expect(client.fold([registered, recorded, byEmail])).toMatchObject({ withdrawnConsents: ['phone', 'email'] });
    const allowed = { ...recorded, data: { ...data, allowed: true } };
    expect(client.fold([registered, recorded, allowed])).toMatchObject({ withdrawnConsents: [] });
  });

  it('does not let a consent that is entered late stand against what was said since', () => {
    const data = { clientId, channel: 'phone' as const, allowed: false, basis: 'said so' };
    const withdrawn = { type: 'ConsentRecorded' as const, occurredAt, data };
    const older = { ...withdrawn, occurredAt: '2020-01-01T00:00:00.000Z', data: { ...data, allowed: true } };
    client
      .given(registered, withdrawn)
      .when('RecordConsent', older.data, { ...asked, occurredAt: older.occurredAt })
      .then(older);
    expect(client.fold([registered, withdrawn, older])).toMatchObject({ withdrawnConsents: ['phone'] });
  });

  it('told late of an earlier segment or manager, keeps the ones it has, and knows until when those were', () => {
    const [march, april, may] = ['03', '04', '05'].map((month) => `2024-${month}-01T10:00:00.000Z`) as [
      string,
      string,
      string,
    ];
    const old = { ...registered, occurredAt: march };
    const segment = { clientId, segment: 'south', by: 'manual' as const };
    const classified = { type: 'ClientClassified' as const, occurredAt: may, data: segment };
    const before = { ...classified, occurredAt: april, data: { ...segment, segment: 'east', until: may } };
    client
      .given(old, classified)
      .when('ClassifyClient', { ...segment, segment: 'east' }, { ...asked, occurredAt: april })
      .then(before);
    client.given(old, classified, before).when('ClassifyClient', segment, asked).thenNothing();
    client
      .given(old, classified, before)
      .when('ClassifyClient', { ...segment, segment: 'east' }, { ...asked, occurredAt: april })
      .thenNothing();

    const assigned = {
      type: 'ClientAssigned' as const,
      occurredAt: may,
      data: { clientId, managerId: boris, previousManagerId: anna, reason: 'x' },
    };
    const data = { clientId, managerId: id('clara'), reason: 'y' };
    const known = { ...facts, manager: () => ({ role: 'manager' as const }) };
    client
      .given(old, assigned)
      .when('AssignClient', data, { facts: known, occurredAt: april })
      .then({
        type: 'ClientAssigned',
        occurredAt: april,
        data: { ...data, previousManagerId: anna, until: may },
      });
  });

  it('is corrected in what is wrong; what is right already is no correction', () => {
    const details = { name: 'Ivan', contacts: [] };
    client
      .given(registered)
      .when('CorrectClientDetails', { clientId, ...details }, asked)
      .thenNothing();
    const corrected = {
      type: 'ClientDetailsCorrected' as const,
      occurredAt,
      data: { clientId, corrects: client.eventId(0), taxId: 'DE1' },
    };
    client.given(registered).when('CorrectClientDetails', { clientId, taxId: 'DE1' }, asked).then(corrected);
    client
      .given(registered, corrected)
      .when('CorrectClientDetails', { clientId, ...details, taxId: 'DE1' }, asked)
      .thenNothing();
  });

  it('gives up its tax id for another one; the same in other signs is kept', () => {
    const given = client.given({ ...registered, data: { ...registered.data, taxId: 'DE 123' } });
    const correct = (taxId: string) => given.when('CorrectClientDetails', { clientId, taxId }, asked);
    const corrected = (taxId: string) => ({
      type: 'ClientDetailsCorrected' as const,
      occurredAt,
      data: { clientId, corrects: client.eventId(0), taxId },
    });
    correct('DE-123').then(corrected('DE-123'));
    const other = corrected('DE 124');
    correct('DE 124').then({ ...other, data: { ...other.data, previousTaxId: 'DE 123' } });
    correct('--').thenRejected('TAX_ID_EMPTY');
    given.when('CorrectClientDetails', { clientId, name: 'Ivo' }, asked).then({
      type: 'ClientDetailsCorrected',
      occurredAt,
      data: { clientId, corrects: client.eventId(0), name: own('Ivo') },
    });
  });

  it('is reached otherwise than before: another number, another channel, none, or in another order', () => {
    const [phone, other] = ['+49 30 1', '+49 30 2'].map((value) => ({ channel: 'phone' as const, value }));
    const contacts = [phone, other].map((contact) => ({ channel: 'phone' as const, value: own(contact?.value ?? '') }));
    const given = client.given({ ...registered, data: { ...registered.data, contacts } });
    const eventsOf = (said: readonly (typeof phone | undefined)[]) => {
      const named = said.flatMap((contact) => contact ?? []);
      const { decision } = given.when('CorrectClientDetails', { clientId, contacts: named }, asked);
      return decision.accepted && decision.events.length;
    };
    expect(eventsOf([phone, other])).toBe(0);
    expect([eventsOf([phone]), eventsOf([other, phone]), eventsOf([])]).toEqual([1, 1, 1]);
    expect(eventsOf([phone, { channel: 'phone', value: '+49 30 3' }])).toBe(1);
  });

  it('is of no segment and of no manager where none is said', () => {
    const { segment: _, managerId: __, ...data } = registered.data;
    const state = client.fold([{ ...registered, data }]);
    expect([state?.segments, state?.assignments]).toEqual([undefined, undefined]);
  });

  it.each([
    ['ClassifyClient', { clientId, segment: 'south', by: 'manual' }],
    ['AssignClient', { clientId, managerId: boris, reason: 'x' }],
    ['RecordConsent', { clientId, channel: 'phone', allowed: true, basis: 'x' }],
    ['CorrectClientDetails', { clientId, name: 'Ivo' }],
    ['ReverseMerge', { clientId, reason: 'x' }],
    ['AbsorbDuplicate', { clientId, duplicateId: survivor, evidence: 'x' }],
    ['EraseClient', { clientId, reason: 'x' }],
  ] as const)('must be registered for %s', (type, command) => {
    client.given().when(type, command, asked).thenRejected('CLIENT_UNKNOWN');
  });
});

describe('rule 15: corrections are new events that name the event they correct', () => {
  it('corrects the registration, then the last correction', () => {
    const corrected = (corrects: string, name: string) => ({
      type: 'ClientDetailsCorrected' as const,
      occurredAt,
      data: { clientId, corrects, name: own(name) },
    });
    const first = corrected(client.eventId(0), 'Ivo');
    client.given(registered).when('CorrectClientDetails', { clientId, name: 'Ivo' }, asked).then(first);
    client
      .given(registered, first)
      .when('CorrectClientDetails', { clientId, name: 'Iwan' }, asked)
      .then(corrected(client.eventId(1), 'Iwan'));
  });

  it('says what is right', () => {
    client.given(registered).when('CorrectClientDetails', { clientId }, asked).thenRejected('DETAILS_NOT_GIVEN', 15);
  });
});

describe('rule 16: a merge leads to a living client, never in a circle', () => {
  const merge = (into: string) => ({ clientId, into, evidence: 'same phone' });

  it('merges into another client, once', () => {
    client.given(registered).when('MergeClient', merge(survivor), asked).then(merged);
    client.given(registered, merged).when('MergeClient', merge(survivor), asked).thenNothing();
  });

  it.each([
    ['itself', clientId, 'CLIENT_MERGED_INTO_ITSELF'],
    ['a merged client', id('merged'), 'MERGE_TARGET_MERGED'],
    ['an erased client', id('erased'), 'MERGE_TARGET_ERASED'],
    ['nobody', id('nobody'), 'MERGE_TARGET_UNKNOWN'],
  ])('does not merge into %s', (_, into, code) => {
    client.given(registered).when('MergeClient', merge(into), asked).thenRejected(code, 16);
  });

  it('is not merged twice, nor used any more', () => {
    client
      .given(registered, merged)
      .when('MergeClient', merge(id('other')), asked)
      .thenRejected('CLIENT_MERGED', 16);
    client
      .given(registered, merged)
      .when('CorrectClientDetails', { clientId, name: 'Ivo' }, asked)
      .thenRejected('CLIENT_MERGED', 16);
  });

  it('is told to the survivor', () => {
    const data = { clientId, duplicateId: survivor, evidence: 'same phone' };
    client.given(registered).when('AbsorbDuplicate', data, asked).then({ type: 'DuplicateAbsorbed', occurredAt, data });
  });

  it('is reversed to exactly what was', () => {
    const reversed = {
      type: 'MergeReversed' as const,
      occurredAt,
      data: { clientId, from: survivor, reason: 'two people' },
    };
    client.given(registered, merged).when('ReverseMerge', { clientId, reason: 'two people' }, asked).then(reversed);
    client
      .given(registered)
      .when('ReverseMerge', { clientId, reason: 'two people' }, asked)
      .thenRejected('CLIENT_NOT_MERGED', 16);
    client
      .given(registered, merged, reversed)
      .when('ReverseMerge', { clientId, reason: 'two people' }, asked)
      .thenNothing();
    // All that is left of it: that it was reversed.
    expect(client.fold([registered, merged, reversed])).toEqual({ ...client.fold([registered]), isUnmerged: true });
  });
});

describe('rule 23: erasing a client', () => {
  it('happens once, also to a merged duplicate', () => {
    const command = { clientId, reason: 'asked for it' };
    client.given(registered).when('EraseClient', command, asked).then(erased);
    client.given(registered, erased).when('EraseClient', command, asked).thenNothing();
    client.given(registered, merged).when('EraseClient', command, asked).then(erased);
  });

  it('names the duplicates that were merged into the client, once', () => {
    const command = { clientId, reason: 'asked for it' };
    const erasedWith = (...duplicates: string[]) => ({ ...erased, data: { ...erased.data, duplicates } });
    client
      .given(registered, absorbed('one'), absorbed('two'))
      .when('EraseClient', command, asked)
      .then(erasedWith(id('one'), id('two')));
    client
      .given(registered, absorbed('one'), erasedWith(id('one')))
      .when('EraseClient', command, asked)
      .thenNothing();
    // As a log of before may have it: the erasure left the duplicate.
    client
      .given(registered, absorbed('one'), erased)
      .when('EraseClient', command, asked)
      .then(erasedWith(id('one')));
  });

  it('is that of a duplicate of which the client learns only afterwards', () => {
    const { type, data } = absorbed('late');
    const { clientId: of, evidence: reason, duplicateId } = data;
    client
      .given(registered, erased)
      .when('AbsorbDuplicate', data, asked)
      .then(
        { type, occurredAt, data },
        { type: 'PersonalDataErased', occurredAt, data: { clientId: of, reason, duplicates: [duplicateId] } },
      );
  });

  it('reaches a duplicate, and what was merged into that, unless the merge was reversed', () => {
    const command = { clientId, erasedWith: survivor, reason: 'asked for it' };
    const data = { ...command, duplicates: [id('one')] };
    client
      .given(registered, absorbed('one'), merged)
      .when('EraseDuplicate', command, asked)
      .then({ type: 'PersonalDataErased', occurredAt, data });
    const reversal = { clientId, from: survivor, reason: 'two people' };
    client
      .given(registered, merged, { type: 'MergeReversed', occurredAt, data: reversal })
      .when('EraseDuplicate', command, asked)
      .thenNothing();
    client.given(registered).when('EraseDuplicate', command, asked).thenNothing();
    client.given(registered, merged, erased).when('EraseDuplicate', command, asked).thenNothing();
  });

  it('lets nothing personal be recorded after it', () => {
    client
      .given(registered, erased)
      .when('CorrectClientDetails', { clientId, name: 'Ivo' }, asked)
      .thenRejected('CLIENT_ERASED', 23);
    client
      .given(registered, erased)
      .when('MergeClient', { clientId, into: survivor, evidence: 'x' }, asked)
      .thenRejected('CLIENT_ERASED', 23);
  });

  it('outlasts the merge that is reversed after it', () => {
    const data = { clientId, from: survivor, reason: 'two people' };
    client
      .given(registered, merged, erased, { type: 'MergeReversed', occurredAt, data })
      .when('CorrectClientDetails', { clientId, name: 'Ivo' }, asked)
      .thenRejected('CLIENT_ERASED', 23);
  });
});
