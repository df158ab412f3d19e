import { isBeyond } from '../beyond';
import { personalCell } from '../personal';
import { share, wilsonInterval, type Counted } from '../statistics/proportion';
import { sum } from '../sum';
import { quantile } from '../statistics/survival';
import type { AnswerRow } from '../report';
import type { Gathered } from './gather';
import type { Calls } from './queries';
import { NO_CURRENCY } from './tables';

/** Adds up one column; 0 of no rows. */
const added = <Name extends string>(rows: readonly Readonly<Record<Name, number>>[], name: Name): number =>
  sum(rows.map((row) => row[name]));

const ofManager = <Line extends { readonly managerId: string | null }>(rows: readonly Line[], managerId: string) =>
  rows.filter((row) => row.managerId === managerId);

/** A share with its 95 % interval. */
const rate = (name: string, counted: Counted): AnswerRow => {
  const interval = wilsonInterval(counted);
  return { [name]: share(counted), [`${name}Low`]: interval?.low ?? null, [`${name}High`]: interval?.high ?? null };
};

export const callFigures = (calls: readonly Calls[]): AnswerRow => {
  const [outgoing, incoming] = [added(calls, 'outgoing'), added(calls, 'incoming')];
  const directionUnknown = added(calls, 'directionUnknown');
  const attempts = outgoing + incoming + directionUnknown;
  return {
    ...{ attempts, outgoing, incoming, directionUnknown },
    reached: added(calls, 'reached'),
    noAnswer: added(calls, 'no_answer'),
    busy: added(calls, 'busy'),
    voicemail: added(calls, 'voicemail'),
    declined: added(calls, 'declined'),
    missed: added(calls, 'missed'),
    talkMinutes: Math.round(added(calls, 'talkSeconds') / 0.6) / 100,
    durationUnknown: added(calls, 'durationUnknown'),
    ...rate('reachRate', { successes: added(calls, 'reached'), trials: attempts }),
  };
};

const clockFigures = (of: Gathered, managerId: string): AnswerRow => {
  const service = ofManager(of.service, managerId);
  const fulfilment = ofManager(of.fulfilment, managerId);
  const late = ofManager(of.delays, managerId);
  const time = of.times(managerId);
  const [due, inTime] = [added(service, 'due'), added(service, 'inTime')];
  const [fulfilled, declined] = [added(fulfilment, 'fulfilled'), added(fulfilment, 'declined')];
  return {
    medianLoggingDelayMinutes: quantile(late, 0.5),
    p90LoggingDelayMinutes: quantile(late, 0.9),
    medianAnswerMinutes: time(0.5) ?? 'not reached',
    p90AnswerMinutes: time(0.9) ?? 'not reached',
    answersDue: due,
    answersInTime: inTime,
    ...rate('serviceLevel', { successes: inTime, trials: due }),
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
    ...rate('winRateDecided', { successes: accepted, trials: accepted + refused + expired }),
    linesMatured: matured.trials,
    ...rate('winRateMatured', matured),
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
  const currencies = [...new Set([...offered, ...outcomes].map((row) => row.currency))].sort();
  return currencies
    .filter((currency) => currency !== NO_CURRENCY)
    .map((currency) => {
      const offeredIn = offered.filter((row) => row.currency === currency);
      const own = outcomes.filter((row) => row.currency === currency);
      const [acceptedValue, listValue] = [added(own, 'acceptedValue'), added(own, 'listValue')];
      const isKnown = !isBeyond(acceptedValue) && !isBeyond(listValue);
      const discountValue = added(own, 'discountValue');
      return {
        managerId,
        currency,
        offeredValue: added(offeredIn, 'value'),
        acceptedValue,
        listValue,
        discountValue: isKnown ? discountValue : null,
        discountDepth: isKnown ? share({ successes: discountValue, trials: listValue }) : null,
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
