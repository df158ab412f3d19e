import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { Option, type Command } from 'commander';
import type { FormedAnswer } from '../../../application/forms/cells';
import { xlsxOf } from '../../../application/forms/xlsx';
import {
  formatOf,
  UsageError,
  wholeNumber,
  withCommonOptions,
  type CliPorts,
  type CommonOptions,
} from '../terminal/context';
import { render, type Printable } from '../terminal/output';
import { interruptSignal } from '../terminal/progress';
import { CLEARED } from '../terminal/screen';

/** How an answer is shown. */
export interface ShowOptions extends CommonOptions {
  readonly ids?: boolean;
  readonly xlsx?: string;
  /** False with --no-pager. */
  readonly pager?: boolean;
  /** Seconds. */
  readonly watch?: number;
}

export const withShowing = (verb: Command): Command =>
  withCommonOptions(verb)
    .option('--ids', 'in tables, show ids, too')
    .addOption(
      new Option('--xlsx <file>', 'write a workbook for people: a sheet for each section').conflicts(['json', 'csv']),
    )
    .addOption(
      new Option(
        '--watch <seconds>',
        'ask again every so many seconds, and show each answer that differs, until Ctrl-C',
      )
        .argParser(wholeNumber)
        .conflicts('xlsx'),
    )
    .option('--no-pager', 'print it at once, also where it is longer than the screen (PAGER, else less)');

/** Never over a file that is there: somebody may have written into it. */
const writeXlsx = async (file: string, answer: FormedAnswer, ports: CliPorts): Promise<void> => {
  if (existsSync(file)) throw new UsageError(`--xlsx: ${file} is there already: name a new file`);
  await writeFile(file, await xlsxOf(answer), { flag: 'wx' });
  const sheets = Object.entries(answer.sections).map(([sheet, rows]) => ({ sheet, rows: rows.length }));
  ports.write(render({ sections: { sheets }, notes: [`They are in ${file}.`] }, 'table', ports));
};

/** Asks again every so many seconds, until it is interrupted, and shows each answer that differs from the last one. */
const watchAnswers = async (ask: () => Promise<string>, seconds: number, ports: CliPorts): Promise<void> => {
  const signal = interruptSignal();
  let shown: string | undefined;
  while (!signal.aborted) {
    const text = await ask();
    if (text !== shown) ports.write(ports.width === undefined ? text : `${CLEARED}${text}`);
    shown = text;
    await pause(seconds * 1_000, undefined, { signal }).catch(() => undefined);
  }
};

/** Shows the answer to a question: on the screen, in the form that is asked for, or in a file. */
export const showAnswer = async (
  question: () => Promise<Printable>,
  asked: ShowOptions,
  ports: CliPorts,
): Promise<void> => {
  const format = formatOf(asked);
  const { xlsx, watch, pager = true, ids: showsIds = false } = asked;
  const ask = async (): Promise<Printable> => ({ ...(await question()), showsIds });
  if (watch !== undefined) return watchAnswers(async () => render(await ask(), format, ports), watch, ports);
  const answer = await ask();
  if (xlsx !== undefined) return writeXlsx(xlsx, answer, ports);
  const text = render(answer, format, ports);
  if (pager) ports.page(text);
  else ports.write(text);
  // CSV has no room for them, and rows without them say more than is true.
  if (format === 'csv') for (const note of answer.notes) ports.note(note);
};
