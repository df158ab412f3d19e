import {
  columnNames,
  type ImportFiles,
  type SourceRow,
  type SourceTable,
} from '../../../src/application/import/tables/table';

/** Files that exist only in the test: text by name, commas and no quotes. */
export const filesOf = (texts: Record<string, string>) => {
  const rejects: Record<string, unknown>[] = [];
  const tableOf = (name: string, text: string): SourceTable => {
    const [header = '', ...lines] = text.trim().split('\n');
    const rows = lines.map((line, index): SourceRow => ({ line: index + 2, cells: line.split(',') }));
    let read = 0;
    return {
      name,
      header: columnNames(header.split(',')),
      bytes: text.length,
      bytesRead: () => read,
      pages: async function* () {
        yield rows;
        read = text.length;
      },
    };
  };
  const files: ImportFiles = {
    readText: async (path) => texts[path] ?? '',
    openTable: async (_, file) => {
      const text = texts[file];
      return text === undefined ? undefined : tableOf(file, text);
    },
    createRejects: async (path) => ({
      path,
      write: async (line) => void rejects.push(JSON.parse(line) as Record<string, unknown>),
      close: async () => undefined,
    }),
  };
  return { files, rejects };
};
