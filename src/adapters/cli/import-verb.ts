import { join } from 'node:path';
import { InvalidArgumentError, type Command } from 'commander';
import type { ImportAsked, ImportResult } from '../../application/import/run/import-files';
import type { RowCounts } from '../../application/import/run/import-file';
import type { Execute } from '../../application/executing/execution';
import type { Letopis } from '../../application/core';
import { catchUpLogDigests } from '../../application/verifying/log-digests';
import { install } from '../../application/executing/installation';
import {
  digestPorts,
  exitCodes,
  withCommonOptions,
  withLetopis,
  UsageError,
  type CliPorts,
  type CommonOptions,
} from './terminal/context';
import { interruptSignal, ProgressLine } from './terminal/progress';

interface ImportOptions extends CommonOptions {
  readonly dryRun?: boolean;
  readonly rejects?: string;
  readonly allowRejects?: number;
  readonly allowChanges?: number;
}

const checkMapping = async (ports: CliPorts, mappingFile: string): Promise<void> => {
  const files = await ports.filesOfImport();
  try {
    await files.readText(mappingFile);
  } catch {
    throw new UsageError(`the mapping ${mappingFile} can't be read: name a YAML file, as docs/import.md describes it`);
  }
};

const countsText = ({ rowsRead, rowsImported, rowsChanged, rowsRejected, rowsSkipped }: RowCounts) =>
  [
    `${rowsRead} rows read, ${rowsImported} imported`,
    ...(rowsChanged === 0 ? [] : [`${rowsChanged} changed`]),
    `${rowsRejected} rejected`,
    ...(rowsSkipped === 0 ? [] : [`${rowsSkipped} skipped`]),
  ].join(', ');

/** Lines that say how often each of something was, under a heading; none where there was nothing. */
const listText = (heading: string, counts: Readonly<Record<string, number>>): readonly string[] => {
  const entries = Object.entries(counts);
  return entries.length === 0 ? [] : [heading, ...entries.map(([name, count]) => `  ${count} × ${name}`)];
};

const importText = (result: ImportResult): string => {
  const { rejectsFile, eventsAppended, eventsAlreadyThere, datedToCause, seconds, setupRejected } = result;
  const isAllFine = result.rowsRejected + result.rowsChanged + setupRejected === 0;
  return [
    ...(result.interrupted ? ['Interrupted: import again to go on.'] : []),
    `${countsText(result)}, in ${seconds.toFixed(1)} s`,
    ...result.files.map((file) => `  ${file.file}: ${countsText(file)}`),
    `${eventsAppended} events appended, ${eventsAlreadyThere} were there already`,
    ...(setupRejected === 0 ? [] : [`${setupRejected} facts of the mapping’s setup rejected`]),
    ...(isAllFine ? [] : [`each such row with its place, the reason and what to do: ${rejectsFile}`]),
    ...listText('rejected, by code:', result.rejections),
    ...listText('changed (the log says something else, and stays as it is), by fact:', result.changes),
    ...(result.rowsChanged > 0 && result.rowsImported === 0
      ? [
          'not one row is as it was imported before: look at the mapping (zone, formats, row) before you look at the source',
        ]
      : []),
    ...listText('assumed, because the source leaves it empty, by field:', result.assumed),
    ...(datedToCause === 0
      ? []
      : [`${datedToCause} facts that the source dates before their cause were dated to it (their lateReason says so)`]),
  ].join('\n');
};

const runImport = async (
  ports: CliPorts,
  { store, folder: data }: Letopis,
  execute: Execute,
  { asked, ...sources }: Pick<ImportAsked, 'mappingFile' | 'folder'> & { readonly asked: ImportOptions },
): Promise<void> => {
  const line = new ProgressLine();
  const job: ImportAsked = {
    ...sources,
    rejectsFile: asked.rejects ?? join(data, 'rejects.jsonl'),
    signal: interruptSignal(),
    // A new company gets the default reasons and calendars, in the zone of its first data.
    prepare: async ({ zone }) => {
      if ((await store.head()) === undefined) await install({ store, execute }, asked.zone ?? zone);
    },
    onProgress: ({ file, rowsRead, share }) => {
      line.show({ what: `${file}, rows`, done: rowsRead, share });
    },
  };
  // Only this verb waits for the language of mappings to be loaded.
  const { importFiles } = await import('../../application/import/run/import-files');
  const result = await importFiles(job, { files: await ports.filesOfImport(), execute });
  line.end();
  ports.write(asked.json ? JSON.stringify(result) : importText(result));
  if (isMoreThanAllowed(result, asked)) process.exitCode = exitCodes.difference;
};

/** Some rows of a second export always changed; where not one is as it was, it is the mapping that changed, most likely. */
const isMoreThanAllowed = (result: ImportResult, { allowRejects = 0, allowChanges }: ImportOptions): boolean => {
  const { rowsRejected, setupRejected, rowsChanged, rowsImported } = result;
  return (
    rowsRejected + setupRejected > allowRejects || rowsChanged > (allowChanges ?? (rowsImported === 0 ? 0 : Infinity))
  );
};

const countOrNone = (text: string): number => {
  const count = Number(text);
  if (Number.isSafeInteger(count) && count >= 0) return count;
  throw new InvalidArgumentError('it must be a whole number, 0 or more');
};

export const addImport = (program: Command, ports: CliPorts): void => {
  withCommonOptions(
    program
      .command('import')
      .argument('<mapping>', 'the mapping, a YAML file')
      .argument('<folder>', 'the folder of the files'),
  )
    .description('import another system’s data as history')
    .option('--dry-run', 'count what would be imported, write nothing')
    .option('--rejects <file>', 'where to write rejected rows (rejects.jsonl in the data folder)')
    .option('--allow-rejects <count>', 'end with 0 where no more rows than these were rejected', countOrNone)
    .option(
      '--allow-changes <count>',
      'end with 1 where more rows than these say something else than the log',
      countOrNone,
    )
    .addHelpText(
      'after',
      `
It ends with 1 where rows were rejected (more than --allow-rejects), or changed (more than --allow-changes; without it,
where some were and not one was imported), and with 2 where the mapping or a file is wrong.
Importing the same files again appends only what is missing. The mapping is described in docs/import.md.

Examples:
  letopis import examples/it-school/mapping.yaml /exports/zoho --data /var/lib/letopis --dry-run
  letopis import examples/it-school/mapping.yaml /exports/zoho --data /var/lib/letopis --json`,
    )
    .action(async (mappingFile: string, folder: string, asked: ImportOptions) => {
      await checkMapping(ports, mappingFile);
      const work = async (letopis: Letopis): Promise<void> => {
        const rehearsal = asked.dryRun ? await letopis.rehearsal() : undefined;
        try {
          await runImport(ports, letopis, rehearsal?.execute ?? letopis.execute, { mappingFile, folder, asked });
          // What is changed before a service is started would be noticed by nothing else.
          if (!rehearsal) await catchUpLogDigests(digestPorts(letopis));
        } finally {
          await rehearsal?.close();
        }
      };
      await withLetopis(ports, asked, work, { importing: true, creates: true });
    });
};
