import { join } from 'node:path';
import { openSqlite } from '../../../src/adapters/sqlite/driver';
import { rightSideOf } from '../../../src/application/verifying/right-side';
import { verify, type Verified } from '../../../src/application/verifying/verify';
import { openCore, type Core } from '../../support/core';
import { id } from '../../support/specify';

const tea = { lineId: id('tea line'), productId: id('tea'), quantity: 1 };
const ofOffer = { offerId: id('offer'), managerId: id('manager') };

let core: Core;
beforeEach(async () => {
  core = await openCore();
  core.at('2024-05-20T10:00:00.000Z');
  await core.has('MakeOffer', {
    ...{ ...ofOffer, clientId: id('client'), kind: 'verbal', lines: [tea] },
    validUntil: '2024-07-01T10:00:00.000Z',
  });
  core.at('2024-05-21T10:00:00.000Z');
  const refusal = { lineIds: [tea.lineId], statedBy: 'client' as const, reason: 'PRICE_TOO_HIGH' };
  await core.has('RecordRefusal', { ...ofOffer, version: 1, ...refusal });
  await core.upToDate();
});
afterEach(() => core.close());

const tamper = async (table: string, change: (table: string) => string): Promise<Verified> => {
  const db = openSqlite(join(core.folder, 'read-models.sqlite'));
  const { name } = db
    .prepare<[string], { name: string }>(`select name from sqlite_master where type = 'table' and name glob ?`)
    .get(`${table}__*`)!;
  expect(db.prepare(change(name)).run().changes).toBe(1);
  db.close();
  return (await verify(core.letopis.side)).find(({ outcome }) => outcome === 'different')!;
};

const positionsOf = async (...types: readonly string[]): Promise<readonly bigint[]> =>
  (await core.events()).filter(({ type }) => types.includes(type)).map(({ position }) => position);

describe('a row that differs from what the log gives', () => {
  it('names the events that it rests on, and what each of them wrote', async () => {
    const { rows } = await tamper('offer_lines', (table) => `update ${table} set quantity = 5`);
    const [made, refused] = await positionsOf('OfferMade', 'OfferLinesRefused');
    expect(rows).toMatchObject([
      {
        table: 'offer_lines',
        key: [id('offer'), 1, tea.lineId],
        origins: [
          { position: made, type: 'OfferMade', stream: `offer-${id('offer')}`, revision: 0 },
          { position: refused, type: 'OfferLinesRefused', revision: 1 },
        ],
        finding: 'none of these events gives what it holds in quantity',
      },
    ]);
    expect(rows[0]!.origins[0]!.columns).toContain('quantity');
    expect(rows[0]!.origins[1]!.columns).toEqual(expect.arrayContaining(['outcome', 'outcomeAt', 'lastPosition']));
    expect(rows[0]!.origins[1]!.columns).not.toContain('quantity');
  });

  it('is told where it is as it was before its last events', async () => {
    const { rows } = await tamper(
      'offer_lines',
      (table) =>
        `update ${table} set outcome = 'open', outcomeAt = null, outcomeOn = null, outcomeById = null,
         lastPosition = firstPosition, lastAt = firstAt`,
    );
    const [made] = await positionsOf('OfferMade');
    expect(rows[0]!.finding).toBe(
      `it is as it was after OfferMade at position ${made}: one later event is missing in it`,
    );
  });

  it('is told where it is gone, with the events that write it', async () => {
    const { rows } = await tamper('refusals', (table) => `delete from ${table}`);
    expect(rows).toMatchObject([
      { table: 'refusals', finding: 'it is gone: these events write it', origins: [{ type: 'OfferLinesRefused' }] },
    ]);
  });

  it('is told where no event writes it', async () => {
    const { rows } = await tamper('voids', (table) => `insert into ${table} values ('x', 3, 'e', '2024-05-05')`);
    expect(rows).toMatchObject([
      { table: 'voids', origins: [], finding: expect.stringContaining('no event of the log') },
    ]);
  });

  it('is looked for in the whole log where its table does not say where rows come from', async () => {
    core.at('2024-05-22T10:00:00.000Z');
    await core.has('MakeOffer', {
      ...{
        ...ofOffer,
        offerId: id('second'),
        clientId: id('client'),
        kind: 'verbal',
        lines: [{ ...tea, lineId: id('l') }],
      },
      validUntil: '2024-07-01T10:00:00.000Z',
    });
    await core.upToDate();
    const { rows } = await tamper('deadlines', (table) => `update ${table} set openLines = 7`);
    expect(rows).toMatchObject([
      { table: 'deadlines', origins: [{ type: 'OfferMade', columns: expect.arrayContaining(['openLines']) }] },
    ]);
  });
});

describe('which side is right', () => {
  const rowOf = async () => (await tamper('offer_lines', (table) => `update ${table} set quantity = 5`)).rows[0]!;
  const asKept = { faults: [], comparedUntil: 9_999n, keptSince: '2024-05-01T00:00:00.000Z', isOtherLog: false };

  it('is the log, where its events say what they said when their digests were taken', async () => {
    expect(rightSideOf(await rowOf(), asKept)).toMatchObject({
      right: 'log',
      why: expect.stringContaining('2024-05-01'),
    });
  });

  it('is perhaps the row, where one of its events says something else by now', async () => {
    const row = await rowOf();
    const { position } = row.origins[1]!;
    const changed = { ...asKept, faults: [{ position, event: (await core.events())[0], what: 'says something else' }] };
    expect(rightSideOf(row, changed)).toMatchObject({
      right: 'perhaps the row',
      why: expect.stringContaining(`${position}`),
    });
  });

  it.each([
    ['the log was not looked at', undefined],
    ['no digest was kept of its event', { ...asKept, comparedUntil: 3n }],
    ['events are gone', { ...asKept, faults: [{ position: 2n, event: undefined, what: 'gone' }] }],
    ['events are gone', { ...asKept, isOtherLog: true }],
  ])('is not known where %s', async (why, log) => {
    expect(rightSideOf(await rowOf(), log)).toMatchObject({ right: 'not known', why: expect.stringContaining(why) });
  });
});
