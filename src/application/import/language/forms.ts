import { isCurrency } from '../../commands/texts';
import { readAmount } from './amounts';
import { asText, RowProblem, type Expression, type MappedValue, type RowInHand } from './expression';
import { timeFormat } from './local-time';
import type { MapFields } from './reading';
import type { MappingScope } from './scope';

/** What a form is made of: the entries of its map, and how to read what stands in them. */
export interface FormParts extends MapFields<string> {
  readonly scope: MappingScope;
  value(key: string): Expression;
  optional(key: string): Expression | undefined;
  list(key: string): readonly Expression[];
  condition(key: string): RowCondition;
  /** What `$name` stands for. */
  named(name: string): Expression;
}

export type RowCondition = (row: RowInHand) => boolean;

/** The first key is the form's name. */
export interface Form {
  readonly keys: readonly [string, ...string[]];
  readonly make: (form: FormParts) => Expression;
}

/** Turns the text of a value into something else; what is empty stays empty. */
export const conversion = (
  form: FormParts,
  kind: Expression['kind'],
  convert: (text: string) => MappedValue,
  of = form.value(form.what),
): Expression => {
  const evaluate = (row: RowInHand): MappedValue => {
    const text = asText(of.evaluate(row));
    return text === undefined ? undefined : convert(text);
  };
  return { line: form.line, kind, evaluate };
};

const unreadable = (what: string, text: string, next = 'fix the row, or the format in the mapping'): RowProblem =>
  new RowProblem('VALUE_UNREADABLE', `“${text}” is not ${what}`, next);

const idForm: Form = {
  keys: ['idOf'],
  make: (form) => {
    const parts = form.list('idOf');
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
  },
};

/** What is known by its day alone counts at a daytime, which the mapping says. */
const noteByDay = (form: FormParts, daytime: number): void => {
  form.scope.daytimes.add(daytime);
  if (!form.at('daytime'))
    form.problem('a day alone is no moment', 'add “daytime: 12:00”, the local time at which it shall count');
};

const timeForm: Form = {
  keys: ['timeOf', 'format', 'daytime'],
  make: (form) => {
    const format = form.text('format') ?? 'YYYY-MM-DD HH:mm:ss';
    const parser = timeFormat(format);
    const daytime = timeFormat('YYYY-MM-DD HH:mm')?.read(`1970-01-01 ${form.text('daytime') ?? '00:00'}`);
    if (!parser || daytime === undefined)
      form.problem(
        `“${format}” with this daytime names no time`,
        'write formats of YYYY MM DD HH mm ss, daytimes as 12:00',
      );
    else if (!parser.hasTime) noteByDay(form, daytime);
    return conversion(form, 'moment', (given) => {
      const local = parser?.read(given);
      if (local === undefined) throw unreadable(`a time written ${format}`, given);
      return form.scope.clock.moment(local + (parser?.hasTime ? 0 : (daytime ?? 0)));
    });
  },
};

const dayForm: Form = {
  keys: ['dayOf', 'format'],
  make: (form) => {
    const of = form.value('dayOf');
    if (of.kind === 'moment') return conversion(form, 'day', form.scope.clock.day, of);
    const format = form.text('format') ?? 'YYYY-MM-DD';
    const parser = timeFormat(format);
    if (!parser) form.problem(`“${format}” names no day`, 'write formats of YYYY MM DD');
    const read = (given: string): MappedValue => {
      const local = parser?.read(given);
      if (local === undefined) throw unreadable(`a day written ${format}`, given);
      return new Date(local).toISOString().slice(0, 10);
    };
    return conversion(form, 'day', read, of);
  },
};

const endForm: Form = {
  keys: ['endOf'],
  make: (form) => {
    const of = form.value('endOf');
    if (of.kind !== 'day') form.problem('endOf needs a day', 'write endOf: { dayOf: … }');
    return conversion(form, 'moment', form.scope.clock.endOfDay, of);
  },
};

const decimalOf = (form: FormParts): '.' | ',' | undefined => {
  const decimal = form.text('decimal');
  if (decimal === undefined || decimal === '.' || decimal === ',') return decimal;
  form.problem(`“${decimal}” is no decimal sign`, 'write decimal: "." or decimal: ","');
  return undefined;
};

const moneyForm: Form = {
  keys: ['moneyOf', 'currency', 'decimal', 'none', 'round', 'positive'],
  make: (form) => {
    const currency = form.text('currency') ?? form.scope.currency;
    if (!isCurrency(currency))
      form.problem(`“${currency}” is no currency`, 'write its three letters by ISO 4217, as EUR');
    const decimal = decimalOf(form);
    const format = { currency, round: form.flag('round'), ...(decimal === undefined ? {} : { decimal }) };
    const nothing = form.at('none') ? form.list('none').flatMap(({ gives = [] }) => gives) : [];
    const none = nothing.map((one) => readAmount(asText(one) ?? '', format)?.amount);
    const isPositive = form.flag('positive');
    return conversion(form, 'money', (given) => {
      const money = readAmount(given, format);
      if (!money)
        throw unreadable(`an amount in ${currency}`, given, 'fix the row, or add “decimal” or “round” to the mapping');
      if (none.includes(money.amount)) return undefined;
      return { amount: isPositive ? Math.abs(money.amount) : money.amount, currency };
    });
  },
};

const integerForm: Form = {
  keys: ['integerOf', 'positive'],
  make: (form) => {
    const isPositive = form.flag('positive');
    return conversion(form, 'integer', (given) => {
      if (!/^[+-]?\d{1,15}(\.0+)?$/.test(given))
        throw unreadable('a whole number', given, 'fix the row, or map another column');
      return isPositive ? Math.abs(Number(given)) : Number(given);
    });
  },
};

/** The forms that turn the text of a column into something that a fact can hold. */
export const conversions: readonly Form[] = [idForm, timeForm, dayForm, endForm, moneyForm, integerForm];
