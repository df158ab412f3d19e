import { ascending } from '../kit/order';
import { groupBy } from '../kit/group-by';
import { seededChance, shuffled } from '../statistics/seeded-chance';

/** A client who can be drawn. */
export interface DrawnClient {
  readonly clientId: string;
  readonly managerId: string | null;
  /** How likely he is to accept. */
  readonly chance: number;
}

/** In an order by lot that depends on nothing but who they are and the seed. */
export const inOrderOfLot = <Each extends DrawnClient>(clients: readonly Each[], seed: number): readonly Each[] =>
  shuffled(
    clients.toSorted((one, other) => ascending(one.clientId, other.clientId)),
    seededChance(seed),
  );

/** Clients who are alike stand together, within that by lot. */
const inStrata = <Each extends DrawnClient>(clients: readonly Each[], seed: number): readonly Each[] =>
  inOrderOfLot(clients, seed).toSorted(
    (one, other) => other.chance - one.chance || ascending(one.managerId ?? '', other.managerId ?? ''),
  );

export interface Lists<Each> {
  readonly targets: readonly Each[];
  readonly control: readonly Each[];
}

/**
 * Who is left alone: every so many-th of those who stand in their strata, from a place by lot. So each client has the same
 * chance, each stratum its share (to less than one client), and the control group the size that was asked for.
 */
export const drawnLists = <Each extends DrawnClient>(
  clients: readonly Each[],
  control: number,
  seed: number,
): Lists<Each> => {
  const ordered = inStrata(clients, seed);
  // Another sequence than the one that made the order.
  const start = seededChance(seed ^ 0x5bd1e995)();
  const step = ordered.length / Math.max(1, control);
  const left = new Set(Array.from({ length: control }, (_, place) => Math.floor((place + start) * step)));
  return {
    targets: ordered.filter((_, place) => !left.has(place)),
    control: ordered.filter((_, place) => left.has(place)),
  };
};

export interface StratumDrawn {
  readonly chance: number;
  readonly managerId: string | null;
  readonly targets: number;
  readonly control: number;
}

/** How many of each stratum came into which list. */
export const strataOf = ({ targets, control }: Lists<DrawnClient>): readonly StratumDrawn[] => {
  const groups = groupBy([...targets, ...control], ({ chance, managerId }) => JSON.stringify([chance, managerId]));
  const left = new Set(control);
  return [...groups.values()].map((group) => {
    const [{ chance, managerId } = { chance: 0, managerId: null }] = group;
    const ofControl = group.filter((client) => left.has(client)).length;
    return { chance, managerId, targets: group.length - ofControl, control: ofControl };
  });
};
