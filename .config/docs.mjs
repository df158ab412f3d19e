/**
 * `npm run docs`: writes the generated pages from the code; with `--check`, says which of them have drifted (exit code 1);
 * `--check <folder>` looks at the pages in another folder's docs/.
 *   docs/events.md        the catalogue of events, from src/domain/<stream>/events.ts
 *   docs/domain-rules.md  every rejection by rule, from the deciders
 *   docs/tables.md        the read models' tables, column by column
 *   docs/openapi.json     the API
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import prettier from 'prettier';
import { eventsPage } from './events-page.mjs';
import { build, install, root } from './prepare.mjs';

install();
build();
const require = createRequire(import.meta.url);
const fromBuild = (path) => require(join(root, 'dist', path));

const rulesPage = () => {
  const { deciders } = fromBuild('application/executing/aggregates.js');
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

const tablesPage = () => `# The tables of the read models

Generated from the projections by \`npm run docs\`. [analysts.md](analysts.md) says how to use them.

${fromBuild('read-models/kit/describe.js').describeTables(fromBuild('read-models/index.js').projections)}`;

const pages = {
  'docs/events.md': () => eventsPage(root),
  'docs/domain-rules.md': rulesPage,
  'docs/tables.md': tablesPage,
  'docs/openapi.json': async () => JSON.stringify(await fromBuild('adapters/http/openapi.js').openApiDocument()),
};

const [, , mode, folder = root] = process.argv;
const isCheck = mode === '--check';
const drifted = [];
for (const [path, make] of Object.entries(pages)) {
  const file = join(folder, path);
  const options = { ...(await prettier.resolveConfig(join(root, path))), filepath: file };
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
