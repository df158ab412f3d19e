import type { Command } from 'commander';
import { notesOnStanding } from '../../../application/projecting/standing';
import { withCommonOptions, withLetopis, type CliPorts, type CommonOptions } from '../terminal/context';
import { printSections } from '../terminal/output';
import { upToDate } from './report-verbs';

const NOTE =
  'The file holds names in plain: anyone who can read it sees them. The next erasure wipes it, and letopis names --wipe ' +
  'does; write it again then. Do not copy it, for a copy outlives an erasure.';

interface NamesOptions extends CommonOptions {
  readonly wipe?: boolean;
}

/** `names`: for analysts who may see names, a file that SQL attaches beside the read models. */
export const addNames = (program: Command, ports: CliPorts): void => {
  withCommonOptions(
    program
      .command('names')
      .description('write the names of clients and managers into a file for SQL, which the next erasure wipes'),
  )
    .option('--wipe', 'wipe the file')
    .addHelpText(
      'after',
      `
Examples:
  letopis names
  letopis names --wipe
In SQL, beside the read models:
  attach '.data/opened-names.sqlite' as opened;
  select name, count(*) from calls join opened.client_names using (clientId) group by clientId;`,
    )
    .action((asked: NamesOptions) =>
      withLetopis(ports, asked, async (letopis) => {
        const { file, write, wipe } = letopis.openedNames;
        if (asked.wipe) wipe();
        else await upToDate(letopis);
        const standing = asked.wipe ? [] : await notesOnStanding(letopis.side, ['clients', 'managers']);
        const names = asked.wipe ? 0 : await write();
        printSections(ports, asked, { names: [{ file, names }] }, asked.wipe ? [] : [...standing, NOTE]);
      }),
    );
};
