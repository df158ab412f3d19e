import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { commandFields } from '../../src/application/commands/command-fields';
import type { AnyField } from '../../src/application/commands/fields';

const page = readFileSync(join(__dirname, '../../docs/references.md'), 'utf8');

/** The ids that a field holds, each by its path: `by.callId`, `lines[].productId`. */
const idsIn = (path: string, { kind, objects = [], entries }: AnyField): readonly string[] => {
  if (kind === 'id') return [path];
  if (entries) return idsIn(`${path}[]`, entries);
  return objects.flatMap(({ fields }) => [...fields].flatMap(([name, field]) => idsIn(`${path}.${name}`, field)));
};

const idsOfCommands = Object.entries(commandFields).flatMap(([type, fields]) =>
  Object.entries<AnyField>(fields).flatMap(([name, field]) => idsIn(name, field).map((path) => `${type} ${path}`)),
);

const rows = [...page.matchAll(/^\| `(\w+)`\s*\| `([\w.[\]]+)`\s*\| (.*\S)\s*\|$/gm)];

describe('the page of references', () => {
  it('says of every id in every command what it is checked for, and of no other', () => {
    expect(idsOfCommands.length).toBeGreaterThan(100);
    expect(rows.map(([, command, field]) => `${command} ${field}`)).toEqual(idsOfCommands);
  });

  it('says so in words', () => {
    expect(rows.filter(([, , , words = '']) => words.length < 6)).toEqual([]);
  });
});
