import { isCurrency, isZone } from '../../commands/texts';
import { localClock } from '../language/local-time';
import { MapFields, MappingReader } from '../language/reading';
import { sourceIds, type MappingScope } from '../language/scope';
import { readTree, type MappingProblem } from '../language/tree';
import { readValueMap } from '../language/value-maps';
import type { OpenTable } from '../tables/table';
import { readFact, type FactPlan } from './facts';
import { readFile, type FilePlan } from './files';
import { readLookup, type LookupPlan } from './lookups';

/** What becomes of outcomes that the source dates before their cause. */
export type OutcomesBeforeCause = 'reject' | 'dateToCause';

export interface Mapping {
  readonly source: string;
  readonly zone: string;
  readonly outcomesBeforeCause: OutcomesBeforeCause;
  /** The local times, in milliseconds of a day, at which what is known by its day alone counts. */
  readonly daytimes: ReadonlySet<number>;
  readonly setup: readonly FactPlan[];
  readonly lookups: readonly LookupPlan[];
  readonly files: readonly FilePlan[];
}

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

const mappingKeys = ['source', 'zone', 'currency', 'outcomesBeforeCause', 'maps', 'lookups', 'setup', 'files'] as const;
type MappingFields = MapFields<(typeof mappingKeys)[number]>;

interface HeadRule {
  readonly isRight: (text: string) => boolean;
  readonly what: string;
  readonly next: string;
}

const sourceRule: HeadRule = {
  isRight: (text) => /^[a-z0-9][a-z0-9-]*$/u.test(text),
  what: 'name of a source',
  next: 'take small letters, digits and hyphens',
};
const zoneRule: HeadRule = { isRight: isZone, what: 'time zone', next: 'take an IANA name, as Europe/Berlin' };

/** A text of the mapping's head; `otherwise` where it is not right. */
const readHead = (fields: MappingFields, key: 'source' | 'zone', rule: HeadRule, otherwise: string): string => {
  const text = fields.requiredText(key);
  if (text === undefined || rule.isRight(text)) return text ?? otherwise;
  fields.problem(`“${text}” is no ${rule.what}`, rule.next, key);
  return otherwise;
};

const readCurrencies = (fields: MappingFields): readonly string[] => {
  const currencies = fields.texts('currency');
  for (const currency of currencies)
    if (!isCurrency(currency))
      fields.problem(`“${currency}” is no currency`, 'write its three letters by ISO 4217, as EUR', 'currency');
  return currencies;
};

const readOutcomesBeforeCause = (fields: MappingFields): OutcomesBeforeCause => {
  const said = fields.text('outcomesBeforeCause') ?? 'reject';
  if (said === 'reject' || said === 'dateToCause') return said;
  fields.problem(`“${said}” is no way to take them`, 'write reject, or dateToCause', 'outcomesBeforeCause');
  return 'reject';
};

const readScope = (fields: MappingFields): MappingScope & Pick<Mapping, 'source' | 'zone'> => {
  const { reading } = fields;
  const source = readHead(fields, 'source', sourceRule, '');
  const zone = readHead(fields, 'zone', zoneRule, 'UTC');
  const maps = new Map(reading.entries(fields.at('maps'), 'maps').map((one) => [one.key, readValueMap(one, reading)]));
  return {
    ...{ reading, source, zone, currencies: readCurrencies(fields), maps },
    ...{ idOf: sourceIds(source), clock: localClock(zone) },
    ...{ lookups: new Map(), daytimes: new Set(), columns: new Map(), names: new Map(), inDocument: false },
  };
};

/** Reads a mapping and checks all of it against the commands and against the headers of its files. */
export const readMapping = async (mappingFile: string, text: string, open: OpenTable): Promise<Mapping> => {
  const { tree, problems } = readTree(text);
  if (problems.length > 0) throw new MappingError(mappingFile, problems);
  const reading = new MappingReader();
  const fields = new MapFields(reading, tree, 'a mapping', mappingKeys);
  const base = readScope(fields);
  const outcomesBeforeCause = readOutcomesBeforeCause(fields);
  const lookups: LookupPlan[] = [];
  for (const entry of reading.entries(fields.at('lookups'), 'lookups')) {
    const lookup = await readLookup(entry, base, open);
    if (lookup) lookups.push(lookup);
  }
  const scope: MappingScope = { ...base, lookups: new Map(lookups.map(({ name, lookup }) => [name, lookup])) };
  const setup = fields.items('setup').flatMap((node) => readFact(node, scope) ?? []);
  const files: FilePlan[] = [];
  fields.required('files');
  for (const node of fields.items('files')) {
    const file = await readFile(node, scope, open);
    if (file) files.push(file);
  }
  const found = [...reading.problems].sort((one, other) => one.line - other.line);
  if (found.length > 0) throw new MappingError(mappingFile, found);
  const { source, zone, daytimes } = base;
  return { source, zone, outcomesBeforeCause, daytimes, setup, lookups, files };
};
