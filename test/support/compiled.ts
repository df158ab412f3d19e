import { readFileSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import ts from 'typescript';

const root = resolve(__dirname, '../..');

const readOptions = (): ts.ParsedCommandLine => {
  const { config } = ts.readConfigFile(resolve(root, 'tsconfig.json'), (file) => ts.sys.readFile(file)) as {
    config: object;
  };
  return ts.parseJsonConfigFileContent({ ...config, include: ['src'] }, ts.sys, root);
};

/** A change of one file of the sources: `text`, which stands there once, becomes `by`. */
export interface Edit {
  readonly file: string;
  readonly text: string;
  readonly by: string;
}

/** The sources as a compiler's service holds them, so that what a change breaks is asked without compiling all again. */
export const compiledSources = () => {
  const { options, fileNames } = readOptions();
  let edited = new Map<string, string>();
  let version = 0;
  const textOf = (file: string): string => edited.get(file) ?? readFileSync(file, 'utf8');
  const host: ts.LanguageServiceHost = {
    getCompilationSettings: () => options,
    getScriptFileNames: () => fileNames,
    getScriptVersion: (file) => (edited.has(file) ? `edit ${version}` : 'as it is'),
    getScriptSnapshot: (file) => (ts.sys.fileExists(file) ? ts.ScriptSnapshot.fromString(textOf(file)) : undefined),
    getCurrentDirectory: () => root,
    getDefaultLibFileName: ts.getDefaultLibFilePath,
    fileExists: (file) => ts.sys.fileExists(file),
    readFile: (file) => ts.sys.readFile(file),
  };
  const service = ts.createLanguageService(host, ts.createDocumentRegistry());
  return {
    /** The errors after the edits in the files below a folder: `file: message`. */
    errorsAfter: (edits: readonly Edit[], under: string): readonly string[] => {
      edited = new Map();
      version += 1;
      for (const { file, text, by } of edits) {
        const path = resolve(root, file);
        const before = textOf(path);
        if (before.split(text).length !== 2) throw new Error(`${file} does not hold this text once: ${text}`);
        edited.set(path, before.replace(text, by));
      }
      return fileNames
        .map((file) => ({ file, place: relative(root, file) }))
        .filter(({ place }) => place.startsWith(under))
        .flatMap(({ file, place }) =>
          service
            .getSemanticDiagnostics(file)
            .map(({ messageText }) => `${place}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`),
        );
    },
  };
};
