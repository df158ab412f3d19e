import { applyDecorators } from '@nestjs/common';
import { ApiHeader, ApiProperty, ApiResponse, type ApiPropertyOptions } from '@nestjs/swagger';

/** What OpenAPI says of every command. */

type DocSchema = NonNullable<ApiPropertyOptions['anyOf']>[number];

/** What is null where there is nothing: since OpenAPI 3.1 null is a type like others. */
export const mayBeNull = (schema: DocSchema): { readonly anyOf: DocSchema[] } => ({
  anyOf: [schema, { type: 'null' }],
});

export class FieldErrorModel {
  @ApiProperty({ example: 'lines[0].unitPrice.amount' })
  readonly path: string;

  @ApiProperty({ enum: ['missing', 'wrong', 'unknown'] })
  readonly problem: string;

  @ApiProperty({ example: 'a whole number from 0 to 10000000000000' })
  readonly expected: string;
}

export class ProblemModel {
  @ApiProperty({ example: 'urn:letopis:problem:OFFER_LINE_NOT_OPEN' })
  readonly type: string;

  @ApiProperty({ description: 'What kind of problem it is, in words' })
  readonly title: string;

  @ApiProperty({ type: 'integer', description: 'The status of the answer' })
  readonly status: number;

  @ApiProperty({ required: false, description: 'What was wrong with this request' })
  readonly detail: string;

  @ApiProperty({ type: [FieldErrorModel], required: false, description: 'With 400: every field that is wrong' })
  readonly errors: readonly FieldErrorModel[];

  @ApiProperty({
    required: false,
    description: 'With 409 and 404: the code of the rule',
    example: 'OFFER_LINE_NOT_OPEN',
  })
  readonly code: string;

  @ApiProperty({ type: 'integer', required: false, description: 'The number of the rule; 0 is plain good order' })
  readonly rule: number;

  @ApiProperty({ required: false, description: 'What to do next' })
  readonly next: string;

  @ApiProperty({ type: Object, required: false, additionalProperties: true, description: 'What the rule looked at' })
  readonly details: object;

  @ApiProperty({ required: false, description: 'The stream that another writer was faster in, or that there is not' })
  readonly stream: string;

  @ApiProperty({ type: 'integer', required: false, description: 'With 412' })
  readonly currentRevision: number;
}

class EventModel {
  @ApiProperty({ format: 'uuid' })
  readonly id: string;

  @ApiProperty({ example: 'CallLogged' })
  readonly type: string;

  @ApiProperty()
  readonly stream: string;

  @ApiProperty({ type: 'integer' })
  readonly revision: number;
}

class LikelyDuplicateModel {
  @ApiProperty({ format: 'uuid' })
  readonly clientId: string;

  @ApiProperty({ type: [String], example: ['phone'], description: 'phone, email, messenger, taxId' })
  readonly shares: readonly string[];
}

class ControlWarningModel {
  @ApiProperty({ example: 'CLIENT_IN_CONTROL_GROUP' })
  readonly code: string;

  @ApiProperty()
  readonly message: string;

  @ApiProperty({ description: 'What to do next' })
  readonly next: string;

  @ApiProperty({ format: 'uuid' })
  readonly campaignId: string;

  @ApiProperty({ format: 'uuid' })
  readonly productId: string;
}

export class CommandAnswerModel {
  @ApiProperty({ description: 'Of what was created, or else of what the command was for' })
  readonly id: string;

  @ApiProperty({ example: 'offer-6f9619ff-8b86-4d01-b42d-00cf4fc964fa' })
  readonly stream: string;

  @ApiProperty({ type: 'integer', description: 'Of the stream after the command; -1 where there is none' })
  readonly revision: number;

  @ApiProperty({ ...mayBeNull({ type: 'string' }), description: 'For atLeast of a query, to see at least this' })
  readonly position: string | null;

  @ApiProperty({ type: [EventModel] })
  readonly events: readonly EventModel[];

  @ApiProperty({
    description:
      'True where nothing was written now: the same request was executed before, or what it says stands already',
  })
  readonly alreadyThere: boolean;

  @ApiProperty({
    type: [LikelyDuplicateModel],
    required: false,
    description:
      'Of a client that was registered or corrected: clients who share with it what mostly one alone has. A hint, where there is any; POST /clients/{id}/merge makes the two one',
  })
  readonly likelyDuplicates: readonly LikelyDuplicateModel[];

  @ApiProperty({
    type: [ControlWarningModel],
    required: false,
    description:
      'Of MakeOffer, ReviseOffer and LogCall: running campaigns that were to leave this client alone with the product. The command is done all the same',
  })
  readonly warnings: readonly ControlWarningModel[];
}

export const ApiProblem = (status: number, description: string): MethodDecorator =>
  ApiResponse({
    status,
    description,
    content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/ProblemModel' } } },
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
      type: CommandAnswerModel,
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
