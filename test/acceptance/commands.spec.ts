import { createDecode, type Decode } from '../../src/application/log/codec';
import { asOf, replay } from '../../src/application/asking/as-of';
import { executorOver } from '../../src/composition/open-core';
import { openCore, type Core } from '../support/core';
import { appendOldProduct, decodeOldProduct, oldProduct } from '../support/old-product';
import { id } from '../support/specify';

let core: Core;
beforeEach(async () => {
  core = await openCore();
  core.at('2024-05-06T10:00:00.000Z');
});
afterEach(() => core.close());

const call = (name: string, seconds = 60) => ({
  callId: id(name),
  clientId: id('client'),
  managerId: id('manager'),
  direction: 'out' as const,
  durationSeconds: seconds,
  result: 'reached' as const,
});

describe('a command that is asked again under its id', () => {
  const commandId = id('the command');

  it('gives the same result, once', async () => {
    const first = await core.ask('LogCall', call('call'), { commandId });
    const events = await core.types();
    core.at('2024-05-06T11:00:00.000Z');
    // When it happened is told where it was there already: only then it may be another moment than that of the asking.
    const happenedAt = ['2024-05-06T10:00:00.000Z'];
    const again = await core.ask('LogCall', call('call'), { commandId });
    expect(again).toEqual({ ...first, alreadyThere: true, happenedAt });
    expect(await core.types()).toEqual(events);
  });

  it('gives the same result after more has happened to the stream', async () => {
    const first = await core.ask('LogCall', call('call'), { commandId });
    await core.has('CorrectCall', { callId: id('call'), durationSeconds: 90 });
    const again = await core.ask('LogCall', call('call'), { commandId });
    expect(again).toMatchObject({ outcome: 'accepted', alreadyThere: true });
    expect(again.outcome === 'accepted' && again.events).toEqual(first.outcome === 'accepted' && first.events);
  });

  it('is written once when many ask at once, in this process and in others', async () => {
    const { store, vault, clock } = core.letopis;
    const envelope = { commandId, actor: { kind: 'manager', id: id('manager') }, source: 'api' } as const;
    const asked = { type: 'LogCall', data: call('call') } as const;
    const executors = [core.letopis.execute, executorOver(store, vault, clock), executorOver(store, vault, clock)];
    const results = await Promise.all(
      Array.from({ length: 12 }, (_, index) => (executors[index % 3] ?? core.letopis.execute)(asked, envelope)),
    );
    expect(new Set(results.map(({ outcome }) => outcome))).toEqual(new Set(['accepted']));
    expect((await core.types()).filter((type) => type === 'CallLogged')).toHaveLength(1);
  });

  it('is refused when it says something else', async () => {
    await core.has('LogCall', call('call'), { commandId });
    const events = await core.types();
    expect(await core.ask('LogCall', call('call', 61), { commandId })).toMatchObject({ outcome: 'reused-id' });
    expect(await core.types()).toEqual(events);
  });
});

describe('a command that names the revision it saw', () => {
  it('is taken where the stream stands there', async () => {
    const logged = await core.has('LogCall', call('call'));
    const expectedRevision = logged.revision;
    await core.has('CorrectCall', { callId: id('call'), durationSeconds: 90 }, { expectedRevision });
  });

  it('is outdated where somebody else came before, and learns where the stream stands', async () => {
    const logged = await core.has('LogCall', call('call'));
    await core.has('CorrectCall', { callId: id('call'), durationSeconds: 90 });
    const given = { expectedRevision: logged.revision };
    expect(await core.ask('CorrectCall', { callId: id('call'), durationSeconds: 30 }, given)).toEqual({
      outcome: 'outdated',
      stream: `call-${id('call')}`,
      currentRevision: 1,
    });
    expect((await core.types()).filter((type) => type === 'CallCorrected')).toHaveLength(1);
  });
});

describe('an event in a shape of years ago', () => {
  let eventId: string;
  beforeEach(async () => {
    await core.close();
    core = await openCore({ furnished: false });
    eventId = await appendOldProduct(core.letopis.store);
  });

  const productsBy = async (decode: Decode) => {
    const readStore = await replay({ ...core.letopis.side, decode }, await core.letopis.store.head());
    try {
      return await readStore.db
        .withTables<{ products: { productId: string; name: string; category: string } }>()
        .selectFrom('products')
        .select(['name', 'category'])
        .where('productId', '=', id('old'))
        .execute();
    } finally {
      await readStore.close();
    }
  };

  it('replays as one of today through its upcaster; the log keeps it as it was', async () => {
    expect(await productsBy(decodeOldProduct)).toEqual([{ name: 'Old tea', category: 'unsorted' }]);
    expect((await core.events()).at(-1)).toMatchObject({ data: oldProduct.stored, metadata: { schemaVersion: 1 } });
  });

  it('stops a read model of a program that does not know it, and says which event it was', async () => {
    const side = { ...core.letopis.side, decode: createDecode({}) };
    const readStore = await replay(side, await core.letopis.store.head());
    const poisons = (await readStore.generations()).flatMap(({ poison }) => (poison ? [poison.eventId] : []));
    await readStore.close();
    expect(new Set(poisons)).toEqual(new Set([eventId]));
    // Live tables were filled by a program that knows it: without their help, the log is replayed.
    const replayed = { ...side, store: { edition: () => Promise.resolve(undefined) } };
    const stopped = asOf(replayed, { reads: ['products'] }, { recordedAt: '9999-01-01T00:00:00.000Z' });
    await expect(stopped).rejects.toMatchObject({
      code: 'not-serving',
      message: expect.stringContaining(eventId) as string,
    });
  });
});

describe('a manager', () => {
  const own = { actor: { kind: 'manager', id: id('manager') } } as const;
  const others = { actor: { kind: 'manager', id: id('lead') } } as const;

  it('can not void his own call of two days ago; somebody else can, and it leaves the figures', async () => {
    await core.has('LogCall', call('call'));
    core.at('2024-05-08T10:00:00.000Z');
    const voiding = { callId: id('call'), reason: 'never took place' };
    expect(await core.ask('VoidCall', voiding, own)).toMatchObject({ outcome: 'rejected', rejection: { rule: 24 } });
    await core.has('VoidCall', voiding, others);
    const { managers } = await core.report('manager-activity', { from: '2024-05-01', to: '2024-06-01' });
    expect(managers?.filter(({ attempts }) => attempts !== 0)).toEqual([]);
  });

  it('can not void his own refusal; somebody else can, and it leaves every figure and stays in the audit view', async () => {
    const lines = [{ lineId: id('line'), productId: id('tea'), quantity: 1 }];
    await core.has('LogCall', {
      ...call('call'),
      pitch: {
        offerId: id('offer'),
        lines,
        refused: { lineIds: [id('line')], reason: 'POOR_FIT', statedBy: 'client' },
      },
    });
    const voiding = { offerId: id('offer'), reason: 'entered for the wrong client' };
    expect(await core.ask('VoidOffer', voiding, own)).toMatchObject({ outcome: 'rejected', rejection: { rule: 24 } });
    await core.has('VoidOffer', voiding, others);
    const { summary, refusals } = await core.report('refusals');
    expect({ summary, refusals }).toEqual({ summary: [], refusals: [] });
    expect((await core.report('refusals', { voided: true }))['refusals']).toMatchObject([{ reason: 'POOR_FIT' }]);
    const withVoided = await core.report('client-history', { client: id('client'), voided: true });
    expect(withVoided['history']?.map(({ type }) => type)).toContain('OfferLinesRefused');
  });
});
