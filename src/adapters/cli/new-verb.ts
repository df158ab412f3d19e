import type { Command } from 'commander';
import { UsageError, type CliPorts } from './terminal/context';

const READ_MODEL_NAME = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;

const writeReadModel = (ports: CliPorts, name: string, folder: string | undefined): void => {
  if (!READ_MODEL_NAME.test(name))
    throw new UsageError(`"${name}" can't be its name: take small letters, digits and -, as own-calls`);
  if (folder === undefined)
    throw new UsageError('name the folder of your read models with --folder or LETOPIS_READ_MODELS');
  const file = ports.writeSkeleton(folder, name);
  if (file === undefined) throw new UsageError(`there is a file ${name}.js in ${folder} already: take another name`);
  ports.write(`${file}\nLETOPIS_READ_MODELS=${folder} letopis report ${name}`);
};

export const addNew = (
  program: Command,
  ports: CliPorts,
  environment: Readonly<Record<string, string | undefined>>,
): void => {
  program
    .command('new')
    .description('begin something of your own')
    .command('read-model')
    .argument('<name>', 'small letters, digits and -')
    .description('write the file of a new read model, which counts calls and can be changed from there')
    .option(
      '--folder <folder>',
      'the folder of your read models (LETOPIS_READ_MODELS)',
      environment['LETOPIS_READ_MODELS'],
    )
    .addHelpText('after', '\nExamples:\n  letopis new read-model own-calls --folder ./read-models')
    .action((name: string, { folder }: { readonly folder?: string }) => {
      writeReadModel(ports, name, folder);
    });
};
