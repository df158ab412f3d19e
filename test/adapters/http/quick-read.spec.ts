import fc from 'fast-check';
import { quickRead } from '../../../src/adapters/http/quick-read';
import { readStrictly } from '../../../src/adapters/http/read-command';
import { routeOf, type Asked } from '../../../src/application/commands/asked';
import { exampleIds } from '../../../src/application/commands/examples';
import { commandClasses } from '../../../src/application/commands/registry';
import { fieldsOf, shapeOf, type PartClass } from '../../../src/application/commands/shapes';

type Fields = Record<string, unknown>;

/** What class-validator makes of a body; undefined where it finds anything wrong. */
const strictly = (of: new () => Asked, body: Fields): Asked | undefined => {
  try {
    return readStrictly(of, structuredClone(body));
  } catch {
    return undefined;
  }
};

/** Parameters of a path that are no ids. */
const named: Fields = { catalogue: 'refusals', code: 'NO_NEED' };

const filled = (of: PartClass, given: object, path: readonly string[] = []): Fields => {
  const fields: Fields = { ...given };
  for (const name of [...(shapeOf(of)?.ownIds ?? []), ...path]) fields[name] ??= named[name] ?? exampleIds.offer;
  for (const { name, of: partOf } of shapeOf(of)?.parts ?? []) {
    const part = fields[name];
    if (Array.isArray(part)) fields[name] = part.map((item: object) => filled(partOf(), item));
    else if (part !== undefined) fields[name] = filled(partOf(), part as object);
  }
  return fields;
};

const commands = Object.values(commandClasses).map((of: new () => Asked) => ({
  of,
  body: filled(
    of,
    routeOf(of).example,
    routeOf(of).parameters.map((name) => name),
  ),
}));

const odd = fc.oneof(
  fc.constantFrom<unknown>(null, true, 0, -1, 1.5, 2 ** 53, '', ' ', '__proto__', [], {}, [[]], [null], [{}], 'A'),
  fc.constantFrom<unknown>('2024-13-01', '2024-05-06', '2024-05-06T10:00:00+02:00', exampleIds.client, 'EUR', '"1"'),
  fc.constantFrom<unknown>([exampleIds.client], { amount: 1, currency: 'EUR' }, { callId: exampleIds.client }),
  fc.jsonValue({ maxDepth: 2 }),
);

const pathsIn = (value: unknown, path: readonly string[] = []): readonly (readonly string[])[] =>
  typeof value === 'object' && value !== null
    ? [path, ...Object.entries(value).flatMap(([name, part]) => pathsIn(part, [...path, name]))]
    : [path];

const changed = (value: unknown, [name, ...rest]: readonly string[], by: unknown): unknown => {
  if (name === undefined) return by;
  // Another change took the way there.
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value))
    return value.map((item: unknown, index) => (String(index) === name ? changed(item, rest, by) : item));
  const { [name]: old, ...others } = value as Fields;
  return by === undefined && rest.length === 0 ? others : { ...others, [name]: changed(old, rest, by) };
};

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const asJson = (value: unknown): unknown => (value === undefined ? value : JSON.parse(JSON.stringify(value)));

/** A command's example with another value in one place, without a field, or with a field more. */
const bodies = fc.constantFrom(...commands).chain(({ of, body }) => {
  const change = fc.oneof(
    fc.tuple(fc.constantFrom(...pathsIn(body)), fc.option(odd, { nil: undefined })),
    fc.tuple(
      fc.constantFrom(...fieldsOf(of).keys(), 'unknown').map((name) => [name]),
      odd,
    ),
  );
  return fc
    .array(change, { minLength: 0, maxLength: 2 })
    .map((changes) => ({
      of,
      body: asJson(
        changes.reduce<unknown>((made, [path, by]) => (isFields(made) ? changed(made, path, by) : made), body),
      ),
    }))
    .filter((made): made is { of: typeof of; body: Fields } => isFields(made.body));
});

describe('a body that is read quickly', () => {
  it('is read at all where it is the example of a command', () => {
    for (const { of, body } of commands) expect([of.name, quickRead(of, body)]).toEqual([of.name, expect.any(of)]);
  });

  it('gives the same instance as class-validator, and none where class-validator says no', () => {
    let [right, wrong] = [0, 0];
    fc.assert(
      fc.property(bodies, ({ of, body }) => {
        const expected = strictly(of, body);
        const quick = quickRead(of, body);
        if (expected) right += 1;
        else wrong += 1;
        expect(quick).toStrictEqual(expected);
      }),
      { numRuns: 5_000, endOnFailure: true },
    );
    expect(Math.min(right, wrong)).toBeGreaterThan(500);
  });
});
