import type { Role } from '../../domain/shared/values';
import type { NonEmpty } from './random';

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

type Span = readonly [from: number, to: number];

export interface Profile {
  readonly habit: Habit;
  readonly name: string;
  readonly role: Role;
  /** How much of the work falls to him. */
  readonly activity: number;
  /** Which share of the enquiries he answers at all, and within how many working minutes. */
  readonly answers: number;
  readonly answerMinutes: Span;
  /** How many of his calls reach the client. */
  readonly reach: number;
  readonly skill: number;
  /** How often he offers what fits the segment, and how often what this client has durably refused. */
  readonly targeting: number;
  readonly repeats: number;
  /** Basis points off the list price. */
  readonly discount: Span;
  /** Share of his offers that are written. */
  readonly written: number;
  /** Share of his calls that he enters days later. */
  readonly late: number;
  readonly deliveryDays: Span;
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
  ...usual,
  habit: 'excellent',
  name: 'Anna Lindqvist',
  role: 'lead',
  activity: 1.2,
  answers: 0.995,
  answerMinutes: [5, 40],
  reach: 0.6,
  skill: 1.5,
  targeting: 0.99,
  repeats: 0,
  discount: [0, 200],
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
export type Stuck = 'too_dear' | 'wrong_segment' | 'never_offered' | 'out_of_stock' | 'dead';

export interface Good {
  readonly name: string;
  readonly category: string;
  /** Whom it is good for. */
  readonly fits: NonEmpty<Segment>;
  /** Net list price in cents. */
  readonly price: number;
  readonly stuck?: Stuck;
}

type Category = readonly [category: string, fits: NonEmpty<Segment>, from: number, names: readonly string[]];

const categories: NonEmpty<Category> = [
  [
    'ovens',
    ['bakeries', 'restaurants'],
    90_000,
    ['Deck oven', 'Rack oven', 'Pizza oven', 'Proofer', 'Steam oven', 'Rotary oven', 'Bake station', 'Tray dryer'],
  ],
  [
    'kitchenware',
    ['restaurants', 'schools'],
    2_500,
    ['Stock pot', 'Knife set', 'Gastro pan', 'Slicer', 'Scale', 'Mixer', 'Tray cart', 'Cutlery box'],
  ],
  [
    'furniture',
    ['offices', 'schools'],
    12_000,
    ['Desk', 'Chair', 'Shelf', 'Whiteboard', 'Locker', 'Lectern', 'Partition', 'Bench'],
  ],
  ['tools', ['workshops'], 7_000, ['Drill', 'Saw', 'Vice', 'Press', 'Compressor', 'Grinder', 'Lathe', 'Tool chest']],
  [
    'cooling',
    ['restaurants', 'bakeries', 'offices'],
    45_000,
    ['Fridge', 'Freezer', 'Ice maker', 'Chiller', 'Cold room', 'Wine cooler', 'Snow maker', 'Fan'],
  ],
];

const stuck = new Map<number, Stuck>([
  [3, 'too_dear'],
  [19, 'too_dear'],
  [9, 'wrong_segment'],
  [38, 'wrong_segment'],
  [11, 'never_offered'],
  [31, 'never_offered'],
  [14, 'out_of_stock'],
  [26, 'out_of_stock'],
  [22, 'dead'],
  [35, 'dead'],
]);

const STEP = 1.18;
const EACH = 8;
const PRODUCTS = 40;

const goodAt = (place: number): Good => {
  const [category, fits, from, names] = categories[Math.floor(place / EACH)] ?? categories[0];
  const cause = stuck.get(place);
  const price = Math.round((from * STEP ** (place % EACH)) / 10) * 10;
  return { name: names[place % EACH] ?? category, category, fits, price, ...(cause && { stuck: cause }) };
};

/** 40 products; the places of the stuck ones, of the one that is withdrawn, and of the one that comes back are fixed. */
export const goods: NonEmpty<Good> = [
  goodAt(0),
  ...Array.from({ length: PRODUCTS - 1 }, (_, place) => goodAt(place + 1)),
];

export const WITHDRAWN = 7;
export const REPLACEMENT = 6;
export const REINSTATED = 29;
export const CAMPAIGNED = 16;
/** What the manager of one product sells, whoever the client is. */
export const FAVOURITE = 33;
