import { stripVTControlCharacters } from 'node:util';
import type { CliPorts } from '../../../src/adapters/cli/terminal/context';
import { render, type Printable } from '../../../src/adapters/cli/terminal/output';
import { hasColours, pagerFor } from '../../../src/adapters/cli/terminal/screen';
import { showAnswer } from '../../../src/adapters/cli/reports/show-answer';

const answer: Printable = {
  sections: { total: [{ paid: 1 }], rows: [{ a: 'x' }, { a: 'y' }], none: [] },
  notes: ['One row is one thing.'],
};

describe('colours', () => {
  const plain = render(answer, 'table', { width: 80 });
  const coloured = render(answer, 'table', { width: 80, colours: true });

  it('are there where the screen has them, and change no letter', () => {
    expect(coloured).toContain('\u001B[');
    expect(stripVTControlCharacters(coloured)).toBe(plain);
    expect(plain).not.toContain('\u001B[');
  });

  it('are never in what programs read', () => {
    for (const format of ['json', 'csv'] as const)
      expect(render(answer, format, { colours: true })).toBe(render(answer, format));
  });

  it.each([
    ['a terminal with colours', { isTTY: true, hasColors: () => true }, true],
    ['a terminal without, or where NO_COLOR says so', { isTTY: true, hasColors: () => false }, false],
    ['a file, or a pipe', {}, false],
  ])('are known of %s', (_, stream, expected) => {
    expect(hasColours(stream)).toBe(expected);
  });
});

describe('a pager', () => {
  const screen = { isTTY: true, rows: 3, columns: 10 };

  it.each([
    ['less, where the text is longer than the screen', 'a\nb\nc', screen, {}, 'less'],
    [
      'less, where lines are broken because they are longer than the screen is wide',
      'a'.repeat(21),
      screen,
      {},
      'less',
    ],
    ['what PAGER says', 'a\nb\nc', screen, { PAGER: 'more -s' }, 'more -s'],
    ['none, where the screen has room', 'a\nb', screen, {}, undefined],
    ['none, where a line is long by its colours alone', `\u001B[1m${'a'.repeat(10)}\u001B[22m`, screen, {}, undefined],
    ['none, where PAGER is empty', 'a\nb\nc', screen, { PAGER: '' }, undefined],
    ['none, where there is no screen', 'a\nb\nc', { ...screen, isTTY: false }, {}, undefined],
  ])('is %s', (_, text, given, environment, expected) => {
    expect(pagerFor(text, given, environment)).toBe(expected);
  });
});

describe('an answer that is shown', () => {
  const shown: string[] = [];
  // What is not used here is not there.
  const ports = {
    write: (text: string) => shown.push(`written: ${text}`),
    page: (text: string) => shown.push(`by pages: ${text}`),
    width: undefined,
    colours: false,
  } as unknown as CliPorts;
  beforeEach(() => {
    shown.length = 0;
  });
  const one = (value: number): Promise<Printable> => Promise.resolve({ sections: { total: [{ value }] }, notes: [] });

  it('comes page by page, unless that is not wanted', async () => {
    await showAnswer(() => one(1), {}, ports);
    await showAnswer(() => one(1), { pager: false }, ports);
    expect(shown.map((text) => text.split(':')[0])).toEqual(['by pages', 'written']);
  });

  it('is asked for again until it is interrupted, and shown where it differs', async () => {
    const answers = [1, 1, 2];
    const ask = (): Promise<Printable> => {
      const value = answers.shift()!;
      if (answers.length === 0) process.emit('SIGINT');
      return one(value);
    };
    await showAnswer(ask, { watch: 0.001 }, { ...ports, width: 80 });
    expect(answers).toEqual([]);
    expect(shown.map((text) => [text.startsWith('written: \u001B[2J'), /value +(\d)/.exec(text)?.[1]])).toEqual([
      [true, '1'],
      [true, '2'],
    ]);
  });
});
