import type { DomainCommand } from '../../../../src/domain/catalogue';
import type { Execute } from '../../../../src/application/executing/execution';
import { importFiles } from '../../../../src/application/import/run/import-files';
import { furnish, openCompany, type Company } from '../../../support/company';
import { filesOf } from '../tables';

const head = 'source: shop\nzone: Europe/Berlin\ncurrency: EUR\n';
const start = "{ timeOf: '2023-01-01 10:00:00' }";

describe('the rows of a file', () => {
  let company: Company;
  let commands: DomainCommand[];
  beforeEach(async () => {
    commands = [];
    company = await openCompany();
    await furnish(company);
  });
  afterEach(() => company.close());

  const importing = async (texts: Record<string, string>) => {
    const { files, rejects } = filesOf(texts);
    const asked = { mappingFile: 'mapping.yaml', folder: '', rejectsFile: 'rejects.jsonl' };
    const execute: Execute = (command, envelope) => {
      commands.push(command);
      return company.execute(command, envelope);
    };
    return { result: await importFiles(asked, { files, execute }), rejects };
  };
  const dataOf = async (type: string): Promise<readonly Readonly<Record<string, unknown>>[]> =>
    (await company.events()).filter((event) => event.type === type).map(({ data }) => data as Record<string, unknown>);

  it('are left out where the mapping skips them, and counted', async () => {
    const { result, rejects } = await importing({
      'mapping.yaml': `${head}files:
  - file: teams.csv
    skip: { below: 2, when: [{ $Name: [subtotal, ''] }] }
    facts:
      - fact: RegisterManager
        at: ${start}
        with: { managerId: { idOf: [manager, $Name] }, name: $Name, role: manager }
`,
      'teams.csv': 'Name,Deals\nIda,3\nSubtotal,3\nKim,4\nReport of May,\nTotal,7',
    });
    expect(result).toMatchObject({ rowsRead: 5, rowsImported: 2, rowsSkipped: 3, rowsRejected: 0 });
    expect(rejects).toEqual([]);
  });

  it('are no document without those whose number can not be read', async () => {
    const { result, rejects } = await importing({
      'mapping.yaml': `${head}files:
  - file: lines.csv
    document: { integerOf: $No }
    facts:
      - fact: IntroduceProduct
        perRow: true
        once: $Code
        at: ${start}
        with: { productId: { idOf: [product, $Code] }, name: $Code, category: goods }
`,
      'lines.csv': 'No,Code\n1,a\n1,b\n2,c\n,d\n3,e\n4,f\nfour,g\n5,h\n,',
    });
    expect((await dataOf('ProductIntroduced')).map(({ name }) => name)).toEqual(
      expect.arrayContaining(['a', 'b', 'e', 'h']),
    );
    expect(result).toMatchObject({ rowsRead: 9, rowsImported: 4, rejections: { DOCUMENT_UNCLEAR: 4, ROW_EMPTY: 1 } });
    const unclear = rejects.filter(({ code }) => code === 'DOCUMENT_UNCLEAR').map(({ place }) => place);
    expect(unclear.sort()).toEqual(['lines.csv:4', 'lines.csv:5', 'lines.csv:7', 'lines.csv:8']);
  });

  it('are no document where they are the rest of one that was rejected, far above', async () => {
    const others = Array.from({ length: 9 }, (_, index) => `${index + 2},c${index}`).join('\n');
    const { result, rejects } = await importing({
      'mapping.yaml': `${head}files:
  - file: lines.csv
    document: $No
    facts:
      - fact: IntroduceProduct
        perRow: true
        at: ${start}
        with: { productId: { idOf: [product, $Code] }, name: $Code, category: goods }
`,
      'lines.csv': `No,Code\n1,a,\n${others}\n1,z`,
    });
    expect(result).toMatchObject({ rowsImported: 9, rejections: { ROW_MISSHAPEN: 1, DOCUMENT_PARTED: 1 } });
    expect(rejects.filter(({ code }) => code === 'DOCUMENT_PARTED')).toMatchObject([
      { place: 'lines.csv:12', message: expect.stringContaining('line 2') },
    ]);
    expect((await dataOf('ProductIntroduced')).map(({ name }) => name)).not.toContain('z');
  });

  it('are counted by what they have in common: so an offer’s history names its versions', async () => {
    const moves = '[Proposal, Negotiation]';
    const { result } = await importing({
      'mapping.yaml': `${head}setup:
  - fact: RegisterManager
    at: ${start}
    with: { managerId: { idOf: [manager, Ida] }, name: Ida, role: manager }
  - fact: RegisterClient
    at: ${start}
    with: { clientId: { idOf: [client, Bora] }, kind: company, name: Bora, origin: fair }
  - fact: IntroduceProduct
    at: ${start}
    with: { productId: { idOf: [product, globe] }, name: Globe, category: maps }
files:
  - file: history.csv
    row: $Id
    order: $Deal
    values:
      at: { timeOf: $At, format: YYYY-MM-DD, daytime: '12:00' }
      offer: { idOf: [offer, $Deal] }
      manager: { idOf: [manager, Ida] }
      line: { idOf: [line, $Deal] }
      version: { countOf: $Deal, when: [{ $Stage: ${moves} }] }
      before: { countOf: $Deal, when: [{ $Stage: ${moves} }], above: true }
      lines: [{ lineId: $line, productId: { idOf: [product, globe] }, quantity: 1, unitPrice: { moneyOf: $Price } }]
    facts:
      - fact: MakeOffer
        when: [{ $Stage: ${moves} }, { $before: 0 }]
        at: $at
        with: { offerId: $offer, clientId: { idOf: [client, Bora] }, managerId: $manager, kind: verbal, lines: $lines }
      - fact: ReviseOffer
        when: [{ $Stage: ${moves} }, { $before: { above: 0 } }]
        at: $at
        with: { offerId: $offer, managerId: $manager, version: $before, lines: $lines }
      - fact: RecordRefusal
        when: [{ $Stage: lost }]
        at: $at
        with: { offerId: $offer, managerId: $manager, version: $version, lineIds: [$line], reason: NO_NEED, statedBy: client }
      - fact: AcceptOffer
        when: [{ $Stage: won }]
        at: $at
        with: { offerId: $offer, managerId: $manager, version: $version, lineIds: [$line] }
`,
      'history.csv': [
        'Id,Deal,Stage,Price,At',
        ...['1,A,proposal,100,2024-01-10', '2,B,Proposal,900,2024-01-11', '3,A,Lost,,2024-01-12'],
        ...['4,A,Proposal,80,2024-01-13', '5,A,Lost,,2024-01-14', '6,B,Won,,2024-01-15'],
        ...['7,A,Negotiation,70,2024-01-16', '8,A,Won,,2024-01-17'],
      ].join('\n'),
    });
    expect(result).toMatchObject({ rowsImported: 8, rowsRejected: 0 });
    expect((await dataOf('OfferLinesRefused')).map(({ version }) => version)).toEqual([1, 2]);
    expect((await dataOf('OfferLinesAccepted')).map(({ version }) => version).sort()).toEqual([1, 3]);
  });

  it('do not give again what the setup gave once, and may where the setup could not', async () => {
    const { result, rejects } = await importing({
      'mapping.yaml': `${head}setup:
  - fact: RegisterManager
    once: Ida
    at: ${start}
    with: { managerId: { idOf: [manager, Ida] }, name: Ida, role: lead }
  - fact: RegisterManager
    once: Kim
    at: { timeOf: never }
    with: { managerId: { idOf: [manager, Kim] }, name: Kim, role: lead }
files:
  - file: people.csv
    facts:
      - fact: RegisterManager
        once: $Name
        at: ${start}
        with: { managerId: { idOf: [manager, $Name] }, name: $Name, role: manager }
`,
      'people.csv': 'Name,Age\nIda,30\nKim,40\n',
    });
    const given = commands.flatMap(({ type, data }) => (type === 'RegisterManager' ? `${data.name} ${data.role}` : []));
    expect(given).toEqual(['Ida lead', 'Kim manager']);
    expect(result).toMatchObject({ rowsImported: 2, setupRejected: 1 });
    expect(rejects).toMatchObject([{ place: 'mapping.yaml:9', code: 'VALUE_UNREADABLE', fact: 'RegisterManager' }]);
  });

  /** A mapping of calls with these further fields. */
  const callsWith = (...fields: readonly string[]): string => `${head}maps:
  ways: { values: { OUTBOUND: out, INBOUND: in }, otherwise: reject }
setup:
  - fact: RegisterManager
    at: ${start}
    with: { managerId: { idOf: [manager, Ida] }, name: Ida, role: manager }
files:
  - file: calls.csv
    row: $Id
    facts:
      - fact: LogCall
        at: ${start}
        with:
          callId: { idOf: [call, $Id] }
          managerId: { idOf: [manager, Ida] }
          result: reached
          ${fields.join('\n          ')}
`;

  it('may leave empty who called, and for how long: the call does not say it then', async () => {
    const { result } = await importing({
      'mapping.yaml': callsWith('direction: { codeOf: $Way, by: ways }', 'durationSeconds: { durationOf: $Length }'),
      'calls.csv': 'Id,Way,Length\n1,INBOUND,0:02:05\n2,,\n',
    });
    const told = commands.flatMap(({ type, data }) =>
      type === 'LogCall' ? [[data.direction, data.durationSeconds]] : [],
    );
    expect(told).toEqual([
      ['in', 125],
      [undefined, undefined],
    ]);
    expect(result).toMatchObject({ rowsImported: 2, rowsRejected: 0, assumed: {} });
  });

  it('may leave empty what the mapping assumes then: the fact notes it, and the import counts it', async () => {
    const { result } = await importing({
      'mapping.yaml': callsWith(
        'direction: { assume: out, ifEmpty: { codeOf: $Way, by: ways } }',
        'durationSeconds: { assume: 0, ifEmpty: { durationOf: $Length } }',
        'note: $Note',
      ),
      'calls.csv': 'Id,Way,Length,Note\n1,INBOUND,0:02:05,\n2,,,rang twice\n3,outbound,,\n4,SIDEWAYS,0:00:01,\n',
    });
    const told = commands.flatMap(({ type, data }) =>
      type === 'LogCall' ? [`${data.direction} ${data.durationSeconds} ${data.note ?? ''}`] : [],
    );
    expect(told.sort()).toEqual([
      'in 125 ',
      'out 0 Not in the source, assumed: durationSeconds 0',
      'out 0 rang twice · Not in the source, assumed: direction out, durationSeconds 0',
    ]);
    expect(result).toMatchObject({ rowsImported: 3, rejections: { VALUE_NOT_MAPPED: 1 } });
    expect(result.assumed).toEqual({ 'LogCall.direction': 1, 'LogCall.durationSeconds': 2 });
  });

  it('are in the currency of their column, or of the amount', async () => {
    const { result, rejects } = await importing({
      'mapping.yaml': `${head}setup:
  - fact: IntroduceProduct
    at: ${start}
    with: { productId: { idOf: [product, globe] }, name: Globe, category: maps }
files:
  - file: prices.csv
    row: $Id
    facts:
      - fact: SetPrice
        at: { timeOf: $Day, format: YYYY-MM-DD, daytime: '12:00' }
        with: { productId: { idOf: [product, globe] }, price: { moneyOf: $Price, currency: $Currency } }
`,
      'prices.csv': [
        'Id,Price,Currency,Day',
        ...['1,10.50,USD,2024-01-01', '2,€ 11,eur,2024-01-02', '3,1500,JPY,2024-01-03', '4,£ 12,,2024-01-04'],
        ...['5,£ 12,USD,2024-01-05', '6,12,,2024-01-06', '7,12,Dollars,2024-01-07'],
      ].join('\n'),
    });
    const prices = (await dataOf('PriceSet')).map(({ price }) => price);
    expect(prices).toEqual(
      expect.arrayContaining([
        { amount: 1_050, currency: 'USD' },
        { amount: 1_100, currency: 'EUR' },
        { amount: 1_500, currency: 'JPY' },
        { amount: 1_200, currency: 'GBP' },
      ]),
    );
    expect(result).toMatchObject({ rowsImported: 4, rejections: { VALUE_UNREADABLE: 3 } });
    const told = rejects.map(({ place, message }) => `${String(place)} ${String(message)}`).sort();
    expect(told).toEqual([
      'prices.csv:6 “£ 12” is not an amount in USD: it names GBP',
      'prices.csv:7 “12” is not an amount that names its currency',
      'prices.csv:8 “Dollars” is not one currency by ISO 4217',
    ]);
  });

  it('are held against words in one way, whatever their case: in conditions and in value maps', async () => {
    const { result } = await importing({
      'mapping.yaml': `${head}maps:
  roles: { values: { TRUE: lead }, otherwise: { use: manager } }
files:
  - file: people.csv
    facts:
      - fact: RegisterManager
        when: [{ $Active: true }, { $State: { isNot: GONE } }]
        at: ${start}
        with: { managerId: { idOf: [manager, $Name] }, name: $Name, role: { codeOf: $Leads, by: roles } }
`,
      'people.csv':
        'Name,Active,State,Leads\nIda,TRUE,here,True\nKim,true,here,false\nLou,True,Gone,true\nMia,FALSE,here,\n',
    });
    expect(result).toMatchObject({ rowsImported: 2, rejections: { ROW_GIVES_NO_FACT: 2 } });
    const roles = (await dataOf('ManagerRegistered')).map(({ role }) => role);
    expect(roles.filter((role) => role === 'lead')).toHaveLength(1 + 1);
  });

  it('give the time that they name: with its offset, of a placeholder none', async () => {
    await importing({
      'mapping.yaml': `${head}files:
  - file: products.csv
    facts:
      - fact: IntroduceProduct
        at: { timeOf: $At, format: [iso, DD.MM.YYYY HH:mm] }
        with: { productId: { idOf: [product, $Code] }, name: $Code, category: goods }
      - fact: WithdrawProduct
        when: [{ $ended: { filled: true } }]
        at: $ended
        with: { productId: { idOf: [product, $Code] }, reason: over }
    values:
      ended: { timeOf: $Ended, format: DD.MM.YYYY HH:mm, none: ['01.01.0001 00:00'] }
`,
      'products.csv': 'Code,At,Ended\na,2024-01-01T23:30:00Z,01.01.0001 00:00\nb,02.01.2024 10:00,03.01.2024 10:00',
    });
    const happened = (await company.events())
      .filter(({ type }) => type.startsWith('Product'))
      .map(({ occurredAt }) => occurredAt);
    expect(happened).toEqual(
      expect.arrayContaining(['2024-01-01T23:30:00.000Z', '2024-01-02T09:00:00.000Z', '2024-01-03T09:00:00.000Z']),
    );
  });
});
