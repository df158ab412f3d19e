import { REFUSED_KEPT } from '../../../application/upkeep/upkeep';
import {
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
      notes: { ...rowsSchema(textSchema), description: 'What the reader must know' },
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
    eventId: { ...uuidSchema, description: 'The event that could not be folded' },
    type: { type: 'string', description: 'The type of the event' },
    position: { type: 'string', description: 'Its place in the log' },
    error: { type: 'string', description: 'What went wrong' },
  }),
  ProjectionModel: objectSchema({
    projection: { type: 'string', example: 'refusals' },
    version: { type: 'integer', description: 'Of the code that fills it' },
    state: {
      type: 'string',
      enum: ['live', 'catching-up', 'building', 'poisoned', 'incomplete'],
      description:
        'live: it answers. catching-up: it answers, and events are still missing. building: it is filled for the first time. poisoned: an event that it could not take stopped it, see poison; incomplete: a table of it was removed. In both it serves no answers until it is filled anew; the others go on',
    },
    position: { ...orNull(textSchema), description: 'Up to where it holds the log' },
    lag: { type: 'integer', description: 'Events of the log that it does not hold yet, as far as they were counted' },
    lagOrMore: {
      type: 'boolean',
      description: 'Whether more events are missing than lag says: counting stops at some',
    },
    poison: {
      ...orNull(refTo('PoisonModel')),
      description: 'The event that stopped it, also while it was filled for the first time',
    },
    missing: {
      ...rowsSchema(textSchema),
      description: 'Tables of it that somebody removed: a rebuild fills them anew',
    },
  }),
  LogModel: objectSchema({
    connected: { type: 'boolean', description: 'The log answers' },
    silentSince: { ...orNull(textSchema), description: 'Where it does not: when it last did' },
  }),
  UnfinishedModel: objectSchema({
    eventId: uuidSchema,
    eventType: { type: 'string', description: 'The event that it should have followed from' },
    position: { type: 'string', description: "The event's" },
    command: { type: 'string', description: 'What should have followed' },
    why: { type: 'string', description: 'What the rule said' },
  }),
  UpkeepModel: objectSchema({
    atWork: {
      type: 'boolean',
      description: 'This process does it; of several services on the same read models the others stand by',
    },
    trouble: { ...orNull(textSchema), description: 'What it waits to be over' },
    troubleSince: { ...orNull(textSchema), description: 'Where it waits: since when' },
    position: { ...orNull(textSchema), description: 'Up to where everything that follows was seen to' },
    lag: {
      ...orNull(wholeSchema),
      description: 'Events after that, as far as they were counted; those of the last seconds always are',
    },
    lagOrMore: { type: 'boolean', description: 'There are more than that' },
    refused: {
      ...rowsSchema(refTo('UnfinishedModel')),
      description: `Follow-ups that a rule refused since this process started: the last ${REFUSED_KEPT}, the newest last`,
    },
  }),
  BrokenModel: objectSchema({
    file: { type: 'string', example: 'own-calls.ts' },
    why: { type: 'string', description: 'With its line, where there is one' },
  }),
  HealthModel: objectSchema({
    live: { type: 'boolean', description: 'The process answers' },
    ready: { type: 'boolean', description: 'The log can be read, and every read model serves' },
    readOnly: {
      type: 'boolean',
      description: 'The log is only read: commands are refused, and nothing that falls due is noted',
    },
    head: { ...orNull(textSchema), description: 'The position of the last event of the log' },
    log: refTo('LogModel'),
    trouble: { ...orNull(textSchema), description: 'What the projector waits to be over' },
    projections: rowsSchema(refTo('ProjectionModel')),
    generations: {
      ...rowsSchema(refTo('GenerationModel')),
      description: 'What is beside the live tables: being filled, left half, kept to roll back to (see /projections)',
    },
    broken: {
      ...rowsSchema(refTo('BrokenModel')),
      description: 'Files of the owner that are no read models: the others go on',
    },
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
    stream: { type: 'string', description: 'The stream that it is of' },
    revision: { type: 'integer', description: 'The place in the stream, from 0' },
    position: { type: 'string', description: 'The place in the log', example: '1200' },
    occurredAt: { ...momentSchema, description: "When it happened in the client's world" },
    recordedAt: { ...momentSchema, description: 'When the store took it' },
    data: { ...openSchema, description: 'By type: see the event catalogue' },
    metadata: { ...openSchema, description: 'Who, how, and after what' },
  }),
  EventPageModel: objectSchema({
    items: rowsSchema(refTo('EventItemModel')),
    next: { ...orNull(textSchema), description: 'What to ask for with after, now or later' },
  }),
  StreamPageModel: objectSchema({
    items: rowsSchema(refTo('EventItemModel')),
    next: { ...orNull(wholeSchema), description: 'What to ask for with from; null at the end' },
  }),
};

export const queryModels: NamedSchemas = { ...answerModels, ...healthModels, ...eventModels };
