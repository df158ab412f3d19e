import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { asPlain } from '../../src/adapters/cli/log/log-texts';
import { erased } from '../../src/application/log/personal-data';
import { rebuild } from '../../src/application/rebuilding/rebuild';
import { verify } from '../../src/application/verifying/verify';
import { openCore, type Core, type Sections } from '../support/core';
import { id } from '../support/specify';

const SECRETS = {
  name: 'Ettugi Nanukasdottir',
  corrected: 'Ettugi Nanuksdottir',
  phone: '+49 30 1234567',
  email: 'ettugi@ice.example',
  note: 'her dog was barking all the time',
  comment: 'she says her cousin sells snow',
  declined: 'she asked for a loan from her brother',
};
const YEAR = { from: '2024-01-01', to: '2025-01-01' };

describe('a client who is erased with duplicates', () => {
  let core: Core;
  const registers = (name: string) =>
    core.has('RegisterClient', { clientId: id(name), kind: 'person', name: `Dora ${name}`, origin: 'web' });
  const merges = (name: string, into: string) =>
    core.has('MergeClient', { clientId: id(name), into: id(into), evidence: 'same phone' });
  const readableNames = async (): Promise<readonly string[]> => {
    const log = JSON.stringify((await core.events()).map((event) => asPlain(event, core.letopis.vault)));
    return ['first', 'second', 'third', 'apart'].filter((name) => log.includes(`Dora ${name}`));
  };

  beforeEach(async () => {
    core = await openCore();
    core.at('2024-05-06T08:00:00.000Z');
    for (const name of ['first', 'second', 'third', 'apart']) await registers(name);
    await merges('third', 'second');
    await merges('second', 'first');
    await merges('apart', 'first');
    await core.has('ReverseMerge', { clientId: id('apart'), reason: 'two people' });
  });
  afterEach(() => core.close());

  it('takes along what was merged into it, and into that; the answer names each; who was unmerged stays', async () => {
    const { events } = await core.has('EraseClient', { clientId: id('first'), reason: 'she asked for it' });
    expect(events.map(({ type, stream }) => `${type} ${stream}`)).toEqual(
      ['first', 'second', 'third'].map((name) => `PersonalDataErased client-${id(name)}`),
    );
    expect(await readableNames()).toEqual(['apart']);
  });

  it('as a duplicate takes along what was merged into it, and leaves the client that it was merged into', async () => {
    await core.has('EraseClient', { clientId: id('second'), reason: 'she asked for it' });
    expect(await readableNames()).toEqual(['first', 'apart']);
    await core.has('EraseClient', { clientId: id('first'), reason: 'she asked for it' });
    expect(await readableNames()).toEqual(['apart']);
  });
});

describe('a client who is erased', () => {
  let core: Core;
  const she = { clientId: id('she') };
  const of = { ...she, managerId: id('manager') };

  beforeEach(async () => {
    core = await openCore();
    core.at('2024-05-06T08:00:00.000Z');
    await core.has('RegisterClient', {
      ...she,
      kind: 'person',
      name: SECRETS.name,
      contacts: [
        { channel: 'phone', value: SECRETS.phone },
        { channel: 'email', value: SECRETS.email },
      ],
      origin: 'fair',
    });
    await core.has('CorrectClientDetails', { ...she, name: SECRETS.corrected });
    await core.has('LogCall', {
      callId: id('call'),
      ...of,
      direction: 'out',
      durationSeconds: 120,
      result: 'reached',
      note: SECRETS.note,
      pitch: {
        offerId: id('offer'),
        lines: [{ lineId: id('line'), productId: id('snow'), quantity: 1 }],
        refused: { lineIds: [id('line')], reason: 'OTHER', statedBy: 'client', comment: SECRETS.comment },
      },
    });
    await core.has('ReceiveEnquiry', {
      enquiryId: id('enquiry'),
      ...of,
      channel: 'email',
      items: [{ need: 'a warm tent' }],
      priority: 'normal',
    });
    await core.has('DeclineEnquiry', { enquiryId: id('enquiry'), reason: 'NOT_IN_PORTFOLIO', note: SECRETS.declined });
    core.at('2024-05-10T08:00:00.000Z');
  });
  afterEach(() => core.close());

  /** The log as an export writes it, which is as plain as it ever gets. */
  const readable = async (): Promise<string> =>
    JSON.stringify((await core.events()).map((event) => asPlain(event, core.letopis.vault)));
  const answers = async (past?: { recordedAt: string }): Promise<Readonly<Record<string, Sections>>> => ({
    history: await core.report('client-history', { client: id('she'), ...YEAR }, past),
    refusals: await core.report('refusals', YEAR, past),
    enquiries: await core.report('enquiries', YEAR, past),
    managers: await core.report('manager-activity', YEAR, past),
    products: await core.report('stale-products', {}, past),
  });
  const files = (): Buffer =>
    Buffer.concat(readdirSync(core.folder).map((name) => readFileSync(join(core.folder, name))));
  const erase = () => core.has('EraseClient', { ...she, reason: 'she asked for it' });

  it('could be read before', async () => {
    const log = await readable();
    for (const secret of Object.values(SECRETS)) expect(log).toContain(secret);
    const { history, refusals } = await answers();
    expect(history?.['client']).toMatchObject([{ name: SECRETS.corrected }]);
    expect(refusals?.['refusals']).toMatchObject([{ comment: SECRETS.comment }]);
  });

  it('stands in no file as plain text, even before', async () => {
    await core.upToDate();
    const bytes = files();
    for (const secret of Object.values(SECRETS)) expect(bytes.includes(secret)).toBe(false);
  });

  it('can be read nowhere any more: not in the log, not in the read models, not in copies of the past', async () => {
    await erase();
    const log = await readable();
    for (const secret of Object.values(SECRETS)) expect(log).not.toContain(secret);

    const now = await answers();
    expect(now['history']?.['client']).toMatchObject([{ name: erased, erased: true }]);
    expect(now['refusals']?.['refusals']).toMatchObject([{ comment: erased, reason: 'OTHER' }]);
    const past = await answers({ recordedAt: '2024-05-09T08:00:00.000Z' });
    expect(past['history']?.['client']).toMatchObject([{ name: erased, erased: false }]);
    expect(past['refusals']?.['refusals']).toMatchObject([{ comment: erased }]);
    for (const secret of Object.values(SECRETS)) expect(JSON.stringify({ now, past })).not.toContain(secret);
  });

  it('leaves every figure as it was: amounts, products, reasons and times', async () => {
    const figures = ({ history, refusals, products, ...rest }: Readonly<Record<string, Sections>>) => ({
      ...rest,
      products: { ...products, 'unmet-demand': products?.['unmet-demand']?.map(({ need, ...demand }) => demand) },
      refusals: { summary: refusals?.['summary'], values: refusals?.['values'] },
      figures: history?.['figures'],
      obligations: history?.['obligations'],
      entries: history?.['history']
        ?.filter(({ type }) => type !== 'PersonalDataErased')
        .map(({ said, ...entry }) => entry),
    });
    const before = figures(await answers());
    await erase();
    expect(figures(await answers())).toEqual(before);

    await rebuild(core.letopis.side);
    expect(figures(await answers())).toEqual(before);
    expect((await verify(core.letopis.side)).map(({ outcome }) => outcome)).not.toContain('different');
  });

  it('has its key in no file any more, and gets no other one', async () => {
    const key = Buffer.from(core.letopis.vault.find(id('she')) ?? '');
    expect(key).toHaveLength(32);
    expect(files().includes(key)).toBe(true);
    await erase();
    expect(files().includes(key)).toBe(false);
    expect(existsSync(join(core.folder, 'keys.sqlite'))).toBe(true);
    expect(core.letopis.vault.find(id('she'))).toBeUndefined();
    expect(core.letopis.vault.keyFor(id('she'))).toBeUndefined();
  });

  it('is not written about any more, and erasing it again changes nothing', async () => {
    await erase();
    const types = await core.types();
    await erase();
    expect(await core.ask('CorrectClientDetails', { ...she, name: 'Ettugi again' })).toMatchObject({
      outcome: 'rejected',
      rejection: { code: 'CLIENT_ERASED' },
    });
    expect(await core.types()).toEqual(types);
  });

  it('leaves the others readable', async () => {
    await erase();
    const other = await core.report('client-history', { client: id('client') });
    expect(other['client']).toMatchObject([{ name: 'Chukchi', erased: false }]);
  });
});
