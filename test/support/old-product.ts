import { createDecode } from '../../src/application/log/codec';
import type { EventStore } from '../../src/application/log/event-store';
import { upcasters, type StoredVersions, type Upcasters } from '../../src/application/log/stored-versions';
import type { EventCatalogue } from '../../src/domain/catalogue';
import { id } from './specify';
import { newEvent } from './stored-events';

/** As it might have been: the first version had a `title` and no category. */
interface ProductIntroducedV1 {
  readonly productId: string;
  readonly title: string;
}
type OldVersions = Omit<StoredVersions, 'ProductIntroduced'> & {
  readonly ProductIntroduced: [v1: ProductIntroducedV1];
};

const withOldProduct: Upcasters<EventCatalogue, OldVersions> = {
  ...upcasters,
  ProductIntroduced: [({ productId, title }) => ({ productId, name: title, category: 'unsorted' })],
};

/** Today's decoder, had ProductIntroduced changed its shape. */
export const decodeOldProduct = createDecode(withOldProduct);

export const oldProduct = {
  stored: { productId: id('old'), title: 'Old tea' },
  today: { productId: id('old'), name: 'Old tea', category: 'unsorted' },
};

/** Appends a product as it was stored years ago, in version 1. */
export const appendOldProduct = async (store: EventStore): Promise<string> => {
  const event = newEvent({
    type: 'ProductIntroduced',
    occurredAt: '2019-05-06T10:00:00.000Z',
    data: oldProduct.stored,
  });
  await store.append(`product-${id('old')}`, [event], 'no-stream');
  return event.id;
};
