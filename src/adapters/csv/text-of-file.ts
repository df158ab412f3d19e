import { isUtf8 } from 'node:buffer';
import { Transform, type TransformCallback } from 'node:stream';
import { UnreadableTable, type TableFormat } from '../../application/import/tables/table';

const NEW_LINE = 0x0a;
/** A file without line feeds is not held back longer than this. */
const MOST_HELD_BACK = 1024 * 1024;

const isUnicode8 = (encoding: string): boolean => /^utf-?8$/i.test(encoding);
const isUnicode16 = (encoding: string): boolean => /^utf-?16/i.test(encoding);

const begins = [
  { bytes: [0x50, 0x4b, 0x03, 0x04], what: 'is a workbook (XLSX, ODS) or another ZIP archive' },
  { bytes: [0xd0, 0xcf, 0x11, 0xe0], what: 'is a workbook of old (XLS)' },
  { bytes: [0x25, 0x50, 0x44, 0x46], what: 'is a PDF' },
];
const MOST_CONTROL_BYTES = 0.05;
const isControl = (byte: number): boolean => byte < 0x20 && ![0x09, 0x0a, 0x0c, 0x0d].includes(byte);

const count = (bytes: Buffer, fits: (byte: number) => boolean): number => {
  let sum = 0;
  for (const byte of bytes) if (fits(byte)) sum += 1;
  return sum;
};

const AS_CSV = 'open it in the program that it belongs to, save the sheet as CSV, and name that file';

const isBeginOf = (head: Buffer, bytes: readonly number[]): boolean =>
  bytes.every((byte, index) => head[index] === byte);

/** What a file is that is no text; undefined where it seems to be one. */
const binaryOf = (head: Buffer): string | undefined => {
  const isText = count(head, isControl) <= head.length * MOST_CONTROL_BYTES;
  return begins.find(({ bytes }) => isBeginOf(head, bytes))?.what ?? (isText ? undefined : 'is no text');
};

/** What the first bytes of a file tell: that it is no table of text, or is written in another way than was said. */
export const inspected = (head: Buffer, file: string, format: TableFormat): TableFormat => {
  if (isUnicode16(format.encoding)) return format;
  for (const [encoding, ...mark] of [['utf-16le', 0xff, 0xfe] as const, ['utf-16be', 0xfe, 0xff] as const])
    if (isBeginOf(head, mark)) throw new UnreadableTable(file, 'is UTF-16', `write csv: { encoding: ${encoding} }`);
  const binary = binaryOf(head);
  if (binary !== undefined) throw new UnreadableTable(file, binary, AS_CSV);
  const delimiter = /^(?:\xef\xbb\xbf)?"?sep=(.)"?\r?\n/.exec(head.toString('latin1'))?.[1];
  if (delimiter === undefined) return format;
  return { delimiter, ...format, linesAbove: Math.max(1, format.linesAbove) };
};

/** What bytes that are not UTF-8 look like: Cyrillic stands in words, the letters of western languages stand alone. */
const guessOf = (bytes: Buffer): string => {
  const high = count(bytes, (byte) => byte >= 0x80);
  let inWords = 0;
  for (let at = 1; at < bytes.length; at += 1)
    if ((bytes[at] ?? 0) >= 0x80 && (bytes[at - 1] ?? 0) >= 0x80) inWords += 1;
  if (inWords * 2 < high) return 'windows-1252 (western languages) or windows-1250 (Polish, Czech, Hungarian)';
  return count(bytes, (byte) => byte >= 0xc0) * 2 > high ? 'windows-1251 (Cyrillic)' : 'ibm866 (Cyrillic)';
};

/** Encodings in which any byte is a letter: what is UTF-8 can be read in them, and is wrong. */
const isOfSingleBytes = (encoding: string): boolean =>
  /^(windows-|iso-8859-|koi8-|ibm866|macintosh|x-mac)/.test(new TextDecoder(encoding).encoding);

/** By chance no text of such an encoding has letters that are all right in UTF-8. */
const isSurelyUtf8 = (bytes: Buffer): boolean => count(bytes, (byte) => byte >= 0xc0) > 0 && isUtf8(bytes);

const isTextIn = (encoding: string, bytes: Buffer): boolean => {
  try {
    new TextDecoder(encoding, { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
};

const linesIn = (bytes: Buffer): number => {
  let lines = 0;
  for (let at = bytes.indexOf(NEW_LINE); at >= 0; at = bytes.indexOf(NEW_LINE, at + 1)) lines += 1;
  return lines;
};

/** Makes UTF-8 of a file, without the lines above its header. Ends with the line whose bytes are no text. */
export class TextOfFile extends Transform {
  private held = Buffer.alloc(0);
  private line = 1;
  private readonly decoder: InstanceType<typeof TextDecoder>;
  private readonly mayBeUtf8: boolean;

  constructor(
    private readonly format: TableFormat,
    private readonly file: string,
  ) {
    super();
    this.decoder = new TextDecoder(format.encoding, { fatal: true });
    this.mayBeUtf8 = isOfSingleBytes(format.encoding);
  }

  override _transform(chunk: Buffer, _: BufferEncoding, done: TransformCallback): void {
    const bytes = this.held.length === 0 ? chunk : Buffer.concat([this.held, chunk]);
    const isWhole = isUnicode16(this.format.encoding) || bytes.length > MOST_HELD_BACK;
    const end = isWhole ? bytes.length : bytes.lastIndexOf(NEW_LINE) + 1;
    this.held = Buffer.from(bytes.subarray(end));
    this.pass(bytes.subarray(0, end), done);
  }

  override _flush(done: TransformCallback): void {
    this.pass(this.held, done);
  }

  private pass(bytes: Buffer, done: TransformCallback): void {
    try {
      const text = this.belowTop(this.decoded(bytes));
      this.line += linesIn(text);
      done(null, text);
    } catch (error) {
      done(error instanceof Error ? error : new Error(String(error)));
    }
  }

  private belowTop(text: Buffer): Buffer {
    let rest = text;
    while (this.line <= this.format.linesAbove && rest.length > 0) {
      const end = rest.indexOf(NEW_LINE);
      if (end < 0) return rest.subarray(rest.length);
      rest = rest.subarray(end + 1);
      this.line += 1;
    }
    return rest;
  }

  /** Whole lines, except of UTF-16, whose decoder keeps what is left over. */
  private decoded(bytes: Buffer): Buffer {
    const { encoding } = this.format;
    if (isUnicode8(encoding)) {
      if (isUtf8(bytes)) return bytes;
      throw this.noText(bytes, isUtf8);
    }
    if (this.mayBeUtf8 && isSurelyUtf8(bytes)) throw this.noText(bytes, (line) => !isSurelyUtf8(line), 'utf-8');
    try {
      return Buffer.from(this.decoder.decode(bytes, { stream: true }));
    } catch {
      throw this.noText(bytes, (line) => isTextIn(encoding, line));
    }
  }

  /** Names the first line that is no text. */
  private noText(bytes: Buffer, isText: (line: Buffer) => boolean, guess?: string): UnreadableTable {
    let { line } = this;
    let rest = bytes;
    for (;;) {
      const end = rest.indexOf(NEW_LINE) + 1;
      const first = end > 0 ? rest.subarray(0, end) : rest;
      if (end === 0 || end === rest.length || !isText(first))
        return new UnreadableTable(
          `${this.file}:${line}`,
          `this line is no text in ${this.format.encoding}; it looks like ${guess ?? guessOf(first)}`,
          'write csv: { encoding: … } with the one that fits, and import again',
        );
      rest = rest.subarray(end);
      line += 1;
    }
  }
}
