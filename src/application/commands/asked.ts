import { Command } from '@nestjs/cqrs';
import type { CommandCatalogue, CommandType } from '../../domain/catalogue';
import type { Envelope, Executed } from '../executing/execution';
import { Moment, Text } from './fields';

/** Commands that only processes and timers give. */
export type InternalCommandType =
  | 'AbsorbDuplicate'
  | 'NoteAnswerDeadline'
  | 'NoteFulfilmentDeadline'
  | 'ExpireOffer'
  | 'InvoiceOfferLines'
  | 'ReleaseOfferLines'
  | 'ReserveDocumentNumber'
  | 'ReserveTaxId'
  | 'ReleaseTaxId';

export type PublicCommandType = Exclude<CommandType, InternalCommandType>;

/** Fields that only a process or an import may give: the number of a document, and what another system says of it. */
interface Withheld {
  IssueInvoice: 'number' | 'externalNumber';
  IssueCreditNote: 'number' | 'externalNumber' | 'withoutInvoice';
}

/** A command as the edge takes it. */
export type Told<Type extends CommandType> = Type extends keyof Withheld
  ? Omit<CommandCatalogue[Type], Withheld[Type]>
  : CommandCatalogue[Type];

/** Under which a command carries its envelope: a symbol, so that no request body can name it. */
export const envelope = Symbol('envelope');

/** What every command may say beside its own fields. The edge sets the envelope once the command is valid. */
export class Asked extends Command<Executed> {
  @Moment({ optional: true, says: 'When it happened; now, where it is left out' })
  readonly occurredAt?: string;

  @Text({ max: 500, optional: true, says: 'Why it is told so late (rule 14)' })
  readonly lateReason?: string;

  [envelope]: Envelope;
}

export interface RouteText {
  /** What the command is for, in one sentence. */
  readonly says: string;
  /** A body that is valid. */
  readonly example: object;
}

export interface CommandRoute extends RouteText {
  /** As `/offers/:offerId/refusals`: the parameters are fields of the command. */
  readonly path: string;
  /** The names of the parameters. */
  readonly parameters: readonly string[];
}

const routes = new WeakMap<object, CommandRoute>();

/** Where a command is posted to. */
export const Route =
  (path: string, text: RouteText): ClassDecorator =>
  (command) => {
    const parameters = [...path.matchAll(/:(\w+)/g)].map(([, name]) => name ?? '');
    routes.set(command, { path, parameters, ...text });
  };

export const routeOf = (command: new () => Asked): CommandRoute => {
  const route = routes.get(command);
  if (!route) throw new Error(`${command.name} has no @Route: say where it is posted to`);
  return route;
};
