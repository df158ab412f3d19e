import { isBeyond, plusAmount, shownSum, type ExactSum } from '../kit/beyond';
import { personalCell } from '../kit/personal';
import { share } from '../statistics/proportion';
import { sum } from '../statistics/sum';
import { answerTimes } from '../clock/answer-times';
import { quantile, kaplanMeier } from '../statistics/survival';
import { isAskedFor, type AnswerRow, type ReportContext } from '../kit/report';
import {
  callGroups,
  delays,
  offeredSums,
  clientsOffered,
  outcomeSums,
  refusalSums,
  type CallGroup,
  type ActivityQuestion,
} from './queries';
import { shareCells } from '../kit/answer-columns';
import { clockFiguresOf } from './answer-clocks';
import type { FactsDb } from '../facts/tables';

const noClocks: Awaited<ReturnType<typeof clockFiguresOf>> = {
  times: () => kaplanMeier([], []),
  service: [],
  fulfilment: [],
};

/** Everything that the figures are computed from, queried once for all managers; of one section what it shows. */
export const gather = async (db: FactsDb, scope: ActivityQuestion, context: ReportContext) => {
  const isFor = (...sections: readonly string[]): boolean => isAskedFor(context, 'managers', ...sections);
  return {
    managers: await db.selectFrom('managers').selectAll().orderBy('managerId').execute(),
    calls: isFor('calls-by-day') ? await callGroups(db, scope) : [],
    delays: isFor() ? await delays(db, scope) : [],
    ...(isFor() ? await clockFiguresOf(db, scope) : noClocks),
    offered: isFor('money') ? await offeredSums(db, scope) : [],
    clients: isFor() ? await clientsOffered(db, scope) : [],
    outcomes: isFor('money') ? await outcomeSums(db, scope) : [],
    refusals: isFor('refusal-profile') ? await refusalSums(db, scope) : [],
  };
};

export type Gathered = Awaited<ReturnType<typeof gather>>;

/** All managers who are known, and then those whom an event of the window names. */
export const managersNamed = (of: Gathered): readonly string[] => {
  const known = of.managers.map(({ managerId }) => managerId);
  const rows = [...of.delays, ...of.service, ...of.fulfilment, ...of.offered, ...of.outcomes, ...of.refusals];
  const named = [...rows, ...of.calls].map(({ managerId }) => managerId).filter((managerId) => managerId !== null);
  return [...new Set([...known, ...named.toSorted()])];
};

/** Adds up one column; 0 of no rows. */
const added = <Name extends string>(rows: readonly Readonly<Record<Name, number>>[], name: Name): number =>
  sum(rows.map((row) => row[name]));

/** Adds up one column of amounts. */
const addedAmounts = <Name extends string>(rows: readonly Readonly<Record<Name, ExactSum>>[], name: Name): ExactSum =>
  rows.reduce<ExactSum>((total, row) => plusAmount(total, row[name]), 0);

const ofManager = <Line extends { readonly managerId: string | null }>(rows: readonly Line[], managerId: string) =>
  rows.filter((row) => row.managerId === managerId);

/** Attempts are calls out; what became of a client's call is counted apart. */
export const callFigures = (groups: readonly CallGroup[]): AnswerRow => {
  const of = (isIt: (group: CallGroup) => boolean): number => added(groups.filter(isIt), 'calls');
  const out = (result: string): number => of((group) => group.direction === 'out' && group.result === result);
  const conversations = groups.filter(({ result }) => result === 'reached');
  const [attempts, reached] = [of(({ direction }) => direction === 'out'), out('reached')];
  return {
    attempts,
    reached,
    noAnswer: out('no_answer'),
    busy: out('busy'),
    voicemail: out('voicemail'),
    declined: out('declined'),
    ...shareCells('reachRate', { successes: reached, trials: attempts }),
    incoming: of(({ direction }) => direction === 'in'),
    missed: of(({ direction, result }) => direction === 'in' && result === 'missed'),
    directionUnknown: of(({ direction }) => direction === null),
    conversations: added(conversations, 'calls'),
    talkMinutes: Math.round(added(conversations, 'seconds') / 0.6) / 100,
    durationUnknown: added(conversations, 'untimed'),
  };
};

const clockFigures = (of: Gathered, managerId: string): AnswerRow => {
  const service = ofManager(of.service, managerId);
  const fulfilment = ofManager(of.fulfilment, managerId);
  const late = ofManager(of.delays, managerId);
  const time = of.times(managerId);
  const [due, inTime] = [added(service, 'due'), added(service, 'inTimeAndDue')];
  const [fulfilled, declined] = [added(fulfilment, 'fulfilled'), added(fulfilment, 'declined')];
  return {
    medianLoggingDelayMinutes: quantile(late, 0.5),
    p90LoggingDelayMinutes: quantile(late, 0.9),
    ...answerTimes(time),
    answersDue: due,
    answersInTime: inTime,
    ...shareCells('serviceLevel', { successes: inTime, trials: due }),
    breachedAndOpen: added(service, 'breachedAndOpen'),
    fulfilled,
    declinedByUs: declined,
    overdue: added(fulfilment, 'overdue'),
    fulfilment: share({ successes: fulfilled, trials: fulfilled + declined + added(fulfilment, 'overdue') }),
  };
};

const offerFigures = (of: Gathered, managerId: string): AnswerRow => {
  const offered = ofManager(of.offered, managerId);
  const outcomes = ofManager(of.outcomes, managerId);
  const lines = added(offered, 'lines');
  const accepted = added(outcomes, 'acceptedLines');
  const expired = added(outcomes, 'expiredLines');
  const refused = added(ofManager(of.refusals, managerId), 'lines');
  const matured = { successes: added(offered, 'maturedAccepted'), trials: added(offered, 'matured') };
  return {
    linesOffered: lines,
    clientsOffered: added(ofManager(of.clients, managerId), 'clients'),
    solicitedShare: share({ successes: added(offered, 'solicited'), trials: lines }),
    linesAccepted: accepted,
    linesRefused: refused,
    linesExpired: expired,
    linesWithdrawn: added(outcomes, 'withdrawnLines'),
    ...shareCells('winRateDecided', { successes: accepted, trials: accepted + refused + expired }),
    linesMatured: matured.trials,
    ...shareCells('winRateMatured', matured),
  };
};

export const managerRow = (of: Gathered, managerId: string): AnswerRow => {
  const known = of.managers.find((row) => row.managerId === managerId);
  return {
    managerId,
    name: personalCell(known?.name ?? null),
    teamId: known?.teamId ?? null,
    ...callFigures(ofManager(of.calls, managerId)),
    ...clockFigures(of, managerId),
    ...offerFigures(of, managerId),
  };
};

/** Money apart, a row for each currency: amounts of different currencies are never added up. */
export const moneyRows = (of: Gathered, managerId: string): readonly AnswerRow[] => {
  const offered = ofManager(of.offered, managerId);
  const outcomes = ofManager(of.outcomes, managerId);
  const currencies = new Set(
    [...offered, ...outcomes].flatMap(({ currency }) => (currency === null ? [] : [currency])),
  );
  return [...currencies].sort().map((currency) => {
    const offeredIn = offered.filter((row) => row.currency === currency);
    const own = outcomes.filter((row) => row.currency === currency);
    const [acceptedValue, listValue] = [addedAmounts(own, 'acceptedValue'), addedAmounts(own, 'listValue')];
    const isKnown = !isBeyond(acceptedValue) && !isBeyond(listValue);
    const discountValue = addedAmounts(own, 'discountValue');
    const depth = share({ successes: Number(discountValue), trials: Number(listValue) });
    return {
      managerId,
      currency,
      offeredValue: shownSum(addedAmounts(offeredIn, 'value')),
      acceptedValue: shownSum(acceptedValue),
      listValue: shownSum(listValue),
      discountValue: isKnown ? shownSum(discountValue) : null,
      discountDepth: isKnown ? depth : null,
    };
  });
};

export const refusalProfile = (of: Gathered, managerId: string): readonly AnswerRow[] => {
  const own = ofManager(of.refusals, managerId);
  const all = added(own, 'lines');
  return own.map(({ group, lines, statedByClient }) => ({
    managerId,
    group,
    lines,
    share: lines / all,
    statedByClientShare: statedByClient / lines,
  }));
};
