import type { NonEmpty } from './random';
import type { Role } from '../../domain/shared/words';

/** The people and goods of the sample company, and what is wrong with some of them. */

export type Habit =
  | 'excellent'
  | 'snow_to_the_chukchi'
  | 'answers_late'
  | 'never_answers'
  | 'discounts_deeply'
  | 'calls_in_vain'
  | 'one_product'
  | 'enters_late'
  | 'delivers_late'
  | 'writes_only'
  | 'departs'
  | 'average';

/** From and to, both included. */
type FromTo = readonly [from: number, to: number];

export interface Profile {
  readonly habit: Habit;
  readonly name: string;
  readonly role: Role;
  /** How much of the work falls to this manager. */
  readonly activity: number;
  /** The share of enquiries that get an answer at all, and within how many working minutes. */
  readonly answers: number;
  readonly answerMinutes: FromTo;
  /** The share of calls that reach the client. */
  readonly reach: number;
  readonly skill: number;
  /** How often what is offered fits the segment, and how often it is what this client has durably refused. */
  readonly targeting: number;
  readonly repeats: number;
  /** Basis points off the list price. */
  readonly discount: FromTo;
  /** The share of offers that are written. */
  readonly written: number;
  /** The share of calls that are entered days later. */
  readonly late: number;
  readonly deliveryDays: FromTo;
}

const usual: Profile = {
  habit: 'average',
  name: '',
  role: 'manager',
  activity: 1,
  answers: 0.93,
  answerMinutes: [5, 150],
  reach: 0.5,
  skill: 1,
  targeting: 0.9,
  repeats: 0.02,
  discount: [0, 400],
  written: 0.3,
  late: 0.01,
  deliveryDays: [2, 6],
};

const excellent: Profile = {
  ...{ ...usual, habit: 'excellent', name: 'Anna Lindqvist', role: 'lead' },
  ...{ activity: 1.2, answers: 0.995, answerMinutes: [5, 40], reach: 0.6, skill: 1.5 },
  ...{ targeting: 0.99, repeats: 0, discount: [0, 200] },
};

export const profiles: NonEmpty<Profile> = [
  excellent,
  { ...usual, habit: 'snow_to_the_chukchi', name: 'Pyotr Snegov', targeting: 0.35, repeats: 0.45, skill: 0.7 },
  { ...usual, habit: 'answers_late', name: 'Marta Slowik', answerMinutes: [500, 3000] },
  { ...usual, habit: 'never_answers', name: 'Otto Stumm', answers: 0.45 },
  { ...usual, habit: 'discounts_deeply', name: 'Rosa Preis', discount: [1200, 2400], written: 0.75 },
  { ...usual, habit: 'calls_in_vain', name: 'Karl Klingel', activity: 1.6, reach: 0.14 },
  { ...usual, habit: 'one_product', name: 'Igor Odnov' },
  { ...usual, habit: 'enters_late', name: 'Lena Morgen', late: 0.5 },
  { ...usual, habit: 'delivers_late', name: 'Hugo Langsam', deliveryDays: [12, 30] },
  { ...usual, habit: 'writes_only', name: 'Clara Brief', written: 0.95, reach: 0.3 },
  { ...usual, habit: 'departs', name: 'Felix Fort' },
  { ...usual, name: 'Berta Mittel', role: 'lead' },
];

export const segments = ['bakeries', 'restaurants', 'offices', 'schools', 'workshops'] as const;
export type Segment = (typeof segments)[number];

/** Why a product does not sell. */
export type Stuck = 'too_expensive' | 'wrong_segment' | 'never_offered' | 'out_of_stock' | 'dead';

export interface Goods {
  readonly name: string;
  readonly category: string;
  /** Whom it is good for. */
  readonly fits: readonly Segment[];
  /** Net list price in cents. */
  readonly price: number;
  readonly stuck?: Stuck;
}

interface ProductRange {
  readonly category: string;
  readonly fits: readonly Segment[];
  /** Net list price of the first in cents; each further one costs a little more. */
  readonly from: number;
  readonly names: readonly string[];
}

const ranges: readonly ProductRange[] = [
  {
    ...{ category: 'ovens', fits: ['bakeries', 'restaurants'], from: 90_000 },
    names: [
      'Deck oven',
      'Rack oven',
      'Pizza oven',
      'Proofer',
      'Steam oven',
      'Rotary oven',
      'Bake station',
      'Tray dryer',
    ],
  },
  {
    ...{ category: 'kitchenware', fits: ['restaurants', 'schools'], from: 2_500 },
    names: ['Stock pot', 'Knife set', 'Gastro pan', 'Slicer', 'Scale', 'Mixer', 'Tray cart', 'Cutlery box'],
  },
  {
    ...{ category: 'furniture', fits: ['offices', 'schools'], from: 12_000 },
    names: ['Desk', 'Chair', 'Shelf', 'Whiteboard', 'Locker', 'Lectern', 'Partition', 'Bench'],
  },
  {
    ...{ category: 'tools', fits: ['workshops'], from: 7_000 },
    names: ['Drill', 'Saw', 'Vice', 'Press', 'Compressor', 'Grinder', 'Lathe', 'Tool chest'],
  },
  {
    ...{ category: 'cooling', fits: ['restaurants', 'bakeries', 'offices'], from: 45_000 },
    names: ['Fridge', 'Freezer', 'Ice maker', 'Chiller', 'Cold room', 'Wine cooler', 'Snow maker', 'Fan'],
  },
];

const stuckProducts: Readonly<Record<string, Stuck>> = {
  ...{ Proofer: 'too_expensive', Whiteboard: 'too_expensive', Chiller: 'dead', Partition: 'dead' },
  ...{ 'Knife set': 'wrong_segment', 'Snow maker': 'wrong_segment' },
  ...{ Slicer: 'never_offered', 'Tool chest': 'never_offered', 'Tray cart': 'out_of_stock', Vice: 'out_of_stock' },
};

const STEP = 1.18;

export const goods: readonly Goods[] = ranges.flatMap(({ category, fits, from, names }) =>
  names.map((name, place) => {
    const stuck = stuckProducts[name];
    return { name, category, fits, price: Math.round((from * STEP ** place) / 10) * 10, ...(stuck && { stuck }) };
  }),
);

/** Products with a part of their own in the story. */
export const productParts = {
  withdrawn: 'Tray dryer',
  replacement: 'Bake station',
  reinstated: 'Grinder',
  campaigned: 'Desk',
  /** What the manager of one product sells, whoever the client is. */
  favourite: 'Freezer',
  mistyped: 'Deck oven',
} as const;

/** What happens once: at which share of the whole time, in working hours. */
export const incidentShares = {
  withdrawnForAWhile: 0.3,
  firstDuplicate: 0.4,
  movedToTeam: 0.45,
  reasonRetired: 0.5,
  campaign: 0.55,
  secondDuplicate: 0.6,
  withdrawn: 0.62,
  departed: 0.65,
  reinstated: 0.66,
  mistyped: 0.7,
};

/** At which share of the time a product gets stuck: some always were, others sold before. */
export const stuckShares = { too_expensive: 0.25, wrong_segment: 0, never_offered: 0, out_of_stock: 0.4, dead: 0.35 };

/** A reason that is given up, and the one that it is counted as from then on. */
export const retiredReason = { code: 'NO_TIME', remappedTo: 'BAD_TIMING' } as const;
