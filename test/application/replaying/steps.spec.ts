import type { EventStore, StoredEvent } from '../../../src/application/log/event-store';
import type { ReplayStep } from '../../../src/application/replaying/step';
import { ReplaySteps } from '../../../src/application/replaying/steps';
import type { Projection } from '../../../src/read-models/kit/projection';
import { openCore, type Core } from '../../support/core';
import { newEvent } from '../../support/stored-events';
import { id } from '../../support/specify';

const tea = { lineId: id('tea line'), productId: id('tea'), quantity: 2 };
const snow = { lineId: id('snow line'), productId: id('snow'), quantity: 1 };
const offer = `offer-${id('offer')}`;
const ofOffer = { offerId: id('offer'), managerId: id('manager') };

let core: Core;
beforeEach(async () => {
  core = await openCore();
  core.at('2024-05-20T10:00:00.000Z');
  await core.has('MakeOffer', { ...ofOffer, clientId: id('client'), kind: 'verbal', lines: [tea, snow] });
  core.at('2024-05-21T10:00:00.000Z');
  const version = { ...ofOffer, version: 1 };
  await core.has('RecordRefusal', { ...version, lineIds: [tea.lineId], statedBy: 'client', reason: 'PRICE_TOO_HIGH' });
  core.at('2024-05-22T10:00:00.000Z');
  await core.has('AcceptOffer', { ...version, lineIds: [snow.lineId] });
});
afterEach(() => core.close());

async function* eventsOf(isOne: (event: StoredEvent) => boolean): AsyncGenerator<StoredEvent> {
  for await (const page of core.letopis.store.readAll({})) yield* page.filter(isOne);
}

const stepsOf = (isOne: (event: StoredEvent) => boolean, side: Partial<Core['letopis']['side']> = {}) =>
  new ReplaySteps({ ...core.letopis.side, ...side }, eventsOf(isOne));

const ofTheOffer = ({ stream }: StoredEvent): boolean => stream === offer;

const changed = ({ state }: ReplayStep, field: string) => state.changes.find((change) => change.field === field);

describe('a step of a replay', () => {
  it('shows the event in words, with the state of its thing before and after', async () => {
    const step = await stepsOf(ofTheOffer).at(2);
    expect(step).toMatchObject({
      number: 2,
      event: { type: 'OfferLinesRefused', stream: offer, revision: 1 },
      words: { summary: '1 line refused: PRICE_TOO_HIGH, stated by client' },
      state: {
        before: { lines: [{ status: 'open' }, { status: 'open' }] },
        after: { lines: [{ status: 'refused' }, { status: 'open' }] },
      },
      faults: [],
    });
    expect(changed(step!, 'lines.0.status')).toEqual({ field: 'lines.0.status', before: 'open', after: 'refused' });
    expect(changed(step!, 'lines.1.status')).toBeUndefined();
  });

  it('shows what each read model made of it, cell by cell', async () => {
    const { rows } = (await stepsOf(ofTheOffer).at(2))!;
    const line = rows.find(({ table }) => table === 'offer_lines');
    expect(line).toMatchObject({
      projection: 'offers',
      change: 'changed',
      key: { offerId: id('offer'), version: 1, lineId: tea.lineId },
    });
    expect(line!.cells).toContainEqual({ field: 'outcome', before: 'open', after: 'refused' });
    expect(line!.cells.map(({ field }) => field)).not.toContain('quantity');
    expect(rows.find(({ table }) => table === 'refusals')).toMatchObject({ change: 'inserted' });
  });

  it('says the rows as the store holds them after a rebuild', async () => {
    const last = (await stepsOf(ofTheOffer).at(3))!;
    const cell = last.rows.find(({ table }) => table === 'offer_lines')!.cells;
    await core.upToDate();
    const stored = await core.letopis.readStore.db
      .withTables<{ offer_lines: { lineId: string; outcome: string; outcomeAt: string } }>()
      .selectFrom('offer_lines')
      .select(['outcome', 'outcomeAt'])
      .where('lineId', '=', snow.lineId)
      .executeTakeFirst();
    expect(Object.fromEntries(cell.map(({ field, after }) => [field, after]))).toMatchObject(stored!);
  });

  it('shows what one event changed, however many of its stream are left out between', async () => {
    const [, , third] = await Promise.all([1, 2, 3].map((number) => stepsOf(ofTheOffer).at(number)));
    const onlyLast = await stepsOf(({ type }) => type === 'OfferLinesAccepted').at(1);
    expect(onlyLast).toEqual({ ...third, number: 1 });
  });

  it('says so where this program does not know the event, and goes on after it', async () => {
    const strange = newEvent({ type: 'OfferFramed', occurredAt: '2024-05-23T10:00:00.000Z', data: { gold: true } });
    const voided = newEvent({
      type: 'OfferVoided',
      occurredAt: '2024-05-24T10:00:00.000Z',
      data: { ...ofOffer, clientId: id('client'), voids: id('offer'), reason: 'twice', offered: [], outcomes: [] },
    });
    await core.letopis.store.append(offer, [strange, voided], 'any');
    const steps = stepsOf(ofTheOffer);
    expect(await steps.at(4)).toMatchObject({
      words: { summary: 'OfferFramed' },
      rows: [],
      faults: [expect.stringContaining('this version of Letopis does not know')],
    });
    expect(await steps.at(5)).toMatchObject({ state: { after: { isVoided: true } }, faults: [] });
  });

  it('names a read model that can not take the event, and shows what the others make of it', async () => {
    const picky: Projection = {
      ...{ name: 'picky', version: 1, description: 'Takes no refusal', tables: [] },
      on: {
        OfferLinesRefused: () => {
          throw new Error('no refusals here');
        },
      },
    };
    const step = await stepsOf(ofTheOffer, { projections: [picky, ...core.letopis.side.projections] }).at(2);
    expect(step!.faults).toEqual(['picky can’t take it: no refusals here']);
    expect(step!.rows.map(({ table }) => table)).toContain('refusals');
  });
});

describe('a replay', () => {
  it('goes forward and back, and says the same on both ways', async () => {
    const steps = stepsOf(() => true);
    const forth: (ReplayStep | undefined)[] = [];
    for (let number = 1; await steps.at(number); number += 1) forth.push(await steps.at(number));
    expect(forth.length).toBeGreaterThan(20);
    expect(steps).toMatchObject({ known: forth.length, isWhole: true });
    const back = stepsOf(() => true);
    await back.find(1, () => false);
    for (const step of forth.toReversed()) expect(await back.at(step!.number)).toEqual(step);
  });

  it('reads a step back from memory', async () => {
    let reads = 0;
    const counting: EventStore = {
      ...core.letopis.store,
      readAll: (asked) => core.letopis.store.readAll(asked),
      read: (stream, from) => {
        reads += 1;
        return core.letopis.store.read(stream, from);
      },
      eventsAt: (positions) => {
        reads += 1;
        return core.letopis.store.eventsAt(positions);
      },
    };
    const steps = stepsOf(ofTheOffer, { log: counting });
    for (const number of [1, 2, 3, 2, 1]) await steps.at(number);
    expect(reads).toBe(0);
  });

  it('begins before the log is read to its end', async () => {
    let given = 0;
    const steps = new ReplaySteps(
      core.letopis.side,
      (async function* () {
        for await (const event of eventsOf(() => true)) {
          given += 1;
          yield event;
        }
      })(),
    );
    await steps.at(2);
    expect({ given, known: steps.known, isWhole: steps.isWhole }).toEqual({ given: 2, known: 2, isWhole: false });
  });

  it('has no step before the first, nor after the last', async () => {
    const steps = stepsOf(ofTheOffer);
    expect(await steps.at(0)).toBeUndefined();
    expect(await steps.at(4)).toBeUndefined();
    expect(await stepsOf(() => false).at(1)).toBeUndefined();
  });
});
