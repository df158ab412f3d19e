import { foldedText } from '../../domain/shared/text';

/** Cyrillic letters as they are mostly written in Latin ones; what stands for no sound of its own goes. */
const latin: Readonly<Record<string, string>> = {
  ...{
    а: 'a',
    б: 'b',
    в: 'v',
    г: 'g',
    ґ: 'g',
    д: 'd',
    е: 'e',
    є: 'ie',
    ж: 'zh',
    з: 'z',
    и: 'i',
    і: 'i',
    к: 'k',
    л: 'l',
  },
  ...{ м: 'm', н: 'n', о: 'o', п: 'p', р: 'r', с: 's', т: 't', у: 'u', ф: 'f', х: 'kh', ц: 'ts', ч: 'ch', ш: 'sh' },
  ...{ щ: 'shch', ъ: '', ы: 'y', ь: '', э: 'e', ю: 'yu', я: 'ya' },
};

const MARKS = /\p{M}+/gu;
const CYRILLIC = /\p{Script=Cyrillic}/gu;

/**
 * A text as it is searched for: in small Latin letters without marks, so that `Берг`, `BERG` and `Bérg` are one. Only to
 * find by: two names that differ may have one form.
 */
export const searchForm = (text: string): string =>
  foldedText(text)
    .normalize('NFD')
    .replace(MARKS, '')
    .replace(CYRILLIC, (letter) => latin[letter] ?? letter);

/** The words of a text, in the form in which they are searched for. */
export const searchWords = (text: string): readonly string[] => searchForm(text).match(/[\p{L}\p{N}]+/gu) ?? [];
