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
  if (!ts.isTypeLiteralNode(type)) return [`…${type.getText(source)}`];
  return type.members.map((member) => {
    const text = member.type
      .getText(source)
      .replaceAll(/readonly |\/\*\*.*?\*\//gs, '')
      .replaceAll(/\s+/g, ' ');
    return `${member.name.getText(source)}${member.questionToken ? '?' : ''}: ${text}`;
  });
};

const eventsOf = (folder, category) => {
  const path = join(folder, 'src', 'domain', category, 'events.ts');
  const source = ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.ES2023, true);
  const catalogue = source.statements.find(
    (node) => ts.isInterfaceDeclaration(node) && node.name.text.endsWith('Events'),
  );
  const rows = catalogue.members.map((member) => {
    const name = member.name.getText(source);
    const fields = fieldsOf(member.type, source).map((field) => `\`${field.replaceAll('|', '\\|')}\``);
    return `| **${name}** | ${documented(member, source)} | ${fields.join('<br>')} |`;
  });
  return `## ${category}\n\n${documented(catalogue, source)}\n\n| event | says | fields |\n| --- | --- | --- |\n${rows.join('\n')}\n`;
};

const categories = (folder) =>
  readdirSync(join(folder, 'src', 'domain'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(join(folder, 'src', 'domain', entry.name, 'events.ts')))
    .map(({ name }) => name)
    .sort();

/** Throws where an event, or a catalogue, does not say in a sentence what it tells. */
export const eventsPage = (folder) => `# The events

Generated from \`src/domain/*/events.ts\` by \`npm run docs\`. A stream is named \`<category>-<id>\`. Fields of type
\`Personal\` are sealed in the log. What stands around the data of every event is in
[event.ts](../src/domain/shared/event.ts): both times, zone, actor, source, command, correlation, causation.

${categories(folder)
  .map((category) => eventsOf(folder, category))
  .join('\n')}`;
