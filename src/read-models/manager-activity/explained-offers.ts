import { sql } from 'kysely';
import { isBeyond, shownSum } from '../kit/beyond';
import {
  addedFigure,
  computed,
  countFigure,
  countedOnce,
  rateFigures,
  rowsOfTotal,
  shareFigures,
  sumOfTotal,
  rowsWith,
} from '../kit/grounds';
import type { ReportFigures, Ground, GroundTotal, SqlPart } from '../kit/report';
import { share } from '../statistics/proportion';
import { isDecided, isMature, isOffered, isRefused, pricedCurrency, type ActivityQuestion } from './queries';

/** The grounds of a manager: lines as they were offered, lines that were decided, and refusals. */
const groundsOf = (scope: ActivityQuestion, managerId: string) => {
  const lines =
    (base: SqlPart, column: string) =>
    (role: string, condition: SqlPart, adds?: SqlPart): Ground => ({
      role,
      table: 'offer_lines',
      rows: { where: sql`${base} and ${sql.ref(column)} = ${managerId} and ${condition}`, ...(adds && { adds }) },
    });
  const refused = (role: string, condition: SqlPart): Ground =>
    rowsWith(role, 'refusals', isRefused(scope), sql`"managerId" = ${managerId}`, condition);
  return { offered: lines(isOffered(scope), 'managerId'), decided: lines(isDecided(scope), 'outcomeById'), refused };
};

const every = sql`1 = 1`;
const isOutcome = (outcome: string): SqlPart => sql`"outcome" = ${outcome}`;

export const offersExplained = (
  scope: ActivityQuestion,
  managerId: string,
  beside: readonly Ground[],
): ReportFigures => {
  const { offered, decided, refused } = groundsOf(scope, managerId);
  const clients: Ground = {
    role: 'counted',
    table: 'offer_lines',
    rows: { where: sql`${isOffered(scope)} and "managerId" = ${managerId}`, distinct: 'clientId' },
  };
  const isMatured = isMature(scope.at);
  return {
    linesOffered: countFigure(offered('counted', every), beside),
    clientsOffered: countedOnce(clients, beside),
    solicitedShare: shareFigures(offered('numerator', sql`"solicited" = 1`), [offered('denominator', every)], beside)
      .share,
    linesAccepted: countFigure(decided('counted', isOutcome('accepted')), beside),
    linesRefused: countFigure(refused('counted', every), beside),
    linesExpired: countFigure(decided('counted', isOutcome('expired')), beside),
    linesWithdrawn: countFigure(decided('counted', isOutcome('withdrawn')), beside),
    ...rateFigures(
      'winRateDecided',
      decided('numerator', isOutcome('accepted')),
      [
        decided('denominator: accepted or expired', sql`"outcome" in ('accepted', 'expired')`),
        refused('denominator: refused', every),
      ],
      beside,
    ),
    linesMatured: countFigure(offered('counted', isMatured), beside),
    ...rateFigures(
      'winRateMatured',
      offered('numerator', sql`${isMatured} and "outcome" = 'accepted'`),
      [offered('denominator', isMatured)],
      beside,
    ),
  };
};

export const moneyExplained = (
  scope: ActivityQuestion,
  managerId: string,
  currency: string,
  beside: readonly Ground[],
): ReportFigures => {
  const { offered, decided } = groundsOf(scope, managerId);
  const inCurrency = sql`${pricedCurrency} = ${currency}`;
  const accepted = (role: string, adds: SqlPart): Ground =>
    decided(role, sql`${inCurrency} and "outcome" = 'accepted'`, adds);
  const values = accepted('accepted value', sql`"value"`);
  const lists = accepted('denominator: list value', sql`"listValue"`);
  const discounts = accepted('numerator: discount', sql`("listValue" - "value")`);
  const isKnown = (totals: readonly GroundTotal[]): boolean =>
    !isBeyond(sumOfTotal(totals, 1)) && !isBeyond(sumOfTotal(totals, 2));
  return {
    offeredValue: addedFigure(offered('counted', inCurrency, sql`"value"`), beside),
    acceptedValue: addedFigure(accepted('counted', sql`"value"`), beside),
    listValue: addedFigure(accepted('counted', sql`"listValue"`), beside),
    discountValue: computed([discounts, lists, values, ...beside], (totals) => ({
      value: isKnown(totals) ? shownSum(sumOfTotal(totals, 0)) : null,
      formula: `sum of list value − value, where both are known, over ${rowsOfTotal(totals, 0)} lines`,
    })),
    discountDepth: computed([discounts, lists, values, ...beside], (totals) => {
      const [successes, trials] = [sumOfTotal(totals, 0), sumOfTotal(totals, 1)];
      const depth = share({ successes: Number(successes), trials: Number(trials) });
      return { value: isKnown(totals) ? depth : null, formula: `${successes} ÷ ${trials}` };
    }),
  };
};

export const profileExplained = (
  scope: ActivityQuestion,
  managerId: string,
  group: string,
  beside: readonly Ground[],
): ReportFigures => {
  const { refused } = groundsOf(scope, managerId);
  const isOfGroup = sql`"reasonGroup" = ${group}`;
  const byClient = sql`${isOfGroup} and "statedBy" = 'client'`;
  return {
    lines: countFigure(refused('counted', isOfGroup), beside),
    share: shareFigures(refused('numerator', isOfGroup), [refused('denominator', every)], beside).share,
    statedByClientShare: shareFigures(refused('numerator', byClient), [refused('denominator', isOfGroup)], beside)
      .share,
  };
};
