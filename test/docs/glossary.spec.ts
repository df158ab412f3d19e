import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { CliPorts } from '../../src/adapters/cli/terminal/context';
import { createProgram } from '../../src/adapters/cli/program';
import { publicCommands } from '../../src/application/commands/command-fields';
import { installationCommands } from '../../src/domain/installation';
import * as words from '../../src/domain/shared/words';
import { reports } from '../../src/read-models';

const docs = resolve(__dirname, '../../docs');
const textOf = (page: string): string => readFileSync(join(docs, page), 'utf8');

interface Entry {
  readonly section: string;
  readonly cells: readonly string[];
}

/** The rows of the tables, without their heads. */
const entries: readonly Entry[] = textOf('glossary.md')
  .split(/^## /m)
  .slice(1)
  .flatMap((text) => {
    const [section = ''] = text.split(' · ', 1);
    const rows = [...text.matchAll(/^\| (.+) \|$/gm)].map(([, row]) => row!.split(' | ').map((cell) => cell.trim()));
    return rows.filter(([first]) => !first!.startsWith('--')).map((cells) => ({ section, cells }));
  });

const codesIn = (...sections: readonly string[]): ReadonlySet<string> =>
  new Set(
    entries
      .filter(({ section }) => sections.includes(section))
      .flatMap(({ cells }) => cells.flatMap((cell) => [...cell.matchAll(/`([^`]+)`/g)].map(([, code]) => code!))),
  );

const missingIn = (codes: readonly string[], ...sections: readonly string[]): readonly string[] => {
  const known = codesIn(...sections);
  return codes.filter((code) => !known.has(code));
};

const eventTypes = [...textOf('events.md').matchAll(/^\| \*\*(\w+)\*\*/gm)].map(([, type]) => type!);
const reasons = installationCommands({ zone: 'Europe/Berlin' }).flatMap(({ type, data }) =>
  type === 'DefineReason' ? [data.code] : [],
);
const values = Object.values(words).flatMap((list): readonly string[] => (typeof list === 'function' ? [] : list));
// The verbs are described by names alone: nothing is opened.
const ports = { version: '', reports } as unknown as CliPorts;
const verbs = createProgram(ports).commands.map((verb) => verb.name());

describe('the glossary', () => {
  it.each([
    ['command', publicCommands, ['Commands and their events']],
    ['event', eventTypes, ['Commands and their events', 'Events that follow']],
    ['report', reports.map(({ name }) => name), ['Reports']],
    ['reason of a refusal', reasons, ['Reasons of refusals']],
    ['verb', verbs, ['Verbs of the command line']],
    ['value', values, ['Values', 'Reasons of refusals', 'Why we decline an enquiry']],
  ])('has every %s', (_, codes, sections) => {
    expect(codes.length).toBeGreaterThan(5);
    expect(missingIn(codes, ...sections)).toEqual([]);
  });

  it('would miss a word that is not there', () => {
    expect(missingIn(['LogCall', 'LogDream'], 'Commands and their events')).toEqual(['LogDream']);
  });

  it('says everything in Russian, too', () => {
    const speechless = entries.filter(({ cells }) => !cells.some((cell) => /[а-яё]/i.test(cell)));
    // The heads of tables are in Russian as well.
    expect(speechless).toEqual([]);
  });
});
