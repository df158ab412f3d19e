import { importFiles } from '../../../../src/application/import/run/import-files';
import type { StoredEvent } from '../../../../src/application/log/event-store';
import { furnish, openCompany, type Company } from '../../../support/company';
import { filesOf } from '../tables';

const start = "{ timeOf: '2023-01-01 10:00:00' }";

/** Deals with their buyer, seller and end, each row one deal. */
const mapping = (zone = 'Europe/Berlin'): string => `source: shop
zone: ${zone}
currency: EUR
files:
  - file: deals.csv
    row: $Id
    order: $Deal
    values:
      made: { timeOf: $Made, format: YYYY-MM-DD HH:mm }
      ended: { timeOf: $Ended, format: YYYY-MM-DD HH:mm }
      seller: { idOf: [manager, $Seller] }
      buyer: { idOf: [client, $Buyer] }
      offer: { idOf: [offer, $Deal] }
      line: { idOf: [line, $Deal] }
    facts:
      - fact: RegisterManager
        once: $Seller
        at: ${start}
        with: { managerId: $seller, name: $Seller, role: manager }
      - fact: IntroduceProduct
        once: globe
        at: ${start}
        with: { productId: { idOf: [product, globe] }, name: Globe, category: maps }
      - fact: RegisterClient
        once: $Buyer
        at: ${start}
        with: { clientId: $buyer, kind: company, name: $Name, origin: fair }
      - fact: MakeOffer
        when: [{ $Made: { filled: true } }]
        at: $made
        with:
          offerId: $offer
          clientId: $buyer
          managerId: $seller
          kind: verbal
          lines: [{ lineId: $line, productId: { idOf: [product, globe] }, quantity: 1, unitPrice: { moneyOf: $Price } }]
      - fact: RecordRefusal
        when: [{ $State: lost }]
        at: $ended
        with: { offerId: $offer, managerId: $seller, version: 1, lineIds: [$line], reason: NO_NEED, statedBy: client }
      - fact: AcceptOffer
        when: [{ $State: won }]
        at: $ended
        with: { offerId: $offer, managerId: $seller, version: 1, lineIds: [$line] }
`;

const rows = (...lines: string[]): string => ['Id,Deal,Buyer,Name,Seller,Price,Made,State,Ended', ...lines].join('\n');

describe('what an import finds in the log already', () => {
  let company: Company;
  beforeEach(async () => {
    company = await openCompany();
    await furnish(company);
  });
  afterEach(() => company.close());

  const importing = async (csv: string, zone?: string) => {
    const { files, rejects } = filesOf({ 'mapping.yaml': mapping(zone), 'deals.csv': csv });
    const asked = { mappingFile: 'mapping.yaml', folder: '', rejectsFile: 'rejects.jsonl' };
    return { result: await importFiles(asked, { files, execute: company.execute }), rejects };
  };
  const ofType = async (type: string): Promise<readonly StoredEvent[]> =>
    (await company.events()).filter((event) => event.type === type);

  const january = rows(
    '1,1,b1,Bora,Max,100,2024-01-10 10:00,open,',
    '2,2,b1,Bora,Max,200,2024-01-11 10:00,open,',
    '3,3,b2,Cyan,Max,300,2024-01-12 10:00,lost,2024-01-20 10:00',
    '4,4,b3,Dune,Max,400,2024-01-13 10:00,won,2024-01-21 10:00',
  );

  it('brings in what is new of known rows, though other things about them changed, and counts those', async () => {
    await importing(january);
    const april = rows(
      '1,1,b1,Bora,Max,150,2024-01-10 10:00,lost,2024-03-10 10:00',
      '2,2,b1,Bora,Eva,200,2024-01-11 10:00,lost,2024-03-11 10:00',
      '3,3,b2,Cyan Maps,Max,300,2024-01-12 10:00,lost,2024-01-20 10:00',
      '4,4,b3,Dune,Max,400,2024-01-13 10:00,won,2024-02-21 10:00',
      '5,5,b3,Dune,Max,500,2024-03-01 10:00,lost,2024-03-20 10:00',
    );
    const { result, rejects } = await importing(april);
    expect(await ofType('OfferLinesRefused')).toHaveLength(1 + 3);
    expect(result).toMatchObject({ rowsRead: 5, rowsImported: 1, rowsChanged: 4, rowsRejected: 0 });
    expect(result.changes).toEqual({ MakeOffer: 2, RegisterClient: 1, AcceptOffer: 1 });
    const told = rejects.map(({ place, outcome, code, fact }) => [place, outcome, code, fact].join(' ')).sort();
    expect(told).toEqual([
      'deals.csv:2 changed ROW_CHANGED MakeOffer',
      'deals.csv:3 changed ROW_CHANGED MakeOffer',
      'deals.csv:4 changed ROW_CHANGED RegisterClient',
      'deals.csv:5 changed ROW_CHANGED AcceptOffer',
    ]);
    const differs = Object.fromEntries(
      rejects.map(({ place, details }) => [place, (details as { differs: unknown }).differs]),
    );
    expect(differs).toEqual({
      'deals.csv:2': { 'lines.0.unitPrice.amount': { inTheLog: 10_000, now: 15_000 } },
      'deals.csv:3': { managerId: { inTheLog: expect.any(String) as string, now: expect.any(String) as string } },
      'deals.csv:4': { name: { inTheLog: 'Cyan', now: 'Cyan Maps' } },
      'deals.csv:5': { at: { inTheLog: '2024-01-21T09:00:00.000Z', now: '2024-02-21T09:00:00.000Z' } },
    });
    expect(rejects.find(({ place }) => place === 'deals.csv:2')?.['given']).toContain('RecordRefusal');
  });

  it('tells that all times moved where the mapping names another zone', async () => {
    await importing(january);
    const { result } = await importing(january, 'America/New_York');
    expect(result).toMatchObject({ rowsImported: 0, rowsChanged: 4, eventsAppended: 0 });
    expect(result.changes).toEqual({ MakeOffer: 4, RecordRefusal: 1, AcceptOffer: 1 });
    const same = await importing(january);
    expect(same.result).toMatchObject({ rowsImported: 4, rowsChanged: 0, changes: {} });
  });

  it.each([
    ['refusal', 'lost', 'RecordRefusal', 'OfferLinesRefused'],
    ['acceptance', 'won', 'AcceptOffer', 'OfferLinesAccepted'],
  ])('never calls a second %s of the same lines imported: it is not in the log', async (_, state, fact, type) => {
    const { result, rejects } = await importing(
      rows(
        `h1,7,b1,Bora,Max,100,2024-01-10 10:00,${state},2024-01-20 10:00`,
        `h2,7,b1,Bora,Eva,,,${state},2024-02-10 10:00`,
      ),
    );
    expect(await ofType(type)).toHaveLength(1);
    expect(result).toMatchObject({ rowsImported: 1, rowsRejected: 1, rejections: { FACT_STANDS_ALREADY: 1 } });
    expect(rejects).toMatchObject([
      {
        place: 'deals.csv:3',
        outcome: 'rejected',
        fact,
        given: ['RegisterManager', 'IntroduceProduct', 'RegisterClient'],
        details: { stands: { type, eventId: (await ofType(type))[0]?.id, since: '2024-01-20T09:00:00.000Z' } },
      },
    ]);
  });

  it('lets no fact of a row cost another one: each is tried, and each reason told', async () => {
    const { result, rejects } = await importing(
      rows(
        '1,1,b1,Bora,Max,12 or 13,2024-01-10 10:00,open,',
        '2,2,b1,Bora,Max,20,2024-01-10 10:00,lost,soon',
        '3,3,b1,Bora,Ida,free,2024-01-10 10:00,lost,2024-01-20 10:00',
      ),
    );
    expect(result).toMatchObject({ rowsImported: 0, rowsRejected: 3 });
    expect(await ofType('OfferMade')).toHaveLength(1);
    expect(await ofType('ManagerRegistered')).toHaveLength(2 + 2);
    expect(rejects.find(({ place }) => place === 'deals.csv:4')).toMatchObject({
      fact: 'MakeOffer',
      code: 'VALUE_UNREADABLE',
      also: [{ fact: 'RecordRefusal', code: 'OFFER_UNKNOWN' }],
      given: ['RegisterManager', 'IntroduceProduct', 'RegisterClient'],
    });
  });

  it('rejects the second of two rows that have one id and say different things', async () => {
    const { result, rejects } = await importing(
      rows(
        '1,1,b1,Bora,Max,10,2024-01-10 10:00,open,',
        '1,1,b1,Bora,Max,10,2024-01-10 10:00,open,',
        '1,2,b1,Bora,Max,20,2024-01-10 10:00,open,',
      ),
    );
    expect(result).toMatchObject({ rowsImported: 2, rowsChanged: 0, rowsRejected: 1, changes: {} });
    expect(rejects).toMatchObject([{ place: 'deals.csv:4', code: 'ROW_ID_TWICE', fact: 'MakeOffer' }]);
  });

  it('takes what is given once from the first row that can give it', async () => {
    const { result } = await importing(
      rows(
        `1,1,b9,${'x'.repeat(201)},Max,10,2024-01-10 10:00,open,`,
        '2,2,b9,Ebro,Max,20,2024-01-10 10:00,open,',
        '3,3,b9,Fern,Max,30,2024-01-10 10:00,open,',
      ),
    );
    const registered = await ofType('ClientRegistered');
    expect(registered).toHaveLength(1 + 1);
    expect(await ofType('OfferMade')).toHaveLength(2);
    expect(result).toMatchObject({ rowsImported: 1, rowsRejected: 1, rowsChanged: 1 });
  });

  it('tells a row of the same file that says something else of what is given once, but not another case', async () => {
    const { result, rejects } = await importing(
      rows(
        '1,1,b9,Ebro,Max,10,2024-01-10 10:00,open,',
        '2,2,b9,EBRO,Max,20,2024-01-10 10:00,open,',
        '3,3,b9,Fern,Max,30,2024-01-10 10:00,open,',
        '4,4,b9,,Max,40,2024-01-10 10:00,open,',
      ),
    );
    expect(result).toMatchObject({ rowsImported: 3, rowsChanged: 1, changes: { RegisterClient: 1 } });
    expect(rejects).toMatchObject([
      {
        ...{ place: 'deals.csv:4', outcome: 'changed', code: 'ROW_CHANGED', fact: 'RegisterClient' },
        details: { differs: { name: { inTheLog: 'Ebro', now: 'Fern' } } },
      },
    ]);
  });

  it('stops where the store fails, though rows wait for what is given once by others that never run', async () => {
    const waiting = rows(
      '1,1,b1,Bora,Max,10,2024-01-10 10:00,open,',
      '2,1,b1,Bora,Eva,10,2024-01-10 10:00,open,',
      '3,2,b1,Bora,Eva,10,2024-01-10 10:00,open,',
    );
    const { files } = filesOf({ 'mapping.yaml': mapping(), 'deals.csv': waiting });
    const asked = { mappingFile: 'mapping.yaml', folder: '', rejectsFile: 'rejects.jsonl' };
    const execute = async () => {
      await new Promise((resolve) => setTimeout(resolve, 1));
      throw new Error('the disk is full');
    };
    await expect(importFiles(asked, { files, execute })).rejects.toThrow('the disk is full');
  });
});

describe('three rows with the tax id of one company', () => {
  it('register one client: the others are rejected', async () => {
    const company = await openCompany();
    await furnish(company);
    const { files, rejects } = filesOf({
      'mapping.yaml': `source: shop
zone: UTC
files:
  - file: clients.csv
    row: $Id
    facts:
      - fact: RegisterClient
        at: ${start}
        with: { clientId: { idOf: [client, $Id] }, kind: company, name: $Name, origin: fair, taxId: $Tax }
`,
      'clients.csv': 'Id,Name,Tax\n1,Bora,DE811\n2,Bora Ltd,DE811\n3,Bora Group,DE811\n4,Cyan,DE812',
    });
    const asked = { mappingFile: 'mapping.yaml', folder: '', rejectsFile: 'rejects.jsonl' };
    const result = await importFiles(asked, { files, execute: company.execute });
    expect(result).toMatchObject({ rowsImported: 2, rowsRejected: 2, rejections: { TAX_ID_TAKEN: 2 } });
    expect(rejects).toHaveLength(2);
    expect((await company.types()).filter((type) => type === 'ClientRegistered')).toHaveLength(1 + 2);
    await company.close();
  });
});
