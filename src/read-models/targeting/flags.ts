import { DAY, millisecondsOf } from '../../domain/shared/time';
import type { Moment } from '../../domain/shared/values';
import type { OfferCost } from './asked';
import type { PastRefusal, TargetedLine } from './lines';
import { memoised } from '../kit/group-by';

/**
 * Why a line is worth talking about: offered again after a durable refusal and nothing was new; hardly ever worth its
 * cost; offered again and again without an answer.
 */
export type Flag = 'refused before' | 'below break-even' | 'no answer';

export interface FlaggedLine {
  readonly line: TargetedLine;
  readonly flags: readonly Flag[];
  /** The refusal that stood against it. */
  readonly against: PastRefusal | undefined;
}

const REFUSAL_COUNTS = 180 * DAY;
/** A price so much lower is a new offer. */
const CHEAPER = 0.9;
/** Offered so many times without an answer. */
const TIMES = 3;
const SURE = 0.9;

const within = (earlier: Moment, later: Moment): boolean =>
  earlier < later && millisecondsOf(later) - millisecondsOf(earlier) <= REFUSAL_COUNTS;

/** What came between the client and a product: earlier lines and refusals, and enquiries. */
export interface ProductHistory {
  readonly lines: readonly TargetedLine[];
  readonly refusals: readonly PastRefusal[];
  readonly asked: readonly Moment[];
}

const stillStands = (refusal: PastRefusal, { offeredAt, price }: TargetedLine): boolean => {
  const { durable, reconsiderOn, price: refused } = refusal;
  const isCheaper = price !== null && refused !== null && price <= CHEAPER * refused;
  const isTime = reconsiderOn === null ? durable === 'until_reconsider_on' : reconsiderOn <= offeredAt.slice(0, 10);
  return !isCheaper && !isTime;
};

const refusalAgainst = (line: TargetedLine, { lines, refusals, asked }: ProductHistory): PastRefusal | undefined => {
  const refusal = refusals.findLast(({ refusedAt }) => within(refusedAt, line.offeredAt));
  if (!refusal || !stillStands(refusal, line)) return undefined;
  const isBetween = (at: Moment): boolean => at > refusal.refusedAt && at <= line.offeredAt;
  const isNew = asked.some(isBetween) || lines.some((each) => each.accepted === true && isBetween(each.offeredAt));
  return isNew ? undefined : refusal;
};

const isUnanswered = ({ outcome }: TargetedLine): boolean => ['open', 'expired', 'no_response'].includes(outcome);

/** The earlier ones in a row, up to this one, to which nobody answered. */
const isOfferedInVain = (line: TargetedLine, { lines }: ProductHistory): boolean => {
  const before = lines.filter((each) => within(each.offeredAt, line.offeredAt));
  return before.length >= TIMES - 1 && before.slice(1 - TIMES).every(isUnanswered);
};

type ClientAndProduct = Pick<PastRefusal, 'clientId' | 'productId'>;

/** What was between each client and each product, each kind in the order of time. */
export const productHistories = (
  lines: readonly TargetedLine[],
  refusals: readonly PastRefusal[],
  asked: readonly (ClientAndProduct & { readonly at: Moment })[],
): ((of: ClientAndProduct) => ProductHistory) => {
  const histories = memoised(() => ({
    lines: new Array<TargetedLine>(),
    refusals: new Array<PastRefusal>(),
    asked: new Array<Moment>(),
  }));
  const historyOf = ({ clientId, productId }: ClientAndProduct) => histories(`${clientId} ${productId}`);
  for (const line of lines) historyOf(line).lines.push(line);
  for (const refusal of refusals) historyOf(refusal).refusals.push(refusal);
  for (const each of asked) historyOf(each).asked.push(each.at);
  return historyOf;
};

export interface FlagQuestion {
  /** P(the chance of such a line is below a bound), by what the other managers tried. */
  readonly chanceBelow: (line: TargetedLine, bound: number) => number;
  readonly historyOf: (line: TargetedLine) => ProductHistory;
  /** Undefined: nobody said. */
  readonly offerCost: OfferCost | undefined;
}

/** P(chance < cost ÷ margin) is above 0.9: offering it loses money. A cost is held against its own currency alone. */
const isBelowBreakEven = (line: TargetedLine, { chanceBelow, offerCost }: FlagQuestion): boolean => {
  const { margin, currency } = line;
  if (offerCost?.currency !== currency || margin === null || margin <= 0) return false;
  return chanceBelow(line, Math.min(1, offerCost.amount / margin)) > SURE;
};

/** Lines that a client asked for are never flagged. */
export const flaggedLine = (line: TargetedLine, question: FlagQuestion): FlaggedLine | undefined => {
  if (line.solicited) return undefined;
  const history = question.historyOf(line);
  const against = refusalAgainst(line, history);
  const flags: readonly Flag[] = [
    ...(against ? ['refused before' as const] : []),
    ...(isBelowBreakEven(line, question) ? ['below break-even' as const] : []),
    ...(isOfferedInVain(line, history) ? ['no answer' as const] : []),
  ];
  return flags.length === 0 ? undefined : { line, flags, against };
};
