import { applyDecorators } from '@nestjs/common';
import { ApiHeader, ApiResponse } from '@nestjs/swagger';
import {
  describedAs,
  flagSchema,
  objectSchema,
  openSchema,
  orNull,
  refTo,
  rowsSchema,
  textSchema,
  uuidSchema,
  wholeSchema,
  type NamedSchemas,
} from './schemas';

/** What OpenAPI says of every command. */
export const commandModels: NamedSchemas = {
  FieldErrorModel: objectSchema({
    path: { type: 'string', example: 'lines[0].unitPrice.amount' },
    problem: { type: 'string', enum: ['missing', 'wrong', 'unknown'] },
    expected: { type: 'string', example: 'a whole number from 0 to 10000000000000' },
  }),
  ProblemModel: objectSchema(
    {
      type: { type: 'string', example: 'urn:letopis:problem:OFFER_LINE_NOT_OPEN' },
      title: describedAs(textSchema, 'What kind of problem it is, in words'),
      status: describedAs(wholeSchema, 'The status of the answer'),
      detail: describedAs(textSchema, 'What was wrong with this request'),
      errors: describedAs(rowsSchema(refTo('FieldErrorModel')), 'With 400: every field that is wrong'),
      code: { type: 'string', description: 'With 409 and 404: the code of the rule', example: 'OFFER_LINE_NOT_OPEN' },
      rule: describedAs(wholeSchema, 'The number of the rule; 0 is plain good order'),
      next: describedAs(textSchema, 'What to do next'),
      details: describedAs(openSchema, 'What the rule looked at'),
      stream: describedAs(textSchema, 'The stream that another writer was faster in, or that there is not'),
      currentRevision: describedAs(wholeSchema, 'With 412'),
    },
    ['detail', 'errors', 'code', 'rule', 'next', 'details', 'stream', 'currentRevision'],
  ),
  EventModel: objectSchema({
    id: uuidSchema,
    type: { type: 'string', example: 'CallLogged' },
    stream: textSchema,
    revision: wholeSchema,
  }),
  LikelyDuplicateModel: objectSchema({
    clientId: uuidSchema,
    shares: { ...rowsSchema(textSchema), example: ['phone'], description: 'phone, email, messenger, taxId' },
  }),
  ControlWarningModel: objectSchema({
    code: { type: 'string', example: 'CLIENT_IN_CONTROL_GROUP' },
    message: textSchema,
    next: describedAs(textSchema, 'What to do next'),
    campaignId: uuidSchema,
    productId: uuidSchema,
  }),
  CommandAnswerModel: objectSchema(
    {
      id: describedAs(textSchema, 'Of what was created, or else of what the command was for'),
      stream: { type: 'string', example: 'offer-6f9619ff-8b86-4d01-b42d-00cf4fc964fa' },
      revision: describedAs(wholeSchema, 'Of the stream after the command; -1 where there is none'),
      position: describedAs(orNull(textSchema), 'For atLeast of a query, to see at least this'),
      events: rowsSchema(refTo('EventModel')),
      alreadyThere: describedAs(
        flagSchema,
        'True where nothing was written now: the same request was executed before, or what it says stands already',
      ),
      likelyDuplicates: describedAs(
        rowsSchema(refTo('LikelyDuplicateModel')),
        'Of a client that was registered or corrected: clients who share with it what mostly one alone has. A hint, where there is any; POST /clients/{id}/merge makes the two one',
      ),
      warnings: describedAs(
        rowsSchema(refTo('ControlWarningModel')),
        'Of MakeOffer, ReviseOffer and LogCall: running campaigns that were to leave this client alone with the product. The command is done all the same',
      ),
    },
    ['likelyDuplicates', 'warnings'],
  ),
};

export const ApiProblem = (status: number, description: string): MethodDecorator =>
  ApiResponse({
    status,
    description,
    content: { 'application/problem+json': { schema: refTo('ProblemModel') } },
  });

const header = (name: string, description: string, example: string): MethodDecorator =>
  ApiHeader({ name, description, required: false, schema: { type: 'string', example } });

/** The headers that may hold for many commands. */
export const ApiSharedEnvelope = (): MethodDecorator =>
  applyDecorators(
    header('Letopis-Actor', 'Who acts: manager:<UUID> or system:<name>; system:api, where left out', 'system:shop'),
    header('Letopis-Zone', "The time zone of the deed; the company's, where left out", 'Europe/Berlin'),
    header('Letopis-On-Behalf-Of', 'For whom the actor acts: a UUID', '6f9619ff-8b86-4d01-b42d-00cf4fc964f9'),
  );

export const ApiEnvelope = (): MethodDecorator =>
  applyDecorators(
    header('Idempotency-Key', 'The same key at the same address does it once; 1 to 200 characters', 'order-4711'),
    header('If-Match', 'The revision at which you saw the stream, as its ETag gave it', '"3"'),
    ApiSharedEnvelope(),
  );

export const ApiCommandAnswers = (status: 200 | 201): MethodDecorator =>
  applyDecorators(
    ApiResponse({
      status,
      schema: refTo('CommandAnswerModel'),
      description: 'Done, and durable',
      headers: {
        ETag: { description: 'The revision of the stream', schema: { type: 'string' } },
        Location: {
          description: 'Where what the command was about is read, not before the command is in; else its events',
          schema: { type: 'string' },
        },
        'Letopis-Position': { description: 'For atLeast of a query', schema: { type: 'string' } },
      },
    }),
    ApiProblem(400, 'Not as expected: every field is named'),
    ApiProblem(404, 'An id that is not there'),
    ApiProblem(409, 'A rule refuses it: which, why, and what to do next'),
    ApiProblem(412, 'If-Match names an older revision than the current one'),
    ApiProblem(413, 'Larger than 1 MiB'),
    ApiProblem(415, 'Not application/json'),
    ApiProblem(422, 'The Idempotency-Key was used for another request'),
    ApiProblem(503, 'The store is busy or away: try again after Retry-After seconds'),
  );
