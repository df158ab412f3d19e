/**
 * Names what a client of the last release would trip over: compares docs/openapi.json with the document of a release
 * (the last tag v*, or the commit or file that is given). Exit code 1 where there is anything; nothing is compared before the
 * first release.
 *
 *   npm run breaking
 *   npm run breaking -- HEAD~5
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

/** A schema with what it refers to in its place. */
const resolved = (document, schema) => {
  if (!schema?.$ref) return schema ?? {};
  return resolved(
    document,
    schema.$ref
      .split('/')
      .slice(1)
      .reduce((at, name) => at?.[name], document),
  );
};

/** The fields of an object, with those of all its parts. */
const objectOf = (document, given) => {
  const schema = resolved(document, given);
  const parts = (schema.allOf ?? []).map((part) => objectOf(document, part));
  return {
    properties: Object.assign({}, ...parts.map(({ properties }) => properties), schema.properties),
    required: new Set([...parts.flatMap(({ required }) => [...required]), ...(schema.required ?? [])]),
  };
};

const typesOf = ({ type, enum: values }) =>
  (type === undefined ? [values ? 'enum' : 'any'] : [type].flat()).join(' or ');

/** Limits that let less in than before: [name, whether the new one is narrower]. */
const limits = [
  ['maxLength', (was, is) => is < (was ?? Infinity)],
  ['maximum', (was, is) => is < (was ?? Infinity)],
  ['maxItems', (was, is) => is < (was ?? Infinity)],
  ['minLength', (was, is) => is > (was ?? 0)],
  ['minimum', (was, is) => is > (was ?? -Infinity)],
  ['minItems', (was, is) => is > (was ?? 0)],
  ['pattern', (was, is) => is !== was],
  ['format', (was, is) => is !== was],
];

const narrowed = (was, is, where) => [
  ...(was.enum ?? [])
    .filter((value) => is.enum && !is.enum.includes(value))
    .map((value) => `${where}: ${value} is no value any more`),
  ...(is.enum && !was.enum ? [`${where}: only ${is.enum.join(', ')} from now on`] : []),
  ...limits
    .filter(([name, isNarrower]) => is[name] !== undefined && isNarrower(was[name], is[name]))
    .map(([name]) => `${where}: ${name} is ${is[name]}, it was ${was[name] ?? 'not limited'}`),
];

/**
 * What is breaking between two schemas. What is sent may not have to say more or be let say less; of what is answered
 * nothing may be missing.
 */
const schemaChanges = (before, now, [wasGiven, isGiven], where, isSent, seen = new Set()) => {
  const [was, is] = [resolved(before, wasGiven), resolved(now, isGiven)];
  if (seen.has(was)) return [];
  const within = new Set([...seen, was]);
  if (typesOf(was) !== typesOf(is)) return [`${where}: ${typesOf(is)}, it was ${typesOf(was)}`];
  const [old, fresh] = [objectOf(before, was), objectOf(now, is)];
  const names = Object.keys(old.properties);
  const gone = names.filter((name) => !Object.hasOwn(fresh.properties, name));
  const asked = isSent ? [...fresh.required].filter((name) => !old.required.has(name)) : [];
  const unsure = isSent
    ? []
    : [...old.required].filter((name) => Object.hasOwn(fresh.properties, name) && !fresh.required.has(name));
  const deeper = names
    .filter((name) => Object.hasOwn(fresh.properties, name))
    .flatMap((name) =>
      schemaChanges(before, now, [old.properties[name], fresh.properties[name]], `${where}.${name}`, isSent, within),
    );
  const entries =
    was.items && is.items ? schemaChanges(before, now, [was.items, is.items], `${where}[]`, isSent, within) : [];
  const kinds =
    (was.oneOf ?? []).length > (is.oneOf ?? []).length && isSent ? [`${where}: fewer kinds than before`] : [];
  return [
    ...gone.map((name) => `${where}.${name} is gone`),
    ...asked.map((name) => `${where}.${name} must be given`),
    ...unsure.map((name) => `${where}.${name} may be missing`),
    ...(isSent ? narrowed(was, is, where) : []),
    ...deeper,
    ...entries,
    ...kinds,
  ];
};

const parameterChanges = (before, now, was = [], is = [], where) => {
  const keyOf = ({ name, in: place }) => `${place} ${name}`;
  const fresh = new Map(is.map((parameter) => [keyOf(parameter), parameter]));
  const known = new Map(was.map((parameter) => [keyOf(parameter), parameter]));
  return [
    ...was.flatMap((parameter) => {
      const same = fresh.get(keyOf(parameter));
      const at = `${where}, ${keyOf(parameter)}`;
      return same ? schemaChanges(before, now, [parameter.schema, same.schema], at, true) : [`${at} is gone`];
    }),
    ...is
      .filter((parameter) => parameter.required && !known.get(keyOf(parameter))?.required)
      .map((parameter) => `${where}, ${keyOf(parameter)} must be given`),
  ];
};

const bodyOf = (content) => content?.content?.['application/json']?.schema;

const operationChanges = (before, now, was, is, where) => {
  const body = bodyOf(was.requestBody) && bodyOf(is.requestBody);
  const answers = Object.entries(was.responses).filter(([status]) => status.startsWith('2'));
  return [
    ...parameterChanges(before, now, was.parameters, is.parameters, where),
    ...(body ? schemaChanges(before, now, [bodyOf(was.requestBody), body], `${where}, body`, true) : []),
    ...answers.flatMap(([status, answer]) => {
      const same = is.responses[status];
      if (!same) return [`${where} does not answer ${status} any more`];
      const at = `${where}, answer ${status}`;
      return bodyOf(answer) ? schemaChanges(before, now, [bodyOf(answer), bodyOf(same)], at, false) : [];
    }),
  ];
};

/** What of a document a client of an earlier one can't rely on any more, a sentence each. */
const breakingChanges = (before, now) =>
  Object.entries(before.paths).flatMap(([path, operations]) =>
    Object.entries(operations).flatMap(([method, was]) => {
      const where = `${method.toUpperCase()} ${path}`;
      const is = now.paths[path]?.[method];
      return is ? operationChanges(before, now, was, is, where) : [`${where} is gone`];
    }),
  );

const current = JSON.parse(readFileSync(new URL('../docs/openapi.json', import.meta.url), 'utf8'));
const git = (...args) => spawnSync('git', args, { cwd: root, encoding: 'utf8', maxBuffer: 2 ** 28 });

/** The document of a commit or tag, or in a file. */
const documentOf = (release) => {
  if (existsSync(release)) return JSON.parse(readFileSync(release, 'utf8'));
  const { status, stdout, stderr } = git('show', `${release}:docs/openapi.json`);
  if (status === 0) return JSON.parse(stdout);
  console.error(stderr.trim());
  process.exit(2);
};

const release = process.argv[2] ?? git('describe', '--tags', '--match', 'v*', '--abbrev=0').stdout.trim();
if (release) {
  const changes = breakingChanges(documentOf(release), current);
  for (const change of changes) console.error(change);
  console.log(`${changes.length} breaking changes of the API since ${release}`);
  process.exitCode = changes.length > 0 ? 1 : 0;
} else console.log('No release yet (a tag v*): there is nothing to compare the API with.');
