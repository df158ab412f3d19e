import { parse } from 'csv-parse/sync';
import { fileAsked } from '../../../src/adapters/http/questions/answer-forms';
import { openService, type Service } from '../../support/service';
import { id } from '../../support/specify';
import { readWorkbook } from '../../support/workbook';

const CSV = { accept: 'text/csv' };
const XLSX = { accept: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet' };
const days = 'from=2024-05-01&to=2024-06-01';

describe('an answer over HTTP', () => {
  let service: Service;
  beforeAll(async () => {
    service = await openService();
    for (const name of ['=1+1', 'Ärger', 'Berg'])
      await service.post('/clients', { name, kind: 'company', origin: 'fair' });
    const { body } = await service.post('/enquiries', {
      ...{ clientId: id('client'), channel: 'email', priority: 'normal' },
      items: [{ need: 'snow' }],
    });
    await service.get(`/reports/enquiries?atLeast=${body.position}`);
    await service.get(`/clients?atLeast=${body.position}`);
  });
  afterAll(() => service.close());

  const csvAt = async (url: string) => {
    const { status, text, headers } = await service.get(url, CSV);
    expect([status, headers['content-type']]).toEqual([200, 'text/csv; charset=utf-8; header=present']);
    return { headers, rows: parse<Record<string, string>>(text, { columns: true }) };
  };
  const workbookAt = async (url: string) => {
    const answer = await service.app.inject({ method: 'GET', url, headers: XLSX });
    expect([answer.statusCode, answer.headers['content-type']]).toEqual([200, XLSX.accept]);
    return { headers: answer.headers, sheets: readWorkbook(answer.rawPayload) };
  };

  it('is the last section of a report as CSV, or the one that is asked for', async () => {
    const { body } = await service.get(`/reports/enquiries?${days}`);
    const register = await csvAt(`/reports/enquiries?${days}`);
    expect(register.headers['content-disposition']).toBe('attachment; filename="enquiries.csv"');
    expect(register.rows).toHaveLength(1);
    expect(Object.keys(register.rows[0]!)).toEqual(Object.keys(body.sections['enquiries']![0]!));
    const { rows } = await csvAt(`/reports/enquiries?${days}&section=summary`);
    expect(rows).toEqual([expect.objectContaining({ received: '1' })]);
  });

  it('says in a header of a file what the reader must know', async () => {
    const { headers } = await csvAt(`/reports/revenue?${days}`);
    const { body } = await service.get(`/reports/revenue?${days}`);
    expect(headers['letopis-notes']).toMatch(/^[\x20-\x7e]+$/);
    expect(JSON.parse(String(headers['letopis-notes']))).toEqual((body as unknown as { notes: string[] }).notes);
  });

  it('is a workbook with a sheet for each section', async () => {
    const { headers, sheets } = await workbookAt(`/reports/enquiries?${days}`);
    expect(headers['content-disposition']).toBe('attachment; filename="enquiries.xlsx"');
    expect(Object.keys(sheets)).toEqual(['summary', 'enquiries', 'notes']);
    expect(sheets['enquiries']!.rows).toHaveLength(2);
    const alone = await workbookAt(`/reports/enquiries?${days}&section=summary`);
    expect(Object.keys(alone.sheets)).toEqual(['summary', 'notes']);
  });

  it('has one section in JSON, too, where it is asked for', async () => {
    const { body } = await service.get(`/reports/enquiries?${days}&section=summary`);
    expect(Object.keys(body.sections)).toEqual(['summary']);
  });

  it.each(['horoscope', 'constructor', ''])(
    'names the sections where there is none that is called %j',
    async (section) => {
      const { status, body } = await service.get(`/reports/enquiries?${days}&section=${section}`, CSV);
      expect(status).toBe(400);
      expect(body.errors).toEqual([
        { path: 'parameter section', problem: 'wrong', expected: 'one of the sections summary, enquiries' },
      ]);
    },
  );

  it('is a page of a list as CSV, with the address of the next page, and no formula', async () => {
    const names: string[] = [];
    let next: string | undefined = '/clients?limit=2&sort=name';
    for (let pages = 0; next !== undefined && pages < 5; pages += 1) {
      const { headers, rows } = await csvAt(next);
      names.push(...rows.map(({ name }) => name!));
      const { link } = headers as { readonly link?: string };
      next = /^<(.*)>; rel="next"$/.exec(link ?? '')?.[1];
    }
    const { body } = await service.get('/clients?sort=name');
    expect(names).toEqual(body.items.map((item) => (item as unknown as { name: string }).name.replace(/^=/, "'=")));
    expect(names).toContain("'=1+1");
  });

  it('is one thing with all that belongs to it as a workbook, or a part of it as CSV', async () => {
    const { sheets, headers } = await workbookAt(`/clients/${id('client')}`);
    expect(headers['content-disposition']).toBe('attachment; filename="client.xlsx"');
    expect(Object.keys(sheets)).toEqual(expect.arrayContaining(['client', 'contacts', 'notes']));
    const { rows } = await csvAt(`/clients/${id('client')}?section=client`);
    expect(rows).toEqual([expect.objectContaining({ clientId: id('client') })]);
    expect((await service.get('/clients/nobody', CSV)).status).toBe(404);
  });

  it('says what is wrong as a problem, whatever was to be the form', async () => {
    const { status, headers } = await service.get('/reports/enquiries?from=soon', CSV);
    expect([status, headers['content-type']]).toEqual([400, expect.stringContaining('application/problem+json')]);
  });
});

describe('the form of an answer', () => {
  it.each([
    [undefined, undefined],
    ['*/*', undefined],
    ['application/json', undefined],
    ['text/csv', 'csv'],
    ['TEXT/CSV; charset=utf-8', 'csv'],
    ['text/csv;q=0.5, application/json', undefined],
    ['application/json;q=0.1, text/csv;q=0.2', 'csv'],
    ['text/csv;q=0, */*', undefined],
    [XLSX.accept, 'xlsx'],
    // What a browser asks for.
    ['text/html,application/xhtml+xml,application/xml;q=0.9,image/webp,*/*;q=0.8', undefined],
  ])('by Accept: %s is %s', (accept, form) => {
    expect(fileAsked({ headers: accept === undefined ? {} : { accept } })).toBe(form);
  });
});
