import { personalTexts } from '../../src/domain/personal-texts';
import { formsByName, plainTexts } from '../support/plain-texts';
import { textsOfEvents } from '../support/texts-of-events';

// The compiler reads the domain's types.
jest.setTimeout(120_000);

const nameIn = (path: string): string => path.slice(path.lastIndexOf('.') + 1);

/** Texts of events for which nobody has said whether they are sealed. */
const undecided = (texts: ReadonlyMap<string, string>): readonly string[] =>
  [...texts].flatMap(([path, kind]) =>
    kind === 'personal' || path in plainTexts || nameIn(path) in formsByName ? [] : [path],
  );

describe('a text of an event', () => {
  const texts = textsOfEvents();

  it('is sealed, or it is said why it is kept plain', () => {
    expect(undecided(texts)).toEqual([]);
  });

  it('that is new is named here until that is decided', () => {
    const fresh = textsOfEvents(
      `import type { Id } from './shared/values';
       interface More { readonly Praised: { readonly clientId: Id; readonly words: readonly string[] } }`,
    );
    expect(undecided(fresh)).toEqual(['Praised.words']);
  });

  it('is in the table of what is sealed where its type says that it is about a person, and nothing else is', () => {
    const sealed = Object.entries(personalTexts).flatMap(([type, of]) =>
      Object.keys(of).map((path) => `${type}.${path}`),
    );
    const personal = [...texts].filter(([, kind]) => kind === 'personal').map(([path]) => path);
    expect(sealed.sort()).toEqual(personal.sort());
  });

  it('that was decided and is gone is named here, so that the list stays true', () => {
    expect(Object.keys(plainTexts).filter((path) => texts.get(path) !== 'plain')).toEqual([]);
    const names = new Set([...texts].filter(([, kind]) => kind === 'plain').map(([path]) => nameIn(path)));
    expect(Object.keys(formsByName).filter((name) => !names.has(name))).toEqual([]);
  });
});
