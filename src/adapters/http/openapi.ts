import type { INestApplication } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { campaignProposal } from '../../read-models/campaigns/proposal-report';
import { reports } from '../../read-models/index';
import type { Report } from '../../read-models/kit/report';
import { commandModels } from './protocol/command-docs';
import { queryModels } from './protocol/query-docs';
import { batchModels } from './commands/batch-docs';
import { commandSchemas } from './commands/command-schemas';
import { HttpModule } from './http.module';
import { HTTP_PORTS, type HttpPorts } from './protocol/ports';
import { projectionModels } from './projections/projections-docs';
import { answerSchemas } from './questions/answer-schemas';

/** What a reader of the document must know before the first request. */
const aboutTheApi = [
  'An event-sourced CRM core in which nothing that happened is ever overwritten.',
  '**Commands** (POST) are decided by the rules of the domain and answered with the events that they became. The id of what is created may be given (a UUID); an `Idempotency-Key` makes a repeated request do it once. Of two writers who saw the same revision one gets 412, if both say what they saw by `If-Match`.',
  '**Queries** (GET) are answered from read models, which follow the log within a moment. `atLeast` with the position of an answer waits until they hold it; the `Location` of an answer has it. Ids, ids of other systems (as `source/id`) and names that no other has may be used alike in their parameters.',
  '**Two times.** `occurredAt` is when something happened, `recordedAt` when the store took it. `at` asks how things stood at a moment, with all that is known now; `asOf` asks what was known at a moment. A day means its end, in the zone of the company.',
  '**Values.** Money is in minor units (cents) with its currency; a quantity and the price of a unit may have up to 6 decimal places. Rates of tax and discount are in hundredths of a percent: 1900 is 19 %; shares in reports are 0 to 1. A sum that comes to 9007199254740991 or more is a text of all its digits. A text about a person reads `[erased]` once that person was erased. A field that is not in this document is refused.',
  '**Pages.** `next` of an answer is `after` of the next request, or null at the end.',
  '**Errors** are `application/problem+json` (RFC 9457): `detail` says what was wrong, `errors` names each field and what was expected, `code` the rule, `next` what to do. 503 has `Retry-After`: the same request may be sent again.',
].join('\n\n');

const apiInfo = new DocumentBuilder()
  .setTitle('Letopis')
  .setDescription(aboutTheApi)
  .setVersion('0.1.0')
  .setOpenAPIVersion('3.1.0')
  .build();

/** The OpenAPI document of all routes. */
export const openApiOf = (app: INestApplication, asked: readonly Report[]): OpenAPIObject => {
  const document = SwaggerModule.createDocument(app, apiInfo);
  const schemas = {
    ...{ ...queryModels, ...batchModels, ...commandModels, ...projectionModels },
    ...commandSchemas(),
    ...answerSchemas([...asked, campaignProposal]),
  };
  return { ...document, components: { ...document.components, schemas } };
};

const lookingOnly = Object.freeze({ preview: true, logger: false as const, abortOnError: false });

/** The same without a service, for docs/openapi.json. */
export const openApiDocument = async (): Promise<OpenAPIObject> =>
  openApiOf(await NestFactory.create(HttpModule.routesAlone(reports), new FastifyAdapter(), lookingOnly), reports);

/** Serves it under /openapi.json, and for people under /docs. */
export const serveDocs = (app: INestApplication): void => {
  SwaggerModule.setup('docs', app, () => openApiOf(app, app.get<HttpPorts>(HTTP_PORTS).reports), {
    jsonDocumentUrl: 'openapi.json',
    raw: ['json'],
    customSiteTitle: 'Letopis',
  });
};
