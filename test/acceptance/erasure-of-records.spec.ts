import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { asPlain } from '../../src/adapters/cli/log/log-texts';
import { seal } from '../../src/application/log/personal-data';
import { reports } from '../../src/read-models';
import { openCore, type Core } from '../support/core';
import { id } from '../support/specify';

const LATE = { lateReason: 'mkLatekm' };

/** What is said of a person in a record that was begun without him, or as another one's: it goes with him. */
describe('a call or an enquiry that turns out to be about a person', () => {
  let core: Core;
  const she = { clientId: id('she') };
  const other = { clientId: id('client') };
  const manager = { managerId: id('manager') };
  const call = { ...manager, direction: 'in', durationSeconds: 60, result: 'reached' } as const;
  const callId = id('call');
  const enquiryId = id('enquiry');

  beforeEach(async () => {
    core = await openCore();
    core.at('2024-05-06T08:00:00.000Z');
    await core.has('RegisterClient', { ...she, kind: 'person', name: 'She', origin: 'fair' });
  });
  afterEach(() => core.close());

  const files = (): Buffer =>
    Buffer.concat(readdirSync(core.folder).map((name) => readFileSync(join(core.folder, name))));

  /** All that anybody can read: what every report says, the log as an export and as the feed. */
  const readable = async (): Promise<string> => {
    await core.upToDate();
    const answers: unknown[] = [];
    for (const { name, parameters } of reports)
      for (const client of [she, other])
        answers.push(await core.report(name, 'client' in parameters ? { client: client.clientId } : {}));
    const { side, vault } = core.letopis;
    const events = (await core.events()).map((event) => [
      asPlain(event, vault),
      { ...seal(side.decode(event), vault), position: String(event.position) },
    ]);
    return JSON.stringify({ answers, events });
  };
  const markers = async (): Promise<readonly string[]> => [
    ...new Set(`${await readable()}${files().toString('latin1')}`.match(/mk\w+km/g)),
  ];
  const erase = (client: { clientId: string }) => core.has('EraseClient', { ...client, reason: 'asked for' });

  it('a call of nobody that is corrected to be hers', async () => {
    await core.has('LogCall', { callId, ...call, note: 'mkNotekm' }, LATE);
    await core.has('CorrectCall', { callId, ...she }, LATE);
    await core.has('CorrectCall', { callId, note: 'mkAgainkm' }, LATE);
    await core.has('VoidCall', { callId, reason: 'mkVoidkm' }, LATE);
    expect([...(await markers())].sort()).toEqual(['mkAgainkm', 'mkLatekm', 'mkNotekm', 'mkVoidkm']);
    await erase(she);
    expect(await markers()).toEqual([]);
  });

  it.each([
    ['she', she],
    ['the other client', other],
  ])('a call that was logged as another client’s: erased with %s', async (_, erased) => {
    await core.has('LogCall', { callId, ...call, ...other, note: 'mkNotekm' }, LATE);
    await core.has('CorrectCall', { callId, ...she }, LATE);
    await core.has('VoidCall', { callId, reason: 'mkVoidkm' }, LATE);
    expect(await markers()).toHaveLength(3);
    await erase(erased);
    expect((await markers()).filter((marker) => marker === 'mkNotekm' || erased === she)).toEqual([]);
  });

  it('leaves what was said of the other client in other calls', async () => {
    await core.has('LogCall', { callId, ...call, ...other, note: 'mkHerskm' });
    await core.has('LogCall', { callId: id('own'), ...call, ...other, note: 'mkOwnkm' });
    await core.has('CorrectCall', { callId, ...she });
    await erase(she);
    expect(await markers()).toEqual(['mkOwnkm']);
  });

  it('an enquiry of nobody that a call of hers, or an offer to her, goes back to', async () => {
    const receive = (name: string) =>
      core.has(
        'ReceiveEnquiry',
        {
          enquiryId: id(name),
          channel: 'web',
          priority: 'normal',
          items: [{ need: `mkNeed${name}km` }],
          origin: `mkOrigin${name}km`,
        },
        LATE,
      );
    for (const name of ['called', 'offered']) await receive(name);
    await core.has('LogCall', { callId, ...call, ...she, enquiryId: id('called') });
    await core.has('PauseEnquiry', { enquiryId: id('called'), waitingFor: 'mkWaitingkm' }, LATE);
    const lines = [{ lineId: id('line'), productId: id('tea'), quantity: 1 }];
    const offer = { offerId: id('offer'), ...she, ...manager, kind: 'verbal', lines } as const;
    await core.has('MakeOffer', { ...offer, enquiryId: id('offered') });
    await erase(she);
    expect(await markers()).toEqual([]);
  });

  it('an enquiry in which nothing was said before it was hers', async () => {
    await core.has('ReceiveEnquiry', {
      enquiryId,
      channel: 'web',
      priority: 'normal',
      items: [{ productId: id('tea') }],
    });
    await core.has('LogCall', { callId, ...call, ...she, enquiryId });
    await core.has('PauseEnquiry', { enquiryId, waitingFor: 'mkWaitingkm' });
    await erase(she);
    expect(await markers()).toEqual([]);
  });

  it('a call of nobody about her enquiry, or about one that is hers only later', async () => {
    const receive = { channel: 'web', priority: 'normal', items: [{ productId: id('tea') }] } as const;
    await core.has('ReceiveEnquiry', { enquiryId, ...she, ...receive });
    await core.has('ReceiveEnquiry', { enquiryId: id('later'), ...receive });
    for (const [name, about] of [
      ['known', enquiryId],
      ['unknown', id('later')],
    ] as const)
      await core.has('LogCall', { callId: id(name), ...call, enquiryId: about, note: `mkNote${name}km` }, LATE);
    await core.has('VoidCall', { callId: id('known'), reason: 'mkVoidkm' });
    await core.has('LogCall', { callId, ...call, ...she, enquiryId: id('later') });
    await erase(she);
    expect(await markers()).toEqual([]);
  });

  it('is gone at once where she was erased while the correction was under way', async () => {
    await core.has('LogCall', { callId, ...call, note: 'mkNotekm' });
    const { vault } = core.letopis;
    vault.destroy(she.clientId);
    await core.has('CorrectCall', { callId, ...she });
    expect(await markers()).toEqual([]);
  });

  it('goes with a duplicate that she is erased with', async () => {
    const twin = id('twin');
    await core.has('RegisterClient', { clientId: twin, kind: 'person', name: 'Twin', origin: 'fair' });
    await core.has('LogCall', { callId, ...call, note: 'mkNotekm' });
    await core.has('CorrectCall', { callId, clientId: twin });
    await core.has('MergeClient', { clientId: twin, into: she.clientId, evidence: 'the same phone' });
    await erase(she);
    expect(await markers()).toEqual([]);
  });
});
