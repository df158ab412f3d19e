import {
  alike,
  dayColumn,
  momentColumn,
  moneyColumn,
  namedColumn,
  nullable,
  realColumn,
  shareColumn,
  textColumn,
  wholeColumn,
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
    ...{ clientsAtLeast: realColumn(), ...alike(['clientsLow', 'clientsHigh'], nullable(wholeColumn())) },
  },
  'market-size': {
    segment: nullable(textColumn('Null: all clients')),
    ...{ clients: wholeColumn('As the source says'), countedOn: dayColumn(), source: textColumn() },
    ...{ statedAt: momentColumn(), ...wholeColumns('buyers') },
    reached: nullable(shareColumn('What share of them bought; null where more did than the source says there are')),
    clientsAtLeast: realColumn(),
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
