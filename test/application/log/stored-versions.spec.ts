import { createDecode } from '../../../src/application/log/codec';
import type { Upcasters } from '../../../src/application/log/stored-versions';
import type { StoredEvent } from '../../../src/application/log/event-store';
import { newEvent } from '../../support/stored-events';

/** A catalogue in which one event has changed its shape twice, and another one never. */
interface Catalogue {
  readonly PriceSet: {
    readonly productId: string;
    readonly price: { readonly amount: number; readonly currency: string };
  };
  readonly CampaignLaunched: { readonly campaignId: string };
}
interface Old {
  readonly PriceSet: [
    v1: { readonly productId: string; readonly euros: number },
    v2: { readonly productId: string; readonly cents: number },
  ];
}
type PriceSteps = Upcasters<Catalogue, Old>['PriceSet'];

const toCents: PriceSteps[0] = ({ euros, ...rest }) => ({ ...rest, cents: euros * 100 });
const toMoney: PriceSteps[1] = ({ cents, ...rest }, occurredAt) => ({
  ...rest,
  price: { amount: cents, currency: occurredAt < '2023-01-01' ? 'HRK' : 'EUR' },
});
const upcasters: Upcasters<Catalogue, Old> = { PriceSet: [toCents, toMoney], CampaignLaunched: [] };
const decode = createDecode(upcasters);

const stored = (data: object, schemaVersion: number, given: Partial<StoredEvent> = {}): StoredEvent => {
  const event = newEvent({ type: 'PriceSet', data });
  const metadata = { ...event.metadata, schemaVersion };
  return { stream: 'product-1', revision: 0, position: 7n, recordedAt: event.occurredAt, ...event, metadata, ...given };
};
const today = { productId: 'tea', price: { amount: 1200, currency: 'EUR' } };

describe('a stored event', () => {
  it.each([
    [1, { productId: 'tea', euros: 12 }],
    [2, { productId: 'tea', cents: 1200 }],
    [3, today],
  ])('of version %i is read in today’s shape, and says so', (version, data) => {
    const event = stored(data, version);
    expect(decode(event)).toEqual({ ...event, data: today, metadata: { ...event.metadata, schemaVersion: 3 } });
    expect(event).toMatchObject({ data, metadata: { schemaVersion: version } });
  });

  it('is read by what was true when it happened, where its step asks for that', () => {
    const event = stored({ productId: 'tea', euros: 12 }, 1, { occurredAt: '2019-05-06T10:00:00.000Z' });
    expect(decode(event).data).toEqual({ productId: 'tea', price: { amount: 1200, currency: 'HRK' } });
  });

  it('whose shape never changed is given as it is, its metadata unread', () => {
    const event = stored({ campaignId: 'spring' }, 1, { type: 'CampaignLaunched' });
    expect(decode(event)).toBe(event);
  });

  it.each([
    ['of a later version', stored(today, 4)],
    ['of no version', stored(today, 0)],
    ['of a type that nobody knows', stored(today, 1, { type: 'PriceGuessed' })],
    ['named like what every object has', stored(today, 1, { type: 'constructor' })],
  ])('%s is named, with what to do', (_, event) => {
    const named = `event ${event.id} (${event.type}, position 7) is of a shape that this version of Letopis does not know`;
    expect(() => decode(event)).toThrow(`${named}: run the version that wrote it, or a later one`);
  });
});

describe('the types of stored versions', () => {
  it('take no event without its line, and no old shape without its step', () => {
    // @ts-expect-error CampaignLaunched is missing
    const forgottenEvent: Upcasters<Catalogue, Old> = { PriceSet: [toCents, toMoney] };
    // @ts-expect-error the step from version 2 to today's is missing
    const forgottenStep: Upcasters<Catalogue, Old> = { ...upcasters, PriceSet: [toCents] };
    // @ts-expect-error a step of an event that never changed
    const surplusStep: Upcasters<Catalogue, Old> = { ...upcasters, CampaignLaunched: [toCents] };
    // @ts-expect-error the steps stand in the wrong order
    const wrongOrder: Upcasters<Catalogue, Old> = { ...upcasters, PriceSet: [toMoney, toCents] };
    // @ts-expect-error an old shape of an event that is not in the catalogue
    const strayShape: Upcasters<Catalogue, Old & { PriceGuessed: [v1: object] }> = upcasters;
    expect([forgottenEvent, forgottenStep, surplusStep, wrongOrder, strayShape]).toHaveLength(5);
  });
});
