import { ApiExtraModels, ApiProperty, getSchemaPath } from '@nestjs/swagger';
import { publicCommands } from '../../../application/commands/command-fields';
import { CommandAnswerModel, ProblemModel } from '../protocol/command-docs';
import { MOST_COMMANDS } from './read-batch';
import { exampleIds } from './example-ids';
import { routes } from './routes';

/** What OpenAPI says of many commands in one request. */

class BatchedCommandModel {
  @ApiProperty({ enum: [...publicCommands], enumName: 'CommandType', example: 'LogCall' })
  readonly type: string;

  @ApiProperty({
    type: Object,
    additionalProperties: true,
    required: false,
    description: 'The fields of the command: its own body, and what its own address says',
  })
  readonly data: object;

  @ApiProperty({
    type: Object,
    additionalProperties: { type: 'string' },
    required: false,
    description:
      'Idempotency-Key and If-Match of this command; Letopis-Actor, Letopis-Zone and Letopis-On-Behalf-Of where they ' +
      'are not those of the request',
    example: { 'Idempotency-Key': 'call-4711' },
  })
  readonly headers: object;
}

export class BatchModel {
  @ApiProperty({ type: [BatchedCommandModel], minItems: 1, maxItems: MOST_COMMANDS })
  readonly commands: readonly BatchedCommandModel[];
}

@ApiExtraModels(CommandAnswerModel, ProblemModel)
class BatchedAnswerModel {
  @ApiProperty({ type: 'integer', description: 'As the command would have been answered by itself', example: 201 })
  readonly status: number;

  @ApiProperty({
    oneOf: [{ $ref: getSchemaPath(CommandAnswerModel) }, { $ref: getSchemaPath(ProblemModel) }],
    description: 'With a status of 200 and 201 what was done, with any other one why it was not',
  })
  readonly body: object;
}

export class BatchAnswerModel {
  @ApiProperty({ type: [BatchedAnswerModel], description: 'In the order of the commands' })
  readonly answers: readonly BatchedAnswerModel[];
}

export const batchExample = {
  commands: [
    { type: 'LogCall', data: routes.LogCall.example, headers: { 'Idempotency-Key': 'call-4711' } },
    { type: 'MoveToTeam', data: { managerId: exampleIds.manager, ...routes.MoveToTeam.example } },
  ],
};
