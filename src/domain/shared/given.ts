/** Whether a field of a shape may be absent. */
type IsOptional<Shape, Name extends keyof Shape> = object extends Pick<Shape, Name> ? true : false;

type FieldValue<Shape, Name extends keyof Shape> =
  IsOptional<Shape, Name> extends true ? Shape[Name] | undefined : Shape[Name];

/** Every field of a shape by its name; one that may be absent may be undefined, but not left out. */
export type Complete<Shape> = { readonly [Name in keyof Shape]-?: FieldValue<Shape, Name> };

/** The shape's fields as they may be given: listed by name, or brought by a spread that may lack them. */
type Fieldwise<Shape> = { readonly [Name in keyof Shape]: FieldValue<Shape, Name> };

/** What a list of fields lost of the shape, and what it has that the shape does not declare. */
type Lost<Shape, Fields> = Complete<Omit<Shape, keyof Fields>>;
type Undeclared<Shape, Fields> = { readonly [Name in Exclude<keyof Fields, keyof Shape>]?: never };

/**
 * A shape from all its fields: what is undefined is left out, as events never hold it. A field of the shape that is
 * neither listed nor spread does not compile, nor does one that a spread brings and the shape does not declare: so a new
 * field is lost nowhere between a command, its event and what follows from it. Name the shape by what the value is
 * returned or assigned as.
 */
export const given = <Shape extends object, Fields extends Fieldwise<Shape>>(
  fields: Fields & NoInfer<Lost<Shape, Fields> & Undeclared<Shape, Fields>>,
): Shape => {
  const all: Readonly<Record<string, unknown>> = fields;
  const names = Object.keys(all);
  // The parameter's type is what proves it: each field of the shape is there, or undefined where it may be absent.
  if (names.every((name) => all[name] !== undefined)) return fields as object as Shape;
  const known: Record<string, unknown> = {};
  for (const name of names) if (all[name] !== undefined) known[name] = all[name];
  // As above.
  return known as Shape;
};
