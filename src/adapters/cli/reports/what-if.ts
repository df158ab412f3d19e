import { statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { Letopis } from '../../../application/core';
import { supposedOf } from '../../../application/supposing/supposed-log';
import type { Supposition } from '../../../application/supposing/supposition';
import { UsageError } from '../terminal/context';

export const WHAT_IF =
  'commands, as JSON or in a file, that are supposed to have been given instead of what the log says';

const textGiven = (given: string): Promise<string> | string => {
  if (/^\s*[{[]/.test(given)) return given;
  if (statSync(given, { throwIfNoEntry: false })?.isFile()) return readFile(given, 'utf8');
  throw new UsageError(`--what-if: expected JSON or a file of it; there is no file ${given === '' ? '""' : given}`);
};

/** What is supposed by each `--what-if`, where it can be supposed of this log. */
export const suppositionsOf = async (
  { side }: Pick<Letopis, 'side'>,
  given: readonly string[] = [],
): Promise<readonly Supposition[]> => {
  const read: Supposition[] = [];
  for (const each of given) {
    const supposition = await supposedOf(side, await textGiven(each));
    if ('expected' in supposition) throw new UsageError(`--what-if: expected ${supposition.expected}`);
    read.push(supposition);
  }
  return read;
};
