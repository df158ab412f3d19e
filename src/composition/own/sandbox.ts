import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { SourceMap } from 'node:module';
import { basename, extname } from 'node:path';
import { createContext, Script } from 'node:vm';
import * as kit from '../../read-models/kit/letopis';

/** What is wrong with a file, and where in it. */
export class OwnFileError extends Error {}

interface PlainScript {
  readonly text: string;
  /** Where a place of the script is in the file; undefined where they are the same. */
  readonly map: SourceMap | undefined;
}

/** Loaded when the first TypeScript file is read: who has none needs no compiler. */
const loadTypeScript = async (file: string): Promise<typeof import('typescript')> => {
  try {
    return (await import('typescript')).default;
  } catch {
    throw new OwnFileError(`${basename(file)}: there is no TypeScript here, write it in JavaScript`);
  }
};

const compiled = async (file: string, source: string): Promise<PlainScript> => {
  const ts = await loadTypeScript(file);
  const options = {
    module: ts.ModuleKind.CommonJS,
    target: ts.ScriptTarget.ES2022,
    sourceMap: true,
    esModuleInterop: true,
    allowJs: true,
  };
  const { outputText, diagnostics, sourceMapText } = ts.transpileModule(source, {
    fileName: file,
    reportDiagnostics: true,
    compilerOptions: options,
  });
  const [fault] = diagnostics ?? [];
  if (fault) {
    const { line } = ts.getLineAndCharacterOfPosition(
      ts.createSourceFile(file, source, options.target),
      fault.start ?? 0,
    );
    throw new OwnFileError(`${basename(file)}:${line + 1}: ${ts.flattenDiagnosticMessageText(fault.messageText, ' ')}`);
  }
  // Made by the compiler.
  const map = sourceMapText === undefined ? undefined : new SourceMap(JSON.parse(sourceMapText) as never);
  return { text: outputText, map };
};

/** The line of the file at which something was thrown. */
const lineOfStack = (file: string, stack: string | undefined, map: SourceMap | undefined): number | undefined => {
  const place = stack?.split(`${file}:`)[1]?.match(/^(\d+)(?::(\d+))?/);
  if (!place) return undefined;
  const [line, column] = [Number(place[1]), Number(place[2] ?? 1)];
  const entry = map?.findEntry(line - 1, column - 1);
  return entry && 'originalLine' in entry ? entry.originalLine + 1 : line;
};

/** In the sandbox there is no clock and no chance: the same events must always give the same rows. */
const PURE = `{
  const refuse = (what) => () => { throw new Error(what + ': a read model is pure, what it needs is in the event'); };
  Date.now = refuse('Date.now');
  Math.random = refuse('Math.random');
  globalThis.Date = new Proxy(Date, {
    construct: (target, given) => given.length === 0 ? refuse('new Date()')() : new target(...given),
    apply: refuse('Date()'),
  });
}`;

/** What was thrown in the sandbox is no Error of this program: it has other classes. */
const messageOf = (thrown: unknown): { readonly message: string; readonly stack: string | undefined } => {
  const known = typeof thrown === 'object' && thrown !== null ? thrown : {};
  const message = 'message' in known ? String(known.message) : String(thrown);
  return { message, stack: 'stack' in known ? String(known.stack) : undefined };
};

export interface OwnModule {
  readonly exported: Readonly<Record<string, unknown>>;
  /** A digest of the text. */
  readonly source: string;
  /** The same error, with the file and the line in it. */
  readonly located: (thrown: unknown) => Error;
}

const requireKit = (name: string): unknown => {
  if (name === 'letopis') return kit;
  throw new Error(`it imports "${name}": a read model imports from 'letopis' alone`);
};

/**
 * Runs a file by itself: it can import the kit alone, and has neither clock, nor chance, nor process, nor network. Not
 * promised: that it withstands somebody who means harm; who may write the file may start the program, too.
 */
export const runOwnFile = async (file: string): Promise<OwnModule> => {
  const source = readFileSync(file, 'utf8');
  const { text, map } = await compiled(file, source);
  const located = (thrown: unknown): Error => {
    const { message, stack } = messageOf(thrown);
    const line = lineOfStack(file, stack, map);
    return new OwnFileError(`${basename(file)}${line === undefined ? '' : `:${line}`}: ${message}`);
  };
  const module: { exports: Record<string, unknown> } = { exports: {} };
  const context = createContext({ module, exports: module.exports, require: requireKit });
  try {
    new Script(PURE).runInContext(context);
    new Script(text, { filename: file }).runInContext(context);
  } catch (thrown) {
    throw located(thrown);
  }
  return { exported: module.exports, source: createHash('sha256').update(source).digest('hex'), located };
};

export const isOwnFile = (name: string): boolean =>
  ['.ts', '.js'].includes(extname(name)) && !/^[._]|\.(d|spec|test)\./.test(name);
