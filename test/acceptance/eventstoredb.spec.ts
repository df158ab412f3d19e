import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { digestsOf } from '../../src/application/projecting/fingerprint';
import type { Letopis } from '../../src/application/core';
import { ensureReadModels } from '../../src/application/rebuilding/rebuild';
import { writeSample } from '../../src/application/sample-company/simulate';
import { verify } from '../../src/application/verifying/verify';
import { readConfig } from '../../src/config/config';
import { openLetopis } from '../../src/composition/open-core';
import { projections } from '../../src/read-models';
import { TestServer } from '../support/eventstoredb/server';

const END = '2024-12-31T12:00:00.000Z';

describe('a company whose log lies in EventStoreDB', () => {
  const folder = mkdtempSync(join(tmpdir(), 'letopis-'));
  let server: TestServer;
  let onServer: Letopis;
  let embedded: Letopis;
  let now = END;

  const open = (environment: Record<string, string>): Promise<Letopis> => {
    const clock = () => now;
    const config = readConfig({ LETOPIS_ZONE: 'Europe/Berlin', ...environment });
    return openLetopis(config, { clock, creates: true, replaceable: true });
  };

  const bringUp = async ({ side, projector }: Letopis): Promise<void> => {
    await (
      await ensureReadModels(side)
    ).done;
    await projector.catchUp();
  };

  beforeAll(async () => {
    embedded = await open({ LETOPIS_DATA: join(folder, 'embedded') });
    await writeSample({
      options: { events: 1_500, seed: 7, months: 6, endAt: END, zone: 'Europe/Berlin' },
      execute: embedded.execute,
      setClock: (moment) => (now = moment),
    });
    server = await TestServer.start();
    server.log.clock = () => new Date(now);
    onServer = await open({ LETOPIS_DATA: join(folder, 'server'), LETOPIS_EVENT_STORE: server.connectionString });
    // Event by event, so that what is sealed in them is the same; at the moments at which they were recorded.
    for await (const page of embedded.store.readAll({}))
      for (const event of page) {
        now = event.recordedAt;
        const { id, type, occurredAt, data, metadata } = event;
        const same = { id, type, occurredAt, data: data as object, metadata };
        await onServer.store.append(event.stream, [same], event.revision === 0 ? 'no-stream' : event.revision - 1);
      }
    for (const company of [embedded, onServer]) await bringUp(company);
  });
  afterAll(async () => {
    await onServer.close();
    await embedded.close();
    await server.close();
    rmSync(folder, { recursive: true });
  });

  it('has read models that say what those of an embedded log say', async () => {
    const [one, other] = [onServer, embedded].map(({ readStore }) => digestsOf(readStore, projections));
    const contents = (await one!).map(({ projection, content }) => [projection, content]);
    expect(contents).toEqual((await other!).map(({ projection, content }) => [projection, content]));
    for (const [, content] of contents) expect(content).toMatch(/^[0-9a-f]{64}$/u);
  });

  it('is verified against a replay, and up to date to the last event', async () => {
    const verified = await verify(onServer.side);
    expect(verified.map(({ outcome }) => outcome)).toEqual(projections.map(() => 'equal'));
    const states = await onServer.projector.state();
    expect(states.map(({ state, lag }) => [state, lag])).toEqual(projections.map(() => ['live', 0]));
  });
});

describe('a wrong connection string', () => {
  it('stops the start with a sentence that shows no password', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'letopis-'));
    const config = readConfig({ LETOPIS_DATA: folder, LETOPIS_EVENT_STORE: 'esdb://me:secret@host:2113?tsl=false' });
    await expect(openLetopis(config)).rejects.toThrow(
      'LETOPIS_EVENT_STORE is not an address of EventStoreDB: it has the option tsl',
    );
    await expect(openLetopis(config)).rejects.not.toThrow('secret');
    rmSync(folder, { recursive: true });
  });
});
