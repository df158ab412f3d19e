import { randomBytes, randomUUID } from 'node:crypto';
import type { NewEvent } from '../../src/application/log/event-store';
import type { KeyVault } from '../../src/application/log/personal-data';

/** A call as it comes a thousand times a day: about 900 bytes in the log. */
export const sampleEvent = (stream: string): NewEvent => {
  const commandId = randomUUID();
  return {
    id: randomUUID(),
    type: 'CallLogged',
    occurredAt: '2024-05-06T10:00:00.000Z',
    data: {
      callId: stream.slice('call-'.length),
      clientId: randomUUID(),
      managerId: randomUUID(),
      direction: 'out',
      durationSeconds: 120,
      result: 'reached',
      topics: [randomUUID(), randomUUID()],
      note: { sealed: randomBytes(60).toString('base64'), of: randomUUID() },
    },
    metadata: {
      schemaVersion: 1,
      zone: 'Europe/Berlin',
      actor: { kind: 'manager', id: randomUUID() },
      source: 'api',
      commandId,
      commandDigest: randomBytes(16).toString('hex'),
      correlationId: commandId,
      causationId: commandId,
    },
  };
};

export const newStream = (): string => `call-${randomUUID()}`;

/** `workers` at once take the numbers below `count`, one after the other. */
export const inParallel = async (
  workers: number,
  count: number,
  work: (n: number) => Promise<unknown>,
): Promise<void> => {
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < count) await work(next++);
  };
  await Promise.all(Array.from({ length: workers }, worker));
};

/** A vault that costs nothing, for what is measured without it. */
export const noVault: KeyVault = {
  keyFor: () => undefined,
  durable: () => Promise.resolve(),
  find: () => undefined,
  isDestroyed: () => false,
  destroy: () => undefined,
  attribute: () => undefined,
  hasLostKeys: false,
  pepper: Buffer.alloc(32),
  close: () => undefined,
};
