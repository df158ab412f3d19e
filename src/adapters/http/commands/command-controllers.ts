import { Controller, HttpCode, Inject, Post, type Type } from '@nestjs/common';
import { ApiBody, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { addMethod } from '../protocol/add-method';
import { setHeaders, type CommandAnswer } from './command-answer';
import { acceptedStatus, httpCommands, type HttpCommand } from './command-classes';
import { CommandDoor } from './command-door';
import { ApiCommandAnswers, ApiEnvelope } from '../protocol/command-docs';
import { Problem } from '../protocol/problem';
import { refTo } from '../protocol/schemas';
import { parametersOf } from './routes';

/** The address of a request, which names no more than the command and what it is about. */
export const plainPath = ({ url }: FastifyRequest): string => {
  if (url.includes('?')) throw new Problem(400, { detail: 'A command takes no query parameters' });
  return url;
};

class Commands {
  constructor(@Inject(CommandDoor) readonly door: CommandDoor) {}
}

const handle = async (
  { door }: Commands,
  command: HttpCommand,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<CommandAnswer> => {
  door.refuseIfReadOnly();
  const { headers, body, params: parameters } = request;
  const posted = door.read(command, { path: plainPath(request), headers, body, parameters });
  const answer = await door.execute(command, posted);
  setHeaders(reply, answer);
  return answer;
};

const addRoute = (controller: Type<Commands>, command: HttpCommand): void => {
  const { type, route } = command;
  const status = acceptedStatus(command);
  addMethod(controller, type, (commands, request, reply) => handle(commands, command, request, reply), [
    Post(route.path),
    HttpCode(status),
    ApiOperation({ operationId: type, summary: route.description }),
    ApiBody({ schema: refTo(type), examples: { example: { value: route.example } } }),
    ...parametersOf(route).map((name) => ApiParam({ name, type: String })),
    ApiEnvelope(),
    ApiCommandAnswers(status),
  ]);
};

const controllerOf = (category: string): Type<Commands> => {
  @ApiTags(category)
  @Controller()
  class CategoryCommands extends Commands {}
  Object.defineProperty(CategoryCommands, 'name', { value: `${category} commands` });
  return CategoryCommands;
};

const categoryOf = ({ route }: HttpCommand): string => route.path.split('/')[1] ?? '';

/** The controllers of all commands, one a category, a method a route, made from the classes: nothing is written twice. */
export const commandControllers = (): Type<Commands>[] => {
  const controllers = new Map<string, Type<Commands>>();
  for (const command of httpCommands) {
    const category = categoryOf(command);
    const controller = controllers.get(category) ?? controllerOf(category);
    controllers.set(category, controller);
    addRoute(controller, command);
  }
  return [...controllers.values()];
};
