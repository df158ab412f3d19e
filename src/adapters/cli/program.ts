import { Command, CommanderError } from 'commander';
import { StoreError } from '../../application/log/event-store';
import { UnreadableTable } from '../../application/import/tables/table';
import { MappingError } from '../../application/import/mapping/mapping-error';
import { answersOnTrial } from '../../read-models';
import { findReport } from '../../read-models/lists/find';
import { lists } from '../../read-models/lists/lists';
import { exitCodes, withCommonOptions, UsageError, type CliPorts, type CommonOptions } from './terminal/context';
import { addCampaignVerbs } from './campaign-verbs';
import { addCompletion } from './completion-verb';
import { addCopy } from './log/copy-verb';
import { addDiff } from './reports/diff-verb';
import { addImport } from './import-verb';
import { addKeys } from './log/keys-verb';
import { addListVerbs } from './reports/list-verbs';
import { addLogVerbs } from './log/log-verbs';
import { addNames } from './reports/names-verb';
import { addParquet } from './reports/parquet-verb';
import { addNew } from './new-verb';
import { addReadModelVerbs } from './read-models/read-model-verbs';
import { addReportVerbs } from './reports/report-verbs';
import { addSimulate } from './simulate-verb';
import { addSql } from './reports/sql-verb';
import { addTrial } from './reports/trial-verb';
import { addTraces } from './read-models/traces-verb';
import { addVerify } from './read-models/verify-verb';

const AFTER = `
Exit codes: 0 good · 1 a difference, or rejected by a rule · 2 wrong use · 3 the store is not available

Examples:
  letopis serve --data /var/lib/letopis
  letopis report enquiries --from 2024-01-01 --to 2024-07-01
  letopis find "berg"
  letopis list invoices --unpaid
  letopis <verb> --help`;

const addServe = (program: Command, ports: CliPorts): void => {
  withCommonOptions(
    program.command('serve').description('serve the HTTP API; an empty store gets the sample company first'),
  )
    .option('--port <number>', 'where to listen (LETOPIS_PORT, else 3000)')
    .option(
      '--read-only',
      'append nothing to the log: no command, no missed deadline, no sample (LETOPIS_READ_ONLY=yes)',
    )
    .addHelpText(
      'after',
      '\nExamples:\n  letopis serve --data /var/lib/letopis\n  letopis serve --read-only --data ./imported\n  LETOPIS_SAMPLE=no letopis serve --port 8080',
    )
    .action((given: CommonOptions) => ports.serve(given));
};

export const createProgram = (ports: CliPorts): Command => {
  const program = new Command('letopis')
    .description('An event-sourced CRM core in which nothing that happened is ever overwritten')
    .version(ports.version, '--version', 'say which version this is')
    .addHelpText('after', AFTER)
    .exitOverride()
    .showHelpAfterError('(see letopis --help)');
  addServe(program, ports);
  addReportVerbs(program, ports.reports, ports);
  addListVerbs(program, lists, findReport, ports);
  addTrial(program, answersOnTrial, ports);
  addCampaignVerbs(program, ports);
  addLogVerbs(program, ports);
  addDiff(program, ports);
  addReadModelVerbs(program, ports);
  addNew(program, ports, process.env);
  addParquet(program, ports);
  addSql(program, ports);
  addVerify(program, ports);
  addImport(program, ports);
  addCopy(program, ports);
  addSimulate(program, ports);
  addTraces(program, ports);
  addKeys(program, ports);
  addNames(program, ports);
  addCompletion(program, ports);
  for (const verb of [...program.commands, ...program.commands.flatMap(({ commands }) => commands)])
    verb.exitOverride();
  return program;
};

export const failureOf = (error: unknown): { readonly code: number; readonly message: string } => {
  if (error instanceof CommanderError)
    return { code: error.exitCode === 0 ? exitCodes.good : exitCodes.wrongUse, message: '' };
  if (error instanceof StoreError)
    return { code: error.code === 'conflict' ? exitCodes.difference : exitCodes.storeAway, message: error.message };
  const isWrongUse = [UsageError, MappingError, UnreadableTable].some((kind) => error instanceof kind);
  const message = error instanceof Error ? error.message : String(error);
  return { code: isWrongUse ? exitCodes.wrongUse : exitCodes.difference, message };
};
