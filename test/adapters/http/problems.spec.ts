import { Logger } from '@nestjs/common';
import { StoreError, type StoreErrorCode } from '../../../src/application/log/event-store';
import type { Execute } from '../../../src/application/executing/execution';
import { openService, type Answered, type Service } from '../../support/service';
import { id } from '../../support/specify';

const json = { 'content-type': 'application/json' };
const call = {
  clientId: id('client'),
  managerId: id('manager'),
  direction: 'out',
  durationSeconds: 60,
  result: 'reached',
};
const line = { lineId: id('line'), productId: id('tea'), quantity: 1 };
const offer = { offerId: id('offer'), clientId: id('client'), managerId: id('manager'), kind: 'verbal', lines: [line] };
const refusal = { managerId: id('manager'), version: 1, lineIds: [id('line')], reason: 'NO_NEED', statedBy: 'client' };

/** RFC 9457: the media type, and the members that every problem has. */
const expectProblem = ({ status, headers, body }: Answered, expected: number): void => {
  expect(body).toMatchObject({ status: expected, title: expect.any(String), type: expect.stringMatching(/^urn:/) });
  expect(status).toBe(expected);
  expect(headers['content-type']).toContain('application/problem+json');
};

const errorsOf = ({ body }: Answered): Record<string, string> =>
  Object.fromEntries(body.errors.map(({ path, problem, expected }) => [path, `${problem}: ${expected}`]));

describe('a request that is not as it must be', () => {
  let service: Service;
  beforeAll(async () => {
    service = await openService();
  });
  afterAll(() => service.close());

  it.each([
    ['malformed JSON', '{"clientId": '],
    ['no JSON at all', 'hello'],
    ['bytes that are no UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d])],
    ['a list', '[]'],
    ['a number', '1'],
    ['null', 'null'],
    ['what is nested too deep', `{"note":${'['.repeat(100_000)}${']'.repeat(100_000)}}`],
    ['__proto__', '{"__proto__":{"polluted":true}}'],
    ['constructor', '{"constructor":{"prototype":{"polluted":true}}}'],
    ['a name that every object has', '{"pitch":{"toString":1}}'],
  ])('is 400 for %s', async (_name, payload) => {
    expectProblem(await service.send('POST', '/calls', payload, json), 400);
    expect({}).not.toHaveProperty('polluted');
  });

  it('names every field with its path and what was expected, at every depth', async () => {
    const lines = [
      { ...line, unitPrice: { amount: 1.1234567, currency: 'euro' } },
      { productId: id('tea'), quantity: 0, colour: 'red' },
      7,
    ];
    const answer = await service.post('/offers', {
      ...offer,
      clientId: undefined,
      managerId: id('manager').toUpperCase(),
      kind: null,
      validUntil: '2024-02-30T10:00:00Z',
      approval: [],
      lines,
      stage: 'won',
    });
    expectProblem(answer, 400);
    expect(errorsOf(answer)).toEqual({
      clientId: 'missing: a UUID in lower case',
      managerId: 'wrong: a UUID in lower case',
      kind: 'wrong: one of verbal, written',
      validUntil: 'wrong: a moment by ISO 8601 with its offset, as 2024-05-06T10:00:00+02:00, not before 1900',
      approval: 'wrong: an object',
      'lines[0].unitPrice.amount':
        'wrong: a number from 0 to 10000000000000 with at most 6 decimal places and 15 digits in all',
      'lines[0].unitPrice.currency': 'wrong: a currency by ISO 4217, as EUR',
      'lines[1].quantity':
        'wrong: a number from 0.000001 to 1000000 with at most 6 decimal places and 15 digits in all',
      'lines[1].colour': 'unknown: one of the fields lineId, productId, quantity, unitPrice, discount, vat',
      'lines[2]': 'wrong: an object',
      stage:
        'unknown: one of the fields occurredAt, lateReason, offerId, clientId, managerId, kind, enquiryId, campaignId, callId, lines, validUntil, approval, legalBasis',
    });
  });

  it('names the field that was perhaps meant', async () => {
    const answer = await service.post('/calls', { ...call, durationSecond: 60 });
    expect(errorsOf(answer)).toEqual({
      durationSecond: expect.stringMatching(/[(]did you mean durationSeconds[?][)]$/),
    });
  });

  it.each([
    ['a number that is none', { durationSeconds: '60' }, 'durationSeconds'],
    ['a number beyond all numbers', { durationSeconds: 1e300 }, 'durationSeconds'],
    ['a text that is too long', { note: 'x'.repeat(4_001) }, 'note'],
    ['a text of blanks', { note: '  ' }, 'note'],
    ['a text with a NUL', { note: 'a\0b' }, 'note'],
    ['half of a surrogate pair', { note: '\ud83d' }, 'note'],
    ['a list that is too long', { topics: Array.from({ length: 201 }, () => id('tea')) }, 'topics'],
    ['a list of lists', { topics: [[id('tea')]] }, 'topics'],
    ['null in the place of nothing', { enquiryId: null }, 'enquiryId'],
    ['a moment without an offset', { occurredAt: '2024-05-06T10:00:00' }, 'occurredAt'],
    ['a moment beyond the year 9999', { occurredAt: '9999-12-31T23:59:59-14:00' }, 'occurredAt'],
    ['an envelope in the body', { envelope: {} }, 'envelope'],
  ])('is 400 for %s', async (_name, fields, path) => {
    const answer = await service.post('/calls', { ...call, ...fields });
    expectProblem(answer, 400);
    expect(Object.keys(errorsOf(answer))).toEqual([path]);
  });

  it('takes a choice for what it says, and nothing beside', async () => {
    const url = `/enquiries/${id('enquiry')}/answers`;
    const asked = (by: unknown) => service.post(url, { managerId: id('manager'), by });
    expect(errorsOf(await asked({ offerId: 'x' }))).toEqual({ 'by.offerId': 'wrong: a UUID in lower case' });
    const both = await asked({ offerId: id('offer'), callId: id('call') });
    expect(errorsOf(both)).toEqual({ 'by.offerId': 'unknown: one of the fields callId' });
    expect(errorsOf(await asked({}))).toEqual({ 'by.callId': 'missing: a UUID in lower case' });
    expect(errorsOf(await asked([{ callId: id('call') }]))).toHaveProperty('by');
  });

  it.each([
    ['idempotency-key', 'k'.repeat(201)],
    ['idempotency-key', ''],
    ['if-match', '3'],
    ['if-match', '*'],
    ['if-match', '"1", "2"'],
    ['letopis-actor', 'Anna'],
    ['letopis-actor', 'manager:1'],
    ['letopis-actor', 'import:file'],
    ['letopis-zone', 'Berlin'],
    ['letopis-on-behalf-of', 'Boris'],
  ])('is 400 for the header %s: %s', async (name, value) => {
    const answer = await service.post('/calls', call, { [name]: value });
    expectProblem(answer, 400);
    expect(Object.keys(errorsOf(answer))).toEqual([`header ${name}`]);
  });

  it('is 400 for an id in the address that is none, and for query parameters', async () => {
    expect(errorsOf(await service.post('/calls/1/void', { reason: 'twice' }))).toEqual({
      callId: 'wrong: a UUID in lower case',
    });
    expectProblem(await service.post('/calls?dry=true', call), 400);
  });

  it('is 404 for an address that is not there, 405 for another method with those that are', async () => {
    expectProblem(await service.get('/deals'), 404);
    expectProblem(await service.send('TRACE', '/deals'), 404);
    const wrong = await service.send('DELETE', `/offers/${id('offer')}/refusals`);
    expectProblem(wrong, 405);
    expect(wrong.headers['allow']).toBe('POST');
    expectProblem(await service.get('/calls'), 405);
  });

  it('is 413 over 1 MiB and 415 for what is no plain JSON', async () => {
    expectProblem(await service.post('/calls', { ...call, note: 'x'.repeat(2 ** 20) }), 413);
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data', 'application/xml'])
      expectProblem(await service.send('POST', '/calls', JSON.stringify(call), { 'content-type': type }), 415);
    expectProblem(await service.post('/calls', call, { 'content-encoding': 'gzip' }), 415);
  });

  it('is 421 under the name of another host and 403 from the page of another site', async () => {
    for (const host of ['evil.example', 'localhost.evil.example:3000', '10.0.0.1', '127.0.0.1.evil.example'])
      expectProblem(await service.get('/health', { host }), 421);
    for (const host of ['localhost:3000', '127.0.0.1', '[::1]:3000'])
      expect((await service.get('/health', { host })).status).toBe(200);
    expectProblem(await service.post('/calls', call, { origin: 'https://evil.example' }), 403);
    expectProblem(await service.post('/calls', call, { origin: 'null' }), 403);
    const own = { host: 'localhost:3000', origin: 'http://localhost:3000' };
    expect((await service.post('/calls', call, own)).status).toBe(201);
  });
});

describe('a no of the domain', () => {
  let service: Service;
  beforeAll(async () => {
    service = await openService();
    await service.post('/offers', offer);
  });
  afterAll(() => service.close());

  it('is 409 with the code of the rule, its sentence, and what to do next', async () => {
    const answer = await service.post(`/offers/${id('offer')}/refusals`, { ...refusal, reason: 'NEVER_DEFINED' });
    expectProblem(answer, 409);
    expect(answer.body).toMatchObject({
      code: expect.stringMatching(/^[A-Z_]+$/),
      rule: 2,
      detail: expect.stringMatching(/\w+/),
      next: expect.stringMatching(/\w+/),
      details: expect.any(Object),
    });
  });

  it('is 404 for an id that is not there', async () => {
    const answer = await service.post(`/offers/${id('nowhere')}/refusals`, refusal);
    expectProblem(answer, 404);
    expect(answer.body.code).toMatch(/^[A-Z_]+$/);
  });

  it('is 422 for an Idempotency-Key that was used for another body', async () => {
    const key = { 'idempotency-key': 'once' };
    expect((await service.post('/calls', call, key)).status).toBe(201);
    expectProblem(await service.post('/calls', { ...call, durationSeconds: 61 }, key), 422);
  });
});

describe('a fault of the machinery', () => {
  const asking = async (execute: Execute): Promise<Answered> => {
    const service = await openService({ execute });
    const answer = await service.post('/calls', call);
    await service.close();
    return answer;
  };

  it.each<[StoreErrorCode, number]>([
    ['unavailable', 503],
    ['conflict', 503],
    ['too-large', 413],
  ])('%s of the store is %d', async (code, status) => {
    const answer = await asking(async () => {
      throw new StoreError(code, 'the store says no');
    });
    expectProblem(answer, status);
    if (status === 503) expect(answer.headers['retry-after']).toMatch(/^\d+$/);
  });

  it('that nobody foresaw is told without a word of what is inside', async () => {
    const logged = jest.spyOn(Logger.prototype, 'error').mockImplementation();
    const answer = await asking(async () => {
      throw new TypeError('secret');
    });
    expect(logged).toHaveBeenCalledWith(expect.stringContaining('secret'));
    logged.mockRestore();
    expectProblem(answer, 500);
    expect(answer.text).not.toMatch(/secret|at .*\.ts/);
  });
});
