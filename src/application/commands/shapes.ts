/** What the decorators of fields tell beside class-validator and OpenAPI: see fields.ts and nested-fields.ts. */

export type PartClass = new () => object;

export interface FieldShape {
  readonly isRight?: (value: unknown) => boolean;
  readonly optional?: boolean;
  /** Brings a value into the form in which it is checked and kept. */
  readonly read?: (value: unknown) => unknown;
  /** The class of a value that has fields of its own. */
  readonly partOf?: (value: unknown) => PartClass;
}

/** What is known of a class: its fields, which ids may be left out, which fields have fields of their own. */
export interface Shape {
  readonly fields: Map<string, FieldShape>;
  readonly ownIds: string[];
  readonly parts: { readonly name: string; readonly of: () => PartClass }[];
  /** Classes that only a choice names. */
  readonly kinds: PartClass[];
}

const shapes = new Map<object, Shape>();

export const shapeFor = (prototype: object): Shape => {
  const known = shapes.get(prototype);
  if (known) return known;
  const made: Shape = { fields: new Map(), ownIds: [], parts: [], kinds: [] };
  shapes.set(prototype, made);
  return made;
};

const prototypeOf = ({ prototype }: { readonly prototype: unknown }): object | undefined =>
  typeof prototype === 'object' && prototype !== null ? prototype : undefined;

export const shapeOf = (of: PartClass): Shape | undefined => {
  const prototype = prototypeOf(of);
  return prototype && shapes.get(prototype);
};

/** Says something more of a field. */
export const tell =
  (more: FieldShape): PropertyDecorator =>
  (prototype, name) => {
    const { fields } = shapeFor(prototype);
    fields.set(String(name), { ...fields.get(String(name)), ...more });
  };

/** All fields of a class, those that it inherits too. */
export const fieldsOf = (of: PartClass): ReadonlyMap<string, FieldShape> => {
  const fields = new Map<string, FieldShape>();
  for (let at: unknown = of.prototype; typeof at === 'object' && at !== null; at = Object.getPrototypeOf(at))
    for (const [name, field] of shapes.get(at)?.fields ?? []) if (!fields.has(name)) fields.set(name, field);
  return fields;
};

/** For a class that TypeScript can't let inherit from all of these (see IntersectionType): tells their fields too. */
export const AlsoOf =
  (...classes: readonly PartClass[]): ClassDecorator =>
  (target) => {
    const prototype = prototypeOf(target);
    const own = prototype && shapeFor(prototype).fields;
    for (const of of classes) for (const [name, field] of fieldsOf(of)) if (!own?.has(name)) own?.set(name, field);
  };
