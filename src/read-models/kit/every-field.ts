type NoFields = Readonly<Record<string, never>>;

/**
 * Takes what is left of an event after its fields were taken one by one: `const { a, b, ...rest } = data`. It must be
 * nothing. So a new field of the event does not compile, and the error names it, until the row keeps the field or names it
 * as left out.
 */
export const everyFieldNamed = (rest: NoFields): NoFields => rest;

/** A value of a shape, without any further field: what one function names field by field, another one hands it. */
export type Exactly<Shape, Given extends Shape> = Given & Readonly<Record<Exclude<keyof Given, keyof Shape>, never>>;
