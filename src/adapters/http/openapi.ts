import type { INestApplication } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { reports } from '../../read-models/index';
import { FieldErrorModel, ProblemModel } from './protocol/command-docs';
import { commandSchemas } from './commands/command-schemas';
import { HttpModule } from './http.module';

const apiInfo = new DocumentBuilder()
  .setTitle('Letopis')
  .setDescription('An event-sourced CRM core in which nothing that happened is ever overwritten.')
  .setVersion('0.1.0')
  .setOpenAPIVersion('3.1.0')
  .build();

/** The OpenAPI document of all routes. */
export const openApiOf = (app: INestApplication): OpenAPIObject => {
  const document = SwaggerModule.createDocument(app, apiInfo, { extraModels: [ProblemModel, FieldErrorModel] });
  const schemas = { ...document.components?.schemas, ...commandSchemas() };
  return { ...document, components: { ...document.components, schemas } };
};

const lookingOnly = Object.freeze({ preview: true, logger: false as const, abortOnError: false });

/** The same without a service, for docs/openapi.json. */
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
