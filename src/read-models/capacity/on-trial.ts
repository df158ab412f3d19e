import { DAY, millisecondsOf } from '../../domain/shared/time';
import { judgedRanking, type AnswerOnTrial, type TriedCase } from '../kit/answer-on-trial';
import { lastSale } from '../sales/sales';
import { BUYING_AHEAD_DAYS, livingClients, type LivingClient } from './living';
import { buyersAt, type CapacityTables } from './purchases';

const caseOfClient = (client: LivingClient, again: ReadonlySet<string>): TriedCase => {
  const { clientId, chanceOfPurchase, daysSince, lastYear } = client;
  const [chance, happened] = [1 - chanceOfPurchase, !again.has(clientId)];
  return {
    ...{ chance, score: chance, benchmark: daysSince, happened, money: happened ? lastYear : 0 },
    ...{ loss: chance * lastYear, lossBenchmark: daysSince * lastYear },
  };
};

/** Which clients buy no more, against the days since they last did. */
export const livingClientsOnTrial: AnswerOnTrial = {
  name: 'living-clients',
  version: 1,
  says: `which clients will not buy in the next ${BUYING_AHEAD_DAYS} days`,
  benchmark: 'days since the last purchase',
  horizonDays: BUYING_AHEAD_DAYS,
  reads: ['clients', 'offers', 'invoices'],
  toldUntil: (db) => lastSale(db.withTables<CapacityTables>()),
  ask: async (past, { at }) => {
    const foretold = livingClients(await buyersAt(past.withTables<CapacityTables>(), at), at);
    return async (db, until) => {
      const today = Math.floor(millisecondsOf(at) / DAY);
      const since = await buyersAt(db.withTables<CapacityTables>(), until);
      const again = new Set(
        since.filter(({ days }) => days.some((day) => day > today)).map(({ clientId }) => clientId),
      );
      return judgedRanking(foretold.map((client) => caseOfClient(client, again)));
    };
  },
};
