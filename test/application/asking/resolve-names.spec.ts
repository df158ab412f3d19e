import { resolveNames, type NameSource } from '../../../src/application/asking/resolve-names';
import { clientHistoryReport } from '../../../src/read-models/client-history/report';
import { editDistance, nearestTo } from '../../../src/read-models/kit/nearest';
import { openCore, type Core } from '../../support/core';
import { id } from '../../support/specify';

describe('whom a name means', () => {
  let core: Core;
  let source: NameSource;
  const register = (word: string, name: string, externalId?: { source: string; id: string }) =>
    core.has('RegisterClient', {
      clientId: id(word),
      kind: 'person',
      name,
      origin: 'fair',
      ...(externalId && { externalId }),
    });
  beforeAll(async () => {
    core = await openCore();
    const { side, readStore, vault } = core.letopis;
    source = { ...side, store: readStore, vault };
    await register('weber', 'Anna Weber', { source: 'crm', id: '17' });
    await register('strasse', 'Otto Großmann', { source: 'shop', id: '17' });
    await register('one', 'Eva Klein', { source: 'crm', id: '18' });
    await register('other', 'Eva Klein');
    await register('double', 'Anna  WEBER');
    await core.has('MergeClient', { clientId: id('double'), into: id('weber'), evidence: 'the same phone' });
    await core.upToDate();
  });
  afterAll(() => core.close());

  const resolved = async (client: string) => {
    const found = await resolveNames(clientHistoryReport, { client }, source);
    return 'raw' in found ? found.raw['client'] : found.problems[0]!.expected;
  };

  it.each([
    ['our own id', () => id('weber'), 'weber'],
    ['an id of the system it came from, where no other system has it', () => '18', 'one'],
    ['that id with its system', () => 'shop/17', 'strasse'],
    ['a name, also where a duplicate is called so', () => 'anna weber', 'weber'],
    ['a name in other letters', () => 'OTTO GROSSMANN', 'strasse'],
  ])('is told by %s', async (_, text, word) => {
    expect(await resolved(text())).toBe(id(word));
  });

  it('is not guessed where several are called so: all are named', async () => {
    for (const [text, words] of [
      ['17', ['weber', 'strasse']],
      ['Eva Klein', ['one', 'other']],
    ] as const) {
      const said = await resolved(text);
      expect(said).toContain('more than one is called so');
      for (const word of words) expect(said).toContain(id(word));
    }
  });

  it('is nobody where nobody is called so: the nearest are named', async () => {
    expect(await resolved('Anna Webre')).toMatch(/did you mean "Anna {1,2}weber"\?$/i);
    expect(await resolved(id('nobody'))).toContain('there is none with a name like this');
  });

  it('is nobody any more where the name was erased', async () => {
    await register('gone', 'Wolfgang Amadeus');
    await core.upToDate();
    expect(await resolved('Wolfgang Amadeus')).toBe(id('gone'));
    await core.has('EraseClient', { clientId: id('gone'), reason: 'asked for it' });
    await core.upToDate();
    expect(await resolved('Wolfgang Amadeus')).toContain('there is none');
  });

  it('is left to the report where it is an id that the tables may not know yet', async () => {
    await register('new', 'Somebody New');
    expect(await resolved(id('new'))).toBe(id('new'));
    expect(await resolved('Somebody New')).toContain('there is none');
  });
});

describe('the nearest names', () => {
  it.each([
    ['', '', 0],
    ['kitten', 'sitting', 3],
    ['flaw', 'lawn', 2],
    ['', 'abc', 3],
    ['same', 'same', 0],
  ])('are by the letters to change: from %j to %j', (one, other, distance) => {
    expect(editDistance(one, other)).toBe(distance);
    expect(editDistance(other, one)).toBe(distance);
  });

  it('are few, the nearest first, and none that is another word', () => {
    expect(nearestTo('Anne', ['Hanna', 'Anna', 'Boris', 'Anneliese'])).toEqual(['Anna', 'Anneliese']);
    expect(nearestTo('xx', ['Anna'])).toEqual([]);
  });
});
