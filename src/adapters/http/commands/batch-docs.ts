import { publicCommands } from '../../../application/commands/command-fields';
import {
  describedAs,
  objectSchema,
  openSchema,
  refTo,
  rowsSchema,
  textSchema,
  type NamedSchemas,
} from '../protocol/schemas';
import { MOST_COMMANDS } from './read-batch';
import { exampleIds } from './example-ids';
import { routes } from './routes';

/** What OpenAPI says of many commands in one request. */
export const batchModels: NamedSchemas = {
  CommandType: { type: 'string', enum: [...publicCommands] },
  BatchedCommandModel: objectSchema(
    {
      type: { allOf: [refTo('CommandType')], example: 'LogCall' },
      data: describedAs(openSchema, 'The fields of the command: its own body, and what its own address says'),
      headers: {
        type: 'object',
        additionalProperties: textSchema,
        description:
          'Idempotency-Key and If-Match of this command; Letopis-Actor, Letopis-Zone and Letopis-On-Behalf-Of where they ' +
          'are not those of the request',
        example: { 'Idempotency-Key': 'call-4711' },
      },
    },
    ['data', 'headers'],
  ),
  BatchModel: objectSchema({
    commands: { ...rowsSchema(refTo('BatchedCommandModel')), minItems: 1, maxItems: MOST_COMMANDS },
  }),
  BatchedAnswerModel: objectSchema({
    status: { type: 'integer', description: 'As the command would have been answered by itself', example: 201 },
    body: {
      oneOf: [refTo('CommandAnswerModel'), refTo('ProblemModel')],
      description: 'With a status of 200 and 201 what was done, with any other one why it was not',
    },
  }),
  BatchAnswerModel: objectSchema({
    answers: describedAs(rowsSchema(refTo('BatchedAnswerModel')), 'In the order of the commands'),
  }),
};

export const batchExample = {
  commands: [
    { type: 'LogCall', data: routes.LogCall.example, headers: { 'Idempotency-Key': 'call-4711' } },
    { type: 'MoveToTeam', data: { managerId: exampleIds.manager, ...routes.MoveToTeam.example } },
  ],
};
