import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { finished } from 'node:stream/promises';
import type { ImportFiles, RejectsFile } from '../../application/import/table';
import { openCsvTable } from './csv-table';

const createRejects = async (path: string): Promise<RejectsFile> => {
  await mkdir(dirname(path), { recursive: true });
  const stream = createWriteStream(path);
  await once(stream, 'open');
  let drained: Promise<unknown> | undefined;
  return {
    path,
    write: async (line) => {
      if (stream.write(`${line}\n`)) return;
      drained ??= once(stream, 'drain').finally(() => (drained = undefined));
      await drained;
    },
    close: async () => {
      stream.end();
      await finished(stream);
    },
  };
};

/** CSV files on the local disk. */
export const csvFiles: ImportFiles = {
  readText: (path) => readFile(path, 'utf8'),
  openTable: openCsvTable,
  createRejects,
};
