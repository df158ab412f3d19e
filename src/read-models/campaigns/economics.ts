import { sql } from 'kysely';
import { DAY, millisecondsOf, momentOf } from '../../domain/shared/time';
import type { Moment } from '../../domain/shared/values';
import { mostFrequent } from '../kit/spellings';
import { sum } from '../statistics/sum';
import { quantile } from '../statistics/survival';
import type { CampaignDb } from './tables';

export const YEAR_DAYS = 365;
/** What is offered lately says how many clients can be approached a day. */
export const CONTACT_PACE_DAYS = 90;
/** When nine of ten of those who accept have done so, the rest is not waited for. */
const MOST_ACCEPTANCES = 0.9;

export const daysAgo = (at: Moment, days: number): Moment => momentOf(millisecondsOf(at) - days * DAY);

/** Where nothing was accepted in a year. */
const USUAL_ANSWER_DAYS = 30;

/** What an acceptance brings, in minor units: margin where the cost is known, else turnover; null where nobody knows. */
export interface Worth {
  readonly amount: number | null;
  readonly currency: string | null;
  readonly isMargin: boolean;
}

const unknownWorth: Worth = { amount: null, currency: null, isMargin: false };

interface PricedRow {
  readonly kind: string;
  readonly amount: number;
  readonly currency: string;
}

interface WorthAsked {
  readonly productId: string;
  /** In this alone; left out: in the one in which the product is mostly sold. */
  readonly currency: string | undefined;
}

/** Of a product that was never accepted: its price, less its cost. */
const listedWorth = async (db: CampaignDb, { productId, currency }: WorthAsked, at: Moment): Promise<Worth> => {
  const { rows } = await sql<PricedRow>`select "kind", "amount", "currency" from "product_prices"
    where "productId" = ${productId} and "effectiveFrom" <= ${at} order by "effectiveFrom", "position"`.execute(db);
  const [price, cost] = ['price', 'cost'].map((kind) => rows.findLast((row) => row.kind === kind));
  if (!price || (currency ?? price.currency) !== price.currency) return { ...unknownWorth, currency: currency ?? null };
  const isMargin = cost?.currency === price.currency;
  return { amount: price.amount - (isMargin ? cost.amount : 0), currency: price.currency, isMargin };
};

interface AcceptedWorth {
  readonly value: number | null;
  readonly margin: number | null;
  readonly currency: string | null;
}

/** The mean of what was accepted within a year, in the currency that is asked for or in which it is mostly sold. */
export const worthOfProduct = async (db: CampaignDb, asked: WorthAsked, at: Moment): Promise<Worth> => {
  const { rows } = await sql<AcceptedWorth>`select "value", "margin", "currency" from "offer_lines"
    where "voided" = 0 and "outcome" = 'accepted' and "productId" = ${asked.productId}
      and "outcomeAt" >= ${daysAgo(at, YEAR_DAYS)} and "outcomeAt" <= ${at} and "value" is not null`.execute(db);
  const currency = asked.currency ?? mostFrequent(rows.map((row) => row.currency));
  const lines = rows.filter((row) => row.currency === currency);
  if (lines.length === 0) return listedWorth(db, asked, at);
  const isMargin = lines.every(({ margin }) => margin !== null);
  const amount = Math.round(sum(lines.map(({ value, margin }) => (isMargin ? margin : value) ?? 0)) / lines.length);
  return { amount, currency, isMargin };
};

/** How fast the company offers, and how long its clients take to accept. */
export interface CampaignPace {
  /** Different clients who were offered something, a day. */
  readonly clientsADay: number;
  readonly answerDays: number;
}

export const paceOfOffers = async (db: CampaignDb, at: Moment): Promise<CampaignPace> => {
  const { rows: offered } = await sql<{ clients: number }>`select count(distinct "clientId") as "clients"
    from "offer_lines" where "voided" = 0 and "offeredAt" >= ${daysAgo(at, CONTACT_PACE_DAYS)}
      and "offeredAt" <= ${at}`.execute(db);
  const { rows: accepted } = await sql<{ offeredAt: Moment; outcomeAt: Moment }>`select "offeredAt", "outcomeAt"
    from "offer_lines" where "voided" = 0 and "outcome" = 'accepted' and "outcomeAt" >= ${daysAgo(at, YEAR_DAYS)}
      and "outcomeAt" <= ${at}`.execute(db);
  const waits = accepted.map(({ offeredAt, outcomeAt }) => ({
    value: Math.max(1, Math.ceil((millisecondsOf(outcomeAt) - millisecondsOf(offeredAt)) / DAY)),
    count: 1,
  }));
  return {
    clientsADay: (offered[0]?.clients ?? 0) / CONTACT_PACE_DAYS,
    answerDays: quantile(waits, MOST_ACCEPTANCES) ?? USUAL_ANSWER_DAYS,
  };
};
