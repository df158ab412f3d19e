import { spawnSync } from 'node:child_process';
import { stripVTControlCharacters, styleText } from 'node:util';

/** How a part of a text is shown, where there are colours. */
const looks = { heading: ['bold', 'cyan'], column: ['bold'], note: ['yellow'], failure: ['red'] } as const;
export type Look = keyof typeof looks;

/** Whether there are colours was asked before. */
const always = { validateStream: false };
export const inColour = (look: Look, text: string): string => styleText([...looks[look]], text, always);

type Screen = Pick<NodeJS.WriteStream, 'isTTY' | 'rows' | 'columns'>;
type ShellVariables = Readonly<Record<string, string | undefined>>;

/** Whether a screen shows colours; NO_COLOR and FORCE_COLOR are respected by Node. */
export const hasColours = (stream: Partial<Pick<NodeJS.WriteStream, 'isTTY' | 'hasColors'>>): boolean =>
  stream.isTTY === true && stream.hasColors?.() === true;

/** How many lines of a screen a text takes: long ones are broken. */
const linesTaken = (text: string, columns: number): number =>
  text
    .split('\n')
    .reduce((lines, line) => lines + Math.max(1, Math.ceil(stripVTControlCharacters(line).length / columns)), 0);

/** The program that shows a text page by page; undefined where there is no screen, or it has room for all. */
export const pagerFor = (
  text: string,
  { isTTY, rows, columns }: Screen,
  { PAGER = 'less' }: ShellVariables,
): string | undefined => (isTTY && PAGER !== '' && linesTaken(text, columns) >= rows ? PAGER : undefined);

/** Shows a text page by page; false where the program for it is not there. */
export const showByPages = (text: string, pager: string): boolean => {
  // `less` leaves a short text and its colours on the screen.
  const env = { LESS: 'FRX', ...process.env };
  const { status } = spawnSync(pager, { shell: true, input: `${text}\n`, stdio: ['pipe', 'inherit', 'inherit'], env });
  return status !== 126 && status !== 127;
};

/** What clears a terminal, and puts what comes next at its top. */
export const CLEARED = '\u001B[2J\u001B[H';
