import { sql, type Expression, type ExpressionBuilder, type Kysely, type SqlBool } from 'kysely';
import { wholeMinutes } from '../figures/portable-sql';
import { share, wilsonInterval } from '../figures/proportion';
import { kaplanMeier } from '../figures/survival';
import { windowOf, windowParameters, type Window } from '../figures/window';
import type { RowOfTable } from '../projection';
import { defineReport, type AnswerRow, type Asked } from '../report';
import type { calendars, enquiries, items } from './tables';
import { calendarsOf, packedWaits, waitTallies } from '../figures/waits';

type Tables = {
  readonly enquiries: RowOfTable<typeof enquiries>;
  readonly enquiry_items: RowOfTable<typeof items>;
  readonly working_calendars: RowOfTable<typeof calendars>;
};
type Builder = ExpressionBuilder<Tables, 'enquiries'>;
type Condition = (builder: Builder) => Expression<SqlBool>;

const statuses = ['received', 'assigned', 'answered', 'fulfilled', 'declined', 'abandoned'] as const;

/** Which enquiries are asked for: those received in the window that are of this client, manager, product, status. */
const chosen =
  (asked: Asked, { from, until }: Window): Condition =>
  (builder) => {
    const equal = (column: 'managerId' | 'clientId' | 'status', name: string): Expression<SqlBool>[] => {
      const value = asked.optionalText(name);
      return value === undefined ? [] : [builder(column, '=', value)];
    };
    const product = asked.optionalText('product');
    const ofProduct = (productId: string): Expression<SqlBool> =>
      builder(
        'enquiryId',
        'in',
        builder.selectFrom('enquiry_items').select('enquiry_items.enquiryId').where('productId', '=', productId),
      );
    return builder.and([
      builder('receivedAt', '>=', from),
      builder('receivedAt', '<', until),
      ...equal('managerId', 'manager'),
      ...equal('clientId', 'client'),
      ...equal('status', 'status'),
      ...(product === undefined ? [] : [ofProduct(product)]),
    ]);
  };

const count = (condition: Expression<SqlBool>) =>
  sql<number>`coalesce(sum(case when ${condition} then 1 else 0 end), 0)`;

const counts = (db: Kysely<Tables>, condition: Condition, at: string) => {
  const answered = sql<SqlBool>`"answeredAt" <= ${at}`;
  const inTime = sql<SqlBool>`${answered} and "answeredInTime" = 1`;
  const waiting = sql<SqlBool>`("answeredAt" is null or "answeredAt" > ${at})`;
  // A pause that lasts has stopped the clock; what ended before its deadline can't miss it.
  const due = sql<SqlBool>`"answerDueAt" < ${at} and ("pausedAt" is null or "pausedAt" > "answerDueAt")
    and ("endedAt" is null or "endedAt" > "answerDueAt")`;
  const over = sql<SqlBool>`"endedAt" <= ${at}`;
  return db
    .selectFrom('enquiries')
    .where(condition)
    .where('counted', '=', 1)
    .select([
      sql<number>`count(*)`.as('received'),
      count(answered).as('answered'),
      count(inTime).as('answeredInTime'),
      count(sql`${inTime} and "answerDueAt" < ${at}`).as('inTimeAndDue'),
      count(sql`${waiting} and ${due}`).as('neverAnswered'),
      count(sql`${waiting} and not (${due}) and ${over}`).as('endedBeforeDue'),
      count(sql`${over} and "status" = 'fulfilled'`).as('fulfilled'),
      count(sql`${over} and "status" = 'declined'`).as('declined'),
      count(sql`${over} and "status" = 'abandoned'`).as('abandoned'),
    ])
    .executeTakeFirstOrThrow();
};

/** The waits that no answer has ended. */
const unanswered = async (db: Kysely<Tables>, condition: Condition, at: string) => {
  const waiting = db
    .selectFrom('enquiries')
    .where(condition)
    .where('counted', '=', 1)
    .where(sql<SqlBool>`("answeredAt" is null or "answeredAt" > ${at})`);
  const paused = await waiting
    .where('pauses', '<>', '[]')
    .select(['calendarVersion', 'receivedAt as since', 'pauses', 'endedAt'])
    .execute();
  const { waits } = await waiting
    .where('pauses', '=', '[]')
    .select(
      sql<
        string | null
      >`string_agg("calendarVersion" || ' ' || "receivedAt" || ' ' || coalesce("endedAt", ''), ',')`.as('waits'),
    )
    .executeTakeFirstOrThrow();
  const others = packedWaits(waits).map(([version, since = '', endedAt = '']) => ({
    calendarVersion: Number(version),
    since,
    pauses: '[]',
    endedAt: endedAt === '' ? null : endedAt,
  }));
  return [...paused, ...others];
};

/** Answer times of all of them: those without an answer are censored where they ended, or at the moment of asking. */
const answerTimes = async (db: Kysely<Tables>, condition: Condition, at: string) => {
  const ended = await db
    .selectFrom('enquiries')
    .where(condition)
    .where('counted', '=', 1)
    .where('answeredAt', '<=', at)
    .select([wholeMinutes('answerMinutes').as('value'), sql<number>`count(*)`.as('count')])
    .groupBy(wholeMinutes('answerMinutes'))
    .execute();
  const waits = await unanswered(db, condition, at);
  const known = calendarsOf(await db.selectFrom('working_calendars').selectAll().execute());
  const until = (endedAt: string | null): string => (endedAt !== null && endedAt < at ? endedAt : at);
  return kaplanMeier(
    ended,
    waitTallies(
      known,
      waits.map((wait) => ({ ...wait, until: until(wait.endedAt) })),
    ),
  );
};

const summary = async (db: Kysely<Tables>, condition: Condition, at: string): Promise<AnswerRow> => {
  const { inTimeAndDue, ...counted } = await counts(db, condition, at);
  const quantile = await answerTimes(db, condition, at);
  const answeredLate = counted.answered - counted.answeredInTime;
  const service = { successes: inTimeAndDue, trials: inTimeAndDue + answeredLate + counted.neverAnswered };
  const interval = wilsonInterval(service);
  return {
    ...counted,
    answeredLate,
    openWithinTime: counted.received - counted.answered - counted.neverAnswered - counted.endedBeforeDue,
    medianAnswerMinutes: quantile(0.5) ?? 'not reached',
    p90AnswerMinutes: quantile(0.9) ?? 'not reached',
    serviceLevel: share(service),
    serviceLevelLow: interval?.low ?? null,
    serviceLevelHigh: interval?.high ?? null,
    serviceLevelOf: service.trials,
  };
};

/** A page in the order of receipt; `after` is the last enquiry of the page before. */
const page = (db: Kysely<Tables>, condition: Condition, asked: Asked) => {
  const after = asked.optionalText('after');
  const query = db.selectFrom('enquiries').where(condition).selectAll().orderBy('receivedAt').orderBy('enquiryId');
  const from = (enquiryId: string) =>
    query.where(
      sql<SqlBool>`("receivedAt", "enquiryId") > (select "receivedAt", "enquiryId" from "enquiries" where "enquiryId" = ${enquiryId})`,
    );
  return (after === undefined ? query : from(after)).limit(asked.integer('limit', 100)).execute();
};

export const enquiriesReport = defineReport<Tables>({
  name: 'enquiries',
  says: 'All enquiries with both clocks: answered in time? fulfilled? The never answered ones count',
  parameters: {
    ...windowParameters,
    manager: { kind: 'text', says: 'Only those that this manager has', required: false },
    client: { kind: 'text', says: 'Only those of this client', required: false },
    product: { kind: 'text', says: 'Only those that ask for this product', required: false },
    status: { kind: 'choice', choices: statuses, says: 'Only those that stand so', required: false },
    limit: { kind: 'integer', says: 'Rows of the register; 100 where it is left out', required: false },
    after: { kind: 'text', says: 'The last enquiry of the page before', required: false },
  },
  reads: ['enquiries'],
  answer: async (db, asked, context) => {
    const condition = chosen(asked, windowOf(asked, context));
    return {
      sections: { summary: [await summary(db, condition, context.at)], enquiries: await page(db, condition, asked) },
      notes: [
        'Enquiries by the moment of receipt; duplicates and spam stand in the register and leave every figure. Median and p90 are of all of them, in whole working minutes without pauses (Kaplan–Meier): those without an answer count with the time they have waited.',
        'Service level: answered by the deadline ÷ (answered or missed), of those whose deadline has passed. Those that ended before it without an answer are in endedBeforeDue.',
      ],
    };
  },
});
