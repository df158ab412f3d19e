import { holderWaitAt, END_OF_TIME, countsAt, waitAt, wholeMinutes, type EnquiryClock } from '../clock/enquiry-clock';
import type { Wait } from '../clock/waits';
import { code, id, integer, json, table, text, type Row } from '../projection';
import { rollup } from '../rollup';

const managerColumn = (description: string) => id(`${description}; empty: nobody`);

export const enquiryMonths = table(
  'enquiry_months',
  'How the enquiries of a month stand, by who has them and whom their clocks count for; without duplicates and spam, and without those whose waits take the row itself (`settledAt` of the year 9999)',
  {
    columns: {
      managerId: managerColumn('Who has them'),
      answeredById: managerColumn('Who answered them'),
      answerableId: managerColumn('Whom the deadline of the answer counts for'),
      fulfilmentOfId: managerColumn('Whom the fulfilment counts for'),
      calendarVersion: integer('The calendar that counts their working minutes'),
      status: code('received, assigned, answered, fulfilled, declined, abandoned'),
      month: text('The month of receipt in UTC, `YYYY-MM`'),
      received: integer('How many'),
      answered: integer('Answered'),
      answeredInTime: integer('Answered by the deadline'),
      neverAnswered: integer('The deadline passes without an answer'),
      breachedAndOpen: integer('Of these, not ended either'),
      endedBeforeDue: integer('Ended without an answer before that deadline'),
      fulfilled: integer('Fulfilled'),
      declined: integer('Declined'),
      abandoned: integer('Abandoned'),
      overdue: integer('To be fulfilled, and not ended'),
      answerMinutes: json('Whole working minutes to each first answer, a list'),
      managerMinutes: json('Of these the minutes of the manager who answered, a list'),
      waits: json('Waits that no answer has ended, [since, until] in milliseconds since 1970; without until it lasts'),
      holderWaits: json('The same of whoever has it: since he got it, also until another answered'),
    },
    key: ['managerId', 'answeredById', 'answerableId', 'fulfilmentOfId', 'calendarVersion', 'status', 'month'],
  },
);

const listed = (wait: Wait | undefined): string => (wait ? `[[${wait.join()}]]` : '[]');

/** Keeps the months from the rows of the register. */
export const byMonth = rollup(enquiryMonths, (row: EnquiryClock & Row) => {
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
