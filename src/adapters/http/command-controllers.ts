import { Controller, HttpCode, Inject, Post, type Type } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiBody, ApiOperation, ApiParam, ApiTags, getSchemaPath } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { READ_ONLY } from '../../application/log/read-only-log';
import { addMethod } from './add-method';
import { answerCommand, type CommandAnswer } from './command-answer';
import { httpCommands, type HttpCommand, type PostedCommand } from './command-classes';
import { ApiCommandAnswers, ApiEnvelope } from './command-docs';
import { HTTP_PORTS, type HttpPorts } from './ports';
import { Problem } from './problem';
import { commandReader } from './read-command';
import { parametersOf } from './routes';

type ReadRequest = (request: FastifyRequest) => PostedCommand;

/** The id that the command itself makes: it creates something where it has one. */
const createdIdOf = ({ body }: HttpCommand): string | undefined =>
  [...body.fields].find(([, { isOwnId }]) => isOwnId)?.[0];

const idIn = (posted: object, name: string | undefined): string | undefined => {
  const value: unknown = name === undefined ? undefined : Reflect.get(posted, name);
  return typeof value === 'string' ? value : undefined;
};

/** The controllers of all commands, a method a route, made from the classes: nothing is written twice. */
class Commands {
  private readonly readers = new Map<HttpCommand, ReadRequest>();

  constructor(
    @Inject(CommandBus) private readonly bus: CommandBus,
    @Inject(HTTP_PORTS) private readonly ports: HttpPorts,
  ) {}

  async handle(command: HttpCommand, request: FastifyRequest, reply: FastifyReply): Promise<CommandAnswer> {
    if (this.ports.readOnly) throw new Problem(503, { detail: READ_ONLY, code: 'READ_ONLY' });
    const posted = this.readerOf(command)(request);
    const executed = await this.bus.execute(posted);
    return answerCommand(executed, reply, idIn(posted, createdIdOf(command)));
  }

  private readerOf(command: HttpCommand): ReadRequest {
    const known = this.readers.get(command);
    if (known) return known;
    const made = commandReader(command, this.ports.zone);
    this.readers.set(command, made);
    return made;
  }
}

const addRoute = (controller: Type<Commands>, command: HttpCommand): void => {
  const { type, route } = command;
  const creates = createdIdOf(command) !== undefined;
  addMethod(
    controller,
    type,
    function (request, reply) {
      return this.handle(command, request, reply);
    },
    [
      Post(route.path),
      HttpCode(creates ? 201 : 200),
      ApiOperation({ operationId: type, summary: route.description }),
      ApiBody({ schema: { $ref: getSchemaPath(type) }, examples: { example: { value: route.example } } }),
      ...parametersOf(route).map((name) => ApiParam({ name, type: String })),
      ApiEnvelope(),
      ApiCommandAnswers(creates),
    ],
  );
};

const controllerOf = (category: string): Type<Commands> => {
  @ApiTags(category)
  @Controller()
  class CategoryCommands extends Commands {}
  Object.defineProperty(CategoryCommands, 'name', { value: `${category} commands` });
  return CategoryCommands;
};

const categoryOf = ({ route }: HttpCommand): string => route.path.split('/')[1] ?? '';

/** A controller a category. */
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
