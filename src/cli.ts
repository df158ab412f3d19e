import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { hasColours, inColour, pagerFor, showByPages } from './adapters/cli/terminal/screen';
import { failureOf, createProgram } from './adapters/cli/program';
import { ownReadModelsFolder, readConfig } from './config/config';
import { knownReadModels } from './composition/own/load';
import { writeSkeleton } from './composition/own/skeleton';
import { ConfigError } from './config/store-addresses';
import { lookAtKeys, openLetopis } from './composition/open-core';
import { openCopyEnds } from './composition/open-log';

/** As package.json says, which lies beside the folder of this file, built or not. */
const ownVersion = (): string => {
  const read: unknown = JSON.parse(readFileSync(join(__dirname, '..', 'package.json'), 'utf8'));
  return typeof read === 'object' && read !== null && 'version' in read ? String(read.version) : 'unknown';
};

// A closed pipe (`| head`) is not an error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

/** Asks for each line only when the one before was done. A pipe is read as it is, without a prompt. */
async function* linesOfInput(): AsyncGenerator<string> {
  const { stdin: input, stderr: output } = process;
  const lines = createInterface(input.isTTY ? { input, output, prompt: '> ' } : { input });
  try {
    if (input.isTTY) lines.prompt();
    for await (const line of lines) {
      yield line;
      if (input.isTTY) lines.prompt();
    }
  } finally {
    lines.close();
  }
}

const run = async (): Promise<void> => {
  // A report of a file of the owner is a verb like ours.
  const { reports } = await knownReadModels(ownReadModelsFolder(process.env));
  const program = createProgram({
    reports,
    writeSkeleton,
    version: ownVersion(),
    open: (given, options) => openLetopis(readConfig(process.env, given), options),
    serve: async (given) => {
      // Only the service needs Nest: the other verbs start without it.
      const { serve } = await import('./main');
      await serve(readConfig(process.env, given));
    },
    lookAtKeys: (given, asked) => lookAtKeys(readConfig(process.env, given), asked),
    openCopyEnds,
    // Only the verbs that read or write such files wait for what does it to be loaded.
    filesOfImport: async () => (await import('./adapters/csv/import-files')).csvFiles,
    writeTable: async (...table) => (await import('./adapters/parquet/write-table')).writeTable(...table),
    openTableFile: async (path) => (await import('./adapters/sqlite/table-file')).openTableFile(path),
    width: process.stdout.columns,
    colours: hasColours(process.stdout),
    page: (text) => {
      const pager = pagerFor(text, process.stdout, process.env);
      if (pager === undefined || !showByPages(text, pager)) process.stdout.write(`${text}\n`);
    },
    lines: linesOfInput,
    note: (text) => process.stderr.write(`note: ${text}\n`),
    write: (text) => process.stdout.write(`${text}\n`),
  });

  await program.parseAsync();
};

run().catch((error: unknown) => {
  const { code, message } = failureOf(error);
  const failure = `letopis: ${message}`;
  if (message !== '') process.stderr.write(`${hasColours(process.stderr) ? inColour('failure', failure) : failure}\n`);
  process.exitCode = error instanceof ConfigError ? 2 : code;
});
