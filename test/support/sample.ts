import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Letopis } from '../../src/application/core';
import { ensureReadModels } from '../../src/application/rebuilding/rebuild';
import { writeSample } from '../../src/application/sample-company/simulate';
import { openLetopis } from '../../src/composition/open-core';
import { readConfig } from '../../src/config/config';

/** A sample company in files of its own, at the moment at which its story ends. */
export interface Sample {
  readonly letopis: Letopis;
  readonly at: string;
  close(): Promise<void>;
}

const END = '2024-06-28T15:00:00.000Z';
const ZONE = 'Europe/Berlin';

interface SampleGiven {
  readonly events?: number;
  readonly seed?: number;
  readonly months?: number;
}

/** Where its read models are; beside its log where it is left out. */
interface SamplePlace {
  readonly readStore?: string;
}

export const openSample = async (given: SampleGiven = {}, { readStore }: SamplePlace = {}): Promise<Sample> => {
  const folder = mkdtempSync(join(tmpdir(), 'letopis-'));
  let now = '2023-12-01T09:00:00.000Z';
  const letopis = await openLetopis(
    readConfig({
      LETOPIS_DATA: folder,
      LETOPIS_ZONE: ZONE,
      ...(readStore !== undefined && { LETOPIS_READ_STORE: readStore }),
    }),
    {
      clock: () => now,
      replaceable: true,
    },
  );
  await writeSample({
    options: { events: 600, seed: 7, months: 3, endAt: END, zone: ZONE, ...given },
    execute: letopis.execute,
    setClock: (moment) => {
      now = moment;
    },
  });
  const { done } = await ensureReadModels(letopis.side);
  await done;
  const close = async (): Promise<void> => {
    await letopis.close();
    rmSync(folder, { recursive: true });
  };
  return { letopis, at: END, close };
};
