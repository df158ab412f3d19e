import { importFiles } from '../../../../src/application/import/run/import-files';
import { decode } from '../../../../src/application/log/codec';
import { unseal } from '../../../../src/application/log/personal-data';
import { furnish, openCompany, type Company } from '../../../support/company';
import { id } from '../../../support/specify';
import { filesOf } from '../tables';

/** An offer at a time, and what was said to it on a day, which counts as noon, or at a time. */
const mappingWith = (option: string, refusedAt: string) => `source: test
zone: Europe/Berlin
${option}
files:
  - file: offers.csv
    row: $Id
    facts:
      - fact: MakeOffer
        at: { timeOf: $Made, format: YYYY-MM-DD HH:mm }
        with:
          offerId: { idOf: [offer, $Id] }
          clientId: ${id('client')}
          managerId: ${id('manager')}
          kind: verbal
          lines: [{ lineId: { idOf: [line, $Id] }, productId: ${id('tea')}, quantity: 1 }]
      - fact: RecordRefusal
        at: ${refusedAt}
        with:
          offerId: { idOf: [offer, $Id] }
          managerId: ${id('manager')}
          version: 1
          lineIds: [{ idOf: [line, $Id] }]
          reason: NO_NEED
          statedBy: client
`;
const byDay = "{ timeOf: $Refused, format: YYYY-MM-DD, daytime: '12:00' }";
const byTime = '{ timeOf: $Refused, format: YYYY-MM-DD HH:mm }';

describe('an outcome that the source dates before its cause', () => {
  let company: Company;
  beforeEach(async () => {
    company = await openCompany();
    await furnish(company);
  });
  afterEach(() => company.close());

  const imported = async (mapping: string, row: string) => {
    const { files, rejects } = filesOf({ mapping, 'offers.csv': `Id,Made,Refused\n${row}` });
    const asked = { mappingFile: 'mapping', folder: '', rejectsFile: '' };
    const { datedToCause, rowsRejected } = await importFiles(asked, { files, execute: company.execute });
    const refusals = (await company.events()).map(decode).filter(({ type }) => type === 'OfferLinesRefused');
    const dated = refusals.map(({ occurredAt, metadata }) => [occurredAt, unseal(metadata.lateReason, company.vault)]);
    return { datedToCause, rowsRejected, dated, codes: rejects.map(({ code, details }) => [code, details]) };
  };

  it('is rejected with the moment of its cause, where the mapping says nothing else', async () => {
    const { codes, dated } = await imported(mappingWith('', byDay), '1,2024-03-05 16:00,2024-03-04');
    expect(codes).toEqual([
      [
        'OCCURRED_BEFORE_CAUSE',
        { occurredAt: '2024-03-04T11:00:00.000Z', cause: 'OfferMade', notBefore: '2024-03-05T15:00:00.000Z' },
      ],
    ]);
    expect(dated).toEqual([]);
  });

  it('is rejected on the same day, too, where both are known to the minute', async () => {
    const { codes } = await imported(mappingWith('', byTime), '1,2024-03-05 16:00,2024-03-05 12:30');
    expect(codes).toMatchObject([['OCCURRED_BEFORE_CAUSE', {}]]);
  });

  it('is dated to its cause and says so where one of both is known by the day alone, and it is the same', async () => {
    const toCause = [
      '2024-03-05T15:00:00.000Z',
      'import; dated to its cause, the source says 2024-03-05T11:00:00.000Z',
    ];
    const row = '1,2024-03-05 16:00,2024-03-05';
    expect(await imported(mappingWith('', byDay), row)).toMatchObject({ datedToCause: 1, dated: [toCause], codes: [] });
    // Imported again it is there: nothing is dated anew.
    expect(await imported(mappingWith('', byDay), row)).toMatchObject({ datedToCause: 0, dated: [toCause], codes: [] });
  });

  it('is dated to it from any day, where the mapping asks for that', async () => {
    const mapping = mappingWith('outcomesBeforeCause: dateToCause', byTime);
    const { datedToCause, dated } = await imported(mapping, '1,2024-03-05 16:00,2024-01-04 12:30');
    expect(datedToCause).toBe(1);
    expect(dated[0]?.[0]).toBe('2024-03-05T15:00:00.000Z');
  });

  it('a mapping says it by one of two words', async () => {
    await expect(imported(mappingWith('outcomesBeforeCause: maybe', byDay), '')).rejects.toThrow(
      'write reject, or dateToCause',
    );
  });
});
