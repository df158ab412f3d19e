import { setTimeout as pause } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import type { LikelyDuplicate } from '../../../application/finding/directory';
import { READ_ONLY } from '../../../application/log/read-only-log';
import { controlWarnings } from '../../../read-models/campaigns/control-warnings';
import { answerOf, type CommandAnswer } from './command-answer';
import { commandIn, createdIdOf, type HttpCommand, type PostedCommand } from './command-classes';
import { HTTP_PORTS, type HttpPorts } from '../protocol/ports';
import { Problem } from '../protocol/problem';
import { readCommand, type AskedCommand } from './read-command';
import { unaskedOfferIn } from './unasked-offer';

const idIn = (posted: object, name: string | undefined): string | undefined => {
  const value: unknown = name === undefined ? undefined : Reflect.get(posted, name);
  return typeof value === 'string' ? value : undefined;
};

/** After these a client may be found to be another one's duplicate. */
const mayDouble: ReadonlySet<string> = new Set(['RegisterClient', 'CorrectClientDetails']);

/** With these something is offered, perhaps to a client whom a campaign is to leave alone. */
const mayOffer: ReadonlySet<string> = new Set(['MakeOffer', 'ReviseOffer', 'LogCall']);

/** While a service fills its index (seconds after its start), the hint is left out. */
const HINT_MILLISECONDS = 500;
const noDuplicates: readonly LikelyDuplicate[] = [];

/** Where every command comes in, alone or among others. What is not accepted is a Problem that is thrown. */
@Injectable()
export class CommandDoor {
  private isHintLate = false;

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
    const answer = answerOf(await this.bus.execute(posted), idIn(posted, createdIdOf(command)));
    if (answer.alreadyThere) return answer;
    if (mayOffer.has(command.type)) return this.withWarnings(command, posted, answer);
    if (!mayDouble.has(command.type)) return answer;
    const likelyDuplicates = await this.duplicatesOf(answer.id);
    return likelyDuplicates.length > 0 ? { ...answer, likelyDuplicates } : answer;
  }

  /** A hint, too: it does not fail a command that is done. */
  private async withWarnings(
    { type }: HttpCommand,
    posted: PostedCommand,
    answer: CommandAnswer,
  ): Promise<CommandAnswer> {
    const { readStore, zone } = this.ports;
    try {
      const offer = await unaskedOfferIn(readStore.db, commandIn(type, posted));
      const at = posted.occurredAt ?? new Date().toISOString();
      const warnings = offer ? await controlWarnings(readStore.db, offer, { at, zone }) : [];
      return warnings.length > 0 ? { ...answer, warnings } : answer;
    } catch {
      // The tables are not there yet, or their server is away.
      return answer;
    }
  }

  /**
   * A hint, no rule: a command that is done never waits long for it, and never fails by it. While one is still being looked
   * for, as when the index is filled after a start, later commands go without.
   */
  private async duplicatesOf(clientId: string): Promise<readonly LikelyDuplicate[]> {
    if (this.isHintLate) return noDuplicates;
    const asked = this.ports.questions.duplicatesOf(clientId).catch(() => noDuplicates);
    const found = await Promise.race([asked, pause(HINT_MILLISECONDS, undefined, { ref: false })]);
    if (found) return found;
    this.isHintLate = true;
    void asked.then(() => {
      this.isHintLate = false;
    });
    return noDuplicates;
  }
}
