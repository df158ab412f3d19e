import type { GenerationStateName } from '../../../application/rebuilding/builds';
import {
  describedAs,
  flagSchema,
  momentSchema,
  objectSchema,
  openSchema,
  orNull,
  refTo,
  rowsSchema,
  textSchema,
  wholeSchema,
  type NamedSchemas,
} from '../protocol/schemas';

const stateNames: Readonly<Record<GenerationStateName, true>> = {
  ...{ live: true, running: true, paused: true, left: true },
  ...{ stopped: true, candidate: true, kept: true, retired: true },
};

/** What OpenAPI says of the generations of read models, and of what may be asked of them. */
export const projectionModels: NamedSchemas = {
  GenerationModel: objectSchema({
    projection: { type: 'string', example: 'offers' },
    generation: wholeSchema,
    version: describedAs(wholeSchema, 'The version of the projection that filled it'),
    state: {
      type: 'string',
      enum: Object.keys(stateNames),
      description:
        'running, paused: being filled; left: half, no process is at it; stopped at an event; candidate: filled to be ' +
        'compared; kept: to roll back to; retired: kept, but of a version that this program does not have',
    },
    position: describedAs(orNull(textSchema), 'The last event that its rows hold'),
    done: describedAs(wholeSchema, 'Events of the log up to there'),
    total: describedAs(wholeSchema, 'Events of the log'),
    isEstimate: describedAs(flagSchema, 'The log can’t count so many: done is what was read, total an estimate'),
    eventsPerSecond: {
      ...orNull({ type: 'number' }),
      description: 'Events of the log, without pauses, by the process that fills it',
    },
    secondsLeft: orNull({ type: 'number' }),
    startedAt: orNull(momentSchema),
    resumedFrom: describedAs(orNull(textSchema), 'Where an earlier process had left it'),
    limit: { ...orNull({ type: 'number' }), description: 'The limit that was asked for while it was filled' },
    by: describedAs(orNull(textSchema), 'The process that fills it'),
    comparison: describedAs(
      orNull(openSchema),
      'Of a candidate: how it compares with the live one, as it was last looked at',
    ),
  }),
  NeedModel: objectSchema({
    projection: textSchema,
    what: {
      type: 'string',
      enum: ['none', 'version', 'columns', 'all'],
      description: 'version: only the number is noted; columns: empty ones are added; all: it is filled anew',
    },
    why: textSchema,
  }),
  ProjectionsModel: objectSchema({
    head: describedAs(orNull(textSchema), 'The position of the last event of the log'),
    projections: rowsSchema(refTo('ProjectionModel')),
    generations: rowsSchema(refTo('GenerationModel')),
    needs: describedAs(rowsSchema(refTo('NeedModel')), 'What each needs to be of the version of this program, and why'),
    broken: describedAs(rowsSchema(refTo('BrokenModel')), 'Files of the owner that are no read models'),
  }),
  GenerationsModel: objectSchema({ generations: rowsSchema(refTo('GenerationModel')) }),
  BuildModel: objectSchema(
    {
      eventsPerSecond: { type: 'integer', minimum: 1, description: 'It reads at most this many events a second' },
      keep: {
        ...{ type: 'integer', minimum: 0, maximum: 100, default: 1 },
        description: 'How many generations that were live before stay',
      },
    },
    ['eventsPerSecond', 'keep'],
  ),
  PaceModel: objectSchema({
    eventsPerSecond: {
      ...orNull({ type: 'integer', minimum: 1 }),
      description: 'It reads at most this many events a second; null: as fast as it can',
    },
  }),
  QuestionModel: objectSchema({
    report: { type: 'string', example: 'refusals' },
    raw: { ...openSchema, description: 'Its parameters', example: { by: 'reason' } },
  }),
  CompareModel: objectSchema(
    {
      reports: {
        ...rowsSchema(refTo('QuestionModel')),
        maxItems: 50,
        description: 'Reports to ask of both; left out: all that read these facts, each over its default window',
      },
      soak: describedAs(flagSchema, 'Go on feeding and comparing both'),
    },
    ['reports', 'soak'],
  ),
};
