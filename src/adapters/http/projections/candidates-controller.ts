import { Controller, Get, HttpCode, Inject, Post, Req } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { orderBuilds } from '../../../application/rebuilding/build-orders';
import { comparisonAnswer } from '../../../application/comparing/comparison-answer';
import { candidatesAmong } from '../../../application/asking/editions';
import type { Answer } from '../../../read-models/kit/report';
import { ApiName, ApiRefusals, factsAskedFor, generationsOf, refused, startBuild } from './build-requests';
import { ApiProblem } from '../protocol/command-docs';
import { HTTP_PORTS, type HttpPorts } from '../protocol/ports';
import { Problem } from '../protocol/problem';
import { refTo } from '../protocol/schemas';
import { flagField, questionsField, readFieldsOf } from '../protocol/request-body';

/** Candidates: filled beside the live ones and compared with them, before anything is switched. */
@ApiTags('read models')
@Controller('projections')
export class CandidatesController {
  constructor(@Inject(HTTP_PORTS) private readonly ports: HttpPorts) {}

  @Post(':name/compare')
  @HttpCode(202)
  @ApiOperation({
    operationId: 'compare',
    summary: 'Fills a candidate beside the live one and compares them: GET the comparison when it is done.',
  })
  @ApiName()
  @ApiBody({ schema: refTo('CompareModel'), required: false })
  @ApiResponse({ status: 202, schema: refTo('GenerationsModel'), description: 'It is under way' })
  @ApiRefusals()
  async compare(@Req() request: FastifyRequest): Promise<unknown> {
    const names = factsAskedFor(this.ports, request);
    const { reports, soak } = readFieldsOf(request.body, {
      reports: questionsField(this.ports.reports),
      soak: flagField,
    });
    try {
      await this.ports.builds.compare(names, reports, soak ?? false);
    } catch (error) {
      throw refused(error);
    }
    return generationsOf(this.ports, names);
  }

  @Get(':name/comparison')
  @ApiOperation({
    operationId: 'comparison',
    summary: 'How the candidate that was asked for here compares with the live one.',
  })
  @ApiName()
  @ApiOkResponse({
    schema: refTo('AnswerModel'),
    description: 'What is different: reports first, then tables, then rows',
  })
  @ApiProblem(404, 'There is no read model of this name, or no comparison of it')
  comparison(@Req() request: FastifyRequest): Answer {
    const comparison = this.ports.builds.comparisonOf(factsAskedFor(this.ports, request));
    if (!comparison)
      throw new Problem(404, { detail: 'No comparison of it was made by this service, or not yet: POST …/compare' });
    return comparisonAnswer(comparison);
  }

  @Post(':name/switch')
  @HttpCode(202)
  @ApiOperation({ operationId: 'switch', summary: 'Switches to the candidate, once it has caught up.' })
  @ApiName()
  @ApiResponse({ status: 202, schema: refTo('GenerationsModel'), description: 'It is under way' })
  @ApiRefusals()
  async switchTo(@Req() request: FastifyRequest): Promise<unknown> {
    const names = factsAskedFor(this.ports, request);
    readFieldsOf(request.body, {});
    const candidates = await candidatesAmong(this.ports.readStore, names).catch((error: unknown) => {
      throw refused(error);
    });
    return startBuild(this.ports, candidates, {});
  }

  @Post(':name/discard')
  @HttpCode(200)
  @ApiOperation({ operationId: 'discard', summary: 'Gives up the candidate; the live one stays as it is.' })
  @ApiName()
  @ApiOkResponse({ schema: refTo('GenerationsModel'), description: 'What is done from now on, and how it stands' })
  @ApiRefusals()
  async discard(@Req() request: FastifyRequest): Promise<unknown> {
    const names = factsAskedFor(this.ports, request);
    readFieldsOf(request.body, {});
    const { readStore } = this.ports;
    try {
      await orderBuilds(readStore, await candidatesAmong(readStore, names), { kind: 'cancel' });
    } catch (error) {
      throw refused(error);
    }
    return generationsOf(this.ports, names);
  }
}
