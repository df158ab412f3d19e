import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Command } from 'commander';
import { clientWithDuplicates, plainEvents, wordsOfClients, type PlainEvent } from '../../../application/log/traces';
import type { Letopis } from '../../../application/core';
import { foldedText } from '../../../domain/shared/text';
import { withCommonOptions, withLetopis, exitCodes, type CliPorts, type CommonOptions } from '../terminal/context';

interface TracesOptions extends CommonOptions {
  readonly client?: string;
}

/** A file beside the log that holds rows of other systems: what an import rejected. */
interface FileTrace {
  readonly file: string;
  /** Lines that hold a word of the client; undefined where there is no word to look for. */
  readonly lines?: readonly number[];
}

/** Lines of JSON hold text escaped: it is read as JSON holds it. */
const linesWith = async (file: string, words: readonly string[]): Promise<readonly number[]> => {
  const wanted = words.map((word) => JSON.stringify(foldedText(word)).slice(1, -1));
  const found: number[] = [];
  let line = 0;
  for await (const text of createInterface({ input: createReadStream(file), crlfDelay: Infinity })) {
    line += 1;
    const folded = foldedText(text);
    if (wanted.some((word) => folded.includes(word))) found.push(line);
  }
  return found;
};

const fileTraces = async (folder: string, words: readonly string[] | undefined): Promise<readonly FileTrace[]> => {
  const traces: FileTrace[] = [];
  for (const name of (await readdir(folder)).filter((each) => each.endsWith('.jsonl')).sort()) {
    const file = join(folder, name);
    if ((await stat(file)).size === 0) continue;
    if (words === undefined || words.length === 0) traces.push({ file });
    else {
      const lines = await linesWith(file, words);
      if (lines.length > 0) traces.push({ file, lines });
    }
  }
  return traces;
};

const eventText = ({ position, stream, type, texts }: PlainEvent): string =>
  `${String(position).padStart(9)}  ${type} in ${stream}: ${texts.join(', ')}`;

const fileText = ({ file, lines }: FileTrace): string =>
  lines === undefined
    ? `${file} holds rows that an import rejected: look through it, then delete it`
    : `${file}, line ${lines.join(', ')}: rows that an import rejected; delete them or the file`;

const noTraces =
  'Nothing: all text about people is sealed, and no rejected row is kept. An erasure reaches what was recorded of a client, ' +
  'also in calls and enquiries that named him only later.';

const printTraces = async (
  { store, vault, folder }: Letopis,
  { client, json }: TracesOptions,
  write: CliPorts['write'],
): Promise<number> => {
  const clients = client === undefined ? undefined : await clientWithDuplicates(store, client);
  const words = clients && (await wordsOfClients(store, vault, clients));
  const show = (trace: PlainEvent | FileTrace, text: string): void => {
    write(json ? JSON.stringify('position' in trace ? { ...trace, position: String(trace.position) } : trace) : text);
  };
  let count = 0;
  for await (const event of plainEvents(store, clients)) {
    count += 1;
    show(event, eventText(event));
  }
  for (const trace of await fileTraces(folder, words)) {
    count += 1;
    show(trace, fileText(trace));
  }
  if (count === 0 && !json) write(noTraces);
  return count;
};

export const addTraces = (program: Command, ports: CliPorts): void => {
  withCommonOptions(
    program
      .command('traces')
      .description('name text about people that an erasure does not reach: plain in an old log, or in rejected rows'),
  )
    .option('--client <id>', 'of this client and its duplicates; before the erasure, files are searched by its words')
    .addHelpText(
      'after',
      '\nExit code 1 where there is any.\n\nExamples:\n  letopis traces\n  letopis traces --client <id>',
    )
    .action((asked: TracesOptions) =>
      withLetopis(ports, asked, async (letopis) => {
        if ((await printTraces(letopis, asked, ports.write)) > 0) process.exitCode = exitCodes.difference;
      }),
    );
};
