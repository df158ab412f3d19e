import { sql, type Kysely, type SqlBool } from 'kysely';
import { millisecondsOf } from '../../domain/shared/time';
import { answerTally, countsOf, waitTallyAt } from '../clock/clock-figures';
import { clockParts, type ClockPart, type OpenWait } from '../clock/clock-parts';
import { earliestOf } from '../clock/enquiry-clock';
import { kaplanMeier, type SurvivalQuantile } from '../statistics/survival';
import type { ActivityQuestion, ManagerActivityTables } from './queries';

type Db = Kysely<ManagerActivityTables>;

/** The wait of a manager from whom an enquiry was taken before he answered it. */
type TakenWait = OpenWait & Pick<ClockPart, 'managerId'>;

const takenAway = async (db: Db, { from, until, at }: ActivityQuestion): Promise<readonly TakenWait[]> => {
  const rows = await db
    .selectFrom('enquiry_holders')
    .innerJoin('enquiries', 'enquiries.enquiryId', 'enquiry_holders.enquiryId')
    .where('isOver', '=', 1)
    .where('counted', '=', 1)
    .where('receivedAt', '>=', from)
    .where('receivedAt', '<', until)
    .where('since', '<=', at)
    .where(
      sql<SqlBool>`("answeredAt" is null or "answeredAt" > ${at}
      or ("answeredById" <> "enquiry_holders"."managerId" and "answeredAt" > "since"))`,
    )
    .select(['enquiry_holders.managerId', 'since', 'until', 'answeredAt', 'endedAt', 'calendarVersion', 'pauses'])
    .execute();
  return rows.map(({ managerId, calendarVersion, since, pauses, ...row }) => {
    const until = millisecondsOf(earliestOf(row.until, row.answeredAt, row.endedAt, at) ?? at);
    return { managerId, calendarVersion, pauses, wait: [millisecondsOf(since), until] };
  });
};

const groupedBy = <Of>(parts: readonly Of[], keyOf: (part: Of) => string): ReadonlyMap<string, readonly Of[]> => {
  const groups = new Map<string, Of[]>();
  for (const part of parts) {
    const group = groups.get(keyOf(part));
    if (group) group.push(part);
    else groups.set(keyOf(part), [part]);
  }
  return new Map([...groups].sort(([one], [other]) => (one < other ? -1 : 1)));
};

/** Answer times by each manager's own part of the clock (rule 12). */
const answerTimes = async (
  db: Db,
  scope: ActivityQuestion,
  parts: readonly ClockPart[],
): Promise<(managerId: string) => SurvivalQuantile> => {
  const answered = groupedBy(parts, ({ answeredById }) => answeredById);
  const waiting = groupedBy<TakenWait>([...parts, ...(await takenAway(db, scope))], ({ managerId }) => managerId);
  const waitTally = await waitTallyAt(db, scope.at);
  const curves = new Map(
    [...new Set([...answered.keys(), ...waiting.keys()])].map((managerId) => [
      managerId,
      kaplanMeier(answerTally(answered.get(managerId) ?? []), waitTally(waiting.get(managerId) ?? [])),
    ]),
  );
  return (managerId) => curves.get(managerId) ?? (() => null);
};

const figuresBy = (parts: readonly ClockPart[], keyOf: (part: ClockPart) => string) =>
  [...groupedBy(parts, keyOf)].map(([managerId, own]) => ({ managerId: managerId || null, ...countsOf(own) }));

/** Each enquiry whose answer fell due counts for one manager (`answerableId`). */
const serviceLevels = (parts: readonly ClockPart[]) =>
  figuresBy(parts, ({ answerableId }) => answerableId)
    .map((row) => ({ ...row, due: row.answeredAndDue + row.neverAnswered, inTime: row.inTimeAndDue }))
    .filter(({ due }) => due > 0);

/** Fulfilled, declined by the company, or overdue: each for one manager (`fulfilmentOfId`). */
const fulfilments = (parts: readonly ClockPart[]) =>
  figuresBy(parts, ({ fulfilmentOfId }) => fulfilmentOfId).filter(
    ({ fulfilled, declined, overdue }) => fulfilled + declined + overdue > 0,
  );

/** Answer times, service levels and fulfilment of each manager. */
export const clockFiguresOf = async (db: Db, scope: ActivityQuestion) => {
  const parts = await clockParts(db, { ...scope, whose: 'manager', which: sql<SqlBool>`1 = 1` });
  return {
    times: await answerTimes(db, scope, parts),
    service: serviceLevels(parts),
    fulfilment: fulfilments(parts),
  };
};
