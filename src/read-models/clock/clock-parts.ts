import { sql, type Kysely, type RawBuilder, type SqlBool } from 'kysely';
import type { Moment } from '../../domain/shared/values';
import type { Wait } from './waits';
import { monthsOf, type Months, type Range, type ReportWindow } from '../window';
import type { RowOfTable } from '../projection';
import {
  clockColumns,
  holderWaitAt,
  END_OF_TIME,
  countsAt,
  waitAt,
  wholeMinutes,
  type EnquiryClock,
  type EnquiryCounts,
} from './enquiry-clock';
import type { enquiryMonths } from '../enquiries/months';
import type { calendars, enquiries } from '../enquiries/tables';

export type ClockTables = {
  readonly enquiries: RowOfTable<typeof enquiries>;
  readonly enquiry_months: RowOfTable<typeof enquiryMonths>;
  readonly working_calendars: RowOfTable<typeof calendars>;
};

/** Whose part of the clock: the client's since the receipt, or that of each manager (rule 12). */
export type Whose = 'client' | 'manager';

export interface ClockQuestion extends ReportWindow {
  readonly at: Moment;
  readonly whose: Whose;
  /** Which enquiries, beside the window. */
  readonly rows: RawBuilder<SqlBool>;
  /** The same condition on the months; undefined where only the rows can answer it. */
  readonly months: RawBuilder<SqlBool> | undefined;
}

/** Some enquiries of the same managers, or one: what they add to the figures, or take out (`by` -1). */
export interface ClockPart {
  readonly by: 1 | -1;
  readonly managerId: string;
  readonly answeredById: string;
  readonly answerableId: string;
  readonly fulfilmentOfId: string;
  readonly calendarVersion: number;
  readonly counts: EnquiryCounts;
  /** Whole working minutes to the answers, in lists as they come. */
  readonly minutes: readonly (readonly number[])[];
  /** Waits that no answer has ended, in lists as they come, and their pauses. */
  readonly waits: readonly (readonly Wait[])[];
  readonly pauses: string;
}

/** What the waits of a part are computed from. */
export type OpenWaits = Pick<ClockPart, 'by' | 'calendarVersion' | 'waits' | 'pauses'>;

const counts = [
  'received',
  'answered',
  'answeredInTime',
  'neverAnswered',
  'breachedAndOpen',
  'endedBeforeDue',
  'fulfilled',
  'declined',
  'abandoned',
  'overdue',
] as const;
const cells = ['managerId', 'answeredById', 'answerableId', 'fulfilmentOfId', 'calendarVersion'] as const;
const listColumns = {
  client: { minutes: 'answerMinutes', waits: 'waits' },
  manager: { minutes: 'managerMinutes', waits: 'holderWaits' },
} as const;

type MonthRow = Record<(typeof counts)[number] | 'calendarVersion', number> &
  Record<Exclude<(typeof cells)[number], 'calendarVersion'>, string> &
  Record<'minutes' | 'waits', string | null>;

/** Several lists, joined by commas, as one list of lists. */
const lists = (text: string | null): string => `[${text ?? ''}]`;

const ofMonths = (row: MonthRow): ClockPart => ({
  ...row,
  by: 1,
  counts: { ...row, answeredAndDue: row.answered, inTimeAndDue: row.answeredInTime },
  minutes: JSON.parse(lists(row.minutes)) as readonly (readonly number[])[], // as `enquiriesByMonth` writes it
  waits: JSON.parse(lists(row.waits)) as readonly (readonly Wait[])[], // as `enquiriesByMonth` writes it
  pauses: '[]',
});

const addedUp = async <Tables extends ClockTables>(
  db: Kysely<Tables>,
  { from, until }: Months,
  { whose, months = sql<SqlBool>`1 = 1` }: ClockQuestion,
): Promise<readonly ClockPart[]> => {
  const { minutes, waits } = listColumns[whose];
  const all = (column: string, as: string) =>
    sql`string_agg(${sql.ref(column)}, ',') filter (where ${sql.ref(column)} <> '[]') as ${sql.ref(as)}`;
  const groups = sql.join(cells.map((name) => sql.ref(name)));
  const sums = sql.join(counts.map((name) => sql`sum(${sql.ref(name)}) as ${sql.ref(name)}`));
  const { rows } = await sql<MonthRow>`select ${groups}, ${sums}, ${all(minutes, 'minutes')}, ${all(waits, 'waits')}
    from "enquiry_months" where "month" >= ${from} and "month" < ${until} and ${months}
    group by ${groups} order by ${groups}`.execute(db);
  return rows.map(ofMonths);
};

const ofRow = (row: EnquiryClock, at: Moment, by: 1 | -1, whose: Whose): ClockPart => {
  const { managerId, answeredById, answerableId, fulfilmentOfId, calendarVersion } = row;
  const standing = countsAt(row, at);
  const wait = whose === 'client' ? waitAt(row, at) : holderWaitAt(row, at);
  return {
    by,
    managerId: managerId ?? '',
    answeredById: answeredById ?? '',
    answerableId: answerableId ?? '',
    fulfilmentOfId: fulfilmentOfId ?? '',
    calendarVersion,
    counts: standing,
    minutes: standing.answered === 0 ? [] : [wholeMinutes(row[listColumns[whose].minutes])],
    waits: wait ? [[wait]] : [],
    pauses: row.pauses,
  };
};

const clockRows = async <Tables extends ClockTables>(
  db: Kysely<Tables>,
  { rows }: ClockQuestion,
  which: RawBuilder<SqlBool>,
): Promise<readonly EnquiryClock[]> => {
  const columns = sql.join(clockColumns.map((name) => sql.ref(name)));
  const found = await sql<EnquiryClock>`select ${columns} from "enquiries"
    where "counted" = 1 and ${which} and ${rows}`.execute(db);
  return found.rows;
};

const isWithin = ({ from, until }: Range, moment: Moment): boolean => moment >= from && moment < until;

/** As the rollup counts them, to be taken out of it; enquiries that it leaves to their rows are not in it. */
const asAddedUp = (rows: readonly EnquiryClock[], whose: Whose): readonly ClockPart[] =>
  rows.filter(({ settledAt }) => settledAt < END_OF_TIME).map((row) => ofRow(row, END_OF_TIME, -1, whose));

/**
 * What the clocks of the enquiries of a window add up to: whole months from the rollup, the days around them from the
 * rows, and the enquiries that were not settled by then from their rows instead of the rollup.
 */
export const clockParts = async <Tables extends ClockTables>(
  db: Kysely<Tables>,
  question: ClockQuestion,
): Promise<readonly ClockPart[]> => {
  const { at, whose } = question;
  const now = (rows: readonly EnquiryClock[]): readonly ClockPart[] => rows.map((row) => ofRow(row, at, 1, whose));
  const received = async (ranges: readonly Range[]): Promise<readonly EnquiryClock[]> => {
    const found: EnquiryClock[] = [];
    for (const { from, until } of ranges)
      found.push(...(await clockRows(db, question, sql`"receivedAt" >= ${from} and "receivedAt" < ${until}`)));
    return found;
  };
  if (question.months === undefined) return now(await received([question]));
  const months = monthsOf(question, at);
  if (months.from >= months.until) return now(await received(months.added));
  // They are few: the moment of receipt is compared here, because in the query a store might choose its index.
  const unsettled = (await clockRows(db, question, sql`"settledAt" >= ${at}`)).filter(
    ({ receivedAt }) => isWithin(question, receivedAt) && isWithin(months, receivedAt),
  );
  return [
    ...(await addedUp(db, months, question)),
    ...asAddedUp([...(await received(months.taken)), ...unsettled], whose),
    ...now([...(await received(months.added)), ...unsettled]),
  ];
};
