import { ApiParam } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { StoreError } from '../../../application/log/event-store';
import { generationStates, type GenerationState } from '../../../application/rebuilding/builds';
import type { RequestedBuild } from '../../../application/rebuilding/requested-builds';
import { nearestTo } from '../../../read-models/kit/nearest';
import { ApiProblem } from '../protocol/command-docs';
import type { HttpPorts } from '../protocol/ports';
import { Problem } from '../protocol/problem';
import { generationItem } from './projection-items';
import { isGiven } from '../protocol/request-values';

/** What the requests for work on read models have in common. */

export const ApiName = () =>
  ApiParam({
    name: 'name',
    type: String,
    example: 'offers',
    description: 'Of a read model, or of the facts it stands on',
  });

export const ApiRefusals = () => (target: object, key: string, descriptor: PropertyDescriptor) => {
  ApiProblem(400, 'The body is not as expected')(target, key, descriptor);
  ApiProblem(404, 'There is no read model of this name')(target, key, descriptor);
  ApiProblem(409, 'Not as things stand: another process is at it, or there is nothing to do it with')(
    target,
    key,
    descriptor,
  );
};

/** What stands against it now, as an answer that no retry changes. */
export const refused = (error: unknown): unknown =>
  error instanceof StoreError && error.code === 'conflict' ? new Problem(409, { detail: error.message }) : error;

/** The facts of the read model that the address names. */
export const factsAskedFor = ({ reports, past }: HttpPorts, { params }: FastifyRequest): readonly string[] => {
  const name = isGiven(params) ? String(params['name']) : '';
  const facts =
    reports.find((report) => report.name === name)?.reads ??
    past.projections.filter((projection) => projection.name === name).map((projection) => projection.name);
  if (facts.length > 0) return facts;
  const near = nearestTo(
    name,
    [...reports, ...past.projections].map((known) => known.name),
  );
  const meant = near.length > 0 ? `: did you mean ${near.join(' or ')}?` : '';
  throw new Problem(404, { detail: `There is no read model of this name${meant}` });
};

export const allGenerations = ({ eventStore, readStore, past }: HttpPorts): Promise<readonly GenerationState[]> =>
  generationStates({ log: eventStore, store: readStore, projections: past.projections });

export const generationsOf = async (
  ports: HttpPorts,
  names: readonly string[],
): Promise<{ readonly generations: readonly object[] }> => {
  const states = await allGenerations(ports);
  return { generations: states.filter(({ projection }) => names.includes(projection)).map(generationItem) };
};

/** Answers when it is under way. */
export const startBuild = async (
  ports: HttpPorts,
  names: readonly string[],
  options: RequestedBuild,
): Promise<{ readonly generations: readonly object[] }> => {
  try {
    await ports.builds.start(names, options);
  } catch (error) {
    throw refused(error);
  }
  return generationsOf(ports, names);
};
