import { join } from 'node:path';
import ts from 'typescript';
import { decode, type StoredDomainEvent } from '../../../src/application/log/codec';
import { upcasters } from '../../../src/application/log/stored-versions';
import { deciders } from '../../../src/application/executing/aggregates';
import { projections } from '../../../src/read-models';
import { project } from '../../support/project';
import { storedSamples } from '../../support/stored-samples';

// The compiler reads the domain's types.
jest.setTimeout(120_000);

/** `OfferMade.v1`, and so on up to the version that is written today. */
const versionsOf = (type: string, steps: readonly unknown[]): readonly string[] =>
  [...steps, 'today'].map((_, index) => `${type}.v${index + 1}`);
const versions = Object.entries<readonly unknown[]>(upcasters).map(([type, steps]) => versionsOf(type, steps));

/** The samples in the order of the log, decoded; of an event's versions the one that `choose` takes. */
const history = (choose: (names: readonly string[]) => string | undefined): readonly StoredDomainEvent[] =>
  versions
    .flatMap((names) => storedSamples.get(choose(names) ?? '') ?? [])
    .sort((one, other) => Number(one.position - other.position))
    .map(decode);
const oldest = history((names) => names[0]);
const newest = history((names) => names.at(-1));

/** What the compiler says of event data as literals of their types. */
const compiled = (events: readonly { readonly type: string; readonly data: unknown }[]): readonly string[] => {
  const folder = join(__dirname, '..', '..', '..', 'src', 'domain');
  const lines = events.map(({ type, data }) => `export const ${type}: Events['${type}'] = ${JSON.stringify(data)};`);
  const text = [`import type { EventCatalogue as Events } from './catalogue';`, ...lines].join('\n');
  const file = join(folder, 'samples-in-memory.ts');
  const options: ts.CompilerOptions = { strict: true, exactOptionalPropertyTypes: true, noEmit: true, types: [] };
  const host = ts.createCompilerHost(options);
  const read = host.getSourceFile.bind(host);
  host.getSourceFile = (name, ...rest) =>
    name === file ? ts.createSourceFile(name, text, ts.ScriptTarget.ES2023) : read(name, ...rest);
  const program = ts.createProgram([file], { ...options, lib: ['lib.es2023.d.ts'] }, host);
  // A line an event, after the one that imports the types.
  const typeAt = (start = 0): string => events[text.slice(0, start).split('\n').length - 2]?.type ?? 'the catalogue';
  return program
    .getSemanticDiagnostics(program.getSourceFile(file))
    .map(({ start, messageText }) => `${typeAt(start)}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`);
};

describe('a stored sample', () => {
  it('is there of every version of every event (GET /events?shape=stored shows one), and none is left over', () => {
    const missing = versions.flat().filter((name) => !storedSamples.has(name));
    const unknown = [...storedSamples.keys()].filter((name) => !versions.flat().includes(name));
    expect({ missing, unknown }).toEqual({ missing: [], unknown: [] });
  });

  it.each([...storedSamples])('%s says in its metadata which version it is of', (name, { type, metadata }) => {
    expect(`${type}.v${metadata.schemaVersion}`).toBe(name);
  });

  it('of an old version is read as today’s sample, which tells the same fact', () => {
    expect(oldest).toEqual(newest);
  });

  it('is, when it is decoded, of the type that the domain has today', () => {
    expect(compiled(newest)).toEqual([]);
    expect(compiled([{ type: 'ClientAssigned', data: { clientId: 'c', managerId: 'm' } }])).toEqual([
      expect.stringMatching(/^ClientAssigned: Property 'reason' is missing/),
    ]);
  });

  it.each(['oldest', 'newest'] as const)('is taken by its decider: the %s versions', (which) => {
    const arms = new Map<string, { evolve: object; initialState: unknown }>(Object.entries(deciders));
    const states = new Map<string, unknown>();
    const folded = new Set<string>();
    for (const event of { oldest, newest }[which]) {
      const category = event.stream.slice(0, event.stream.indexOf('-'));
      const { evolve, initialState } = arms.get(category)!;
      const arm = (evolve as Record<string, (state: unknown, event: unknown) => unknown>)[event.type]!;
      const state = arm(states.get(event.stream) ?? initialState, event);
      states.set(event.stream, state);
      if (state !== undefined) folded.add(category);
    }
    expect([...folded].sort()).toEqual([...arms.keys()].sort());
  });

  it.each(['oldest', 'newest'] as const)('is taken by every read model: the %s versions', (which) => {
    const rows = project(projections, { oldest, newest }[which]);
    expect(Object.values(rows).filter((table) => table.length > 0).length).toBeGreaterThan(10);
  });
});
