import { openCore, type Core } from '../../support/core';
import { executorOver } from '../../../src/composition/open-core';
import { randomId } from '../../../src/application/log/ids';
import type { CommandCatalogue, DomainCommand } from '../../../src/domain/catalogue';
import type { Envelope } from '../../../src/application/executing/execution';
import { id } from '../../support/specify';

const by = { managerId: id('manager') };
const line = { lineId: id('line'), productId: id('tea'), quantity: 2 };
const [noon, later] = ['2024-05-06T10:00:00.000Z', '2024-05-06T11:00:00.000Z'];

/** What begins something, by a service that has nothing in its memory: the log holds texts sealed. */
const beginnings: readonly DomainCommand[] = [
  {
    type: 'RegisterClient',
    data: {
      ...{ clientId: id('new'), kind: 'person', name: 'Ada', origin: 'fair', taxId: 'DE 811 569 869' },
      contacts: [{ channel: 'phone', value: '+49 30 1234567' }],
    },
  },
  { type: 'RegisterManager', data: { managerId: id('new'), name: 'Eva', role: 'manager' } },
  { type: 'IntroduceProduct', data: { productId: id('new'), name: 'ice', category: 'goods' } },
  {
    type: 'PlanCampaign',
    data: { campaignId: id('new'), name: 'May', productId: id('tea'), startsOn: '2024-05-10', endsOn: '2024-05-20' },
  },
  {
    type: 'ReceiveEnquiry',
    data: {
      ...{ enquiryId: id('new'), clientId: id('client'), channel: 'email', priority: 'normal' },
      items: [{ need: 'something warm' }],
    },
  },
  {
    type: 'LogCall',
    data: {
      ...{ callId: id('new'), clientId: id('client'), ...by, direction: 'out', durationSeconds: 60 },
      ...{ result: 'reached', note: 'likes tea' },
    },
  },
  { type: 'MakeOffer', data: { offerId: id('new'), clientId: id('client'), ...by, kind: 'verbal', lines: [line] } },
];

describe('what was said before', () => {
  let core: Core;
  beforeEach(async () => {
    core = await openCore();
    core.at(noon);
  });
  afterEach(() => core.close());

  const said = async (command: DomainCommand, given: Partial<Envelope> = {}, clock = later) => {
    const { store, vault } = core.letopis;
    const actor = { kind: 'manager', id: id('manager') } as const;
    const envelope: Envelope = { commandId: randomId(), actor, source: 'api', ...given };
    return executorOver(store, vault, () => clock)(command, envelope);
  };
  /** With another text of one field. */
  const but = (command: DomainCommand, changes: object): DomainCommand =>
    // The type stays, and so does the shape of its data.
    ({ type: command.type, data: { ...command.data, ...changes } }) as DomainCommand;

  it.each(beginnings.map((command) => [command.type, command] as const))(
    'word by word is no new fact: %s, an hour later or with the same moment',
    async (type, command) => {
      const first = await said(command, {}, noon);
      expect([type, first]).toMatchObject([type, { outcome: 'accepted', alreadyThere: false }]);
      const head = await core.letopis.store.head();
      expect(await said(command)).toMatchObject({ outcome: 'accepted', alreadyThere: true, events: [], revision: 0 });
      expect(await said(command, { occurredAt: noon })).toMatchObject({ outcome: 'accepted', alreadyThere: true });
      expect(await core.letopis.store.head()).toBe(head);
    },
  );

  it.each([
    [beginnings[0]!, { name: 'Ida' }, 'ClientRegistered'],
    [beginnings[1]!, { role: 'lead' }, 'ManagerRegistered'],
    [beginnings[2]!, { category: 'food' }, 'ProductIntroduced'],
    [beginnings[3]!, { endsOn: '2024-05-21' }, 'CampaignPlanned'],
    [beginnings[4]!, { items: [{ need: 'something cold' }] }, 'EnquiryReceived'],
    [beginnings[5]!, { note: 'likes snow' }, 'CallLogged'],
    [beginnings[6]!, { lines: [{ ...line, quantity: 3 }] }, 'OfferMade'],
  ])('with another word is refused, and says what has the id since when: %j', async (command, changes, type) => {
    const first = await said(command, {}, noon);
    const eventId = first.outcome === 'accepted' ? first.events.find((event) => event.type === type)!.id : '';
    const stands = { eventId, type, since: noon };
    for (const other of [await said(but(command, changes)), await said(command, { occurredAt: later })])
      expect(other).toMatchObject({ outcome: 'rejected', rejection: { kind: 'taken', details: { stands } } });
  });

  it('is the same though it was corrected since: what was said first is what was said', async () => {
    await said(beginnings[5]!, {}, noon);
    await core.has('CorrectCall', { callId: id('new'), note: 'likes snow' });
    expect(await said(beginnings[5]!)).toMatchObject({ outcome: 'accepted', alreadyThere: true, revision: 1 });
  });

  it('a happening that gives no event names the one that told it, of the same lines', async () => {
    const lines = ['a', 'b'].map((word) => ({ ...line, lineId: id(word) }));
    await core.has('MakeOffer', { offerId: id('offer'), clientId: id('client'), ...by, kind: 'verbal', lines });
    const refusing = (word: string): CommandCatalogue['RecordRefusal'] => ({
      ...{ offerId: id('offer'), ...by, version: 1, lineIds: [id(word)], reason: 'NO_NEED', statedBy: 'client' },
    });
    const { events } = await core.has('RecordRefusal', refusing('a'));
    core.at(later);
    await core.has('RecordRefusal', refusing('b'));
    const again = await said({ type: 'RecordRefusal', data: refusing('a') });
    const stands = { eventId: events[0]!.id, type: 'OfferLinesRefused', since: noon };
    expect(again).toMatchObject({ outcome: 'accepted', alreadyThere: true, events: [], stands });
    expect(
      await said({ type: 'SetPrice', data: { productId: id('tea'), price: { amount: 10_000, currency: 'EUR' } } }),
    ).not.toHaveProperty('stands');
  });
});
