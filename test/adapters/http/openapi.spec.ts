import type { OpenAPIObject } from '@nestjs/swagger';
import Ajv from 'ajv/dist/2020';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openApiDocument } from '../../../src/adapters/http/openapi';
import { publicCommands } from '../../../src/application/commands/command-fields';
import { reports } from '../../../src/read-models/index';
import { openService } from '../../support/service';

const committed = join(__dirname, '..', '..', '..', 'docs', 'openapi.json');

interface Operation {
  readonly operationId: string;
  readonly parameters: readonly { readonly name: string }[];
  readonly requestBody: {
    readonly content: {
      readonly 'application/json': { readonly examples: { readonly example: { readonly value: unknown } } };
    };
  };
  readonly responses: object;
}

interface Schema {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly examples?: readonly unknown[];
  readonly items?: Schema;
  readonly $ref?: string;
  readonly allOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
}

const operationsOf = (document: OpenAPIObject): ReadonlyMap<string, Operation> =>
  new Map(
    Object.values(document.paths)
      .flatMap((path): Operation[] => Object.values(path) as Operation[])
      .map((operation) => [operation.operationId, operation]),
  );

/** The objects within bodies: what a field or an entry of a list refers to. */
const refsIn = ({ $ref, items, allOf = [], oneOf = [] }: Schema): string[] => [
  ...($ref === undefined ? [] : [$ref.split('/').at(-1)!]),
  ...[...allOf, ...oneOf, ...(items ? [items] : [])].flatMap(refsIn),
];

const partsWithin = (schemas: Readonly<Record<string, Schema>>, names: readonly string[]): string[] =>
  names.flatMap((name) => {
    const parts = Object.values(schemas[name]!.properties ?? {}).flatMap(refsIn);
    return [...parts, ...partsWithin(schemas, parts)];
  });

const limits = ['enum', 'format', 'pattern', 'maxLength', 'maximum'];

/** Whether it is said how large a value may be, down to the entries of a list. */
const isLimited = (schema: Schema): boolean =>
  refsIn(schema).length > 0 ||
  schema.type === 'boolean' ||
  (schema.type === 'array' ? 'maxItems' in schema && isLimited(schema.items!) : limits.some((name) => name in schema));

/** Names under which the document refers to a part that it does not have. */
const danglingRefs = (document: OpenAPIObject): string[] =>
  [...JSON.stringify(document).matchAll(/"\$ref":"#\/components\/schemas\/(\w*)"/g)]
    .map(([, name]) => name!)
    .filter((name) => !Object.hasOwn(document.components!.schemas!, name));

const faultsOf = (file: string): unknown =>
  JSON.parse(execFileSync(process.execPath, [join(__dirname, '../../support/openapi-faults.mjs'), file]).toString());

describe('the OpenAPI document', () => {
  it('is right by the published schema of OpenAPI', () => {
    expect(faultsOf(committed)).toEqual([]);
  });

  it('that is committed is the one that the code gives: write it anew with `npm run docs` where it is not', async () => {
    const document = JSON.parse(JSON.stringify(await openApiDocument()));
    expect(JSON.parse(readFileSync(committed, 'utf8'))).toEqual(document);
  });

  it('is the one that is served', async () => {
    const service = await openService();
    const { body } = await service.get('/openapi.json');
    await service.close();
    expect(body).toEqual(JSON.parse(JSON.stringify(await openApiDocument())));
  });

  it('has every command with its body, its example and its problems, and every report with its parameters', async () => {
    const document = await openApiDocument();
    const operations = operationsOf(document);
    for (const type of publicCommands) {
      const { requestBody, responses } = operations.get(type)!;
      expect(requestBody.content).toEqual({
        'application/json': {
          schema: { $ref: `#/components/schemas/${type}` },
          examples: { example: { value: expect.any(Object) } },
        },
      });
      expect(Object.keys(responses)).toEqual(expect.arrayContaining(['400', '404', '409', '412', '422', '503']));
    }
    for (const { name, parameters } of reports) {
      const names = operations.get(name)!.parameters.map((parameter) => parameter.name);
      expect(names).toEqual([
        ...Object.keys(parameters),
        ...['atLeast', 'at', 'asOf', 'edition', 'asOfPosition', 'section', 'explain', 'row', 'skipped'],
      ]);
    }
    expect(danglingRefs(document)).toEqual([]);
    expect(document.components?.schemas?.['RecordRefusal']).toMatchObject({
      required: expect.not.arrayContaining(['offerId']),
      properties: { priceGap: expect.any(Object) },
    });
  });

  it('has for every field a limit and for every part an example, and each example is right by its schema', async () => {
    const document = await openApiDocument();
    const operations = operationsOf(document);
    const schemas = document.components!.schemas! as Readonly<Record<string, Schema>>;
    const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: false });
    ajv.addSchema({ $id: 'api', components: { schemas } });
    const parts = new Set(partsWithin(schemas, publicCommands));
    const faults: unknown[] = [];
    const check = (name: string, example: unknown): void => {
      if (!ajv.validate({ $ref: `api#/components/schemas/${name}` }, example)) faults.push([name, example, ajv.errors]);
    };
    for (const name of [...publicCommands, ...parts]) {
      for (const [field, schema] of Object.entries(schemas[name]!.properties ?? {}))
        if (!isLimited(schema)) faults.push(`${name}.${field} has no limit`);
      if (parts.has(name)) check(name, schemas[name]!.examples?.[0]);
      else check(name, operations.get(name)!.requestBody.content['application/json'].examples.example.value);
    }
    expect(faults).toEqual([]);
    expect(parts.size).toBeGreaterThan(20);
  });
});
