import type { Command } from 'commander';
import type { List } from '../../../read-models/lists/list';
import type { Report } from '../../../read-models/kit/report';
import type { CliPorts } from '../terminal/context';
import { addQuestionVerb } from './report-verbs';

/** `list`, `show` and `find`: what stands behind the ids of reports, and who is meant by a name. */
export const addListVerbs = (program: Command, lists: readonly List[], find: Report, ports: CliPorts): void => {
  addQuestionVerb(program, find, { called: find.name, argument: 'q' }, ports);
  const list = program
    .command('list')
    .description('list clients, managers, products, offers, invoices or enquiries, page by page')
    .addHelpText(
      'after',
      `
Examples:
  letopis list invoices --unpaid
  letopis list clients --q berg --fields name,segment
  letopis list offers --client "Anna Weber" --open --csv`,
    );
  const show = program
    .command('show')
    .description('one client, manager, product, offer, invoice or enquiry, with all that belongs to it')
    .addHelpText('after', '\nExamples:\n  letopis show client "Anna Weber"\n  letopis show offer <id> --json');
  for (const { spec, all, one } of lists) {
    addQuestionVerb(list, all, { called: spec.name }, ports);
    addQuestionVerb(show, one, { called: spec.one, argument: spec.one }, ports);
  }
};
