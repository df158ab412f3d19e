import { Command, CommanderError } from 'commander';
import { StoreError } from '../../application/log/event-store';
import { MappingError } from '../../application/import/mapping/read-mapping';
import { reports } from '../../read-models';
import { exitCodes, withGiven, WrongUse, type CliPorts, type Given } from './context';
import { addCopy } from './copy';
import { addImport } from './import';
import { addLogVerbs } from './log-verbs';
import { addReadModelVerbs } from './read-model-verbs';
import { addReports } from './report';
import { addSimulate } from './simulate';

const AFTER = `
Exit codes: 0 good · 1 a difference, or a rule said no · 2 wrong use · 3 the store is away

Examples:
  letopis serve --data /var/lib/letopis
  letopis report enquiries --from 2024-01-01 --to 2024-07-01
  letopis <verb> --help`;

export const createProgram = (ports: CliPorts): Command => {
  const program = new Command('letopis')
    .description('An event-sourced CRM core in which nothing that happened is ever overwritten')
    .version(ports.version, '--version', 'say which version this is')
    .addHelpText('after', AFTER)
    .exitOverride()
    .showHelpAfterError('(letopis --help tells more)');
  withGiven(program.command('serve').description('answer over HTTP; an empty store gets the sample company first'))
    .addHelpText(
      'after',
      '\nExamples:\n  letopis serve --data /var/lib/letopis\n  LETOPIS_SAMPLE=no LETOPIS_PORT=8080 letopis serve',
    )
    .action((given: Given) => ports.serve(given));
  addReports(program, reports, ports);
  addLogVerbs(program, ports);
  addReadModelVerbs(program, ports);
  addImport(program, ports);
  addCopy(program, ports);
  addSimulate(program, ports);
  for (const verb of [...program.commands, ...program.commands.flatMap(({ commands }) => commands)])
    verb.exitOverride();
  return program;
};

/** The exit code of what went wrong, and what to say of it. */
export const failureOf = (error: unknown): { readonly code: number; readonly message: string } => {
  if (error instanceof CommanderError)
    return { code: error.exitCode === 0 ? exitCodes.good : exitCodes.wrongUse, message: '' };
  if (error instanceof StoreError)
    return { code: error.code === 'conflict' ? exitCodes.difference : exitCodes.storeAway, message: error.message };
  const isWrongUse = error instanceof WrongUse || error instanceof MappingError;
  const message = error instanceof Error ? error.message : String(error);
  return { code: isWrongUse ? exitCodes.wrongUse : exitCodes.difference, message };
};
