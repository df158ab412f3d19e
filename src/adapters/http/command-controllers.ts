import { Controller, HttpCode, Inject, Post, Req, Res, type Type } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiBody, ApiExtraModels, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { routeOf, type Asked } from '../../application/commands/asked';
import { shapeOf } from '../../application/commands/shapes';
import { commandClasses, type CommandClass } from '../../application/commands/registry';
import { answerCommand, type CommandAnswer } from './command-answer';
import { ApiCommandAnswers, ApiEnvelope } from './command-docs';
import { HTTP_PORTS, type HttpPorts } from './ports';
import { commandReader } from './read-command';

/** Reads a command from a request. */
type Read = (request: FastifyRequest) => Asked;

/** The id that the command itself makes: it creates something where it has one. */
const createdIdOf = (command: CommandClass): string | undefined => shapeOf(command)?.ownIds[0];

const textOf = (asked: object, name: string | undefined): string | undefined => {
  const value: unknown = name === undefined ? undefined : Reflect.get(asked, name);
  return typeof value === 'string' ? value : undefined;
};

/** The controllers of all commands, a method a route, made from the classes: nothing is written twice. */
class Commands {
  private readonly readers = new Map<CommandClass, Read>();

  constructor(
    @Inject(CommandBus) private readonly bus: CommandBus,
    @Inject(HTTP_PORTS) private readonly ports: HttpPorts,
  ) {}

  async handle(command: CommandClass, request: FastifyRequest, reply: FastifyReply): Promise<CommandAnswer> {
    const asked = this.readerOf(command)(request);
    const executed = await this.bus.execute(asked);
    return answerCommand(executed, reply, textOf(asked, createdIdOf(command)));
  }

  private readerOf(command: CommandClass): Read {
    const known = this.readers.get(command);
    if (known) return known;
    const made = commandReader(command, this.ports.zone);
    this.readers.set(command, made);
    return made;
  }
}

const prototypeOf = (controller: { readonly prototype: object }): object => controller.prototype;

/** Adds a method with the decorators that one would write by hand. */
const addRoute = (controller: Type<Commands>, type: string, command: CommandClass): void => {
  const route = routeOf(command);
  const creates = createdIdOf(command) !== undefined;
  const method = function (this: Commands, request: FastifyRequest, reply: FastifyReply): Promise<CommandAnswer> {
    return this.handle(command, request, reply);
  };
  const descriptor: PropertyDescriptor = { value: method, writable: true, configurable: true };
  const prototype = prototypeOf(controller);
  Object.defineProperty(prototype, type, descriptor);
  Req()(prototype, type, 0);
  Res({ passthrough: true })(prototype, type, 1);
  const decorators: MethodDecorator[] = [
    Post(route.path),
    HttpCode(creates ? 201 : 200),
    ApiOperation({ operationId: type, summary: route.says }),
    ApiExtraModels(...(shapeOf(command)?.kinds ?? [])),
    ApiBody({ type: command, examples: { example: { value: route.example } } }),
    ...route.parameters.map((name) => ApiParam({ name, type: String })),
    ApiEnvelope(),
    ApiCommandAnswers(creates),
  ];
  for (const decorate of decorators) decorate(prototype, type, descriptor);
};

const controllerOf = (category: string): Type<Commands> => {
  @ApiTags(category)
  @Controller()
  class CategoryCommands extends Commands {}
  Object.defineProperty(CategoryCommands, 'name', { value: `${category} commands` });
  return CategoryCommands;
};

const categoryOf = (command: CommandClass): string => routeOf(command).path.split('/')[1] ?? '';

/** A controller a category. */
export const commandControllers = (): Type<Commands>[] => {
  const controllers = new Map<string, Type<Commands>>();
  for (const [type, command] of Object.entries(commandClasses)) {
    const category = categoryOf(command);
    const controller = controllers.get(category) ?? controllerOf(category);
    controllers.set(category, controller);
    addRoute(controller, type, command);
  }
  return [...controllers.values()];
};
