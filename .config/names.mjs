/**
 * `npm run names`: every top-level name of src is defined in one file only, so that a name says what it is without its
 * folder. `node .config/names.mjs <folder>` checks another tree.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import ts from 'typescript';

const folder = process.argv[2] ?? join(import.meta.dirname, '../src');

/** The names that a statement of a file defines. What it imports or exports from elsewhere is defined there. */
const namesIn = (statement) => {
  if (ts.isVariableStatement(statement))
    return statement.declarationList.declarations.flatMap(({ name }) => bound(name));
  const defines =
    ts.isFunctionDeclaration(statement) ||
    ts.isClassDeclaration(statement) ||
    ts.isInterfaceDeclaration(statement) ||
    ts.isTypeAliasDeclaration(statement) ||
    ts.isEnumDeclaration(statement);
  return defines && statement.name ? [statement.name.text] : [];
};

const bound = (name) =>
  ts.isIdentifier(name)
    ? [name.text]
    : name.elements.flatMap((element) => (ts.isBindingElement(element) ? bound(element.name) : []));

const filesOf = new Map();
for (const file of readdirSync(folder, { recursive: true })
  .filter((name) => name.endsWith('.ts'))
  .toSorted()) {
  const source = ts.createSourceFile(file, readFileSync(join(folder, file), 'utf8'), ts.ScriptTarget.Latest);
  for (const name of new Set(source.statements.flatMap(namesIn)))
    filesOf.set(name, [...(filesOf.get(name) ?? []), file]);
}

const repeated = [...filesOf]
  .filter(([, files]) => files.length > 1)
  .toSorted(([one], [other]) => (one < other ? -1 : 1));
const shown = relative(process.cwd(), folder) || basename(folder);
for (const [name, files] of repeated)
  console.error(
    `${name} is defined in ${files.map((file) => join(shown, file)).join(', ')}: rename one after what it is, or import ` +
      'the other',
  );
if (repeated.length > 0)
  console.error(`\n${repeated.length} ${repeated.length === 1 ? 'name is' : 'names are'} defined in several files`);
process.exit(repeated.length > 0 ? 1 : 0);
