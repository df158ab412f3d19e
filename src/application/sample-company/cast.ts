import type { Role } from '../../domain/shared/words';

/** The people and goods of the sample company, and what is wrong with some of them. */

/** From and to, both included. */
type FromTo = readonly [from: number, to: number];
const fromTo = (from: number, to: number): FromTo => [from, to];

/** How a manager works who has no habit. */
const usual = {
  /** The share of enquiries that get an answer at all, and within how many working minutes. */
  answers: 0.93,
  answerMinutes: fromTo(5, 150),
  /** The share of calls that reach the client. */
  reach: 0.5,
  skill: 1,
  /** How often what is offered fits the segment, and how often it is what this client has durably refused. */
  targeting: 0.9,
  repeats: 0.02,
  /** How often it is the one favourite product, whoever the client is. */
  favours: 0,
  /** Basis points off the list price. */
  discount: fromTo(0, 400),
  /** The share of offers that are written. */
  written: 0.3,
  /** The share of calls that are entered days later. */
  late: 0.01,
  deliveryDays: fromTo(2, 6),
};

export interface Profile extends Readonly<typeof usual> {
  readonly habit: string;
  readonly name: string;
  readonly role: Role;
}

const manager = (habit: string, name: string, ways: Partial<Profile> = {}): Profile => ({
  ...{ ...usual, habit, name, role: 'manager' },
  ...ways,
});

const bestWays = { answers: 0.995, answerMinutes: fromTo(5, 40), reach: 0.6, skill: 1.5, targeting: 0.99, repeats: 0 };

export const profiles = [
  manager('excellent', 'Anna Lindqvist', { role: 'lead', discount: [0, 200], ...bestWays }),
  manager('snow_to_the_chukchi', 'Pyotr Snegov', { targeting: 0.35, repeats: 0.45, skill: 0.7 }),
  manager('answers_late', 'Marta Slowik', { answerMinutes: [500, 3000] }),
  manager('never_answers', 'Otto Stumm', { answers: 0.45 }),
  manager('discounts_deeply', 'Rosa Preis', { discount: [1200, 2400], written: 0.75 }),
  manager('calls_in_vain', 'Karl Klingel', { reach: 0.14 }),
  manager('one_product', 'Igor Odnov', { favours: 0.7 }),
  manager('enters_late', 'Lena Morgen', { late: 0.5 }),
  manager('delivers_late', 'Hugo Langsam', { deliveryDays: [12, 30] }),
  manager('writes_only', 'Clara Brief', { written: 0.95, reach: 0.3 }),
  manager('departs', 'Felix Fort'),
  manager('average', 'Berta Mittel', { role: 'lead' }),
];

export const segments = ['bakeries', 'restaurants', 'offices', 'schools', 'workshops'] as const;
export type Segment = (typeof segments)[number];

/** Why a product does not sell: from which share of the time on (others sold before), and what clients say then. */
export const stuckCauses = {
  too_expensive: { from: 0.25, reasons: ['PRICE_TOO_HIGH'] },
  wrong_segment: { from: 0, reasons: [] },
  never_offered: { from: 0, reasons: [] },
  out_of_stock: { from: 0.4, reasons: ['OUT_OF_STOCK'] },
  dead: { from: 0.35, reasons: ['NO_NEED', 'NO_NEED', 'ALREADY_HAS'] },
} as const;

const stuckProducts: Readonly<Record<string, keyof typeof stuckCauses>> = {
  ...{ Proofer: 'too_expensive', Whiteboard: 'too_expensive', Chiller: 'dead', Partition: 'dead' },
  ...{ 'Knife set': 'wrong_segment', 'Snow maker': 'wrong_segment' },
  ...{ Slicer: 'never_offered', 'Tool chest': 'never_offered', 'Tray cart': 'out_of_stock', Vice: 'out_of_stock' },
};

export interface Goods {
  readonly name: string;
  readonly category: string;
  /** Whom it is good for. */
  readonly fits: readonly Segment[];
  /** Net list price in cents. */
  readonly price: number;
  /** Of a piece, or of what is sold by the half metre. */
  readonly unit: number;
  readonly stuck: keyof typeof stuckCauses | undefined;
}

/** What is sold by the metre, in halves: 1.5 m of shelves. */
const soldByTheHalf: ReadonlySet<string> = new Set(['Shelf', 'Cold room']);

const STEP = 1.18;

/** The goods of one category; each further one costs a little more. */
const range = (category: string, firstPrice: number, fits: readonly Segment[], names: string): readonly Goods[] =>
  names.split(', ').map((name, place) => ({
    ...{ name, category, fits, stuck: stuckProducts[name], unit: soldByTheHalf.has(name) ? 0.5 : 1 },
    price: Math.round((firstPrice * STEP ** place) / 10) * 10,
  }));

const ovens = 'Deck oven, Rack oven, Pizza oven, Proofer, Steam oven, Rotary oven, Bake station, Tray dryer';
const kitchenware = 'Stock pot, Knife set, Gastro pan, Slicer, Scale, Mixer, Tray cart, Cutlery box';
const furniture = 'Desk, Chair, Shelf, Whiteboard, Locker, Lectern, Partition, Bench';
const tools = 'Drill, Saw, Vice, Press, Compressor, Grinder, Lathe, Tool chest';
const cooling = 'Fridge, Freezer, Ice maker, Chiller, Cold room, Wine cooler, Snow maker, Fan';

export const goods: readonly Goods[] = [
  ...range('ovens', 90_000, ['bakeries', 'restaurants'], ovens),
  ...range('kitchenware', 2_500, ['restaurants', 'schools'], kitchenware),
  ...range('furniture', 12_000, ['offices', 'schools'], furniture),
  ...range('tools', 7_000, ['workshops'], tools),
  ...range('cooling', 45_000, ['restaurants', 'bakeries', 'offices'], cooling),
];

export const FAVOURITE = 'Freezer';

/** A reason that is given up at this share of the time, and the one that it is counted as from then on. */
export const retiredReason = { code: 'NO_TIME', remappedTo: 'BAD_TIMING', share: 0.5 } as const;
