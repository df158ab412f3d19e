import { REFUSED_KEPT } from '../../../application/upkeep/upkeep';
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
  uuidSchema,
  wholeSchema,
  type NamedSchemas,
} from './schemas';

/** What OpenAPI says of answers to queries. */
const answerModels: NamedSchemas = {
  ExplainableSectionModel: objectSchema({
    template: {
      type: 'string',
      example: '/reports/refusals?from=2024-01-01&by=reason&explain=summary.{figure}&row={row}',
      description: 'Where a figure is explained by the events that it rests on: a URI template (RFC 6570)',
    },
    figures: {
      ...rowsSchema(textSchema),
      example: ['refusals', 'share'],
      description: 'What {figure} may be: columns',
    },
    row: {
      ...rowsSchema(textSchema),
      example: ['reason'],
      description:
        'What {row} is put together from: the values of these columns, with colons between; in each, % is %25 and a colon is %3A, and nothing is empty. None: the section has one row',
    },
  }),
  AnswerModel: objectSchema(
    {
      sections: {
        type: 'object',
        additionalProperties: rowsSchema(openSchema),
        description:
          'Flat rows by section. Money is in minor units with a currency beside it: a number, or a text of digits where a sum comes to 9007199254740991 or more. Shares are 0 to 1',
      },
      notes: describedAs(rowsSchema(textSchema), 'What the reader must know'),
      explain: {
        type: 'object',
        additionalProperties: refTo('ExplainableSectionModel'),
        description: 'How the figures of each section are explained; an explanation and another edition have none',
      },
    },
    ['explain'],
  ),
};

/** What it says of how the service and its read models are. */
const healthModels: NamedSchemas = {
  PoisonModel: objectSchema({
    eventId: describedAs(uuidSchema, 'The event that could not be folded'),
    type: describedAs(textSchema, 'The type of the event'),
    position: describedAs(textSchema, 'Its place in the log'),
    error: describedAs(textSchema, 'What went wrong'),
  }),
  ProjectionModel: objectSchema({
    projection: { type: 'string', example: 'refusals' },
    version: describedAs(wholeSchema, 'Of the code that fills it'),
    state: {
      type: 'string',
      enum: ['live', 'catching-up', 'building', 'poisoned', 'incomplete'],
      description:
        'live: it answers. catching-up: it answers, and events are still missing. building: it is filled for the first time. poisoned: an event that it could not take stopped it, see poison; incomplete: a table of it was removed. In both it serves no answers until it is filled anew; the others go on',
    },
    position: describedAs(orNull(textSchema), 'Up to where it holds the log'),
    lag: describedAs(wholeSchema, 'Events of the log that it does not hold yet, as far as they were counted'),
    lagOrMore: describedAs(flagSchema, 'Whether more events are missing than lag says: counting stops at some'),
    poison: describedAs(
      orNull(refTo('PoisonModel')),
      'The event that stopped it, also while it was filled for the first time',
    ),
    missing: describedAs(rowsSchema(textSchema), 'Tables of it that somebody removed: a rebuild fills them anew'),
  }),
  LogModel: objectSchema({
    connected: describedAs(flagSchema, 'The log answers'),
    silentSince: describedAs(orNull(textSchema), 'Where it does not: when it last did'),
  }),
  UnfinishedModel: objectSchema({
    eventId: uuidSchema,
    eventType: describedAs(textSchema, 'The event that it should have followed from'),
    position: describedAs(textSchema, "The event's"),
    command: describedAs(textSchema, 'What should have followed'),
    why: describedAs(textSchema, 'What the rule said'),
  }),
  UpkeepModel: objectSchema({
    atWork: describedAs(
      flagSchema,
      'This process does it; of several services on the same read models the others stand by',
    ),
    trouble: describedAs(orNull(textSchema), 'What it waits to be over'),
    troubleSince: describedAs(orNull(textSchema), 'Where it waits: since when'),
    position: describedAs(orNull(textSchema), 'Up to where everything that follows was seen to'),
    lag: describedAs(
      orNull(wholeSchema),
      'Events after that, as far as they were counted; those of the last seconds always are',
    ),
    lagOrMore: describedAs(flagSchema, 'There are more than that'),
    refused: describedAs(
      rowsSchema(refTo('UnfinishedModel')),
      `Follow-ups that a rule refused since this process started: the last ${REFUSED_KEPT}, the newest last`,
    ),
  }),
  BrokenModel: objectSchema({
    file: { type: 'string', example: 'own-calls.ts' },
    why: describedAs(textSchema, 'With its line, where there is one'),
  }),
  HealthModel: objectSchema({
    live: describedAs(flagSchema, 'The process answers'),
    ready: describedAs(flagSchema, 'The log can be read, and every read model serves'),
    readOnly: describedAs(
      flagSchema,
      'The log is only read: commands are refused, and nothing that falls due is noted',
    ),
    head: describedAs(orNull(textSchema), 'The position of the last event of the log'),
    log: refTo('LogModel'),
    trouble: describedAs(orNull(textSchema), 'What the projector waits to be over'),
    projections: rowsSchema(refTo('ProjectionModel')),
    generations: describedAs(
      rowsSchema(refTo('GenerationModel')),
      'What is beside the live tables: being filled, left half, kept to roll back to (see /projections)',
    ),
    broken: describedAs(
      rowsSchema(refTo('BrokenModel')),
      'Files of the owner that are no read models: the others go on',
    ),
    upkeep: {
      allOf: [refTo('UpkeepModel')],
      description: 'Sees to it that what must follow did follow, and to what falls due',
    },
  }),
};

/** What it says of events. */
const eventModels: NamedSchemas = {
  EventItemModel: objectSchema({
    id: uuidSchema,
    type: { type: 'string', example: 'OfferLinesRefused' },
    stream: describedAs(textSchema, 'The stream that it is of'),
    revision: describedAs(wholeSchema, 'The place in the stream, from 0'),
    position: { type: 'string', description: 'The place in the log', example: '1200' },
    occurredAt: describedAs(momentSchema, "When it happened in the client's world"),
    recordedAt: describedAs(momentSchema, 'When the store took it'),
    data: describedAs(openSchema, 'By type: see the event catalogue'),
    metadata: describedAs(openSchema, 'Who, how, and after what'),
  }),
  EventPageModel: objectSchema({
    items: rowsSchema(refTo('EventItemModel')),
    next: describedAs(orNull(textSchema), 'What to ask for with after, now or later'),
  }),
  StreamPageModel: objectSchema({
    items: rowsSchema(refTo('EventItemModel')),
    next: describedAs(orNull(wholeSchema), 'What to ask for with from; null at the end'),
  }),
};

export const queryModels: NamedSchemas = { ...answerModels, ...healthModels, ...eventModels };
