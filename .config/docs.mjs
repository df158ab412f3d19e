/**
 * `npm run docs`: writes the generated pages from the code; with --check, says which of them have drifted (exit code 1).
 *   docs/events.md        the catalogue of events, from src/domain/<stream>/events.ts
 *   docs/domain-rules.md  every rejection by rule, from the deciders
 *   docs/tables.md        the read models' tables, column by column
 *   docs/openapi.json     the API
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import prettier from 'prettier';
import ts from 'typescript';
import { build, install, root } from './prepare.mjs';

install();
build();
const require = createRequire(import.meta.url);
const fromBuild = (path) => require(join(root, 'dist', path));

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

const eventsOf = (category) => {
  const path = join(root, 'src', 'domain', category, 'events.ts');
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

const categories = () =>
  readdirSync(join(root, 'src', 'domain'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(join(root, 'src', 'domain', entry.name, 'events.ts')))
    .map(({ name }) => name)
    .sort();

const eventsPage = () => `# The events

Generated from \`src/domain/*/events.ts\` by \`npm run docs\`. A stream is named \`<category>-<id>\`. Fields of type
\`Personal\` are sealed in the log. What stands around the data of every event is in
[event.ts](../src/domain/shared/event.ts): both times, zone, actor, source, command, correlation, causation.

${categories().map(eventsOf).join('\n')}`;

const rulesPage = () => {
  const { deciders } = fromBuild('application/aggregates.js');
  const { occurrenceRejections } = fromBuild('domain/shared/occurrence.js');
  const all = [
    ...Object.entries(deciders).map(([name, decider]) => [name, decider.rejections]),
    ['every command', occurrenceRejections],
  ];
  const rows = all.flatMap(([stream, rejections]) =>
    Object.entries(rejections).map(([code, { rule, message, next }]) => ({
      rule,
      row: `| ${rule || '–'} | \`${code}\` | ${stream} | ${message} | ${next} |`,
    })),
  );
  rows.sort((one, other) => one.rule - other.rule);
  return `# The rules, and what each says when it says no

Generated from the deciders by \`npm run docs\`. A rejection reaches the asker as HTTP 409 (404 where a thing is unknown)
with this code, sentence and next step. \`–\` is plain good order.

| rule | code | stream | says | what to do next |
| --- | --- | --- | --- | --- |
${rows.map(({ row }) => row).join('\n')}
`;
};

const pages = {
  'docs/events.md': eventsPage,
  'docs/domain-rules.md': rulesPage,
  'docs/tables.md': () =>
    fromBuild('read-models/describe.js').describeTables(fromBuild('read-models/index.js').projections),
  'docs/openapi.json': async () => JSON.stringify(await fromBuild('adapters/http/openapi.js').openApiDocument()),
};

const isCheck = process.argv.includes('--check');
const drifted = [];
for (const [path, make] of Object.entries(pages)) {
  const file = join(root, path);
  const options = { ...(await prettier.resolveConfig(file)), filepath: file };
  const text = await prettier.format(await make(), options);
  if (existsSync(file) && readFileSync(file, 'utf8') === text) continue;
  if (isCheck) drifted.push(path);
  else writeFileSync(file, text);
}
if (drifted.length > 0) {
  console.error(
    `these pages no longer say what the code does: ${drifted.join(', ')}; run npm run docs and commit them`,
  );
  process.exit(1);
}
