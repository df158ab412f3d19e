import {
  alike,
  moneyColumn,
  namedColumn,
  nullable,
  realColumn,
  shareColumn,
  textColumn,
  wholeColumns,
} from '../kit/answer-columns';

const ofSegment = { segment: nullable(textColumn()) };
const inCurrency = { currency: nullable(textColumn()) };
const amounts = (...names: readonly string[]) => alike(names, moneyColumn('amount'));

export const capacityColumns = {
  profit: {
    ...{ ...inCurrency, countedIn: textColumn('margin or turnover'), hours: realColumn() },
    ...amounts('profit', 'mostProfit', 'oneMoreHour'),
    ...alike(['mostProfitLow', 'mostProfitHigh', 'oneMoreHourLow', 'oneMoreHourHigh'], nullable(moneyColumn('amount'))),
  },
  hours: {
    ...{ ...ofSegment, ...wholeColumns('clients'), hours: realColumn(), ...amounts('perHour'), ...inCurrency },
    ...alike(['mostHours', 'bestHours'], realColumn()),
  },
  market: {
    ...{ ...ofSegment, ...wholeColumns('buyers', 'boughtOnce', 'boughtTwice') },
    ...alike(['clientsAtLeast', 'clientsLow', 'clientsHigh'], realColumn()),
  },
  living: {
    ...{ ...ofSegment, ...wholeColumns('buyers') },
    ...alike(['alive', 'aliveLow', 'aliveHigh'], realColumn()),
  },
  clients: {
    ...{ clientId: namedColumn('client'), ...ofSegment, ...wholeColumns('purchases', 'daysSince') },
    ...alike(['chanceAlive', 'chanceOfPurchase'], shareColumn()),
    ...{ ...amounts('lastYear', 'atStake'), ...inCurrency },
  },
};
