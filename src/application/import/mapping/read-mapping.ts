import { readFact } from './facts';
import { readFile } from './file-plan';
import { isCurrency, isZone } from '../../commands/texts';
import { localClock } from '../language/local-time';
import { readLookup, type LookupPlan } from './lookups';
import type { FilePlan, Mapping } from './mapping-plan';
import { MappingReader } from '../language/reading';
import type { MappingScope } from '../language/scope';
import type { OpenTable } from '../table';
import { SourceIds } from '../language/source-ids';
import { readTree, type MapEntry, type MappingProblem, type Node } from '../language/tree';
import { readMaps } from '../language/value-maps';

/** A mapping that can't be used: all that is wrong with it. */
export class MappingError extends Error {
  constructor(
    readonly mappingFile: string,
    readonly problems: readonly MappingProblem[],
  ) {
    const lines = problems.map(({ line, message, next }) => `${mappingFile}:${line}: ${message} → ${next}`);
    super(lines.join('\n'));
    this.name = 'MappingError';
  }
}

const mappingKeys = ['source', 'zone', 'currency', 'maps', 'lookups', 'setup', 'files'] as const;
type MappingFields = ReadonlyMap<(typeof mappingKeys)[number], MapEntry>;

const readSource = (fields: MappingFields, tree: Node, reading: MappingReader): string => {
  const entry = reading.required(fields, 'source', tree, 'a mapping');
  const source = (entry && reading.text(entry.value, 'source')) ?? '';
  if (entry && !/^[a-z0-9][a-z0-9-]*$/u.test(source))
    reading.problem(entry, `“${source}” is no name of a source`, 'take small letters, digits and hyphens');
  return source;
};

const readZone = (fields: MappingFields, tree: Node, reading: MappingReader): string => {
  const entry = reading.required(fields, 'zone', tree, 'a mapping');
  const zone = (entry && reading.text(entry.value, 'zone')) ?? 'UTC';
  if (isZone(zone)) return zone;
  if (entry) reading.problem(entry, `“${zone}” is no time zone`, 'take an IANA name, as Europe/Berlin');
  return 'UTC';
};

const readCurrency = (fields: MappingFields, reading: MappingReader): string => {
  const entry = fields.get('currency');
  const currency = entry ? (reading.text(entry.value, 'currency') ?? '') : 'XXX';
  if (isCurrency(currency)) return currency;
  if (entry) reading.problem(entry, `“${currency}” is no currency`, 'write its three letters by ISO 4217, as EUR');
  return 'XXX';
};

type BaseScope = MappingScope & { readonly zone: string; readonly source: string };

const baseScope = (fields: MappingFields, tree: Node, reading: MappingReader): BaseScope => {
  const zone = readZone(fields, tree, reading);
  const source = readSource(fields, tree, reading);
  return {
    reading,
    zone,
    source,
    ids: new SourceIds(source),
    currency: readCurrency(fields, reading),
    clock: localClock(zone),
    maps: readMaps(fields.get('maps'), reading),
    lookups: new Map(),
    columns: new Map(),
    names: new Map(),
    inDocument: false,
  };
};

/** Reads a mapping and checks all of it against the commands and against the headers of its files. */
export const readMapping = async (mappingFile: string, text: string, open: OpenTable): Promise<Mapping> => {
  const { tree, problems } = readTree(text);
  if (problems.length > 0) throw new MappingError(mappingFile, problems);
  const reading = new MappingReader();
  const fields: MappingFields = reading.fields(tree, 'a mapping', mappingKeys);
  const base = baseScope(fields, tree, reading);
  const lookups: LookupPlan[] = [];
  for (const entry of lookupEntries(fields.get('lookups'), reading)) {
    const lookup = await readLookup(entry, base, open);
    if (lookup) lookups.push(lookup);
  }
  const scope: MappingScope = { ...base, lookups: new Map(lookups.map(({ name, lookup }) => [name, lookup])) };
  const setup = reading.itemsAt(fields.get('setup')).map((node) => readFact(node, scope));
  const files: FilePlan[] = [];
  reading.required(fields, 'files', tree, 'a mapping');
  for (const node of reading.itemsAt(fields.get('files'))) {
    const file = await readFile(node, scope, open);
    if (file) files.push(file);
  }
  if (reading.problems.length > 0)
    throw new MappingError(
      mappingFile,
      [...reading.problems].sort((one, other) => one.line - other.line),
    );
  return { source: base.source, zone: base.zone, setup: setup.filter((fact) => fact !== undefined), lookups, files };
};

const lookupEntries = (entry: MapEntry | undefined, reading: MappingReader): readonly MapEntry[] =>
  (entry && reading.map(entry.value, 'lookups')?.entries) ?? [];
