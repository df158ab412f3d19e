import { openCore, type Core } from '../support/core';
import { id } from '../support/specify';

/** Names and addresses of two clients each, and whether the report takes them for one. */
const pairs = [
  ['one letter differs', ['Anna Weber', 'Anna Webber'], 'Am Markt 2, 20095 Hamburg', true],
  ['two letters differ in a long name', ['Maschinenbau Nord', 'Maschienenbau Nort'], 'Hof 1, 20097 Hamburg', true],
  ['the words are in another order', ['Weber, Otto', 'Otto Weber'], 'Hof 1, 20099 Hamburg', true],
  ['one is in Cyrillic letters', ['Boris Petrov', 'Борис Петров'], 'Hof 1, 20144 Hamburg', true],
  ['two letters differ in a short name', ['Eva Li', 'Ewa Lu'], 'Hof 1, 20146 Hamburg', false],
  ['they are other names', ['Karl Lang', 'Rosa Kurz'], 'Hof 1, 20148 Hamburg', false],
] as const;

describe('clients whose names are nearly one', () => {
  let core: Core;
  const register = (clientId: string, name: string, address: string) =>
    core.has('RegisterClient', {
      ...{ clientId, kind: 'person', name, origin: 'fair' },
      contacts: [{ channel: 'post', value: address }],
    });
  const found = async (): Promise<readonly unknown[]> =>
    (await core.report('duplicates'))['duplicates']!.map(({ clientId, sameAsId, shares }) => [
      clientId,
      sameAsId,
      shares,
    ]);
  const places = pairs.map(([what]) => what as string);
  const later = (what: string): string => id(`later ${places.indexOf(what)}`);
  const earlier = (what: string): string => id(`earlier ${places.indexOf(what)}`);
  const pair = (what: string) => [later(what), earlier(what), 'nearly a name in one place'];

  beforeAll(async () => {
    core = await openCore();
    for (const [what, [first, second], address] of pairs) {
      core.at('2024-02-01T09:00:00.000Z');
      await register(earlier(what), first, address);
      core.at('2024-02-02T09:00:00.000Z');
      await register(later(what), second, `Another street 9, ${address.slice(-13)}`);
    }
    await register(id('elsewhere'), 'Anna Weber', 'Am Markt 2, 10115 Berlin');
    await core.upToDate();
  });
  afterAll(() => core.close());

  it.each(pairs)('may be one in one place: %s', async (what, _names, _address, areOne) => {
    const rows = await found();
    if (areOne) expect(rows).toContainEqual(pair(what));
    else expect(rows).not.toContainEqual(pair(what));
  });

  it('are not told of where they live in another place, or are merged or erased', async () => {
    expect((await found()).flat()).not.toContain(id('elsewhere'));
    const [merged, gone] = ['one letter differs', 'the words are in another order'];
    await core.has('MergeClient', {
      ...{ clientId: later(merged), into: earlier(merged), evidence: 'asked her' },
    });
    await core.has('EraseClient', { clientId: later(gone), reason: 'asked for it' });
    await core.upToDate();
    const rows = await found();
    expect(rows).not.toContainEqual(pair(merged));
    expect(rows).not.toContainEqual(pair(gone));
    expect(rows.length).toBeGreaterThan(0);
  });
});
