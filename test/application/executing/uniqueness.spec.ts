import type { CommandCatalogue } from '../../../src/domain/catalogue';
import { furnish, openCompany, type Company } from '../../support/company';
import { id } from '../../support/specify';

const of = { clientId: id('client'), managerId: id('manager') };
const invoice = (name: string, given: Partial<CommandCatalogue['IssueInvoice']> = {}) => ({
  ...{ invoiceId: id(name), ...of, basis: { directSale: true, reason: 'over the counter' } as const },
  lines: [{ productId: id('tea'), quantity: 1, unitPrice: { amount: 10_000, currency: 'EUR' } }],
  ...{ currency: 'EUR', dueOn: '2024-06-01', series: 'R' },
  ...given,
});
const imported = { source: 'import', actor: { kind: 'import', id: 'shop' } } as const;

describe('rule 20: what is unique over all streams', () => {
  let company: Company;
  beforeEach(async () => {
    company = await openCompany();
    await furnish(company);
  });
  afterEach(() => company.close());

  const issue = (name: string, given?: Partial<CommandCatalogue['IssueInvoice']>) =>
    company.ask('IssueInvoice', invoice(name, given));
  const bring = (name: string, externalNumber: string, given?: Partial<CommandCatalogue['IssueInvoice']>) =>
    company.ask('IssueInvoice', invoice(name, { externalNumber, ...given }), imported);
  const numbers = async () =>
    (await company.events()).flatMap(({ type, data }) =>
      /^(InvoiceIssued|CreditNoteIssued)$/.test(type) ? [(data as { number: string }).number] : [],
    );

  describe('the number of a document', () => {
    it('that an import brought is never given again: its series steps over it', async () => {
      for (const number of [2, 3, 5]) await bring(`old ${number}`, `R-00000${number}`);
      for (const name of ['one', 'two', 'three']) await issue(name);
      expect(await numbers()).toEqual(['R-000002', 'R-000003', 'R-000005', 'R-000001', 'R-000004', 'R-000006']);
    });

    it('that was brought in another series, or that numbers begin anew each year, is stepped over, too', async () => {
      await company.has('SetNumberSeries', { series: 'Y', perYear: true, inOrderOfDate: true });
      await bring('old', 'Y-2024/000001', { series: 'old shop' });
      await issue('new', { series: 'Y' });
      expect(await numbers()).toEqual(['Y-2024/000001', 'Y-2024/000002']);
    });

    it('that a document of ours has can not be brought', async () => {
      await issue('one');
      expect(await bring('old', 'R-000001')).toMatchObject({ rejection: { code: 'DOCUMENT_NUMBER_TAKEN', rule: 20 } });
      expect(await bring('other', 'R-000001', { series: 'old shop' })).toMatchObject({
        rejection: { code: 'DOCUMENT_NUMBER_TAKEN' },
      });
      expect(await numbers()).toEqual(['R-000001']);
    });

    it('is one, also where many issue and bring at once', async () => {
      const at = Array.from({ length: 10 }, (_, index) => index + 1);
      const all = await Promise.all([
        ...at.map((index) => issue(`new ${index}`)),
        ...at.map((index) => bring(`old ${index}`, `R-${String(index * 2).padStart(6, '0')}`)),
      ]);
      const accepted = all.filter(({ outcome }) => outcome === 'accepted');
      const given = await numbers();
      expect(given).toHaveLength(accepted.length);
      expect(new Set(given).size).toBe(given.length);
      expect(accepted.length).toBeGreaterThanOrEqual(10);
    });

    it('that comes as our own is held to be another system’s', async () => {
      expect(await issue('one', { number: 'R-000009' })).toMatchObject({
        rejection: { code: 'EXTERNAL_NUMBER_NOT_IMPORTED' },
      });
      await company.has('IssueInvoice', invoice('one', { number: 'R-000001' }), imported);
      await issue('two');
      expect(await numbers()).toEqual(['R-000001', 'R-000002']);
    });
  });

  it('a credit note is on one invoice, whatever its series', async () => {
    await issue('one');
    await issue('two', { series: 'S' });
    const credit = (name: string, series: string) =>
      company.ask('IssueCreditNote', {
        ...{ invoiceId: id(name), creditNoteId: id('credit'), reason: 'broken', series },
        lines: [{ productId: id('tea'), quantity: 1 }],
      });
    expect(await credit('one', 'CR')).toMatchObject({ outcome: 'accepted' });
    expect(await credit('two', 'CS')).toMatchObject({ rejection: { code: 'ID_TAKEN', rule: 20 } });
  });

  it('two lines of an invoice have two ids', async () => {
    const line = {
      lineId: id('line'),
      productId: id('tea'),
      quantity: 1,
      unitPrice: { amount: 10_000, currency: 'EUR' },
    };
    expect(await issue('one', { lines: [line, line] })).toMatchObject({ rejection: { code: 'INVOICE_LINE_DOUBLED' } });
  });

  describe('an id of another system', () => {
    const externalId = { source: 'crm', id: '4711' };
    const client = (name: string, given = externalId) =>
      company.ask('RegisterClient', { clientId: id(name), kind: 'person', name, origin: 'web', externalId: given });

    it('is one client’s, one manager’s, one product’s', async () => {
      expect(await client('one')).toMatchObject({ outcome: 'accepted' });
      expect(await client('other')).toMatchObject({ rejection: { code: 'ID_TAKEN', rule: 20 } });
      expect(await client('other', { ...externalId, source: 'shop' })).toMatchObject({ outcome: 'accepted' });
      const manager = (name: string) =>
        company.ask('RegisterManager', { managerId: id(name), name, role: 'manager', externalId });
      expect(await manager('m1')).toMatchObject({ outcome: 'accepted' });
      expect(await manager('m2')).toMatchObject({ rejection: { code: 'ID_TAKEN' } });
      const product = (name: string) =>
        company.ask('IntroduceProduct', { productId: id(name), name, category: 'goods', externalId });
      expect(await product('p1')).toMatchObject({ outcome: 'accepted' });
      expect(await product('p2')).toMatchObject({ rejection: { code: 'ID_TAKEN' } });
    });

    it('is free again when its client is erased, and stands in no name of a stream', async () => {
      await client('one');
      await company.has('EraseClient', { clientId: id('one'), reason: 'asked for it' });
      expect(await client('other')).toMatchObject({ outcome: 'accepted' });
      expect((await company.events()).filter(({ stream }) => stream.includes('4711'))).toEqual([]);
    });

    it('goes to one of eight who ask at once', async () => {
      const all = await Promise.all(Array.from({ length: 8 }, (_, index) => client(`at once ${index}`)));
      expect(all.filter(({ outcome }) => outcome === 'accepted')).toHaveLength(1);
    });
  });

  describe('a tax id', () => {
    const registers = (name: string, taxId: string) =>
      company.ask('RegisterClient', { clientId: id(name), kind: 'person', name, origin: 'web', taxId });

    it('has a letter or a digit', async () => {
      expect(await registers('one', '---')).toMatchObject({ rejection: { code: 'TAX_ID_EMPTY' } });
      expect(await registers('one', 'DE1')).toMatchObject({ outcome: 'accepted' });
      const corrected = await company.ask('CorrectClientDetails', { clientId: id('one'), taxId: '...' });
      expect(corrected).toMatchObject({ rejection: { code: 'TAX_ID_EMPTY' } });
    });

    it('that a correction gives up is free; written in another way it is kept', async () => {
      await registers('one', 'DE 1');
      await company.has('CorrectClientDetails', { clientId: id('one'), taxId: 'de-1' });
      expect(await registers('other', 'DE1')).toMatchObject({ rejection: { code: 'TAX_ID_TAKEN' } });
      await company.has('CorrectClientDetails', { clientId: id('one'), taxId: 'DE 2' });
      expect(await registers('other', 'DE1')).toMatchObject({ outcome: 'accepted' });
      expect(await registers('third', 'DE2')).toMatchObject({ rejection: { code: 'TAX_ID_TAKEN' } });
    });
  });
});
