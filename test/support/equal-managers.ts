import { seededChance } from '../../src/read-models/statistics/seeded-chance';
import type { OfferedLine } from '../../src/read-models/targeting/chances';
import { standingsOf, type Standings } from '../../src/read-models/targeting/standing';

const normal = (next: () => number): number => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());

/** Marsaglia and Tsang (2000). */
const gamma = (shape: number, next: () => number): number => {
  if (shape < 1) return gamma(shape + 1, next) * (1 - next()) ** (1 / shape);
  const scale = shape - 1 / 3;
  for (;;) {
    const at = normal(next);
    const cube = (1 + at / Math.sqrt(9 * scale)) ** 3;
    if (cube > 0 && Math.log(1 - next()) < at ** 2 / 2 + scale * (1 - cube + Math.log(cube))) return scale * cube;
  }
};

const beta = (one: number, other: number, next: () => number): number => {
  const first = gamma(one, next);
  return first / (first + gamma(other, next));
};

/** The companies that the report of targeting is tried on. */
export interface MadeCompany {
  readonly managers: number;
  readonly clients: number;
  readonly lines: number;
  /** How alike the answers of one client are. */
  readonly correlation: number;
  readonly products?: readonly string[];
  /** What the chance of a product is in a segment, on average over the clients. */
  readonly chance?: (segment: string, product: string) => number;
  /** What a manager offers to a client of a segment. */
  readonly choice?: (manager: number, segment: string, next: () => number) => string;
  readonly closing?: (manager: number) => number;
}

const tenProducts = Array.from({ length: 10 }, (_, number) => `product ${number}`);
export const madeSegments = ['bakeries', 'offices', 'schools', 'workshops'];

/** The unsolicited lines of a company: a client has an inclination of its own, which all its answers share. */
export const madeLines = (company: MadeCompany, seed: number): readonly OfferedLine[] => {
  const next = seededChance(seed);
  const { managers, clients, lines, correlation, products = tenProducts } = company;
  const { chance = () => 0.25, closing = () => 1 } = company;
  const { choice = () => products[Math.floor(next() * products.length)]! } = company;
  const made: OfferedLine[] = [];
  for (let manager = 0; manager < managers; manager += 1)
    for (let client = 0; client < clients; client += 1) {
      const segment = madeSegments[Math.floor(next() * madeSegments.length)]!;
      const spread = correlation === 0 ? 0 : 1 / correlation - 1;
      const inclined = spread === 0 ? 0.25 : beta(0.25 * spread, 0.75 * spread, next);
      for (let line = 0; line < lines; line += 1) {
        const productId = choice(manager, segment, next);
        const likely = Math.min(0.98, (inclined / 0.25) * chance(segment, productId) * closing(manager));
        made.push({
          ...{ managerId: `manager ${manager}`, clientId: `client ${manager} ${client}`, segment, productId },
          ...{ solicited: false, month: '2025-01', accepted: next() < likely },
        });
      }
    }
  return made;
};

const onSale = (): readonly string[] => tenProducts;
export const madeStanding = (company: MadeCompany, seed: number): Standings =>
  standingsOf(madeLines(company, seed), onSale);

/** The managers of whom a pattern is named. */
export const namedIn = (company: MadeCompany, seed: number): readonly string[] =>
  madeStanding(company, seed)
    .managers.filter(({ patterns }) => patterns.length > 0)
    .map(({ managerId }) => managerId);

/** Seven of ten times his own product, whoever the client is. */
const favourite = (manager: number, _: string, next: () => number): string =>
  tenProducts[next() < 0.7 ? manager % 10 : Math.floor(next() * 10)]!;

/** Four products of ten are good for a segment, others for others. */
const isGoodFor = (segment: string, product: string): boolean => (Number(product.slice(-1)) + segment.length) % 5 < 2;
const byFit = (segment: string, product: string): number => (isGoodFor(segment, product) ? 0.36 : 0.04);
const fitting = (share: number) => (segment: string, next: () => number) => {
  const isMeant = next() < share;
  const meant = tenProducts.filter((product) => isGoodFor(segment, product) === isMeant);
  return meant[Math.floor(next() * meant.length)]!;
};

const shapes = [
  [100, 1],
  [50, 2],
  [20, 5],
  [10, 10],
  [60, 5],
] as const;

interface NamedCompany {
  readonly name: string;
  readonly company: MadeCompany;
}

/** Companies of 12 managers who are equally good. */
export const equalCompanies: readonly NamedCompany[] = [
  ...shapes.flatMap(([clients, lines]) =>
    [0, 0.1, 0.3].map((correlation) => ({
      name: `${clients} clients of ${lines} lines that are alike by ${correlation}`,
      company: { managers: 12, clients, lines, correlation },
    })),
  ),
  ...[0, 0.3].map((correlation) => ({
    name: `each has a product of his own, answers are alike by ${correlation}`,
    company: { managers: 12, clients: 60, lines: 5, correlation, choice: favourite },
  })),
  ...[0, 0.3].map((correlation) => ({
    name: `products differ and all choose by lot, answers are alike by ${correlation}`,
    company: { managers: 12, clients: 60, lines: 5, correlation, chance: byFit },
  })),
];

/** All but one of 12 mostly offer what fits the client. */
export const wrongOffersCompany = (clients: number): MadeCompany => ({
  ...{ managers: 12, clients, lines: 4, correlation: 0.2, chance: byFit },
  choice: (manager, segment, next) => fitting(manager === 3 ? 0.15 : 0.9)(segment, next),
});
