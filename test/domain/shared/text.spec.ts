import fc from 'fast-check';
import { foldedText, normalisedText } from '../../../src/domain/shared/text';

const LINE = 200;
const LONG = 500;
const E_WITH_ACCENT = '\u00e9';
const E_AND_ACCENT = 'e\u0301';

describe('a text as it is kept (rule 33)', () => {
  it.each([
    ['a letter and its accent are one character', `caf${E_AND_ACCENT}`, `caf${E_WITH_ACCENT}`],
    ['spaces around it are gone', ' \t\u00a0Anna\u2003\n', 'Anna'],
    ['one space is enough, whatever kind of space it was', 'Anna\u00a0 \t\u2009Schmidt', 'Anna Schmidt'],
    ['what nobody sees is gone', '\ufeffAn\u200bna \u202aSch\u00admidt\u202c\u2060', 'Anna Schmidt'],
    ['an accent that something invisible kept apart joins its letter', 'e\u200b\u0301', E_WITH_ACCENT],
    ['joiners stay: they shape words, and emoji', 'می\u200cخواهم 👩\u200d🔬', 'می\u200cخواهم 👩\u200d🔬'],
    ['letters that only look alike stay what they are', 'Straße ﬁve Ａ', 'Straße ﬁve Ａ'],
  ])('%s', (_, given, kept) => {
    expect(normalisedText(given, LINE)).toBe(kept);
  });

  it('of several lines keeps its lines and its spacing', () => {
    expect(normalisedText('\n first  line\r\n\tsecond\rthird \n', LONG)).toBe('first  line\n\tsecond\nthird');
  });

  it('is left as it is when it is done again, and never longer than composed', () => {
    const texts = fc.string({
      unit: fc.constantFrom(...Array.from('aB1 \t\n\r\u00a0\u200b\u200d\u0301\u00adßeИ\ufeff')),
    });
    fc.assert(
      fc.property(fc.oneof(texts, fc.string({ unit: 'grapheme' })), fc.constantFrom(LINE, LONG), (text, max) => {
        const once = normalisedText(text, max);
        expect(normalisedText(once, max)).toBe(once);
        expect(once.length).toBeLessThanOrEqual(text.normalize('NFC').length);
      }),
    );
  });
});

describe('the same words', () => {
  it.each([
    ['in capitals or not', 'GLUTEN-FREE CAFÉ', 'gluten-free café'],
    ['composed or not', `caf${E_AND_ACCENT}`, 'CAFÉ'],
    ['with one space or more', 'gluten  free\ncafé ', 'gluten free café'],
    ['with ß or ss', 'Straße', 'STRASSE'],
    ['with another sigma at the end', 'ΟΔΟΣ', 'οδος'],
    ['in the wide letters of a form', 'ＣＡＦＥ１', 'cafe1'],
    ['with something invisible in them', 'ca\u200bfe\ufeff', 'cafe'],
  ])('%s are one', (_, one, other) => {
    expect(foldedText(one)).toBe(foldedText(other));
  });

  it.each([
    ['café', 'cafe'],
    ['снег', 'снега'],
  ])('%s and %s are two', (one, other) => {
    expect(foldedText(one)).not.toBe(foldedText(other));
  });
});
