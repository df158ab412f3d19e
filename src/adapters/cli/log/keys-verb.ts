import type { Command } from 'commander';
import { withCommonOptions, type CliPorts, type CommonOptions, type KeysSeen } from '../terminal/context';

interface KeysOptions extends CommonOptions {
  readonly acceptLoss?: boolean;
  readonly restored?: boolean;
}

const keysText = ({ file, accepted, losses }: KeysSeen): string => {
  if (accepted)
    return (
      `From now on ${file} is the key vault of this log, and the loss is noted in it. What was recorded of people before ` +
      'reads as [erased]; tax ids and ids of other systems that were given before are not known any more.'
    );
  const before = losses.map((at) => ` The keys of before ${at} are lost; that was accepted.`).join('');
  return `${file} is the key vault of this log.${before}`;
};

export const addKeys = (program: Command, ports: CliPorts): void => {
  withCommonOptions(
    program
      .command('keys')
      .description('look whether the key vault is that of the log; go on without keys that are lost for good'),
  )
    .option('--accept-loss', 'take the vault that is there, though it is not that of the log; this is noted in it')
    .option('--restored', 'after a restore from a backup: destroy again the keys of those who were erased since')
    .addHelpText(
      'after',
      '\nExit code 3 where the vault is not that of the log: restore it from its backup.\n\n' +
        'Examples:\n  letopis keys\n  letopis keys --restored\n  letopis keys --accept-loss',
    )
    .action(async ({ acceptLoss = false, restored = false, ...given }: KeysOptions) => {
      const seen = await ports.lookAtKeys(given, { acceptLoss, restored });
      ports.write(given.json ? JSON.stringify(seen) : keysText(seen));
    });
};
