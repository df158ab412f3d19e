import type { CliPorts } from '../../src/adapters/cli/terminal/context';
import { createProgram } from '../../src/adapters/cli/program';
import type { Letopis } from '../../src/application/core';

const refused = () => Promise.reject(new Error('this verb only reads'));

/** What a person types, line by line. */
async function* linesOf(lines: readonly string[]): AsyncGenerator<string> {
  yield* lines;
}

/** Runs a verb that only reads over an open core, which stays open, and gives what it writes. Notes begin with `note: `. */
export const runVerb = async (
  letopis: Letopis,
  args: readonly string[],
  { typed = [], ...given }: Partial<CliPorts> & { readonly typed?: readonly string[] } = {},
): Promise<readonly string[]> => {
  const texts: string[] = [];
  const ports: CliPorts = {
    version: '0.0.0',
    reports: letopis.readModels.reports,
    writeSkeleton: () => undefined,
    open: () => Promise.resolve({ ...letopis, close: () => Promise.resolve() }),
    serve: refused,
    openCopyEnds: refused,
    lookAtKeys: refused,
    filesOfImport: refused,
    writeTable: refused,
    openTableFile: refused,
    lines: () => linesOf(typed),
    write: (text) => texts.push(text),
    note: (text) => texts.push(`note: ${text}`),
    width: undefined,
    colours: false,
    page: (text) => texts.push(text),
    ...given,
  };
  await createProgram(ports).parseAsync(['node', 'letopis', ...args]);
  return texts;
};
