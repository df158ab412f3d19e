import { Inject, Injectable, type Type } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { DomainCommand } from '../../domain/catalogue';
import type { Execute, Executed } from '../executing/execution';
import { Asked, envelope } from './asked';
import { commandClasses, isCommand, type CommandClass } from './registry';

/** The token under which the composition root provides what executes commands. */
export const EXECUTE = Symbol('EXECUTE');

const types = new Map<unknown, string>(Object.entries(commandClasses).map(([type, command]) => [command, type]));

const ofTheEnvelope = new Set(['occurredAt', 'lateReason']);

/** Plain data: instances of classes that a request was read into belong to the edge alone. */
const plain = (value: unknown): unknown => {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.some((item) => typeof item === 'object') ? value.map(plain) : value;
  return Object.fromEntries(Object.entries(value).map(([name, content]) => [name, plain(content)]));
};

/** The domain's command in an instance of its class. */
export const commandIn = (asked: Asked): DomainCommand => {
  const data: Record<string, unknown> = {};
  for (const [name, content] of Object.entries(asked)) if (!ofTheEnvelope.has(name)) data[name] = plain(content);
  const command = { type: types.get(asked.constructor) ?? asked.constructor.name, data };
  if (isCommand(command)) return command;
  throw new Error(`${command.type} is not in commandClasses: list its class there`);
};

/** The one handler of all commands: hands the domain's command to the executor. */
@Injectable()
class Perform implements ICommandHandler<Asked, Executed> {
  constructor(@Inject(EXECUTE) private readonly perform: Execute) {}

  execute(asked: Asked): Promise<Executed> {
    return this.perform(commandIn(asked), asked[envelope]);
  }
}

/** Nest finds a handler by the one command that its class names: so each command gets an empty subclass of the one. */
const handlerFor = (command: CommandClass): Type<Perform> => {
  @CommandHandler(command)
  class PerformOne extends Perform {}
  return PerformOne;
};

export const commandHandlers: Type<Perform>[] = Object.values(commandClasses).map(handlerFor);
