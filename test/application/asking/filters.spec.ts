import { askTables } from '../../../src/application/asking/ask-tables';
import { resolveNames } from '../../../src/application/asking/resolve-names';
import { questionsBesideReports, reports } from '../../../src/read-models';
import type { NamedKind } from '../../../src/read-models/kit/answer-columns';
import type { Report } from '../../../src/read-models/kit/report';
import { openCore, type Core } from '../../support/core';
import { id } from '../../support/specify';

/** How one of each kind may be named, and what the report gets then. */
const namings: { readonly [Kind in NamedKind]: { readonly is: string; readonly by: readonly string[] } } = {
  client: { is: id('berg'), by: [id('berg'), 'K-7', 'crm/K-7', 'Bergmann AG', 'bergmann  ag'] },
  manager: { is: id('rosa'), by: [id('rosa'), 'M-7', 'crm/M-7', 'Rosa Preis', 'ROSA PREIS'] },
  product: { is: id('hoist'), by: [id('hoist'), 'P-7', 'crm/P-7', 'Chain hoist', 'chain hoist'] },
  team: { is: 'north', by: ['north', 'North'] },
  category: { is: 'hoists', by: ['hoists', 'HOISTS'] },
  reason: { is: 'PRICE_TOO_HIGH', by: ['PRICE_TOO_HIGH', 'Too expensive', 'too expensive'] },
};

/** Texts that name nothing that has a name: words to look for, documents by their id or number, and words of a list. */
const plainTexts = ['q', 'segment', 'status', 'number', 'offer', 'enquiry', 'invoice', 'currency'];

const all: readonly Report[] = [...reports, ...questionsBesideReports];
const filters = all.flatMap((report) =>
  Object.entries(report.parameters).flatMap(([parameter, { names }]) =>
    names === undefined ? [] : [[report.name, parameter, names, report] as const],
  ),
);

describe('a filter of a report', () => {
  let core: Core;
  beforeAll(async () => {
    core = await openCore();
    const externalId = (word: string) => ({ externalId: { source: 'crm', id: word } });
    await core.has('RegisterClient', {
      ...{ clientId: id('berg'), kind: 'company', name: 'Bergmann AG', origin: 'fair' },
      ...externalId('K-7'),
    });
    await core.has('RegisterManager', {
      ...{ managerId: id('rosa'), name: 'Rosa Preis', role: 'manager', teamId: 'north' },
      ...externalId('M-7'),
    });
    await core.has('IntroduceProduct', {
      ...{ productId: id('hoist'), name: 'Chain hoist', category: 'hoists' },
      ...externalId('P-7'),
    });
    await core.upToDate();
  });
  afterAll(() => core.close());

  const source = () => {
    const { side, readStore, vault, zone } = core.letopis;
    return { ...side, store: readStore, vault, zone, find: () => Promise.resolve([]) };
  };
  const answerTo = async (report: Report, raw: Readonly<Record<string, string>>) => {
    const client = report.parameters['client']?.required ? { client: id('berg') } : {};
    const uplift = report.parameters['smallestUplift'] ? { smallestUplift: '5' } : {};
    const asked = {
      report,
      raw: { ...client, ...uplift, ...raw },
      db: core.letopis.readStore.db,
      at: '2024-06-01T00:00:00.000Z',
    };
    const answered = await askTables(source(), asked);
    return 'problems' in answered ? answered.problems : answered.answer;
  };

  it.each(filters)('of %s takes for %s a name as well as an id', async (_, parameter, kind, report) => {
    const { is, by } = namings[kind];
    const byId = await answerTo(report, { [parameter]: is });
    expect(byId).toHaveProperty('sections');
    for (const text of by) {
      const resolved = await resolveNames(report, { [parameter]: text }, source());
      expect([text, resolved]).toEqual([text, { raw: { [parameter]: is } }]);
      expect(await answerTo(report, { [parameter]: text })).toEqual(byId);
    }
  });

  it.each(filters)('of %s says what was perhaps meant by %s', async (_, parameter, kind, report) => {
    const [first = ''] = namings[kind].by.slice(-1);
    const found = await resolveNames(report, { [parameter]: `${first.slice(0, -1)}x` }, source());
    expect(found).toMatchObject({ problems: [{ parameter, expected: expect.stringContaining('did you mean') }] });
  });

  it('names a kind of thing, a row, or is one of the texts that name nothing', () => {
    const nameless = all.flatMap(({ name, parameters }) =>
      Object.entries(parameters)
        .filter(([, { kind, names, row }]) => kind === 'text' && names === undefined && row === undefined)
        .filter(([parameter]) => !plainTexts.includes(parameter))
        .map(([parameter]) => `${name} ${parameter}`),
    );
    expect(nameless).toEqual([]);
    const misnamed = all.flatMap(({ name, parameters }) =>
      Object.entries(parameters)
        .filter(([parameter, { names }]) => Object.hasOwn(namings, parameter) && names !== parameter)
        .map(([parameter]) => `${name} ${parameter}`),
    );
    expect(misnamed).toEqual([]);
    expect(filters.length).toBeGreaterThan(20);
  });
});
