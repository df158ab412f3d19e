import { Inject, Injectable, type Type } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { ValidateBy, ValidateIf, ValidateNested, validateSync, type ValidatorOptions } from 'class-validator';
import {
  commandFields,
  commandOf,
  publicCommands,
  type PublicCommand,
} from '../../../application/commands/command-fields';
import {
  isObject,
  objectKind,
  type AnyField,
  type FieldsByName,
  type ObjectKind,
  type PublicCommandType,
} from '../../../application/commands/fields';
import { kindFor, knownFields, type FieldProblem } from '../../../application/commands/read-fields';
import { envelopeFields } from '../../../application/commands/shared-fields';
import type { Envelope, Execute, Executed } from '../../../application/executing/execution';
import { routes, type CommandRoute } from './routes';

/** The classes that Nest and class-validator work with, made from the fields of commands: nothing is written twice. */

/** Under which a command carries its envelope: a symbol, so that no request body can name it. */
export const envelope = Symbol('envelope');

/** A command as it was posted: its fields, and the envelope once they are right. */
export class PostedCommand extends Command<Executed> {
  readonly occurredAt?: string;
  readonly lateReason?: string;
  [envelope]: Envelope;
}

export interface HttpCommand {
  readonly type: PublicCommandType;
  readonly route: CommandRoute;
  /** Its fields as HTTP knows them: with those of every command, without those that HTTP may not give. */
  readonly body: ObjectKind;
  readonly class: new () => PostedCommand;
}

/** The id that the command itself makes: it creates something where it has one. */
export const createdIdOf = ({ body }: HttpCommand): string | undefined => {
  for (const [name, { isOwnId }] of body.fields) if (isOwnId) return name;
  return undefined;
};

/** With what an accepted one is answered. */
export const acceptedStatus = (command: HttpCommand): 200 | 201 => (createdIdOf(command) === undefined ? 200 : 201);

const decorate = (prototype: object, name: string, field: AnyField): void => {
  const { isRight, expects, optional, objects, entries } = field;
  ValidateBy({ name: 'field', validator: { validate: isRight, defaultMessage: () => expects } })(prototype, name);
  // Not IsOptional: it lets null pass, and no fact holds null.
  if (optional) ValidateIf((_object, value) => value !== undefined)(prototype, name);
  if (objects ?? entries?.objects) ValidateNested()(prototype, name);
};

/** Gives a class the name and the decorators that one would write by hand. */
const validated = <Instance extends object>(of: new () => Instance, { name, fields }: ObjectKind) => {
  Object.defineProperty(of, 'name', { value: name });
  const prototype: unknown = of.prototype;
  if (isObject(prototype)) for (const [field, rule] of fields) decorate(prototype, field, rule);
  return of;
};

const bodyOf = (type: PublicCommandType): ObjectKind => {
  const own: FieldsByName = commandFields[type];
  const given = Object.entries(own).filter(([, { isWithheld }]) => !isWithheld);
  return objectKind(type, { ...envelopeFields, ...Object.fromEntries(given) });
};

/** Every command with its route and its class: handlers, controllers and documents are made from this list. */
export const httpCommands: readonly HttpCommand[] = publicCommands.map((type) => {
  const body = bodyOf(type);
  return { type, route: routes[type], body, class: validated(class extends PostedCommand {}, body) };
});

/** An object within a body. */
class BodyPart {
  readonly [field: string]: unknown;
}

const partClasses = new Map<ObjectKind, new () => object>();

const partClassOf = (kind: ObjectKind): new () => object => {
  const made = partClasses.get(kind) ?? validated(class extends BodyPart {}, kind);
  partClasses.set(kind, made);
  return made;
};

/** A value as class-validator looks at it: objects as instances of their classes. */
const instanceIn = (field: AnyField | undefined, value: unknown): unknown => {
  if (field?.entries && Array.isArray(value)) return value.map((entry: unknown) => instanceIn(field.entries, entry));
  const kind = field && kindFor(field, value);
  return kind && isObject(value) ? instanceOf(partClassOf(kind), kind, value) : value;
};

const instanceOf = <Instance extends object>(
  of: new () => Instance,
  { fields }: ObjectKind,
  given: Readonly<Record<string, unknown>>,
): Instance => {
  const values: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(given)) values[name] = instanceIn(fields.get(name), value);
  return Object.assign(new of(), values);
};

const strictly: ValidatorOptions = {
  whitelist: true,
  forbidNonWhitelisted: true,
  forbidUnknownValues: true,
  // A list that is too long is refused before its entries are looked at.
  stopAtFirstError: true,
  validationError: { target: false },
};

type ValidationErrors = ReturnType<typeof validateSync>;

type Constraints = NonNullable<ValidationErrors[number]['constraints']>;

const whatIsWrong = (
  { property, value }: ValidationErrors[number],
  constraints: Constraints,
  kind: ObjectKind | undefined,
): Omit<FieldProblem, 'path'> => {
  if (kind && 'whitelistValidation' in constraints)
    return { problem: 'unknown', expected: knownFields(property, kind) };
  return { problem: value === undefined ? 'missing' : 'wrong', expected: constraints['field'] ?? 'an object' };
};

/** What a value is that has problems: an object of a kind, or a list of entries. */
interface ProblemPlace {
  readonly kind: ObjectKind | undefined;
  readonly entry: AnyField | undefined;
}

const placeWithin = (field: AnyField | undefined, value: unknown): ProblemPlace => ({
  kind: field && kindFor(field, value),
  entry: Array.isArray(value) ? field?.entries : undefined,
});

const problemsIn = (
  errors: ValidationErrors,
  { kind, entry }: ProblemPlace,
  pathOf = (name: string): string => name,
): FieldProblem[] =>
  errors.flatMap((error) => {
    const { property, constraints, children = [] } = error;
    const value: unknown = error.value;
    const path = pathOf(property);
    const isList = Array.isArray(value);
    const within = placeWithin(entry ?? kind?.fields.get(property), value);
    const inside = problemsIn(children, within, (name) => (isList ? `${path}[${name}]` : `${path}.${name}`));
    return constraints ? [{ path, ...whatIsWrong(error, constraints, kind) }, ...inside] : inside;
  });

/** Every field of a body that is not as it must be, as class-validator finds them. */
export const fieldProblems = (
  { class: of, body }: HttpCommand,
  given: Readonly<Record<string, unknown>>,
): readonly FieldProblem[] =>
  problemsIn(validateSync(instanceOf(of, body, given), strictly), { kind: body, entry: undefined });

/** The domain's command, which was posted and is right. */
export const commandIn = (type: PublicCommandType, posted: PostedCommand): PublicCommand => {
  const own = Object.entries(posted).filter(([name]) => !Object.hasOwn(envelopeFields, name));
  return commandOf(type, Object.fromEntries(own));
};

/** The token under which the composition root provides what executes commands. */
export const EXECUTE = Symbol('EXECUTE');

/** The one handler of all commands: hands the domain's command to what executes it. */
@Injectable()
abstract class PostedCommandHandler implements ICommandHandler<PostedCommand, Executed> {
  protected abstract readonly type: PublicCommandType;

  constructor(@Inject(EXECUTE) private readonly perform: Execute) {}

  execute(posted: PostedCommand): Promise<Executed> {
    return this.perform(commandIn(this.type, posted), posted[envelope]);
  }
}

/** Nest finds a handler by the one command that its class names: so each command gets a subclass of the one handler. */
export const commandHandlers: Type<ICommandHandler<PostedCommand, Executed>>[] = httpCommands.map((command) => {
  @CommandHandler(command.class)
  class HandlerOfOne extends PostedCommandHandler {
    protected readonly type = command.type;
  }
  return HandlerOfOne;
});
