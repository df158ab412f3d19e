import type { MappingReader } from '../language/reading';
import type { MappingScope } from '../language/scope';
import type { OpenTable, SourceTable, TableFormat } from '../table';
import type { MapEntry } from '../language/tree';

/** The `csv` options of a file: how its cells are parted, quoted and encoded. */
const readFormat = (entry: MapEntry | undefined, reading: MappingReader): TableFormat => {
  const fields = entry ? reading.fields(entry.value, 'csv', ['delimiter', 'quote', 'encoding']) : undefined;
  const option = (key: 'delimiter' | 'quote' | 'encoding', otherwise: string): string => {
    const given = fields?.get(key);
    return (given && reading.text(given.value, key)) ?? otherwise;
  };
  const encoding = option('encoding', 'utf-8');
  if (!isEncoding(encoding))
    reading.problem(
      fields?.get('encoding') ?? { line: 1 },
      `“${encoding}” is no encoding`,
      'take one as utf-8, windows-1251, iso-8859-1',
    );
  return { delimiter: option('delimiter', ','), quote: option('quote', '"'), encoding };
};

const isEncoding = (name: string): boolean => {
  try {
    return new TextDecoder(name).encoding !== '';
  } catch {
    return false;
  }
};

/** The table that an entry names with `file`; a file that is not there is a problem. */
export const tableOf = async (
  fields: ReadonlyMap<string, MapEntry>,
  line: number,
  what: string,
  { reading }: MappingScope,
  open: OpenTable,
): Promise<SourceTable | undefined> => {
  const entry = reading.required(fields, 'file', { line }, what);
  const file = entry && reading.text(entry.value, 'file');
  if (!entry || file === undefined) return undefined;
  const table = await open(file, readFormat(fields.get('csv'), reading));
  if (!table) reading.problem(entry, `there is no file “${file}”`, 'put it into the folder, or fix its name');
  return table;
};
