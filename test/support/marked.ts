import { commandAsField, publicCommands } from '../../src/application/commands/command-fields';
import { isObject, type AnyField, type PublicCommandType } from '../../src/application/commands/fields';
import { kindFor } from '../../src/application/commands/read-fields';
import type { CommandCatalogue } from '../../src/domain/catalogue';

/** Free text: what people write. */
const isFree = (field: AnyField): boolean => field.isFree === true;

/** Where a command can hold free text: by its type and the names of the fields, as `LogCall.pitch.refused.comment`. */
const placesIn = (field: AnyField, path: string): readonly string[] => {
  if (isFree(field)) return [path];
  if (field.entries) return placesIn(field.entries, path);
  return (field.objects ?? []).flatMap(({ fields }) =>
    [...fields].flatMap(([name, within]) => placesIn(within, `${path}.${name}`)),
  );
};

/** Every place in which any command takes free text. */
export const freeTexts: readonly string[] = [
  ...new Set(publicCommands.flatMap((type) => placesIn(commandAsField(type), type))),
];

/** Words by which a text is found again; they are unique, and fit into every text. */
export const markerOf = (place: string): string => `mk${place.replaceAll('.', '').slice(-40)}km`;

type Loose<Value> = Value extends string | number | boolean
  ? Value
  : Value extends readonly (infer Entry)[]
    ? readonly Loose<Entry>[]
    : { readonly [Name in keyof Value]?: Loose<Value[Name]> };

/** Commands with a marker in each of their texts, and where markers were put. */
export class Marking {
  readonly marked = new Set<string>();

  /** The command with a marker in every free text that it can hold where its objects and lists are given. */
  of<Type extends PublicCommandType>(type: Type, given: Loose<CommandCatalogue[Type]>): CommandCatalogue[Type] {
    return this.filled(commandAsField(type), given, type) as CommandCatalogue[Type];
  }

  private filled(field: AnyField, value: unknown, path: string): unknown {
    if (isFree(field)) return value ?? this.put(path);
    const { entries } = field;
    if (entries && Array.isArray(value)) return value.map((entry) => this.filled(entries, entry, path));
    const kind = kindFor(field, value);
    if (!kind || !isObject(value)) return value;
    const filled: Record<string, unknown> = { ...value };
    for (const [name, within] of kind.fields) {
      const of = this.filled(within, filled[name], `${path}.${name}`);
      if (of !== undefined) filled[name] = of;
    }
    return filled;
  }

  private put(path: string): string {
    this.marked.add(path);
    return markerOf(path);
  }
}
