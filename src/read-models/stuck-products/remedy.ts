import { groupBy } from '../kit/group-by';
import {
  acceptanceEstimate,
  acceptanceInterval,
  acceptancePrior,
  type AcceptancePrior,
} from '../statistics/acceptance';
import type { Counted } from '../statistics/proportion';
import { rateRatioInterval } from '../statistics/rates';
import { mostFrequent } from '../kit/spellings';
import { quantile } from '../statistics/survival';
import { decidedLines, type LatelyOffered, type LatelyRefused } from './evidence';

export type Remedy = 'activate' | 'campaign' | 'reprice' | 'withdraw' | 'wait';

/** What is looked at before anything is said. */
export interface Case {
  readonly offered: readonly LatelyOffered[];
  readonly refused: readonly LatelyRefused[];
  /** Lines of the other products of its category, and how many products these are. */
  readonly others: { readonly lines: readonly LatelyOffered[]; readonly products: number };
  readonly isAnyOffered: boolean;
}

export interface Advice {
  readonly remedy: Remedy;
  readonly because: string;
  readonly wouldChange: string;
  /** How many more decided lines it takes to know. */
  readonly moreOffers: number | null;
  readonly segment: string | null;
  /** In minor units a unit, as clients said: half, and four of five, would be content with so much less. */
  readonly gapMedian: number | null;
  readonly gapOfFourInFive: number | null;
  readonly gapCurrency: string | null;
}

/** Offered less than half as often as the others, and not by chance. */
const SELDOM = 0.5;
const FEWEST_REFUSALS = 5;
const MOSTLY = 0.5;
/** What is accepted at the usual rate stays without an acceptance so long in one of twenty cases. */
const DOUBT = 0.05;

const priceGroups: ReadonlySet<string> = new Set(['price', 'competition']);
const fitReasons: ReadonlySet<string> = new Set(['NO_NEED', 'POOR_FIT', 'MISSING_FEATURE', 'QUALITY', 'ALREADY_HAS']);

const none = { moreOffers: null, segment: null, gapMedian: null, gapOfFourInFive: null, gapCurrency: null };

/** Lines without an acceptance that it takes to know that it is accepted less than usual. */
export const linesToKnow = (usual: number): number =>
  usual <= 0 || usual >= 1 ? FEWEST_REFUSALS : Math.ceil(Math.log(DOUBT) / Math.log(1 - usual));

/** What is accepted of the other products of its category; of itself, where it has none. */
export const usualRate = ({ others, offered }: Case): number => {
  const { successes, trials } = decidedLines(others.lines.length > 0 ? others.lines : offered);
  return trials === 0 ? 0 : successes / trials;
};

const activate = ({ offered, others }: Case): Advice | undefined => {
  if (others.products === 0) return undefined;
  const ratio = rateRatioInterval(
    { count: offered.length, exposure: 1 },
    { count: others.lines.length, exposure: others.products },
  );
  if (!ratio || ratio.high >= SELDOM) return undefined;
  const usual = (others.lines.length / others.products).toFixed(1);
  return {
    ...none,
    remedy: 'activate',
    because: `offered ${offered.length} times, where each of the ${others.products} other products of its category was offered ${usual} times: managers do not offer it`,
    wouldChange: 'offers of it as often as of the others',
  };
};

const wait = (asked: Case): Advice | undefined => {
  const { successes, trials } = decidedLines(asked.offered);
  const needed = linesToKnow(usualRate(asked));
  if (trials >= needed) return undefined;
  return {
    ...none,
    remedy: 'wait',
    because: `${successes} of ${trials} decided lines were accepted: too few to tell it from others of its category`,
    wouldChange:
      needed - trials === 1 ? 'one more offer that is decided' : `${needed - trials} more offers that are decided`,
    moreOffers: needed - trials,
  };
};

const reprice = ({ refused }: Case): Advice | undefined => {
  const ofPrice = refused.filter(({ reasonGroup }) => priceGroups.has(reasonGroup));
  if (refused.length < FEWEST_REFUSALS || ofPrice.length < MOSTLY * refused.length) return undefined;
  const gapCurrency = mostFrequent(ofPrice.map(({ priceGapCurrency }) => priceGapCurrency));
  const stated = ofPrice.filter(({ priceGapCurrency }) => priceGapCurrency === gapCurrency);
  const gaps = stated.flatMap(({ priceGap }) => (priceGap === null ? [] : [{ value: priceGap, count: 1 }]));
  return {
    ...none,
    remedy: 'reprice',
    because: `${ofPrice.length} of ${refused.length} refusals are about the price or for a competitor`,
    wouldChange: 'refusals for other reasons',
    gapMedian: quantile(gaps, 0.5),
    gapOfFourInFive: quantile(gaps, 0.8),
    gapCurrency,
  };
};

const lateBySegment = (lines: readonly LatelyOffered[]): readonly (Counted & { readonly segment: string })[] =>
  [...groupBy(lines, ({ segment }) => segment)].flatMap(([segment, own]) =>
    segment === null ? [] : [{ segment, ...decidedLines(own) }],
  );

/** The segment whose acceptance is surely above that of all others together. */
const campaign = ({ offered }: Case): Advice | undefined => {
  const segments = lateBySegment(offered);
  const prior: AcceptancePrior | null = acceptancePrior(segments);
  if (!prior || segments.length < 2) return undefined;
  const best = segments.toSorted((one, other) => acceptanceEstimate(prior, other) - acceptanceEstimate(prior, one))[0];
  if (!best || acceptanceInterval(prior, best).low <= prior.mean) return undefined;
  return {
    ...none,
    remedy: 'campaign',
    because: `${best.segment} accepted ${best.successes} of ${best.trials} lines, all clients together ${prior.successes} of ${prior.trials}: it was offered to others`,
    wouldChange: `refusals by clients of ${best.segment}`,
    segment: best.segment,
  };
};

const takeOut = (asked: Case): Advice | undefined => {
  const { offered, refused } = asked;
  const ofFit = refused.filter(({ reason }) => fitReasons.has(reason));
  if (refused.length < FEWEST_REFUSALS || ofFit.length < MOSTLY * refused.length) return undefined;
  const decided = decidedLines(offered);
  const usual = usualRate(asked);
  const own = acceptancePrior([decided]);
  if (!own || acceptanceInterval(own, decided).high >= usual) return undefined;
  return {
    ...none,
    remedy: 'withdraw',
    because: `${decided.successes} of ${decided.trials} decided lines were accepted, and ${ofFit.length} of ${refused.length} refusals say that it is not needed, does not fit or lacks something`,
    wouldChange: 'a new version, or a segment that accepts it',
  };
};

const noCause: Advice = {
  ...none,
  remedy: 'wait',
  because: 'no cause stands out among its offers and refusals',
  wouldChange: 'a reason that half of its refusals have',
};

const unknownOffers: Advice = {
  ...none,
  remedy: 'wait',
  because: 'no offers are recorded in this time: nothing says why it does not sell',
  wouldChange: 'offers and refusals that are recorded',
};

/** Less than half as often accepted as the others of its category, and not by chance. */
export const isHardlyAccepted = (asked: Case): boolean => {
  const [decided, usual] = [decidedLines(asked.offered), usualRate(asked)];
  const own = acceptancePrior([decided]);
  return own !== null && decided.trials >= linesToKnow(usual) && acceptanceInterval(own, decided).high < usual / 2;
};

/** Why it does not sell and what to do, in the order in which causes exclude each other. */
export const adviceOn = (asked: Case): Advice => {
  if (!asked.isAnyOffered) return unknownOffers;
  return activate(asked) ?? wait(asked) ?? reprice(asked) ?? campaign(asked) ?? takeOut(asked) ?? noCause;
};
