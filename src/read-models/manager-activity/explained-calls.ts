import { sql } from 'kysely';
import { quantile } from '../statistics/survival';
import { addedFigure, computed, countFigure, rateFigures } from '../kit/grounds';
import type { ReportFigure, ReportFigures, Ground, SqlPart } from '../kit/report';
import { delays, isCallOfManager, type ActivityQuestion } from './queries';
import type { FactsDb } from '../facts/tables';

const isCallOut = sql`"direction" = 'out'`;
const isConversation = sql`"result" = 'reached'`;
const outWith = (result: string): SqlPart => sql`${isCallOut} and "result" = ${result}`;

/** What each figure of calls counts. */
const countedCalls: Readonly<Record<string, SqlPart>> = {
  attempts: isCallOut,
  reached: outWith('reached'),
  noAnswer: outWith('no_answer'),
  busy: outWith('busy'),
  voicemail: outWith('voicemail'),
  declined: outWith('declined'),
  incoming: sql`"direction" = 'in'`,
  missed: sql`"direction" = 'in' and "result" = 'missed'`,
  directionUnknown: sql`"direction" is null`,
  conversations: isConversation,
  durationUnknown: sql`${isConversation} and "seconds" is null`,
};

/** Calls of the window that meet a condition. */
type CallsThat = (role: string, condition: SqlPart, adds?: SqlPart) => Ground;

const callsOf =
  (scope: ActivityQuestion, which: SqlPart): CallsThat =>
  (role, condition, adds) => ({
    role,
    table: 'calls',
    rows: { where: sql`${isCallOfManager(scope)} and ${which} and ${condition}`, ...(adds && { adds }) },
  });

/** The figures of the calls of a manager, or of a day. */
export const callsExplained = (scope: ActivityQuestion, which: SqlPart, beside: readonly Ground[]): ReportFigures => {
  const those = callsOf(scope, which);
  const counts = Object.entries(countedCalls).map(
    ([name, condition]) => [name, countFigure(those('counted', condition), beside)] as const,
  );
  const talk = those('counted', isConversation, sql`"seconds"`);
  return {
    ...Object.fromEntries(counts),
    ...rateFigures('reachRate', those('numerator', outWith('reached')), [those('denominator', isCallOut)], beside),
    talkMinutes: addedFigure(talk, beside, (seconds) => Math.round(Number(seconds) / 0.6) / 100),
  };
};

export const delaysExplained = (
  db: FactsDb,
  scope: ActivityQuestion,
  managerId: string,
  beside: readonly Ground[],
): ReportFigures => {
  const logged: Ground = {
    role: 'waits',
    table: 'calls',
    rows: {
      where: sql`${isCallOfManager(scope)} and "managerId" = ${managerId} and "delayMinutes" is not null`,
      shows: sql`"delayMinutes"`,
    },
  };
  const delay = (share: number): ReportFigure =>
    computed([logged, ...beside], async ([total]) => ({
      value: quantile(await delays(db, { ...scope, managers: [managerId] }), share),
      formula: `the smallest delay that ${share * 100} % of ${total?.rows ?? 0} calls do not exceed`,
    }));
  return { medianLoggingDelayMinutes: delay(0.5), p90LoggingDelayMinutes: delay(0.9) };
};
