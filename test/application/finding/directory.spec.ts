import { Directory } from '../../../src/application/finding/directory';
import { TermIndex } from '../../../src/application/finding/term-index';
import { decode } from '../../../src/application/log/codec';
import { furnish, openCompany, type Company } from '../../support/company';
import { id } from '../../support/specify';

describe('the index of names', () => {
  let company: Company;
  let directory: Directory;
  const register = (word: string, name: string, phone?: string) =>
    company.has('RegisterClient', {
      ...{ clientId: id(word), kind: 'person', name, origin: 'fair' },
      ...(phone !== undefined && { contacts: [{ channel: 'phone', value: phone }] }),
    });
  const found = async (text: string) => (await directory.find(text, ['client'])).map((one) => one.id);

  beforeEach(async () => {
    company = await openCompany();
    await furnish(company);
    directory = new Directory({ log: company.store, vault: company.vault, decode, zone: 'Europe/Berlin' });
    await register('anna', 'Anna Seidel', '030 1112233');
    await register('bert', 'Bert Seidel', '+49 30 1112233');
  });
  afterEach(() => company.close());

  it('knows of whatever was appended before it is asked', async () => {
    expect(await found('seidel')).toEqual([id('anna'), id('bert')]);
    await register('cora', 'Cora Seidel');
    expect(await found('seidel')).toEqual([id('anna'), id('bert'), id('cora')]);
  });

  it('follows a correction: the former words find nobody', async () => {
    await found('seidel');
    await company.has('CorrectClientDetails', { clientId: id('anna'), name: 'Anna Wendt' });
    expect(await found('wendt')).toEqual([id('anna')]);
    expect(await found('seidel')).toEqual([id('bert')]);
    expect(await found('0301112233')).toEqual([id('anna'), id('bert')]);
  });

  it('tells of nobody whose key is gone, before any event says so', async () => {
    expect(await found('anna')).toEqual([id('anna')]);
    company.vault.destroy(id('anna'));
    expect(await found('anna')).toEqual([]);
    expect(await directory.likelyDuplicatesOf(id('bert'))).toEqual([]);
  });

  it('takes who is merged for no duplicate any more, until the merge is reversed', async () => {
    const duplicates = async () => (await directory.likelyDuplicatesOf(id('bert'))).map(({ clientId }) => clientId);
    expect(await duplicates()).toEqual([id('anna')]);
    await company.has('MergeClient', { clientId: id('anna'), into: id('bert'), evidence: 'one phone' });
    expect(await duplicates()).toEqual([]);
    await company.has('ReverseMerge', { clientId: id('anna'), reason: 'a couple' });
    expect(await duplicates()).toEqual([id('anna')]);
  });

  it('is read once by many who ask at once, and by none for less than there is', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => found('seidel')));
    expect(new Set(answers.map((answer) => answer.join()))).toEqual(new Set([[id('anna'), id('bert')].join()]));
  });
});

describe('a search by words', () => {
  const terms = new TermIndex();
  terms.add(1, ['berg', 'anna']);
  terms.add(2, ['bergmann', 'anna']);
  terms.add(3, ['burg', 'otto']);
  terms.add(4, ['4711']);

  it('gives what has them all: as they stand, then as they begin, then nearly', () => {
    expect(terms.search(['berg'])).toEqual([1, 2, 3]);
    expect(terms.search(['anna', 'berg'])).toEqual([1, 2]);
    expect(terms.search(['anna', 'otto'])).toEqual([]);
    expect(terms.search([])).toEqual([]);
  });

  it('takes no number for another one', () => {
    expect(terms.search(['4712'])).toEqual([]);
    expect(terms.search(['47'])).toEqual([4]);
  });

  it('forgets what is taken away', () => {
    terms.add(5, ['zander']);
    terms.remove(5, ['zander']);
    expect(terms.search(['zander'])).toEqual([]);
  });
});
