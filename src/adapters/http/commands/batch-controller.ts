import { Controller, HttpCode, Inject, Logger, Post, Req } from '@nestjs/common';
import { ApiBody, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { InFlight } from '../../../application/executing/in-flight';
import { InOrder } from '../../../application/executing/in-order';
import { batchExample } from './batch-docs';
import type { CommandAnswer } from './command-answer';
import { acceptedStatus } from './command-classes';
import { plainPath } from './command-controllers';
import { ApiProblem, ApiSharedEnvelope } from '../protocol/command-docs';
import { refTo } from '../protocol/schemas';
import { CommandDoor } from './command-door';
import { asProblem } from '../protocol/problem-filter';
import { commandsIn, batchedCommand, MOST_COMMANDS, sharedHeaders } from './read-batch';
import type { RawValues } from '../protocol/request-values';
import { touchedBy } from './touched';

/** So many commands of one request are under way at once: as many as one flush of the log takes with profit. */
const MOST_AT_ONCE = 64;

/** What the command would have been answered with by itself. */
interface BatchedAnswer {
  readonly status: number;
  readonly body: CommandAnswer | object;
}

/** Many commands in one request: each is taken or refused for itself. */
@ApiTags('commands')
@Controller()
export class BatchController {
  private readonly logger = new Logger('http');

  constructor(@Inject(CommandDoor) private readonly door: CommandDoor) {}

  @Post('commands')
  @HttpCode(200)
  @ApiOperation({
    operationId: 'commands',
    summary: `Up to ${MOST_COMMANDS} commands at once: each is answered as it would be by itself.`,
  })
  @ApiSharedEnvelope()
  @ApiBody({ schema: refTo('BatchModel'), examples: { example: { value: batchExample } } })
  @ApiResponse({
    status: 200,
    schema: refTo('BatchAnswerModel'),
    description: 'All were looked at: what became of each',
  })
  @ApiProblem(400, 'The request as a whole is not as expected: no command was executed')
  @ApiProblem(413, 'Larger than 1 MiB')
  @ApiProblem(415, 'Not application/json')
  @ApiProblem(503, 'Read-only: no command is taken')
  async batch(@Req() request: FastifyRequest): Promise<{ readonly answers: readonly BatchedAnswer[] }> {
    this.door.refuseIfReadOnly();
    plainPath(request);
    const shared = sharedHeaders(request.headers);
    const entries = commandsIn(request.body);
    const [order, inFlight] = [new InOrder(), new InFlight(MOST_AT_ONCE)];
    const answers: BatchedAnswer[] = [];
    for (const [index, entry] of entries.entries())
      await inFlight.start(
        async () => {
          answers[index] = await this.answer(entry, shared, order);
        },
        () => undefined,
      );
    await inFlight.settled();
    return { answers };
  }

  private async answer(entry: unknown, shared: RawValues, order: InOrder): Promise<BatchedAnswer> {
    try {
      const { command, asked } = batchedCommand(entry, shared);
      const posted = this.door.read(command, asked);
      const body = await order.run(touchedBy(command, posted), () => this.door.execute(command, posted));
      return { status: acceptedStatus(command), body };
    } catch (error) {
      const problem = asProblem(error);
      if (problem.status === 500) this.logger.error(error instanceof Error ? error.stack : String(error));
      return { status: problem.status, body: problem.content };
    }
  }
}
