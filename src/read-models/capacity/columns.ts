import { column, alike, nullable, wholeColumns } from '../kit/answer-columns';

const ofSegment = { segment: nullable(column.text()) };
const inCurrency = { currency: nullable(column.text()) };
const amounts = (...names: readonly string[]) => alike(names, column.money('amount'));

export const capacityColumns = {
  profit: {
    ...{ ...inCurrency, countedIn: column.text('margin or turnover'), hours: column.real() },
    ...amounts('profit', 'mostProfit', 'oneMoreHour'),
    ...alike(
      ['mostProfitLow', 'mostProfitHigh', 'oneMoreHourLow', 'oneMoreHourHigh'],
      nullable(column.money('amount')),
    ),
  },
  hours: {
    ...{ ...ofSegment, ...wholeColumns('clients'), hours: column.real(), ...amounts('perHour'), ...inCurrency },
    ...alike(['mostHours', 'bestHours'], column.real()),
  },
  market: {
    ...{ ...ofSegment, ...wholeColumns('buyers', 'boughtOnce', 'boughtTwice') },
    ...{ clientsAtLeast: column.real(), ...alike(['clientsLow', 'clientsHigh'], nullable(column.whole())) },
  },
  'market-size': {
    segment: nullable(column.text('Null: all clients')),
    ...{ clients: column.whole('As the source says'), countedOn: column.day(), source: column.text() },
    ...{ statedAt: column.moment(), ...wholeColumns('buyers') },
    reached: nullable(column.share('What share of them bought; null where more did than the source says there are')),
    clientsAtLeast: column.real(),
  },
  living: {
    ...{ ...ofSegment, ...wholeColumns('buyers') },
    ...alike(['alive', 'aliveLow', 'aliveHigh'], column.real()),
  },
  clients: {
    ...{ clientId: column.named('client'), ...ofSegment, ...wholeColumns('purchases', 'daysSince') },
    ...alike(['chanceAlive', 'chanceOfPurchase'], column.share()),
    ...{ ...amounts('lastYear', 'atStake'), ...inCurrency },
  },
};
