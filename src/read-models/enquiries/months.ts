import { holderWaitAt, END_OF_TIME, countsAt, waitAt, wholeMinutes, type EnquiryClock } from '../clock/enquiry-clock';
import type { Wait } from '../clock/waits';
import { code, id, integer, json, table, text, type Row } from '../projection';
import { rollup } from '../rollup';

const managerColumn = (description: string) => id(`${description}; empty: none`);

export const enquiryMonths = table(
  'enquiry_months',
  'Figures of the enquiries of a month, by the managers they count for; without duplicates and spam, and without enquiries whose waits are computed from their own rows (`settledAt` in the year 9999)',
  {
    columns: {
      managerId: managerColumn('The manager who has them'),
      answeredById: managerColumn('The manager who answered them'),
      answerableId: managerColumn('The manager the answer deadline counts for'),
      fulfilmentOfId: managerColumn('The manager the fulfilment counts for'),
      calendarVersion: integer('The version of the calendar that their working minutes are counted by'),
      status: code('received, assigned, answered, fulfilled, declined, abandoned'),
      month: text('The month of receipt in UTC, `YYYY-MM`'),
      received: integer('How many'),
      answered: integer('Answered'),
      answeredInTime: integer('Answered by the deadline'),
      neverAnswered: integer('Not answered by the deadline'),
      breachedAndOpen: integer('Of these, still open'),
      endedBeforeDue: integer('Ended without an answer before that deadline'),
      fulfilled: integer('Fulfilled'),
      declined: integer('Declined'),
      abandoned: integer('Abandoned'),
      overdue: integer('Still open after the fulfilment deadline'),
      answerMinutes: json('Whole working minutes to each first answer, a list'),
      managerMinutes: json('Of these, the minutes during which the manager who answered had them, a list'),
      waits: json('Waits without an answer, [since, until] in milliseconds since 1970; without until the wait goes on'),
      holderWaits: json('The same for the manager who has it: since he got it, also until another manager answered'),
    },
    key: ['managerId', 'answeredById', 'answerableId', 'fulfilmentOfId', 'calendarVersion', 'status', 'month'],
  },
);

const listed = (wait: Wait | undefined): string => (wait ? `[[${wait.join()}]]` : '[]');

/** Keeps the months from the rows of the enquiries. */
export const enquiriesByMonth = rollup(enquiryMonths, (row: EnquiryClock & Row) => {
  if (row.counted === 0 || row.settledAt === END_OF_TIME) return [];
  const { answeredAndDue: _, inTimeAndDue: __, ...standing } = countsAt(row, END_OF_TIME);
  return [
    {
      managerId: row.managerId ?? '',
      answeredById: row.answeredById ?? '',
      answerableId: row.answerableId ?? '',
      fulfilmentOfId: row.fulfilmentOfId ?? '',
      status: row.status,
      calendarVersion: row.calendarVersion,
      month: row.receivedAt.slice(0, 7),
      ...standing,
      answerMinutes: `[${wholeMinutes(row.answerMinutes).join()}]`,
      managerMinutes: `[${wholeMinutes(row.managerMinutes).join()}]`,
      waits: listed(waitAt(row, END_OF_TIME)),
      holderWaits: listed(holderWaitAt(row, END_OF_TIME)),
    },
  ];
});
