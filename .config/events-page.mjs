/** The catalogue of events as a page, from the text of `src/domain/<stream>/events.ts` below a folder. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

const documented = (node, source) => {
  const [comment] = ts.getJSDocCommentsAndTags(node);
  if (!comment)
    throw new Error(
      `${source.fileName}: ${node.name.getText(source)} has no doc comment: say in a sentence what it tells`,
    );
  return ts.getTextOfJSDocComment(comment.comment).replaceAll(/\s+/g, ' ');
};

/** The fields of a type as `name: type`, of what stands in the text; joined types by their names. */
const fieldsOf = (type, source) => {
  if (ts.isIntersectionTypeNode(type)) return type.types.flatMap((part) => fieldsOf(part, source));
  return ts.isTypeLiteralNode(type) ? membersOf(type, source) : [`…${type.getText(source)}`];
};

const membersOf = ({ members }, source) =>
  members.map((member) => {
    const text = member.type
      .getText(source)
      .replaceAll(/readonly |\/\*\*.*?\*\//gs, '')
      .replaceAll(/\s+/g, ' ');
    return `${member.name.getText(source)}${member.questionToken ? '?' : ''}: ${text}`;
  });

const cell = (fields) => fields.map((field) => `\`${field.replaceAll('|', '\\|')}\``).join('<br>');

const read = (folder, ...path) => {
  const file = join(folder, 'src', 'domain', ...path);
  return ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.ES2023, true);
};

const shapeRow = (shape, source) => {
  const parents = shape.heritageClauses?.flatMap(({ types }) => types.map((type) => `…${type.getText(source)}`)) ?? [];
  const [comment] = ts.getJSDocCommentsAndTags(shape);
  const says = comment ? ts.getTextOfJSDocComment(comment.comment).replaceAll(/\s+/g, ' ') : '';
  return `| ${shape.name.text} | ${says} | ${cell([...parents, ...membersOf(shape, source)])} |`;
};

const interfacesOf = (source) => source.statements.filter((node) => ts.isInterfaceDeclaration(node));
const shapesTable = (rows) =>
  rows.length === 0 ? '' : `\n| part | says | fields |\n| --- | --- | --- |\n${rows.join('\n')}\n`;

const eventsOf = (folder, category) => {
  const source = read(folder, category, 'events.ts');
  const catalogue = interfacesOf(source).find((node) => node.name.text.endsWith('Events'));
  const parts = interfacesOf(source).filter((node) => node !== catalogue);
  const rows = catalogue.members.map((member) => {
    const name = member.name.getText(source);
    return `| **${name}** | ${documented(member, source)} | ${cell(fieldsOf(member.type, source))} |`;
  });
  return `## ${category}\n\n${documented(catalogue, source)}\n\n| event | says | fields |\n| --- | --- | --- |\n${rows.join('\n')}\n${shapesTable(parts.map((part) => shapeRow(part, source)))}`;
};

/** The shapes of domain/shared that the page names. */
const sharedOf = (folder, page) => {
  const fields = page.match(/`[^`]*`/g).join(' ');
  const rows = ['facts.ts', 'intents.ts', 'values.ts'].flatMap((file) => {
    const source = read(folder, 'shared', file);
    return interfacesOf(source)
      .filter(({ name }) => new RegExp(`\\b${name.text}\\b`).test(fields))
      .map((shape) => shapeRow(shape, source));
  });
  return `## What several share\n${shapesTable(rows)}${wordsTable(folder, `${page}${rows.join('\n')}`)}`;
};

/** The lists of words that the page names, from `words.ts`: a list, then the type that is derived from it. */
const wordsTable = (folder, page) => {
  const { statements } = read(folder, 'shared', 'words.ts');
  const rows = statements.flatMap((list, index) => {
    const [word] = list.declarationList?.declarations ?? [];
    const type = statements[index + 1];
    const isList = word && ts.isAsExpression(word.initializer) && type && ts.isTypeAliasDeclaration(type);
    if (!isList || !new RegExp(`\\b${type.name.text}\\b`).test(page)) return [];
    const words = word.initializer.expression.elements.map(({ text }) => `\`${text}\``);
    return [`| ${type.name.text} | ${words.join(', ')} |`];
  });
  return `\n| words | one of |\n| --- | --- |\n${rows.join('\n')}\n`;
};

const categories = (folder) =>
  readdirSync(join(folder, 'src', 'domain'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(join(folder, 'src', 'domain', entry.name, 'events.ts')))
    .map(({ name }) => name)
    .sort();

/** Throws where an event, or a catalogue, does not say in a sentence what it tells. */
export const eventsPage = (folder) => {
  const all = categories(folder)
    .map((category) => eventsOf(folder, category))
    .join('\n');
  return `# The events

Generated from \`src/domain/*/events.ts\` by \`npm run docs\`. A stream is named \`<category>-<id>\`. Fields of type
\`PersonalText\` and \`Personal\` are sealed in the log; \`…Name\` stands for the fields of that part. What stands around the data of every
event is in [event.ts](../src/domain/shared/event.ts): both times, zone, actor, source, command, correlation, causation.

${all}
${sharedOf(folder, all)}`;
};
