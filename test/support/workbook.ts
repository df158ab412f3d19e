import { strFromU8, unzipSync } from 'fflate';

/** A cell as another reader of the file sees it: what is in it, how it is shown, and whether it is a formula. */
export interface ReadCell {
  readonly value: string | number | boolean;
  readonly format: string;
}

export interface ReadSheet {
  readonly rows: readonly (readonly (ReadCell | null)[])[];
  /** So many rows stay where the sheet is scrolled. */
  readonly frozenRows: number;
}

const entities: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };
const plain = (xml: string): string => xml.replaceAll(/&(\w+);/g, (whole, name: string) => entities[name] ?? whole);

const all = (xml: string, pattern: RegExp): readonly string[] =>
  [...xml.matchAll(pattern)].map(([, inner = '']) => inner);

const columnNumber = (letters: string): number =>
  Array.from(letters).reduce((number, letter) => number * 26 + letter.charCodeAt(0) - 64, 0);

/** The sheets of a workbook by their names, read from the XML of the file, without the library that writes it. */
export const readWorkbook = (file: Uint8Array): Readonly<Record<string, ReadSheet>> => {
  const parts = unzipSync(file);
  const part = (path: string): string => strFromU8(parts[path]!);
  const texts = all(part('xl/sharedStrings.xml'), /<si><t[^>]*>(.*?)<\/t><\/si>/gs).map(plain);
  const styles = part('xl/styles.xml');
  const formats = new Map(
    [...styles.matchAll(/<numFmt numFmtId="(\d+)" formatCode="([^"]*)"/g)].map(([, key, code]) => [key, plain(code!)]),
  );
  const shown = [...styles.split('<cellXfs')[1]!.matchAll(/<xf ([^>]*)>/g)].map(
    ([, given]) => formats.get(/numFmtId="(\d+)"/.exec(given!)?.[1] ?? '') ?? '',
  );
  const readCell = (attributes: string, inner: string): ReadCell => {
    if (inner.includes('<f')) throw new Error(`a formula: ${inner}`);
    const raw = /<v>(.*?)<\/v>/s.exec(inner)?.[1] ?? '';
    const kind = / t="(\w+)"/.exec(attributes)?.[1];
    const value = kind === 's' ? texts[Number(raw)]! : kind === 'b' ? raw === '1' : Number(raw);
    return { value, format: shown[Number(/ s="(\d+)"/.exec(attributes)?.[1] ?? 0)] ?? '' };
  };
  const readRow = (xml: string): readonly (ReadCell | null)[] => {
    const cells: (ReadCell | null)[] = [];
    for (const [, attributes, letters, inner] of xml.matchAll(/<c( r="([A-Z]+)\d+"[^>]*?)(?:\/>|>(.*?)<\/c>)/gs)) {
      const place = columnNumber(letters!) - 1;
      while (cells.length < place) cells.push(null);
      cells.push(inner === undefined ? null : readCell(attributes!, inner));
    }
    return cells;
  };
  const names = all(part('xl/workbook.xml'), /<sheet [^>]*?name="([^"]*)"/g).map(plain);
  return Object.fromEntries(
    names.map((name, index) => {
      const xml = part(`xl/worksheets/sheet${index + 1}.xml`);
      const frozenRows = Number(/<pane ySplit="(\d+)"[^>]*state="frozen"/.exec(xml)?.[1] ?? 0);
      return [name, { rows: all(xml, /<row [^>]*>(.*?)<\/row>/gs).map(readRow), frozenRows }];
    }),
  );
};

const FIRST_DAY = Date.UTC(1899, 11, 30);
const DAY = 86_400_000;

/** What a spreadsheet shows for a number that is formatted as a date. */
export const shownDate = (days: number): string =>
  new Date(FIRST_DAY + Math.round(days * DAY)).toISOString().slice(0, 19);
