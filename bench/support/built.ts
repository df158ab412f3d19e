import { join } from 'node:path';

const built = (file: string): string => join(__dirname, '..', '..', 'dist', file);

/** The product as it is built: its threads run JavaScript. bench/run.mjs builds it first. */
export const product = async () => {
  const { openLetopis, lookAtKeys } = (await import(
    built('composition/open-core.js')
  )) as typeof import('../../src/composition/open-core');
  const { readConfig } = (await import(built('config/config.js'))) as typeof import('../../src/config/config');
  return { openLetopis, lookAtKeys, readConfig };
};
