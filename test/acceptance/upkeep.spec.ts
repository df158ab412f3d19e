import { decode } from '../../src/application/log/codec';
import { setTimeout as pause } from 'node:timers/promises';
import { StoreError, type EventStore } from '../../src/application/log/event-store';
import { ensureReadModels } from '../../src/application/rebuilding/rebuild';
import type { Unfinished } from '../../src/application/upkeep/heal';
import { REFUSED_KEPT, Upkeep, type UpkeepHealth } from '../../src/application/upkeep/upkeep';
import { verifyLog } from '../../src/application/verifying/verify-log';
import { executorOver } from '../../src/composition/open-core';
import { dyingAfter } from '../support/dying-store';
import { openCore, rowOf, type Core } from '../support/core';
import { id } from '../support/specify';

let core: Core;
beforeEach(async () => {
  core = await openCore();
  core.at('2024-05-06T08:00:00.000Z');
  refused.length = 0;
});
afterEach(() => core.close());

/** Follow-ups that a rule refused. */
const refused: Unfinished[] = [];

/** A service that starts: it knows nothing of what an earlier one did. */
const startUpkeep = (store = core.letopis.store): Upkeep => {
  const { readStore, vault, clock } = core.letopis;
  const report = (unfinished: Unfinished): void => {
    refused.push(unfinished);
  };
  return new Upkeep({ store, readStore, vault, clock, execute: executorOver(store, vault, clock), report });
};
/** One round of a running service: its projector keeps up. */
const round = async (upkeep: Upkeep): Promise<void> => {
  await core.upToDate();
  await upkeep.round();
  await core.upToDate();
};

describe('upkeep of a log to which another one was moved', () => {
  it('begins anew: a place of the other log says nothing of this one', async () => {
    const { readStore, store } = core.letopis;
    core.at('2024-05-06T08:01:00.000Z');
    await round(startUpkeep());
    const followed = async () => (await readStore.generations()).filter(({ projection }) => projection === 'followed');
    const [before] = await followed();
    expect(before).toMatchObject({ checkpoint: await store.head() });
    const ofAnother = { ...before!, log: 'another' };
    await readStore.commit([{ generation: ofAnother, writes: [], checkpoint: 1_000_000n }]);
    await round(startUpkeep());
    const after = await followed();
    expect(after).toEqual([{ ...before, number: after[0]!.number }]);
    expect(after[0]!.number).toBeGreaterThan(before!.number);
  });
});

describe('what a crash left half done', () => {
  const crash = async (appends: number, call = 'call'): Promise<void> => {
    const { store, vault, clock } = core.letopis;
    const execute = executorOver(dyingAfter(store, appends), vault, clock);
    const pitch = {
      offerId: id('offer'),
      lines: [{ lineId: id('line'), productId: id('snow'), quantity: 1 }],
      refused: { lineIds: [id('line')], reason: 'OTHER', statedBy: 'client', comment: 'has snow enough' },
    } as const;
    const data = { callId: id(call), clientId: id('client'), managerId: id('manager'), pitch } as const;
    const asked = execute(
      { type: 'LogCall', data: { ...data, direction: 'out', durationSeconds: 60, result: 'reached' } },
      { commandId: id(`pitch of ${call}`), actor: { kind: 'manager', id: id('manager') }, source: 'api' },
    );
    await expect(asked).rejects.toMatchObject({ code: 'unavailable' });
  };
  const made = async () => (await core.types()).filter((type) => /^(Call|Offer)/.test(type));

  it.each([1, 2])('behind append %i is completed by the next round, once', async (appends) => {
    await crash(appends);
    expect(await made()).toHaveLength(appends);
    core.at('2024-05-06T08:01:00.000Z');
    for (const upkeep of [startUpkeep(), startUpkeep()])
      for (const time of ['first', 'second']) {
        await round(upkeep);
        expect({ time, refused }).toEqual({ time, refused: [] });
        expect(await made()).toEqual(['CallLogged', 'OfferMade', 'OfferLinesRefused']);
      }
    const { refusals } = await core.report('refusals');
    expect(refusals).toMatchObject([
      { refusedAt: '2024-05-06T08:00:00.000Z', comment: 'has snow enough', managerId: id('manager') },
    ]);
  });

  it('is completed also when the service was away for weeks', async () => {
    await crash(1);
    core.at('2024-06-10T08:00:00.000Z');
    const upkeep = startUpkeep();
    await round(upkeep);
    expect(refused).toEqual([]);
    expect(await made()).toHaveLength(3);
  });

  it('is left to the command that may still be at it for some seconds', async () => {
    await crash(1);
    core.at('2024-05-06T08:00:02.000Z');
    const upkeep = startUpkeep();
    await round(upkeep);
    expect(await made()).toEqual(['CallLogged']);
    core.at('2024-05-06T08:00:06.000Z');
    await round(upkeep);
    expect(await made()).toHaveLength(3);
  });

  describe('and that a rule refuses by now', () => {
    const offerOfAnother = () =>
      core.has('MakeOffer', {
        ...{ offerId: id('offer'), clientId: id('client'), managerId: id('manager'), kind: 'verbal' },
        lines: [{ lineId: id('other'), productId: id('snow'), quantity: 2 }],
      });

    it('is told on health, with the reason, once', async () => {
      await crash(1);
      await offerOfAnother();
      core.at('2024-05-06T08:01:00.000Z');
      const events = await core.events();
      const call = events.find(({ type }) => type === 'CallLogged');
      const of = { eventId: call?.id, eventType: 'CallLogged', position: call?.position };
      const upkeep = startUpkeep();
      for (const time of ['first', 'second']) {
        await round(upkeep);
        expect({ time, ...(await upkeep.health()) }).toEqual({
          ...{ time, isAtWork: false, troubleSince: undefined },
          followed: { position: events.at(-1)?.position, lag: 0, lagOrMore: false },
          refused: [
            { ...of, command: 'MakeOffer', why: expect.any(String) },
            { ...of, command: 'RecordRefusal', why: 'The offer has no such line.' },
          ],
        });
      }
      expect((await upkeep.health()).refused).toEqual(refused);
    });

    it('is told among the last ones only, the newest last', async () => {
      for (let call = 0; call <= REFUSED_KEPT / 2; call += 1) await crash(1, `call ${call}`);
      await offerOfAnother();
      core.at('2024-05-06T08:01:00.000Z');
      const upkeep = startUpkeep();
      await round(upkeep);
      expect(refused).toHaveLength(REFUSED_KEPT + 2);
      expect((await upkeep.health()).refused).toEqual(refused.slice(2));
    });
  });

  it('is completed where the key of an erased client was not destroyed any more', async () => {
    const { vault } = core.letopis;
    expect(vault.find(id('client'))).toBeDefined();
    const spared = { ...core.letopis, vault: Object.assign(Object.create(vault), { destroy: () => undefined }) };
    await executorOver(
      spared.store,
      spared.vault as typeof vault,
      spared.clock,
    )(
      { type: 'EraseClient', data: { clientId: id('client'), reason: 'asked for it' } },
      { commandId: id('erase'), actor: { kind: 'manager', id: id('manager') }, source: 'api' },
    );
    expect(vault.find(id('client'))).toBeDefined();
    core.at('2024-05-06T08:01:00.000Z');
    await round(startUpkeep());
    expect(vault.find(id('client'))).toBeUndefined();
  });
});

describe('a store that is away', () => {
  const told = async (upkeep: Upkeep, isOver: (health: UpkeepHealth) => boolean): Promise<UpkeepHealth> => {
    for (;;) {
      const health = await upkeep.health();
      if (isOver(health)) return health;
      await pause(20);
    }
  };

  it('is waited for: health says since when, until it is there again', async () => {
    const { store } = core.letopis;
    let isAway = true;
    const failing: EventStore = Object.assign(Object.create(store) as EventStore, {
      positionAt: (moment: string) =>
        isAway ? Promise.reject(new StoreError('unavailable', 'away')) : store.positionAt(moment),
    });
    const upkeep = startUpkeep(failing);
    expect(await upkeep.health()).toMatchObject({ isAtWork: false, troubleSince: undefined });
    const over = new AbortController();
    const running = upkeep.start(over.signal);
    const troubled = await told(upkeep, ({ troubleSince }) => troubleSince !== undefined);
    expect(troubled).toMatchObject({ isAtWork: true, troubleSince: '2024-05-06T08:00:00.000Z' });
    isAway = false;
    core.at('2024-05-06T08:01:00.000Z');
    const mended = await told(upkeep, ({ troubleSince }) => troubleSince === undefined);
    expect(mended).toMatchObject({ isAtWork: true, followed: { lag: 0 } });
    over.abort();
    await running;
    expect(await upkeep.health()).toMatchObject({ isAtWork: false });
  });
});

describe('what falls due', () => {
  /** An urgent enquiry of Monday 10:00 in Berlin: to be answered by 11:00, fulfilled by Tuesday 10:00. */
  const ANSWER_DUE = '2024-05-06T09:00:00.000Z';
  const FULFILMENT_DUE = '2024-05-07T08:00:00.000Z';
  const EXPIRY = '2024-05-08T12:00:00.000Z';
  const ofOffer = { offerId: id('offer'), managerId: id('manager') };

  beforeEach(async () => {
    await core.has('ReceiveEnquiry', {
      enquiryId: id('enquiry'),
      clientId: id('client'),
      channel: 'email',
      items: [{ productId: id('tea') }],
      priority: 'urgent',
      managerId: id('manager'),
    });
    const vat = { category: 'S', rate: 1_900 } as const;
    await core.has('MakeOffer', {
      ...ofOffer,
      clientId: id('client'),
      kind: 'written',
      lines: ['one', 'two'].map((word) => ({ lineId: id(word), productId: id('tea'), quantity: 1, vat })),
      validUntil: EXPIRY,
    });
    await core.has('AcceptOffer', { ...ofOffer, version: 1, lineIds: [id('one')] });
  });

  const noted = async () =>
    (await core.events())
      .filter(({ metadata }) => metadata.source === 'timer')
      .map(({ type, occurredAt, recordedAt }) => [type, occurredAt, recordedAt] as const)
      .sort(([, one], [, other]) => (one < other ? -1 : 1));

  it('waits for the read model that tells it', async () => {
    const { readStore } = core.letopis;
    const generation = (await readStore.generations()).find(({ projection }) => projection === 'deadlines');
    if (generation) await readStore.drop(generation);
    core.at('2024-05-13T08:00:00.000Z');
    const upkeep = startUpkeep();
    await upkeep.round();
    expect(await noted()).toEqual([]);
    await (
      await ensureReadModels(core.letopis.side)
    ).done;
    await upkeep.round();
    expect(await noted()).toHaveLength(3);
  });

  it('is left to the next service where this one is asked to end', async () => {
    core.at('2024-05-13T08:00:00.000Z');
    await core.upToDate();
    await startUpkeep().round(AbortSignal.abort());
    expect(await noted()).toEqual([]);
    await startUpkeep().round();
    expect(await noted()).toHaveLength(3);
  });

  it('is not noted where the log is only read, however long; the digests of the log are taken all the same', async () => {
    core.at('2024-05-13T08:00:00.000Z');
    const head = await core.letopis.store.head();
    const { readStore, vault, clock, store } = core.letopis;
    const execute = executorOver(store, vault, clock);
    const reading = new Upkeep({ store, readStore, vault, clock, execute, readOnly: true, report: () => undefined });
    for (let rounds = 0; rounds < 3; rounds += 1) await round(reading);
    expect(await store.head()).toBe(head);
    expect(await verifyLog({ log: store, store: readStore, decode, owedBy: () => [] })).toMatchObject({
      outcome: 'equal',
      comparedUntil: head,
    });
    await round(startUpkeep());
    expect(await noted()).toHaveLength(3);
  });

  it('is not noted before', async () => {
    core.at('2024-05-06T08:59:59.999Z');
    await round(startUpkeep());
    expect(await noted()).toEqual([]);
  });

  it('is noted at the moment at which it was due, however late the timer runs, and once', async () => {
    core.at('2024-05-13T08:00:00.000Z');
    for (const upkeep of [startUpkeep(), startUpkeep()])
      for (const time of ['first', 'second']) {
        await round(upkeep);
        expect({ time, noted: await noted() }).toEqual({
          time,
          noted: [
            ['AnswerDeadlineMissed', ANSWER_DUE, '2024-05-13T08:00:00.000Z'],
            ['FulfilmentDeadlineMissed', FULFILMENT_DUE, '2024-05-13T08:00:00.000Z'],
            ['OfferExpired', EXPIRY, '2024-05-13T08:00:00.000Z'],
          ],
        });
      }
  });

  it('is noted once when two services run at once, before either has caught up', async () => {
    core.at('2024-05-13T08:00:00.000Z');
    await core.upToDate();
    // Whose checkpoint the other one moved goes on with its next round, as a running service does.
    const round = (upkeep: Upkeep) => upkeep.round().catch(() => upkeep.round());
    await Promise.all([startUpkeep(), startUpkeep()].map(round));
    expect((await noted()).map(([type]) => type)).toEqual([
      'AnswerDeadlineMissed',
      'FulfilmentDeadlineMissed',
      'OfferExpired',
    ]);
  });

  it('expires the open line alone, on the day on which its validity ended', async () => {
    core.at('2024-05-13T08:00:00.000Z');
    await round(startUpkeep());
    const onThatDay = await core.report('manager-activity', { from: '2024-05-08', to: '2024-05-09' });
    expect(rowOf(onThatDay, 'managers', { managerId: id('manager') })).toMatchObject({ linesExpired: 1 });
    const late = await core.ask('AcceptOffer', { ...ofOffer, version: 1, lineIds: [id('two')] });
    expect(late).toMatchObject({ outcome: 'rejected', rejection: { rule: 6 } });
  });

  it('is not noted where it was met', async () => {
    core.at('2024-05-06T08:30:00.000Z');
    await core.has('AnswerEnquiry', {
      enquiryId: id('enquiry'),
      managerId: id('manager'),
      by: { messageRef: 'mail' },
    });
    await core.has('FulfilEnquiry', { enquiryId: id('enquiry'), evidence: { offerId: id('offer') } });
    await core.has('RecordRefusal', {
      ...ofOffer,
      version: 1,
      lineIds: [id('two')],
      reason: 'NO_NEED',
      statedBy: 'client',
    });
    core.at('2024-05-13T08:00:00.000Z');
    await round(startUpkeep());
    expect(await noted()).toEqual([]);
  });
});
