import { isCurrency } from '../../commands/texts';
import { currenciesNamed, readAmount, readQuantity, type AmountFormat } from './amounts';
import { asText, RowProblem, type Expression, type MappedValue, type RowCondition, type RowInHand } from './expression';
import type { MapFields } from './reading';
import type { MappingScope } from './scope';
import { MINUTE } from '../../../domain/shared/time';
import { writtenTimeOf, timeFormat, type TimeFormat, type WrittenTime } from './written-time';

/** What a form is made of: the entries of its map, and how to read what stands in them. */
export interface FormParts extends MapFields<string> {
  readonly scope: MappingScope;
  constant(key: string): Expression;
  value(key: string): Expression;
  optional(key: string): Expression | undefined;
  /** The first `words` of the list are words of the mapping's own, whatever the columns are called. */
  list(key: string, words?: number): readonly Expression[];
  condition(key: string): RowCondition;
  /** What `$name` stands for. */
  named(name: string): Expression;
}

/** The first key is the form's name. */
export interface Form {
  readonly keys: readonly [string, ...string[]];
  readonly make: (form: FormParts) => Expression;
}

export const formOf = (keys: Form['keys'], make: Form['make']): Form => ({ keys, make });

/** Turns the text of a value into something else; what is empty stays empty. */
export const conversion = (
  form: FormParts,
  kind: Expression['kind'],
  convert: (text: string, row: RowInHand) => MappedValue,
  of = form.value(form.what),
): Expression => {
  const evaluate = (row: RowInHand): MappedValue => {
    const text = asText(of.evaluate(row));
    return text === undefined ? undefined : convert(text, row);
  };
  return { line: form.line, kind, evaluate };
};

const unreadable = (what: string, text: string, next: string): RowProblem =>
  new RowProblem('VALUE_UNREADABLE', `“${text}” is not ${what}`, next);

const idForm = formOf(['idOf'], (form) => {
  const parts = form.list('idOf', 1);
  if (parts.length < 2) form.problem('idOf needs a kind and a value', 'write idOf: [client, $Contact Id]');
  const evaluate = (row: RowInHand): MappedValue => {
    let name = '';
    for (const part of parts) {
      const text = asText(part.evaluate(row));
      if (text === undefined) return undefined;
      name += `/${text}`;
    }
    return form.scope.idOf(name);
  };
  return { line: form.line, kind: 'id', evaluate };
});

/** The formats that a form names: one, or several of which one fits. */
const formatsOf = (form: FormParts, otherwise: string): readonly TimeFormat[] => {
  const pivot = form.at('pivot') && Number(form.text('pivot'));
  if (pivot !== undefined && !(pivot >= 1900 && pivot <= 2100))
    form.problem('“pivot” must be a year', 'write pivot: 1970, the first year that two digits may stand for', 'pivot');
  return form.texts('format', otherwise).flatMap((format) => {
    const made = timeFormat(format, pivot);
    if ('read' in made) return [made];
    form.problem(`the format “${format}” ${made.problem}`, made.next, 'format');
    return [];
  });
};

/** Reads a text by the formats of a form; what the form names as `none` is nothing. */
const timeReader = (form: FormParts, otherwise: string) => {
  const formats = formatsOf(form, otherwise);
  const none = form.texts('none');
  const written = form.texts('format', otherwise).join(' or ');
  const read = (text: string): WrittenTime | undefined => {
    if (none.includes(text)) return undefined;
    const time = writtenTimeOf(formats, text);
    if (time && time !== 'ambiguous') return time;
    const next = 'fix the row, or the format in the mapping; a text that stands for no time goes under “none”';
    throw unreadable(`a time written ${written}${time ? ' in one way only' : ''}`, text, next);
  };
  return { read, areDays: formats.some(({ isDay }) => isDay) };
};

/** What is part of a time: 1:15 PM without its PM is a quarter past one at night. */
const TIME_MARKS = [' AM', ' PM', 'pm', 'Z', '.000Z', '+01:00', '+0000', ' UTC'];

const checkStripped = (form: FormParts, { strips }: Expression): void => {
  const stripped = strips && TIME_MARKS.find((mark) => /^[\d:]+$/.test(`1:15:00${mark}`.replace(strips, '')));
  if (stripped !== undefined)
    form.problem(
      `“without” takes “${stripped.trim()}” off a time, which says what hour it is`,
      'leave it out, and let the format read it: A for AM and PM (with hh), Z for offsets',
    );
};

const DAYTIME = /^([01]?\d|2[0-3]):([0-5]\d)$/;

const daytimeOf = (form: FormParts): number | undefined => {
  const text = form.text('daytime');
  const match = text === undefined ? null : DAYTIME.exec(text);
  if (text !== undefined && !match) form.problem(`“${text}” is no daytime`, 'write it as 12:00', 'daytime');
  return match ? (Number(match[1]) * 60 + Number(match[2])) * MINUTE : undefined;
};

/** What is known by its day alone counts at a daytime, which the mapping says. */
const noteByDay = (form: FormParts, daytime: number | undefined): void => {
  if (daytime !== undefined) form.scope.daytimes.add(daytime);
  if (!form.at('daytime'))
    form.problem('a day alone is no moment', 'add “daytime: 12:00”, the local time at which it shall count');
};

const timeForm = formOf(['timeOf', 'format', 'daytime', 'pivot', 'none'], (form) => {
  const usual = 'YYYY-MM-DD HH:mm:ss';
  const { read, areDays } = timeReader(form, usual);
  const daytime = daytimeOf(form);
  if (areDays) noteByDay(form, daytime);
  const of = form.value('timeOf');
  checkStripped(form, of);
  const moment = (text: string): MappedValue => {
    const time = read(text);
    if (!time?.isDay) return time && (time.isUtc ? new Date(time.at).toISOString() : form.scope.clock.moment(time.at));
    if (daytime === undefined) throw unreadable('a moment, only a day', text, 'add “daytime: 12:00” to the mapping');
    return form.scope.clock.moment(time.at + daytime);
  };
  return conversion(form, 'moment', moment, of);
});

const dayForm = formOf(['dayOf', 'format', 'pivot', 'none'], (form) => {
  const of = form.value('dayOf');
  const { clock } = form.scope;
  if (of.kind === 'moment') return conversion(form, 'day', clock.day, of);
  const { read } = timeReader(form, 'YYYY-MM-DD');
  const day = (text: string): MappedValue => {
    const time = read(text);
    if (!time) return undefined;
    const at = new Date(time.at).toISOString();
    return time.isUtc ? clock.day(at) : at.slice(0, 10);
  };
  return conversion(form, 'day', day, of);
});

const endForm = formOf(['endOf'], (form) => {
  const of = form.value('endOf');
  if (of.kind !== 'day') form.problem('endOf needs a day', 'write endOf: { dayOf: … }');
  return conversion(form, 'moment', form.scope.clock.endOfDay, of);
});

const decimalOf = (form: FormParts): '.' | ',' | undefined => {
  const decimal = form.text('decimal');
  if (decimal === undefined || decimal === '.' || decimal === ',') return decimal;
  form.problem(`“${decimal}” is no decimal sign`, 'write decimal: "." or decimal: ","');
  return undefined;
};

/** Currencies that the mapping names for an amount; undefined where it names a column. */
const currenciesNamedBy = (form: FormParts): readonly string[] | undefined => {
  const of = form.optional('currency');
  if (!of) return form.scope.currencies;
  const parts = of.kind === 'list' ? (of.entries ?? []) : [of];
  if (parts.some(({ gives }) => !gives)) return undefined;
  return parts.flatMap(({ gives = [] }) => gives.map((one) => asText(one) ?? ''));
};

/** What an amount may be in, a row. */
const currenciesOf = (form: FormParts): ((row: RowInHand) => readonly string[]) => {
  const currencies = currenciesNamedBy(form);
  if (!currencies) {
    const column = form.value('currency');
    return (row) => currenciesInColumn(asText(column.evaluate(row)));
  }
  for (const currency of currencies)
    if (!isCurrency(currency))
      form.problem(`“${currency}” is no currency`, 'write its three letters by ISO 4217, as EUR');
  return () => currencies;
};

/** Where the column is empty the amount has to name its own. */
const currenciesInColumn = (text: string | undefined): readonly string[] => {
  const currencies = text === undefined ? [] : currenciesNamed(text);
  if (text === undefined || currencies.length === 1) return currencies;
  throw unreadable('one currency by ISO 4217', text, 'fix the row, or translate it with “codeOf” and a value map');
};

const moneyForm = formOf(['moneyOf', 'currency', 'decimal', 'none', 'round', 'positive'], (form) => {
  const currencies = currenciesOf(form);
  const decimal = decimalOf(form);
  const format = { round: form.flag('round'), ...(decimal === undefined ? {} : { decimal }) };
  const amountOf = (text: string, row: AmountFormat['currencies']) => readAmount(text, { ...format, currencies: row });
  const none = form.texts('none');
  const isPositive = form.flag('positive');
  return conversion(form, 'money', (given, row) => {
    const allowed = currencies(row);
    const money = amountOf(given, allowed);
    if ('isNot' in money) throw unreadable(money.isNot, given, money.next);
    const { amount, currency } = money;
    const isNone = (placeholder: string): boolean => {
      const read = amountOf(placeholder, [currency]);
      return 'amount' in read && read.amount === amount;
    };
    if (none.some(isNone)) return undefined;
    return { amount: isPositive ? Math.abs(amount) : amount, currency };
  });
});

const integerForm = formOf(['integerOf', 'positive'], (form) => {
  const isPositive = form.flag('positive');
  return conversion(form, 'integer', (given) => {
    if (!/^[+-]?\d{1,15}(\.0+)?$/.test(given))
      throw unreadable(
        'a whole number',
        given,
        given.includes(':') ? 'read a duration with “durationOf”' : 'fix the row, or map another column',
      );
    return isPositive ? Math.abs(Number(given)) : Number(given);
  });
});

const durationUnits: Readonly<Record<string, { readonly pattern: RegExp; readonly seconds: readonly number[] }>> = {
  'h:mm:ss': { pattern: /^(\d{1,4}):([0-5]\d):([0-5]\d)$/, seconds: [3600, 60, 1] },
  'h:mm': { pattern: /^(\d{1,4}):([0-5]\d)$/, seconds: [3600, 60] },
  'mm:ss': { pattern: /^(\d{1,5}):([0-5]\d)$/, seconds: [60, 1] },
  hours: { pattern: /^(\d+(?:\.\d+)?)$/, seconds: [3600] },
  minutes: { pattern: /^(\d+(?:\.\d+)?)$/, seconds: [60] },
  seconds: { pattern: /^(\d+(?:\.\d+)?)$/, seconds: [1] },
  milliseconds: { pattern: /^(\d+(?:\.\d+)?)$/, seconds: [0.001] },
};

/** A duration in whole seconds. */
const durationForm = formOf(['durationOf', 'unit'], (form) => {
  const name = form.text('unit') ?? 'h:mm:ss';
  const unit = Object.hasOwn(durationUnits, name) ? durationUnits[name] : undefined;
  if (!unit)
    form.problem(`there is no unit “${name}”`, `take one of: ${Object.keys(durationUnits).join(', ')}`, 'unit');
  return conversion(form, 'integer', (given) => {
    const [, ...parts] = unit?.pattern.exec(given.replace(',', '.')) ?? [];
    if (!unit || parts.length === 0)
      throw unreadable(`a duration in ${name}`, given, 'fix the row, or name another “unit” in the mapping');
    return Math.round(parts.reduce((sum, part, index) => sum + Number(part) * (unit.seconds[index] ?? 0), 0));
  });
});

/** A quantity, fractions too. */
const decimalForm = formOf(['decimalOf', 'decimal', 'positive'], (form) => {
  const decimal = decimalOf(form);
  const isPositive = form.flag('positive');
  return conversion(form, 'decimal', (given) => {
    const number = readQuantity(given, decimal);
    if (number === undefined)
      throw unreadable('a number', given, 'fix the row, or name the “decimal” sign in the mapping');
    return isPositive ? Math.abs(number) : number;
  });
});

/** The forms that turn the text of a column into something that a fact can hold. */
export const conversions: readonly Form[] = [
  ...[idForm, timeForm, dayForm, endForm, moneyForm, integerForm, decimalForm, durationForm],
];
