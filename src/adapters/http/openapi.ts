import type { INestApplication } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { routeOf } from '../../application/commands/asked';
import { commandClasses } from '../../application/commands/registry';
import { reports } from '../../read-models/index';
import { FieldErrorModel, ProblemModel } from './command-docs';
import { HttpModule } from './http.module';

const about = new DocumentBuilder()
  .setTitle('Letopis')
  .setDescription('An event-sourced CRM core in which nothing that happened is ever overwritten.')
  .setVersion('0.1.0')
  .build();

type Schemas = NonNullable<NonNullable<OpenAPIObject['components']>['schemas']>;

/** What the address says is no part of the body, and a body has no other fields. */
const asBody = (schemas: Schemas, type: string, inPath: readonly string[]): void => {
  const schema = schemas[type];
  if (!schema || '$ref' in schema) return;
  const required = schema.required?.filter((name) => !inPath.includes(name)) ?? [];
  delete schema.required;
  if (required.length > 0) schema.required = required;
  const fields = Object.entries(schema.properties ?? {}).filter(([name]) => !inPath.includes(name));
  schema.properties = Object.fromEntries(fields);
  schema.additionalProperties = false;
};

const withBodies = (document: OpenAPIObject): OpenAPIObject => {
  const schemas = document.components?.schemas ?? {};
  for (const [type, command] of Object.entries(commandClasses)) asBody(schemas, type, routeOf(command).parameters);
  return document;
};

/** The OpenAPI document of all routes. */
export const openApiOf = (app: INestApplication): OpenAPIObject =>
  withBodies(SwaggerModule.createDocument(app, about, { extraModels: [ProblemModel, FieldErrorModel] }));

const lookingOnly = Object.freeze({ preview: true, logger: false as const, abortOnError: false });

/** The same without a service behind it, for docs/openapi.json. */
export const openApiDocument = async (): Promise<OpenAPIObject> =>
  openApiOf(await NestFactory.create(HttpModule.routesAlone(reports), new FastifyAdapter(), lookingOnly));

/** Serves it under /openapi.json, and for people under /docs. */
export const serveDocs = (app: INestApplication): void => {
  SwaggerModule.setup('docs', app, () => openApiOf(app), {
    jsonDocumentUrl: 'openapi.json',
    raw: ['json'],
    customSiteTitle: 'Letopis',
  });
};
