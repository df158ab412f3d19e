import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { KeptTrials } from '../../application/asking/kept-trials';
import type { KeptTrial } from '../../read-models/kit/kept-trial';

/** What a file of this version holds; another one is as good as none, for a trial can be run again. */
const VERSION = 1;

const isMissing = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'code' in error && error.code === 'ENOENT';

const trialIn = (text: string): KeptTrial | undefined => {
  // The file is written by `keep` alone; what says another version is not looked at.
  const kept = JSON.parse(text) as { readonly version?: number; readonly trial: KeptTrial };
  return kept.version === VERSION ? kept.trial : undefined;
};

/** Keeps each answer's last trial as a file in a folder. */
export const trialFiles = (folder: string): KeptTrials => {
  const fileOf = (answer: string): string => join(folder, `${answer}.json`);
  return {
    last: async (answer) => {
      try {
        return trialIn(await readFile(fileOf(answer), 'utf8'));
      } catch (error) {
        if (isMissing(error)) return undefined;
        throw error;
      }
    },
    keep: async (trial) => {
      await mkdir(folder, { recursive: true });
      const file = fileOf(trial.answer);
      await writeFile(`${file}.new`, `${JSON.stringify({ version: VERSION, trial }, null, 2)}\n`);
      await rename(`${file}.new`, file);
    },
  };
};
