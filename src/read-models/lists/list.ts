import { sql, type SqlBool } from 'kysely';
import type { Row } from '../kit/projection';
import {
  isAskedFor,
  limitParameter,
  namingParameter,
  optionalChoice,
  optionalParameter,
  type Answer,
  type AnswerRow,
  type Cell,
  type Database,
  type Parameters,
  type ParameterValues,
  type Report,
  type ReportContext,
  type SqlCondition,
} from '../kit/report';
import { shownColumns, shownRow, type ShownColumns } from '../kit/shown-rows';
import { idsByText, pageByColumn, pageByIds, rowsBelonging, type PageAsked } from './rows';
import type { ListFilter, ListSpec } from './spec';
import { isAmong } from '../kit/conditions';

/** A list, and a look at one of it, each as a question like any report. */
export interface List {
  readonly spec: ListSpec;
  readonly columns: ShownColumns;
  readonly all: Report;
  readonly one: Report;
}

const USUAL_LIMIT = 100;
const BY_FIT = 'fit';

const usualOrder = ({ sorts: [first] }: ListSpec): string => first;

const orders = ({ sorts }: ListSpec): readonly string[] =>
  sorts.flatMap((sort) => [sort, sort.startsWith('-') ? sort.slice(1) : `-${sort}`]);

const listParameters = (spec: ListSpec, columns: ShownColumns): Parameters => ({
  q: optionalParameter('text', qText(spec)),
  ...Object.fromEntries(Object.entries(spec.filters).map(([name, { parameter }]) => [name, parameter])),
  sort: optionalChoice(
    orders(spec),
    `The order, from the end with - before it; ${usualOrder(spec)} by default, and with q the best first`,
  ),
  fields: {
    kind: 'choices',
    choices: columns.map(([name]) => name),
    description: `Only these columns (the ${spec.id} always), with commas between them`,
    required: false,
  },
  limit: limitParameter(`Rows per page; ${USUAL_LIMIT} by default`),
  after: {
    ...optionalParameter('text', 'The next of the previous page: the id of its last row'),
    row: { table: spec.name, columns: [spec.id] },
  },
});

const texts = 'by name, telephone number, mail address, tax id or id in another system, as it begins or nearly';

const qText = ({ finds: { kind, number }, one }: ListSpec): string => {
  if (one === kind)
    return `Only those whom the text finds: ${kind === 'client' ? texts : 'by name or id in another system, as it begins or nearly'}`;
  return `Only those of the clients whom the text finds, ${texts}${number === undefined ? '' : '; or whose number begins so'}`;
};

const conditionOf = (
  { where, otherwise }: ListFilter,
  value: string | undefined,
  context: ReportContext,
): readonly SqlCondition[] => {
  if (value === undefined) return otherwise ? [otherwise(context)] : [];
  return where ? [where(value, context)] : [];
};

const filterConditions = (
  { filters }: ListSpec,
  parameters: ParameterValues,
  context: ReportContext,
): readonly SqlCondition[] =>
  Object.entries(filters).flatMap(([name, filter]) => {
    const isGiven = filter.parameter.kind === 'flag' && parameters.flag(name);
    return conditionOf(filter, isGiven ? '' : parameters.optionalText(name), context);
  });

/** Whom the text finds, the best first; undefined where nothing is looked for. */
const idsFound = async (
  { finds: { kind } }: ListSpec,
  q: string | undefined,
  { find }: ReportContext,
): Promise<readonly string[] | undefined> =>
  q === undefined ? undefined : ((await find?.(q, [kind])) ?? []).map(({ id }) => id);

const isFound = ({ finds: { by, number } }: ListSpec, q: string, ids: readonly string[]): SqlCondition => {
  const ofFound = isAmong(sql.ref(by), ids);
  if (number === undefined) return ofFound;
  return sql<SqlBool>`(${ofFound} or (${sql.ref(number)} >= ${q} and ${sql.ref(number)} < ${`${q}\uffff`}))`;
};

const isSealedColumn = ({ table }: ListSpec, column: string): boolean => table.columns[column]?.kind === 'personal';

/** What is looked for: whom the text finds, the best first, and which rows that leaves. */
interface Looked {
  readonly ids: readonly string[];
  readonly conditions: readonly SqlCondition[];
  /** The order, where none is asked for: the best first where the list is of those who are found. */
  readonly order: string;
}

const lookedFor = async (spec: ListSpec, q: string | undefined, context: ReportContext): Promise<Looked> => {
  const ids = await idsFound(spec, q, context);
  if (q === undefined || ids === undefined) return { ids: [], conditions: [], order: usualOrder(spec) };
  const order = spec.finds.by === spec.id ? BY_FIT : usualOrder(spec);
  return { ids, conditions: [isFound(spec, q, ids)], order };
};

const pageRows = async (
  db: Database,
  spec: ListSpec,
  parameters: ParameterValues,
  context: ReportContext,
): Promise<readonly Row[]> => {
  const looked = await lookedFor(spec, parameters.optionalText('q'), context);
  const order = parameters.optionalText('sort') ?? looked.order;
  const filters = filterConditions(spec, parameters, context);
  const asked: PageAsked = {
    // By fit, the page is cut from those who are found: a thousand ids need not be a condition on top of that.
    conditions: order === BY_FIT ? filters : [...filters, ...looked.conditions],
    sort: order.replace('-', ''),
    isDescending: order.startsWith('-'),
    after: parameters.optionalText('after'),
    limit: parameters.integer('limit', USUAL_LIMIT),
  };
  if (order === BY_FIT) return pageByIds(db, spec, looked.ids, asked);
  if (!isSealedColumn(spec, asked.sort)) return pageByColumn(db, spec, asked);
  // The conditions hold for these.
  return pageByIds(db, spec, await idsByText(db, spec, asked, context), { ...asked, conditions: [] });
};

const chosenColumns = (spec: ListSpec, columns: ShownColumns, parameters: ParameterValues): ShownColumns => {
  const fields = parameters.optionalText('fields')?.split(',');
  const currencies = fields?.flatMap((field) => spec.money?.[field] ?? []) ?? [];
  const wanted = fields && new Set([spec.id, ...fields, ...currencies]);
  return wanted ? columns.filter(([name]) => wanted.has(name)) : columns;
};

const allReport = (spec: ListSpec, columns: ShownColumns): Report => ({
  name: `list-${spec.name}`,
  description: spec.description,
  parameters: listParameters(spec, columns),
  reads: spec.reads,
  names: spec.names,
  ...(spec.money && { money: spec.money }),
  answer: async (db, parameters, context): Promise<Answer> => {
    const rows = await pageRows(db, spec, parameters, context);
    const limit = parameters.integer('limit', USUAL_LIMIT);
    const shown = rows.slice(0, limit);
    const next = rows.length > limit ? String(shown.at(-1)?.[spec.id]) : null;
    const chosen = chosenColumns(spec, columns, parameters);
    return {
      sections: { [spec.name]: shown.map((row) => shownRow(chosen, row)) },
      notes: next === null ? [] : [`There are more than these ${limit}: use after = ${next} for the next page.`],
      next,
    };
  },
});

/** The contacts lie as a list in one column. */
const contactRows = (row: Row): readonly AnswerRow[] => {
  const contacts: unknown = typeof row['contacts'] === 'string' ? JSON.parse(row['contacts']) : [];
  // The projection alone writes this column: a list of contacts, their values sealed.
  return contacts as readonly { readonly [column: string]: Cell }[];
};

/** By its id, or by a number that no other has. */
const rowByIdOrNumber = async (db: Database, spec: ListSpec, text: string): Promise<Row | undefined> => {
  const { table, id, finds } = spec;
  const [row] = await rowsBelonging(db, table, id, text, [id]);
  if (row || finds.number === undefined) return row;
  const [only, another] = await rowsBelonging(db, table, finds.number, text, [id]);
  return another ? undefined : only;
};

const oneReport = (spec: ListSpec, columns: ShownColumns): Report => ({
  name: `one-${spec.one}`,
  description: `One of the ${spec.name}, with all that belongs to it`,
  parameters: {
    [spec.one]:
      spec.finds.kind === spec.one
        ? {
            ...namingParameter(spec.finds.kind, 'Our id, the id in another system, or a name that no other has'),
            required: true,
          }
        : {
            ...optionalParameter('text', spec.finds.number === undefined ? 'The id' : 'The id, or the number'),
            required: true,
          },
  },
  reads: spec.reads,
  names: spec.names,
  ...(spec.money && { money: spec.money }),
  answer: async (db, parameters, context): Promise<Answer> => {
    const row = await rowByIdOrNumber(db, spec, parameters.text(spec.one));
    if (!row) return { sections: { [spec.one]: [] }, notes: [] };
    const id = String(row[spec.id]);
    const sections: Record<string, readonly AnswerRow[]> = { [spec.one]: [shownRow(columns, row)] };
    if ('contacts' in spec.table.columns) sections['contacts'] = contactRows(row);
    for (const [name, { table, of, order, hidden = [], shared = [] }] of Object.entries(spec.parts)) {
      const shown = shownColumns(table, [of, ...hidden]);
      const rows = isAskedFor(context, name) ? await rowsBelonging(db, table, of, id, order) : [];
      const ofAll = Object.fromEntries(shared.map((column) => [column, row[column] ?? null]));
      sections[name] = rows.map((each) => ({ ...shownRow(shown, each), ...ofAll }));
    }
    return { sections, notes: [] };
  },
});

export const defineList = (spec: ListSpec): List => {
  const columns = shownColumns(spec.table, spec.hidden);
  return { spec, columns, all: allReport(spec, columns), one: oneReport(spec, columns) };
};
