type Given<Fields> = { [Name in keyof Fields]?: Exclude<Fields[Name], undefined> };

/** The fields that have a value: what is not known is left out of an event, never written as undefined. */
export function given<Fields extends object>(fields: Fields): Given<Fields>;
export function given(fields: object): object {
  const known: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(fields)) if (value !== undefined) known[name] = value;
  return known;
}
