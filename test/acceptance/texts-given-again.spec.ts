import { executorOver } from '../../src/composition/open-core';
import { randomId } from '../../src/application/log/ids';
import type { Envelope } from '../../src/application/executing/execution';
import type { DomainCommand } from '../../src/domain/catalogue';
import { openCore, type Core } from '../support/core';
import { id } from '../support/specify';

/** What a service knows after its start: the log holds the texts sealed. */
describe('a text about a person that is given again after a restart', () => {
  let core: Core;
  const manager = { managerId: id('manager') };
  const callId = id('call');

  beforeEach(async () => {
    core = await openCore();
    core.at('2024-05-06T08:00:00.000Z');
  });
  afterEach(() => core.close());

  /** By a service that has nothing in its memory. */
  const asked = async (command: DomainCommand): Promise<unknown> => {
    const { store, vault } = core.letopis;
    const envelope: Envelope = { commandId: randomId(), actor: { kind: 'manager', id: id('manager') }, source: 'api' };
    return executorOver(store, vault, () => '2024-05-06T08:00:00.000Z')(command, envelope);
  };
  const nothingNew = { outcome: 'accepted', alreadyThere: true };

  it('corrects no call a second time, but another text does', async () => {
    const call = {
      callId,
      clientId: id('client'),
      ...manager,
      direction: 'in',
      durationSeconds: 9,
      result: 'reached',
    } as const;
    await core.has('LogCall', { ...call, note: 'likes tea' });
    expect(await asked({ type: 'CorrectCall', data: { callId, note: 'likes tea' } })).toMatchObject(nothingNew);
    const other = await asked({ type: 'CorrectCall', data: { callId, note: 'likes snow' } });
    expect(other).toMatchObject({ outcome: 'accepted', alreadyThere: false });
  });

  it('corrects no refusal a second time, but another text does', async () => {
    const offerId = id('offer');
    const lineIds = [id('line')];
    const lines = [{ lineId: id('line'), productId: id('tea'), quantity: 1 }];
    await core.has('MakeOffer', { offerId, clientId: id('client'), ...manager, kind: 'verbal', lines });
    const refusal = { reason: 'NO_NEED', statedBy: 'client' } as const;
    const refused = { offerId, version: 1, lineIds, ...manager, ...refusal, comment: 'has enough' };
    const { events } = await core.has('RecordRefusal', refused);
    const correction = { offerId, refusalEventId: events[0]!.id, ...refusal };
    const again = await asked({ type: 'CorrectRefusal', data: { ...correction, comment: 'has enough' } });
    expect(again).toMatchObject(nothingNew);
    const other = await asked({ type: 'CorrectRefusal', data: { ...correction, comment: 'has plenty' } });
    expect(other).toMatchObject({ outcome: 'accepted', alreadyThere: false });
  });
});
