import { seededChance } from '../../src/read-models/statistics/seeded-chance';
import type { OfferedLine } from '../../src/read-models/targeting/chances';

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
