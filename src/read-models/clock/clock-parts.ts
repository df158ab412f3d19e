import { sql, type Kysely, type RawBuilder, type SqlBool } from 'kysely';
import type { Moment } from '../../domain/shared/values';
import type { ReportWindow } from '../window';
import type { RowOfTable } from '../projection';
import type { calendars, enquiries } from '../facts/enquiries/tables';
import { clockColumns, countsAt, holderWaitAt, waitAt, type EnquiryClock, type EnquiryCounts } from './enquiry-clock';
import type { Wait } from './waits';

export type ClockTables = {
  readonly enquiries: RowOfTable<typeof enquiries>;
  readonly working_calendars: RowOfTable<typeof calendars>;
};

/** Whose part of the clock: the client's since the receipt, or that of each manager (rule 12). */
export type Whose = 'client' | 'manager';

export interface ClockQuestion extends ReportWindow {
  readonly at: Moment;
  readonly whose: Whose;
  /** Which enquiries, beside the window. */
  readonly which: RawBuilder<SqlBool>;
}

/** What the figures need of an enquiry: how it stands, and its answer or its wait. */
export interface ClockPart {
  readonly managerId: string;
  readonly answeredById: string;
  readonly answerableId: string;
  readonly fulfilmentOfId: string;
  readonly calendarVersion: number;
  readonly counts: EnquiryCounts;
  /** Whole working minutes to the answer; undefined where there is none. */
  readonly minutes: number | undefined;
  /** The wait that no answer has ended, and its pauses. */
  readonly wait: Wait | undefined;
  readonly pauses: string;
}

/** What a wait is computed from. */
export type OpenWait = Pick<ClockPart, 'calendarVersion' | 'wait' | 'pauses'>;

const wholeMinutes = (minutes: number | null): number | undefined =>
  minutes === null ? undefined : Math.floor(minutes + 0.5);

const partOf = (row: EnquiryClock, at: Moment, whose: Whose): ClockPart => {
  const counts = countsAt(row, at);
  const ofClient = whose === 'client';
  return {
    managerId: row.managerId ?? '',
    answeredById: row.answeredById ?? '',
    answerableId: row.answerableId ?? '',
    fulfilmentOfId: row.fulfilmentOfId ?? '',
    calendarVersion: row.calendarVersion,
    counts,
    minutes: counts.answered === 0 ? undefined : wholeMinutes(ofClient ? row.answerMinutes : row.managerMinutes),
    wait: ofClient ? waitAt(row, at) : holderWaitAt(row, at),
    pauses: row.pauses,
  };
};

/** The clocks of the enquiries that came in a window; without duplicates and spam. */
export const clockParts = async <Tables extends ClockTables>(
  db: Kysely<Tables>,
  { from, until, at, whose, which }: ClockQuestion,
): Promise<readonly ClockPart[]> => {
  const columns = sql.join(clockColumns.map((name) => sql.ref(name)));
  const { rows } = await sql<EnquiryClock>`select ${columns} from "enquiries"
    where "receivedAt" >= ${from} and "receivedAt" < ${until} and "counted" = 1 and ${which}`.execute(db);
  return rows.map((row) => partOf(row, at, whose));
};
