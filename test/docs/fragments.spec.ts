import { withFragment } from '../support/fragments';

const source = `import { a } from './a';
import type { B } from './b';

interface Old {}

/** What is known. */
export interface Known {
  /** The first. */
  readonly first: B;
  readonly second: string;
}

export const list = [a, b];
const table = {
  first: () => a,
  needs: {
    first: 1,
  },
};
`;
const changes = (where: string, fragment: string): string => {
  const [before, after] = [source.split('\n'), withFragment(source, where, fragment).split('\n')];
  const removed = before.filter((line) => !after.includes(line)).map((line) => `- ${line}`);
  return [...removed, ...after.filter((line) => !before.includes(line)).map((line) => `+ ${line}`)].join('\n');
};

describe('a fragment of a page', () => {
  it.each([
    ['beside="Known.first"', 'readonly third: B;', '+   readonly third: B;'],
    ['beside="needs.first"', 'third: 3,', '+     third: 3,'],
    ['into="Old"', 'readonly v1: 1;', '- interface Old {}\n+ interface Old {\n+   readonly v1: 1;'],
    ['into="Known"', 'readonly third: B;', '+   readonly third: B;'],
    [
      'replace="Known.first"',
      'readonly third: B;',
      '-   /** The first. */\n-   readonly first: B;\n+   readonly third: B;',
    ],
    ['before="Known"', 'const c = 1;', '+ const c = 1;'],
    ['beside="list"', 'const c = 1;', '+ const c = 1;'],
    ['append', 'const c = 1;', '+ const c = 1;'],
    ['import', "import type { C } from './a';", "- import { a } from './a';\n+ import { a, type C } from './a';"],
    ['import', "import type { C } from './b';", "- import type { B } from './b';\n+ import type { B, C } from './b';"],
    ['import', "import { c } from './c';", "+ import { c } from './c';"],
  ])('goes where its names say: %s', (where, fragment, expected) => {
    expect(changes(where, fragment)).toBe(expected);
  });

  it('goes to the same neighbour when lines around it change', () => {
    const moved = source
      .replace('  readonly second: string;\n', '')
      .replace('first: B', 'first:\n    | B\n    | undefined');
    expect(withFragment(moved, 'beside="Known.first"', 'readonly third: B;')).toContain(
      '    | undefined;\n  readonly third: B;\n}',
    );
  });

  it.each(['beside="third"', 'beside="first"', 'below="first"'])('says what is wrong with its place: %s', (where) => {
    expect(() => withFragment(source, where, 'third')).toThrow(
      { 'beside="third"': '0 declarations or members are named third', 'beside="first"': '3 declarations' }[where] ??
        'does not say where it goes',
    );
  });
});
