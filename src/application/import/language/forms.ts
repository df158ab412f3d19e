import { asText, RowProblem, type Expression, type RowInHand, type MappedValue } from './expression';
import { isCurrency } from '../../commands/texts';
import { readAmount } from './amounts';
import { timeFormat } from './local-time';
import type { MappingScope } from './scope';
import type { MapEntry } from './tree';

/** What a form is made of: the entries of its map, its line, and how to read what stands in them. */
export interface FormParts {
  readonly line: number;
  readonly scope: MappingScope;
  readonly at: (key: string) => MapEntry | undefined;
  readonly value: (key: string) => Expression;
  readonly list: (key: string) => readonly Expression[];
  readonly text: (key: string) => string | undefined;
  readonly flag: (key: string) => boolean;
}

export interface Form {
  readonly keys: readonly string[];
  readonly make: (parts: FormParts) => Expression;
}

const textOfPart = (row: RowInHand, expression: Expression): string | undefined => asText(expression.evaluate(row));

const unreadable = (what: string, text: string, next: string): RowProblem =>
  new RowProblem('VALUE_UNREADABLE', `“${text}” is not ${what}`, next);

const idForm: Form = {
  keys: ['idOf'],
  make: ({ line, list, scope }) => {
    const parts = list('idOf');
    if (parts.length < 2)
      scope.reading.problem({ line }, 'idOf needs a kind and a value', 'write idOf: [client, $Contact Id]');
    const evaluate = (row: RowInHand): MappedValue => {
      let name = '';
      for (const part of parts) {
        const text = textOfPart(row, part);
        if (text === undefined) return undefined;
        name += `/${text}`;
      }
      return scope.ids.of(name);
    };
    return { line, kind: 'id', evaluate };
  },
};

const timeForm: Form = {
  keys: ['timeOf', 'format', 'daytime'],
  make: ({ line, value, text, scope }) => {
    const of = value('timeOf');
    const format = text('format') ?? 'YYYY-MM-DD HH:mm:ss';
    const parser = timeFormat(format);
    const daytime = timeFormat('YYYY-MM-DD HH:mm')?.read(`1970-01-01 ${text('daytime') ?? '00:00'}`);
    if (!parser || daytime === undefined)
      scope.reading.problem(
        { line },
        `“${format}” with this daytime names no time`,
        'write formats of YYYY MM DD HH mm ss, daytimes as 12:00',
      );
    else if (!parser.hasTime && text('daytime') === undefined)
      scope.reading.problem(
        { line },
        'a day alone is no moment',
        'add “daytime: 12:00”, the local time at which it shall count',
      );
    const evaluate = (row: RowInHand): MappedValue => {
      const given = textOfPart(row, of);
      if (given === undefined) return undefined;
      const local = parser?.read(given);
      if (local === undefined)
        throw unreadable(`a time written ${format}`, given, 'fix the row, or the format in the mapping');
      return scope.clock.moment(local + (parser?.hasTime ? 0 : (daytime ?? 0)));
    };
    return { line, kind: 'moment', evaluate };
  },
};

const dayForm: Form = {
  keys: ['dayOf', 'format'],
  make: ({ line, value, text, scope }) => {
    const of = value('dayOf');
    const format = text('format') ?? 'YYYY-MM-DD';
    const parser = timeFormat(format);
    if (!parser) scope.reading.problem({ line }, `“${format}” names no day`, 'write formats of YYYY MM DD');
    const evaluate = (row: RowInHand): MappedValue => {
      const given = textOfPart(row, of);
      if (given === undefined) return undefined;
      if (of.kind === 'moment') return scope.clock.day(given);
      const local = parser?.read(given);
      if (local === undefined)
        throw unreadable(`a day written ${format}`, given, 'fix the row, or the format in the mapping');
      return new Date(local).toISOString().slice(0, 10);
    };
    return { line, kind: 'day', evaluate };
  },
};

const endForm: Form = {
  keys: ['endOf'],
  make: ({ line, value, scope }) => {
    const of = value('endOf');
    if (of.kind !== 'day') scope.reading.problem({ line }, 'endOf needs a day', 'write endOf: { dayOf: … }');
    const evaluate = (row: RowInHand): MappedValue => {
      const day = textOfPart(row, of);
      return day === undefined ? undefined : scope.clock.endOfDay(day);
    };
    return { line, kind: 'moment', evaluate };
  },
};

const decimalOf = ({ line, text, scope }: FormParts): '.' | ',' | undefined => {
  const decimal = text('decimal');
  if (decimal === undefined || decimal === '.' || decimal === ',') return decimal;
  scope.reading.problem({ line }, `“${decimal}” is no decimal sign`, 'write decimal: "." or decimal: ","');
  return undefined;
};

const moneyForm: Form = {
  keys: ['moneyOf', 'currency', 'decimal', 'none', 'round', 'positive'],
  make: (parts) => {
    const { line, value, list, text, flag, at, scope } = parts;
    const of = value('moneyOf');
    const currency = text('currency') ?? scope.currency;
    if (!isCurrency(currency))
      scope.reading.problem({ line }, `“${currency}” is no currency`, 'write its three letters by ISO 4217, as EUR');
    const decimal = decimalOf(parts);
    const format = { currency, round: flag('round'), ...(decimal === undefined ? {} : { decimal }) };
    const none = at('none')
      ? list('none').flatMap(({ gives = [] }) => gives.map((one) => readAmount(asText(one) ?? '', format)?.amount))
      : [];
    const isPositive = flag('positive');
    const evaluate = (row: RowInHand): MappedValue => {
      const given = textOfPart(row, of);
      if (given === undefined) return undefined;
      const money = readAmount(given, format);
      if (!money)
        throw unreadable(`an amount in ${currency}`, given, 'fix the row, or add “decimal” or “round” to the mapping');
      if (none.includes(money.amount)) return undefined;
      return { amount: isPositive ? Math.abs(money.amount) : money.amount, currency };
    };
    return { line, kind: 'money', evaluate };
  },
};

const integerForm: Form = {
  keys: ['integerOf', 'positive'],
  make: ({ line, value, flag }) => {
    const of = value('integerOf');
    const isPositive = flag('positive');
    const evaluate = (row: RowInHand): MappedValue => {
      const given = textOfPart(row, of);
      if (given === undefined) return undefined;
      if (!/^[+-]?\d{1,15}(\.0+)?$/.test(given))
        throw unreadable('a whole number', given, 'fix the row, or map another column');
      return isPositive ? Math.abs(Number(given)) : Number(given);
    };
    return { line, kind: 'integer', evaluate };
  },
};

/** The forms that turn the text of a column into something that a fact can hold. */
export const conversions: readonly Form[] = [idForm, timeForm, dayForm, endForm, moneyForm, integerForm];
