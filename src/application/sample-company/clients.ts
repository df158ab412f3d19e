import { talkTo } from './calls';
import { segments, type Segment } from './cast';
import { WORKDAY, type Company, type Encounter, type SampleClient, type SampleManager, type Story } from './company';
import type { NonEmpty } from './random';

const firstNames: NonEmpty<string> = ['Haus', 'Am Markt', 'Lindner', 'Ostrow', 'Bellini', 'Novak', 'Alba', 'Vega'];
const secondNames: Readonly<Record<Segment, NonEmpty<string>>> = {
  bakeries: ['Bakery', 'Patisserie', 'Bread and more'],
  restaurants: ['Kitchen', 'Trattoria', 'Grill'],
  offices: ['Consulting', 'Software', 'Insurance'],
  schools: ['Grammar school', 'Kindergarten', 'Academy'],
  workshops: ['Joinery', 'Metalworks', 'Garage'],
};
const origins: NonEmpty<string> = ['fair', 'recommendation', 'advertisement', 'web site', 'cold call'];

function* classifyLater(company: Company, { id, segment }: SampleClient): Story {
  yield company.workAfter(company.random.whole(5, WORKDAY));
  const by = company.random.chance(0.5) ? 'rule' : 'manual';
  company.record('ClassifyClient', { clientId: id, segment, by });
}

const register = (
  company: Company,
  manager: SampleManager,
  { segment, name, taxId }: { readonly segment: Segment; readonly name: string; readonly taxId?: string },
): SampleClient => {
  const { random } = company;
  const client = { id: random.id(), segment, manager, mayBeCalled: true, refused: new Set<never>() };
  const isClassified = random.chance(0.85);
  const contacts = [
    { channel: 'phone', value: `+49 30 ${String(random.whole(1_000_000, 9_999_999))}` },
    { channel: 'email', value: `office-${client.id.slice(0, 8)}@example.org` },
  ] as const;
  const data = {
    ...{ clientId: client.id, managerId: manager.id, name, contacts, origin: random.pick(origins) },
    kind: random.chance(0.9) ? ('company' as const) : ('person' as const),
    ...(isClassified && { segment }),
    ...(taxId !== undefined && { taxId }),
  };
  company.record('RegisterClient', data, { by: manager });
  if (!isClassified) company.start(classifyLater(company, client));
  return client;
};

/** A new client of any segment, one of the company's from then on. */
export const registerClient = (company: Company, manager: SampleManager): SampleClient => {
  const { random, clients } = company;
  const number = clients.length + 1;
  const segment = random.pick(segments);
  const name = `${random.pick(firstNames)} ${random.pick(secondNames[segment])} ${String(number)}`;
  const taxId = random.chance(0.6) ? { taxId: `DE${String(100_000_000 + number)}` } : {};
  const client = register(company, manager, { segment, name, ...taxId });
  clients.push(client);
  return client;
};

export const tellAssignment = (
  company: Company,
  client: SampleClient,
  manager: SampleManager,
  reason: string,
): void => {
  if (client.manager === manager) return;
  company.record('AssignClient', { clientId: client.id, managerId: manager.id, reason });
  client.manager = manager;
};

/** The client does not want to be called any more. */
export function* withdrawConsent(company: Company, { client }: Encounter): Story {
  yield company.workAfter(30);
  if (!client.mayBeCalled) return;
  const consent = { channel: 'phone', allowed: false, basis: 'Said so in an e-mail' } as const;
  company.record('RecordConsent', { clientId: client.id, ...consent }, { by: client.manager });
  client.mayBeCalled = false;
}

export function* correctDetails(company: Company, { client }: Encounter): Story {
  yield company.workAfter(30);
  const value = `+49 40 ${String(company.random.whole(1_000_000, 9_999_999))}`;
  const data = { clientId: client.id, contacts: [{ channel: 'phone', value }] } as const;
  company.record('CorrectClientDetails', data, { by: client.manager });
}

/** The work is evened out. */
export function* handOver(company: Company, { client }: Encounter): Story {
  yield company.workAfter(30);
  tellAssignment(company, client, company.managerAtWork(), 'Evens out the work');
}

/** The same client is registered a second time, found and merged; the second merge turns out to be wrong. */
export function* meetDuplicate(company: Company, incident: 'firstDuplicate' | 'secondDuplicate'): Story {
  yield company.incidentAt(incident);
  const isReversed = incident === 'secondDuplicate';
  const survivor = company.random.among(company.clients);
  if (!survivor) return;
  const { manager, segment } = survivor;
  const duplicate = register(company, manager, { segment, name: 'Nearly the same name' });
  yield company.workAfter(90);
  talkTo(company, duplicate);
  yield company.workdaysAfter(5);
  const merge = { clientId: duplicate.id, into: survivor.id };
  company.record('MergeClient', { ...merge, evidence: 'The same telephone number' });
  company.merges.push({ duplicateId: duplicate.id, into: survivor.id, isReversed });
  if (!isReversed) return;
  yield company.workdaysAfter(4);
  company.record('ReverseMerge', { clientId: duplicate.id, reason: 'Two branches of one chain' });
  company.clients.push(duplicate);
}
