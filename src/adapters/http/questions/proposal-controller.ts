import { applyDecorators, Controller, Get, Req, Res } from '@nestjs/common';
import { ApiOperation, ApiQuery, ApiTags, type ApiQueryOptions } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { isObject } from '../../../application/commands/fields';
import { campaignProposal } from '../../../read-models/campaigns/proposal-report';
import { freezingOf } from '../../../read-models/campaigns/freezing';
import { ApiProblem } from '../protocol/command-docs';
import { QueryController } from '../protocol/ports';
import { answerAsAccepted, ApiAnswer } from './answer-forms';
import { answerRef } from './answer-schemas';
import { objectSchema, orNull, refTo, rowsSchema, textSchema, uuidSchema } from '../protocol/schemas';
import { queryDocs, sectionDocs, timeDocs } from './report-controller';

const ApiQueries = (...queries: readonly ApiQueryOptions[]): MethodDecorator =>
  applyDecorators(...queries.map((query) => ApiQuery(query)));

/** What FreezeTargets takes besides the campaign. */
const freezingSchema = objectSchema({
  ...{ targets: rowsSchema(uuidSchema), control: rowsSchema(uuidSchema), asOf: textSchema },
  draw: refTo('CampaignDraw'),
});

/** Lists in part, or as they would have been drawn on a day of one's choice, are none to be frozen. */
const isToBeFrozen = (query: unknown): boolean =>
  !isObject(query) || ['section', 'at', 'asOf', 'asOfPosition'].every((name) => query[name] === undefined);

/** What a campaign may be, with the body of the command that comes next. */
@ApiTags('campaigns')
@Controller('campaigns')
export class ProposalController extends QueryController {
  @Get('proposal')
  @ApiOperation({
    operationId: 'campaign-proposal',
    summary: campaignProposal.description,
    description:
      'freeze is the body of POST /campaigns/{campaignId}/targets; null where nothing was drawn, where one section is ' +
      'asked for, and of the past: what is frozen is the whole answer of now.',
  })
  @ApiQueries(...Object.entries(campaignProposal.parameters).map(queryDocs), ...timeDocs, sectionDocs)
  @ApiAnswer({ allOf: [answerRef(campaignProposal), objectSchema({ freeze: orNull(freezingSchema) })] })
  @ApiProblem(400, 'A parameter is not as expected')
  @ApiProblem(503, 'The read models are not there yet: try again after Retry-After seconds')
  propose(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<object> {
    const { query } = request;
    return answerAsAccepted(this.ports, { report: campaignProposal.name, query }, request, reply, (answer) => ({
      ...answer,
      freeze: isToBeFrozen(query) ? (freezingOf(answer) ?? null) : null,
    }));
  }
}
