import { talk } from './calling';
import { segments, type Segment } from './cast';
import type { NonEmpty } from './random';
import { asManager, WORKDAY, type Client, type Manager, type World } from './world';

const first: NonEmpty<string> = ['Haus', 'Am Markt', 'Lindner', 'Ostrow', 'Bellini', 'Novak', 'Alba', 'Vega', 'Turm'];
const second: Readonly<Record<Segment, NonEmpty<string>>> = {
  bakeries: ['Bakery', 'Patisserie', 'Bread and more'],
  restaurants: ['Kitchen', 'Trattoria', 'Grill'],
  offices: ['Consulting', 'Software', 'Insurance'],
  schools: ['Grammar school', 'Kindergarten', 'Academy'],
  workshops: ['Joinery', 'Metalworks', 'Garage'],
};
const origins: NonEmpty<string> = ['fair', 'recommendation', 'advertisement', 'web site', 'cold call'];

interface Registering {
  readonly name: string;
  readonly segment: Segment;
  readonly manager: Manager;
  readonly hasTaxId: boolean;
}

const registerAs = (world: World, { name, segment, manager, hasTaxId }: Registering): Client => {
  const { random, counts } = world;
  const client: Client = { id: random.id(), segment, manager, phone: true, refused: new Set() };
  const isClassified = random.chance(0.85);
  counts.clients += 1;
  const data = {
    clientId: client.id,
    kind: random.chance(0.9) ? 'company' : 'person',
    name,
    contacts: [
      { channel: 'phone', value: `+49 30 ${String(random.whole(1_000_000, 9_999_999))}` },
      { channel: 'email', value: `office${String(counts.clients)}@example.org` },
    ],
    origin: random.pick(origins),
    managerId: manager.id,
    ...(isClassified && { segment }),
    ...(hasTaxId && { taxId: `DE${String(100_000_000 + counts.clients)}` }),
  } as const;
  world.tell({ type: 'RegisterClient', data }, { by: asManager(manager), events: hasTaxId ? 2 : 1 });
  if (!isClassified)
    world.afterWork(random.whole(5, WORKDAY), () => {
      const classified = { clientId: client.id, segment, by: random.chance(0.5) ? 'rule' : 'manual' } as const;
      world.tell({ type: 'ClassifyClient', data: classified });
    });
  return client;
};

/** A new client of any segment, from then on one of the company's. */
export const registerClient = (world: World, manager: Manager): Client => {
  const segment = world.random.pick(segments);
  const name = `${world.random.pick(first)} ${world.random.pick(second[segment])} ${String(world.clients.length + 1)}`;
  const client = registerAs(world, { name, segment, manager, hasTaxId: world.random.chance(0.6) });
  world.clients.push(client);
  return client;
};

export const reassign = (world: World, client: Client, manager: Manager, reason: string): void => {
  if (client.manager === manager) return;
  world.tell({ type: 'AssignClient', data: { clientId: client.id, managerId: manager.id, reason } });
  client.manager = manager;
};

/** The client does not want to be called any more. */
export const withdrawConsent = (world: World, client: Client): void => {
  if (!client.phone) return;
  client.phone = false;
  const data = { clientId: client.id, channel: 'phone', allowed: false, basis: 'Said so in an e-mail' } as const;
  world.tell({ type: 'RecordConsent', data }, { by: asManager(client.manager) });
};

export const correctDetails = (world: World, client: Client): void => {
  const value = `+49 40 ${String(world.random.whole(1_000_000, 9_999_999))}`;
  const data = { clientId: client.id, contacts: [{ channel: 'phone', value }] } as const;
  world.tell({ type: 'CorrectClientDetails', data }, { by: asManager(client.manager) });
};

/** The same client comes in a second time, is found out and merged; the merge may turn out to be wrong. */
export const meetDuplicate = (world: World, isReversed: boolean): void => {
  const survivor = world.random.among(world.clients);
  if (!survivor) return;
  const { manager, segment } = survivor;
  const duplicate = registerAs(world, { name: 'Nearly the same name', segment, manager, hasTaxId: false });
  world.afterWork(90, () => {
    talk(world, duplicate);
  });
  world.afterWork(5 * WORKDAY, () => {
    const data = { clientId: duplicate.id, into: survivor.id, evidence: 'The same telephone number' };
    world.tell({ type: 'MergeClient', data }, { events: 2 });
    world.merges.push({ duplicateId: duplicate.id, into: survivor.id, isReversed });
  });
  if (!isReversed) return;
  world.afterWork(9 * WORKDAY, () => {
    world.tell({ type: 'ReverseMerge', data: { clientId: duplicate.id, reason: 'Two branches of one chain' } });
    world.clients.push(duplicate);
  });
};
