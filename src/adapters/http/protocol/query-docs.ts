import { ApiExtraModels, ApiProperty, ApiPropertyOptional, getSchemaPath } from '@nestjs/swagger';
import { REFUSED_KEPT } from '../../../application/upkeep/upkeep';
import { mayBeNull } from './command-docs';

/** What OpenAPI says of queries and events. */

class ExplainableSectionModel {
  @ApiProperty({
    example: '/reports/refusals?from=2024-01-01&by=reason&explain=summary.{figure}&row={row}',
    description: 'Where a figure is explained by the events that it rests on: a URI template (RFC 6570)',
  })
  readonly template: string;

  @ApiProperty({ type: [String], example: ['refusals', 'share'], description: 'What {figure} may be: columns' })
  readonly figures: readonly string[];

  @ApiProperty({
    type: [String],
    example: ['reason'],
    description:
      'What {row} is put together from: the values of these columns, with colons between; in each, % is %25 and a colon is %3A, and nothing is empty. None: the section has one row',
  })
  readonly row: readonly string[];
}

@ApiExtraModels(ExplainableSectionModel)
export class AnswerModel {
  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'array', items: { type: 'object', additionalProperties: true } },
    description:
      'Flat rows by section. Money is in minor units with a currency beside it: a number, or a text of digits where a sum comes to 9007199254740991 or more. Shares are 0 to 1',
  })
  readonly sections: object;

  @ApiProperty({ type: [String], description: 'What the reader must know' })
  readonly notes: readonly string[];

  @ApiPropertyOptional({
    type: 'object',
    additionalProperties: { $ref: getSchemaPath(ExplainableSectionModel) },
    description: 'How the figures of each section are explained; an explanation and another edition have none',
  })
  readonly explain?: object;
}

class PoisonModel {
  @ApiProperty({ format: 'uuid', description: 'The event that could not be folded' })
  readonly eventId: string;

  @ApiProperty({ description: 'The type of the event' })
  readonly type: string;

  @ApiProperty({ description: 'Its place in the log' })
  readonly position: string;

  @ApiProperty({ description: 'What went wrong' })
  readonly error: string;
}

@ApiExtraModels(PoisonModel)
export class ProjectionModel {
  @ApiProperty({ example: 'refusals' })
  readonly projection: string;

  @ApiProperty({ type: 'integer', description: 'Of the code that fills it' })
  readonly version: number;

  @ApiProperty({
    enum: ['live', 'catching-up', 'building', 'poisoned', 'incomplete'],
    description:
      'live: it answers. catching-up: it answers, and events are still missing. building: it is filled for the first time. poisoned: an event that it could not take stopped it, see poison; incomplete: a table of it was removed. In both it serves no answers until it is filled anew; the others go on',
  })
  readonly state: string;

  @ApiProperty({ ...mayBeNull({ type: 'string' }), description: 'Up to where it holds the log' })
  readonly position: string | null;

  @ApiProperty({
    type: 'integer',
    description: 'Events of the log that it does not hold yet, as far as they were counted',
  })
  readonly lag: number;

  @ApiProperty({ description: 'Whether more events are missing than lag says: counting stops at some' })
  readonly lagOrMore: boolean;

  @ApiProperty({
    ...mayBeNull({ $ref: getSchemaPath(PoisonModel) }),
    description: 'The event that stopped it, also while it was filled for the first time',
  })
  readonly poison: PoisonModel | null;

  @ApiProperty({ type: [String], description: 'Tables of it that somebody removed: a rebuild fills them anew' })
  readonly missing: readonly string[];
}

class LogModel {
  @ApiProperty({ description: 'The log answers' })
  readonly connected: boolean;

  @ApiProperty({ ...mayBeNull({ type: 'string' }), description: 'Where it does not: when it last did' })
  readonly silentSince: string | null;
}

class UnfinishedModel {
  @ApiProperty({ format: 'uuid' })
  readonly eventId: string;

  @ApiProperty({ description: 'The event that it should have followed from' })
  readonly eventType: string;

  @ApiProperty({ description: "The event's" })
  readonly position: string;

  @ApiProperty({ description: 'What should have followed' })
  readonly command: string;

  @ApiProperty({ description: 'What the rule said' })
  readonly why: string;
}

class UpkeepModel {
  @ApiProperty({ description: 'This process does it; of several services on the same read models the others stand by' })
  readonly atWork: boolean;

  @ApiProperty({ ...mayBeNull({ type: 'string' }), description: 'What it waits to be over' })
  readonly trouble: string | null;

  @ApiProperty({ ...mayBeNull({ type: 'string' }), description: 'Where it waits: since when' })
  readonly troubleSince: string | null;

  @ApiProperty({ ...mayBeNull({ type: 'string' }), description: 'Up to where everything that follows was seen to' })
  readonly position: string | null;

  @ApiProperty({
    ...mayBeNull({ type: 'integer' }),
    description: 'Events after that, as far as they were counted; those of the last seconds always are',
  })
  readonly lag: number | null;

  @ApiProperty({ description: 'There are more than that' })
  readonly lagOrMore: boolean;

  @ApiProperty({
    type: [UnfinishedModel],
    description: `Follow-ups that a rule refused since this process started: the last ${REFUSED_KEPT}, the newest last`,
  })
  readonly refused: readonly UnfinishedModel[];
}

export class BrokenModel {
  @ApiProperty({ example: 'own-calls.ts' })
  readonly file: string;

  @ApiProperty({ description: 'With its line, where there is one' })
  readonly why: string;
}

export class HealthModel {
  @ApiProperty({ description: 'The process answers' })
  readonly live: boolean;

  @ApiProperty({ description: 'The log can be read, and every read model serves' })
  readonly ready: boolean;

  @ApiProperty({ description: 'The log is only read: commands are refused, and nothing that falls due is noted' })
  readonly readOnly: boolean;

  @ApiProperty({ ...mayBeNull({ type: 'string' }), description: 'The position of the last event of the log' })
  readonly head: string | null;

  @ApiProperty({ type: LogModel })
  readonly log: LogModel;

  @ApiProperty({ ...mayBeNull({ type: 'string' }), description: 'What the projector waits to be over' })
  readonly trouble: string | null;

  @ApiProperty({ type: [ProjectionModel] })
  readonly projections: readonly ProjectionModel[];

  @ApiProperty({
    type: 'array',
    items: { $ref: getSchemaPath('GenerationModel') },
    description: 'What is beside the live tables: being filled, left half, kept to roll back to (see /projections)',
  })
  readonly generations: readonly object[];

  @ApiProperty({ type: [BrokenModel], description: 'Files of the owner that are no read models: the others go on' })
  readonly broken: readonly BrokenModel[];

  @ApiProperty({ type: UpkeepModel, description: 'Sees to it that what must follow did follow, and to what falls due' })
  readonly upkeep: UpkeepModel;
}

export class EventItemModel {
  @ApiProperty({ format: 'uuid' })
  readonly id: string;

  @ApiProperty({ example: 'OfferLinesRefused' })
  readonly type: string;

  @ApiProperty({ description: 'The stream that it is of' })
  readonly stream: string;

  @ApiProperty({ type: 'integer', description: 'The place in the stream, from 0' })
  readonly revision: number;

  @ApiProperty({ description: 'The place in the log', example: '1200' })
  readonly position: string;

  @ApiProperty({ format: 'date-time', description: "When it happened in the client's world" })
  readonly occurredAt: string;

  @ApiProperty({ format: 'date-time', description: 'When the store took it' })
  readonly recordedAt: string;

  @ApiProperty({ type: Object, additionalProperties: true, description: 'By type: see the event catalogue' })
  readonly data: object;

  @ApiProperty({ type: Object, additionalProperties: true, description: 'Who, how, and after what' })
  readonly metadata: object;
}

export class EventPageModel {
  @ApiProperty({ type: [EventItemModel] })
  readonly items: readonly EventItemModel[];

  @ApiProperty({ ...mayBeNull({ type: 'string' }), description: 'What to ask for with after, now or later' })
  readonly next: string | null;
}

export class StreamPageModel {
  @ApiProperty({ type: [EventItemModel] })
  readonly items: readonly EventItemModel[];

  @ApiProperty({ ...mayBeNull({ type: 'integer' }), description: 'What to ask for with from; null at the end' })
  readonly next: number | null;
}
