import ts from 'typescript';

/**
 * Puts a fragment of a page into a source file. Where it goes is said by names that stand in the file, not by its lines,
 * so that what changes around them does not matter:
 *
 *     beside="EraseClient"          after the one declaration, or member of a type, a table or a list, of this name;
 *                                   `needs.EraseClient` where there are several
 *     into="StoredVersions"         as the last member of this type or table
 *     before="evolve"               before this declaration
 *     replace="yearOf"              in the place of this declaration or member
 *     import                        the names are added to what the file imports
 *     append                        at the end of the file
 */
export const withFragment = (source: string, where: string, fragment: string): string => {
  const text = fragment.trimEnd();
  if (where === 'append') return `${source}\n${text}\n`;
  const file = ts.createSourceFile('file.ts', source, ts.ScriptTarget.ES2023, true);
  if (where === 'import') return withImports(file, text);
  const [, how, name] = /^(beside|into|before|replace)="([\w.]+)"$/.exec(where) ?? [];
  if (!how || !name) throw new Error(`a fragment that does not say where it goes: ${where}`);
  const node = nodeNamed(file, name);
  const indented = indentedAs(node, text);
  const apart = node.parent === file ? '\n\n' : '\n';
  if (how === 'beside') return inserted(source, endOfMember(node), `${apart}${indented}`);
  if (how === 'before') return inserted(source, node.getStart(file, true), `${indented}\n\n`);
  if (how === 'into') return withMember(file, node, text);
  const start = node.getStart(file, true) - columnOf(node);
  return source.slice(0, start) + indented + source.slice(endOfMember(node));
};

const inserted = (source: string, at: number, text: string): string => source.slice(0, at) + text + source.slice(at);

const nameOf = (node: ts.Node): string | undefined => {
  if (ts.isVariableStatement(node)) return node.declarationList.declarations[0]?.name.getText();
  if (ts.isIdentifier(node) && ts.isArrayLiteralExpression(node.parent)) return node.text;
  const isNamed =
    ts.isPropertySignature(node) ||
    ts.isObjectLiteralElement(node) ||
    ts.isInterfaceDeclaration(node) ||
    ts.isTypeAliasDeclaration(node) ||
    ts.isFunctionDeclaration(node) ||
    ts.isClassDeclaration(node);
  return isNamed ? node.name?.getText() : undefined;
};

/** The one declaration or member whose name, with those of what it stands in, ends so. */
const nodeNamed = (file: ts.SourceFile, name: string): ts.Node => {
  const found: ts.Node[] = [];
  const look = (node: ts.Node, outer: string): void => {
    const own = nameOf(node);
    const path = own === undefined ? outer : `${outer}.${own}`;
    if (own !== undefined && path.endsWith(`.${name}`)) found.push(node);
    ts.forEachChild(node, (child) => {
      look(child, path);
    });
  };
  look(file, '');
  if (found.length !== 1) throw new Error(`${found.length} declarations or members are named ${name}, not one`);
  return found[0]!;
};

const columnOf = (node: ts.Node): number =>
  node.getSourceFile().getLineAndCharacterOfPosition(node.getStart(undefined, true)).character;

/** The text at the depth at which the node stands. */
const indentedAs = (node: ts.Node, text: string, deeper = 0): string => {
  const lines = text.split('\n');
  const own = Math.min(...lines.filter((line) => line !== '').map((line) => line.search(/\S/)));
  const indentation = ' '.repeat(columnOf(node) + deeper);
  return lines.map((line) => (line === '' ? '' : indentation + line.slice(own))).join('\n');
};

/** After the member and the comma that belongs to it. */
const endOfMember = (node: ts.Node): number => {
  const source = node.getSourceFile().text;
  return source[node.getEnd()] === ',' ? node.getEnd() + 1 : node.getEnd();
};

const withMember = (file: ts.SourceFile, node: ts.Node, text: string): string => {
  const isEmpty = node.getText().endsWith('{}');
  const brace = file.text.lastIndexOf('}', node.getEnd());
  return inserted(file.text, brace, `${isEmpty ? '\n' : ''}${indentedAs(node, text, 2)}\n`);
};

/** Of one statement: `from` what is imported, and the names, each as it is written. */
const importOf = (statement: ts.ImportDeclaration) => {
  const bindings = statement.importClause?.namedBindings;
  const names = bindings && ts.isNamedImports(bindings) ? bindings.elements.map((name) => name.getText()) : [];
  return {
    from: statement.moduleSpecifier.getText(),
    names,
    isType: statement.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword,
  };
};

const LINE = 120;
const written = (names: readonly string[], from: string, isType: boolean): string => {
  const start = `import ${isType ? 'type ' : ''}{`;
  const line = `${start} ${names.join(', ')} } from ${from};`;
  return line.length <= LINE ? line : `${start}\n${names.map((name) => `  ${name},\n`).join('')}} from ${from};`;
};

const importsIn = (file: ts.SourceFile): readonly ts.ImportDeclaration[] =>
  file.statements.filter((statement) => ts.isImportDeclaration(statement));

const withImports = (file: ts.SourceFile, text: string): string =>
  importsIn(ts.createSourceFile('fragment.ts', text, ts.ScriptTarget.ES2023, true)).reduce((source, wanted) => {
    const { from, names, isType } = importOf(wanted);
    const statements = importsIn(ts.createSourceFile('file.ts', source, ts.ScriptTarget.ES2023, true));
    const known = statements.find((statement) => importOf(statement).from === from);
    if (!known) return inserted(source, statements.at(-1)?.getEnd() ?? 0, `\n${written(names, from, isType)}`);
    const before = importOf(known);
    const added = names.map((name) => (isType && !before.isType ? `type ${name}` : name));
    const line = written([...before.names, ...added], from, before.isType);
    return source.slice(0, known.getStart()) + line + source.slice(known.getEnd());
  }, file.text);
