import { ApiProperty } from '@nestjs/swagger';
import type { GenerationStateName } from '../../../application/rebuilding/builds';
import { mayBeNull } from '../protocol/command-docs';
import { BrokenModel, ProjectionModel } from '../protocol/query-docs';

/** What OpenAPI says of the generations of read models. */

export const generationStateNames = [
  'live',
  'running',
  'paused',
  'left',
  'stopped',
  'candidate',
  'kept',
  'retired',
] as const satisfies readonly GenerationStateName[];

export class GenerationModel {
  @ApiProperty({ example: 'offers' })
  readonly projection: string;

  @ApiProperty({ type: 'integer' })
  readonly generation: number;

  @ApiProperty({ type: 'integer', description: 'The version of the projection that filled it' })
  readonly version: number;

  @ApiProperty({
    enum: generationStateNames,
    description:
      'running, paused: being filled; left: half, no process is at it; stopped at an event; candidate: filled to be ' +
      'compared; kept: to roll back to; retired: kept, but of a version that this program does not have',
  })
  readonly state: string;

  @ApiProperty({ ...mayBeNull({ type: 'string' }), description: 'The last event that its rows hold' })
  readonly position: string | null;

  @ApiProperty({ type: 'integer', description: 'Events of the log up to there' })
  readonly done: number;

  @ApiProperty({ type: 'integer', description: 'Events of the log' })
  readonly total: number;

  @ApiProperty({ description: 'The log can’t count so many: done is what was read, total an estimate' })
  readonly isEstimate: boolean;

  @ApiProperty({
    ...mayBeNull({ type: 'number' }),
    description: 'Events of the log, without pauses, by the process that fills it',
  })
  readonly eventsPerSecond: number | null;

  @ApiProperty(mayBeNull({ type: 'number' }))
  readonly secondsLeft: number | null;

  @ApiProperty(mayBeNull({ type: 'string', format: 'date-time' }))
  readonly startedAt: string | null;

  @ApiProperty({ ...mayBeNull({ type: 'string' }), description: 'Where an earlier process had left it' })
  readonly resumedFrom: string | null;

  @ApiProperty({ ...mayBeNull({ type: 'number' }), description: 'The limit that was asked for while it was filled' })
  readonly limit: number | null;

  @ApiProperty({ ...mayBeNull({ type: 'string' }), description: 'The process that fills it' })
  readonly by: string | null;

  @ApiProperty({
    ...mayBeNull({ type: 'object', additionalProperties: true }),
    description: 'Of a candidate: how it compares with the live one, as it was last looked at',
  })
  readonly comparison: object | null;
}

class NeedModel {
  @ApiProperty()
  readonly projection: string;

  @ApiProperty({
    enum: ['none', 'version', 'columns', 'all'],
    description: 'version: only the number is noted; columns: empty ones are added; all: it is filled anew',
  })
  readonly what: string;

  @ApiProperty()
  readonly why: string;
}

export class ProjectionsModel {
  @ApiProperty({ ...mayBeNull({ type: 'string' }), description: 'The position of the last event of the log' })
  readonly head: string | null;

  @ApiProperty({ type: [ProjectionModel] })
  readonly projections: readonly ProjectionModel[];

  @ApiProperty({ type: [GenerationModel] })
  readonly generations: readonly GenerationModel[];

  @ApiProperty({ type: [NeedModel], description: 'What each needs to be of the version of this program, and why' })
  readonly needs: readonly NeedModel[];

  @ApiProperty({ type: [BrokenModel], description: 'Files of the owner that are no read models' })
  readonly broken: readonly BrokenModel[];
}

export class GenerationsModel {
  @ApiProperty({ type: [GenerationModel] })
  readonly generations: readonly GenerationModel[];
}

export class BuildModel {
  @ApiProperty({
    type: 'integer',
    minimum: 1,
    required: false,
    description: 'It reads at most this many events a second',
  })
  readonly eventsPerSecond?: number;

  @ApiProperty({
    type: 'integer',
    minimum: 0,
    maximum: 100,
    required: false,
    default: 1,
    description: 'How many generations that were live before stay',
  })
  readonly keep?: number;
}

export class PaceModel {
  @ApiProperty({
    ...mayBeNull({ type: 'integer', minimum: 1 }),
    description: 'It reads at most this many events a second; null: as fast as it can',
  })
  readonly eventsPerSecond: number | null;
}

class QuestionModel {
  @ApiProperty({ example: 'refusals' })
  readonly report: string;

  @ApiProperty({ type: 'object', additionalProperties: true, description: 'Its parameters', example: { by: 'reason' } })
  readonly raw: object;
}

export class CompareModel {
  @ApiProperty({
    type: [QuestionModel],
    required: false,
    maxItems: 50,
    description: 'Reports to ask of both; left out: all that read these facts, each over its default window',
  })
  readonly reports?: readonly QuestionModel[];

  @ApiProperty({ required: false, description: 'Go on feeding and comparing both' })
  readonly soak?: boolean;
}
