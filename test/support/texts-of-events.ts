import { join } from 'node:path';
import ts from 'typescript';

const domain = join(__dirname, '..', '..', 'src', 'domain');

/** Whether a text is personal, and so sealed, or plain. */
export type TextKind = 'personal' | 'plain';

/** Aliases of `string` that are no texts of people's: of a form, or a word of a list. */
const forms = new Set(['Id', 'Moment', 'Day', 'Zone', 'Code']);

const declaredAs = (symbol: ts.Symbol): ts.TypeNode | undefined => {
  const [declaration] = symbol.declarations ?? [];
  return declaration && (ts.isPropertySignature(declaration) || ts.isPropertyDeclaration(declaration))
    ? declaration.type
    : undefined;
};

/** The name of the type by which a field is declared, as `string`, `Id` or `PersonalText`. */
const nameOf = (node: ts.TypeNode | undefined): string =>
  node && ts.isArrayTypeNode(node)
    ? nameOf(node.elementType)
    : node && ts.isTypeOperatorNode(node)
      ? nameOf(node.type)
      : (node?.getText() ?? '');

/**
 * Every text of every event, by type and path: fields that are declared as `string` or as a text about a person. Ids,
 * moments, days, zones and codes are told apart by the names of their types, which only the compiler sees.
 */
export const textsOfEvents = (inMemory = ''): ReadonlyMap<string, TextKind> => {
  const file = join(domain, 'texts-in-memory.ts');
  const text = `import type { EventCatalogue } from './catalogue';\n${inMemory}\nexport type All = EventCatalogue${inMemory && ' & More'};`;
  const options: ts.CompilerOptions = { strict: true, exactOptionalPropertyTypes: true, noEmit: true, types: [] };
  const host = ts.createCompilerHost(options, true);
  const read = host.getSourceFile.bind(host);
  host.getSourceFile = (name, ...rest) =>
    name === file ? ts.createSourceFile(name, text, ts.ScriptTarget.ES2023, true) : read(name, ...rest);
  const program = ts.createProgram([file], { ...options, lib: ['lib.es2023.d.ts'] }, host);
  const checker = program.getTypeChecker();
  const found = new Map<string, TextKind>();

  const isString = (type: ts.Type): boolean => (type.flags & ts.TypeFlags.String) !== 0;
  const isPersonal = (type: ts.Type): boolean =>
    type.getProperty('personal') !== undefined || type.getProperty('sealed') !== undefined;

  const walk = (type: ts.Type, declared: ts.TypeNode | undefined, path: string): void => {
    const parts = type.isUnion() ? type.types : [type];
    if (parts.some(isPersonal)) found.set(path, 'personal');
    else if (parts.some(isString)) {
      if (!forms.has(nameOf(declared))) found.set(path, 'plain');
    } else for (const part of parts) walkObject(part, declared, path);
  };

  const walkObject = (type: ts.Type, declared: ts.TypeNode | undefined, path: string): void => {
    if (checker.isArrayType(type)) {
      const [entry] = checker.getTypeArguments(type as ts.TypeReference);
      if (entry) walk(entry, declared, path);
      return;
    }
    if ((type.flags & ts.TypeFlags.Object) === 0 && !type.isIntersection()) return;
    for (const property of checker.getPropertiesOfType(type))
      walk(
        checker.getTypeOfSymbol(property),
        declaredAs(property),
        path === '' ? property.name : `${path}.${property.name}`,
      );
  };

  const all = checker
    .getExportsOfModule(checker.getSymbolAtLocation(program.getSourceFile(file)!)!)
    .find(({ name }) => name === 'All')!;
  walkObject(checker.getDeclaredTypeOfSymbol(all), undefined, '');
  return found;
};
