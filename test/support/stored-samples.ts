import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { StoredEvent } from '../../src/application/log/event-store';

const folder = join(__dirname, '..', 'application', 'log', 'samples');

/** The stored samples by name, as `OfferMade.v1`: each as `GET /events?shape=stored` shows it. They stay for ever. */
export const storedSamples: ReadonlyMap<string, StoredEvent> = new Map(
  readdirSync(folder).map((file) => {
    const item = JSON.parse(readFileSync(join(folder, file), 'utf8')) as Omit<StoredEvent, 'position'> & {
      readonly position: string;
    };
    return [file.replace(/\.json$/, ''), { ...item, position: BigInt(item.position) }];
  }),
);
