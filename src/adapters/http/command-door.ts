import { Inject, Injectable } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { READ_ONLY } from '../../application/log/read-only-log';
import { answerOf, type CommandAnswer } from './command-answer';
import { createdIdOf, type HttpCommand, type PostedCommand } from './command-classes';
import { HTTP_PORTS, type HttpPorts } from './ports';
import { Problem } from './problem';
import { readCommand, type AskedCommand } from './read-command';

const idIn = (posted: object, name: string | undefined): string | undefined => {
  const value: unknown = name === undefined ? undefined : Reflect.get(posted, name);
  return typeof value === 'string' ? value : undefined;
};

/** Where every command comes in, alone or among others. What is not accepted is a Problem that is thrown. */
@Injectable()
export class CommandDoor {
  constructor(
    @Inject(CommandBus) private readonly bus: CommandBus,
    @Inject(HTTP_PORTS) private readonly ports: HttpPorts,
  ) {}

  /** Throws where no command is taken. */
  refuseIfReadOnly(): void {
    if (this.ports.readOnly) throw new Problem(503, { detail: READ_ONLY, code: 'READ_ONLY' });
  }

  read(command: HttpCommand, asked: AskedCommand): PostedCommand {
    return readCommand(command, asked, this.ports.zone);
  }

  async execute(command: HttpCommand, posted: PostedCommand): Promise<CommandAnswer> {
    return answerOf(await this.bus.execute(posted), idIn(posted, createdIdOf(command)));
  }
}
