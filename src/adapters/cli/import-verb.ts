import { join } from 'node:path';
import type { Command } from 'commander';
import { importFiles, type ImportAsked, type ImportResult } from '../../application/import/import-files';
import type { Execute } from '../../application/executing/execution';
import type { Letopis } from '../../application/core';
import { install } from '../../application/executing/installation';
import { withCommonOptions, withLetopis, UsageError, type CliPorts, type CommonOptions } from './context';
import { interruptSignal, ProgressLine } from './progress';

interface ImportOptions extends CommonOptions {
  readonly dryRun?: boolean;
  readonly rejects?: string;
}

const checkMapping = async ({ files }: CliPorts, mappingFile: string): Promise<void> => {
  try {
    await files.readText(mappingFile);
  } catch {
    throw new UsageError(`the mapping ${mappingFile} can't be read: name a YAML file, as docs/import.md describes it`);
  }
};

const importText = (result: ImportResult): string => {
  const {
    rowsRead,
    rowsImported,
    rowsRejected,
    rejectsFile,
    eventsAppended,
    eventsAlreadyThere,
    datedToCause,
    seconds,
  } = result;
  const files = result.files.map(
    (file) => `  ${file.file}: ${file.rowsRead} rows, ${file.rowsImported} imported, ${file.rowsRejected} rejected`,
  );
  const rejections = Object.entries(result.rejections).map(([code, count]) => `  ${count} × ${code}`);
  return [
    ...(result.interrupted ? ['Interrupted: import again to go on.'] : []),
    `${rowsRead} rows read, ${rowsImported} imported, ${rowsRejected} rejected, in ${seconds.toFixed(1)} s`,
    ...files,
    `${eventsAppended} events appended, ${eventsAlreadyThere} were there already`,
    ...(datedToCause === 0
      ? []
      : [`${datedToCause} facts that the source dates before their cause were dated to it (their lateReason says so)`]),
    ...(rowsRejected === 0
      ? []
      : [`rejected rows, each with its place, the rule and what to do: ${rejectsFile}`, ...rejections]),
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
  const result = await importFiles(job, { files: ports.files, execute });
  line.end();
  ports.write(asked.json ? JSON.stringify(result) : importText(result));
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
    .addHelpText(
      'after',
      `
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
        } finally {
          await rehearsal?.close();
        }
      };
      await withLetopis(ports, asked, work, { importing: true, creates: true });
    });
};
