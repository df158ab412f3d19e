import { tellCall } from './calls';
import { segments, type Segment } from './cast';
import { WORKDAY, type Company, type SampleClient, type SampleManager, type Story } from './company';
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

const phoneOf = ({ random }: Company) =>
  ({ channel: 'phone', value: `+49 30 ${random.whole(1_000_000, 9_999_999)}` }) as const;

function* classifyLater(company: Company, { id, segment }: SampleClient): Story {
  yield company.afterMinutes(5, WORKDAY);
  company.record('ClassifyClient', { clientId: id, segment, by: company.random.chance(0.5) ? 'rule' : 'manual' });
}

const register = (
  company: Company,
  manager: SampleManager,
  { segment, name, taxId }: { readonly segment: Segment; readonly name: string; readonly taxId?: string },
): SampleClient => {
  const { random } = company;
  const client = { id: random.id(), segment, manager, mayBeCalled: true, refused: new Set<never>() };
  const isClassified = random.chance(0.85);
  const email = { channel: 'email', value: `office-${client.id.slice(0, 8)}@example.org` } as const;
  const data = {
    ...{ clientId: client.id, managerId: manager.id, name, contacts: [phoneOf(company), email] },
    ...{ origin: random.pick(origins), kind: random.weighted({ company: 9, person: 1 }) },
    ...(isClassified && { segment }),
    ...(taxId !== undefined && { taxId }),
  };
  company.record('RegisterClient', data, manager);
  if (!isClassified) company.start(classifyLater(company, client));
  return client;
};

/** A new client of any segment, one of the company's from then on. */
export const registerClient = (company: Company): void => {
  const { random, clients } = company;
  const number = clients.length + 1;
  const segment = random.pick(segments);
  const name = `${random.pick(firstNames)} ${random.pick(secondNames[segment])} ${number}`;
  const taxId = random.chance(0.6) ? { taxId: `DE${100_000_000 + number}` } : {};
  clients.push(register(company, company.managerAtWork(), { segment, name, ...taxId }));
};

/** To one of those who are in the office, where it is another one. */
export const tellAssignment = (company: Company, client: SampleClient, reason: string): void => {
  const manager = company.managerAtWork();
  if (client.manager === manager) return;
  company.record('AssignClient', { clientId: client.id, managerId: manager.id, reason });
  client.manager = manager;
};

/** The work is evened out. */
export function* handOver(company: Company, client: SampleClient): Story {
  yield company.afterMinutes(30);
  tellAssignment(company, client, 'Evens out the work');
}

/** The client does not want to be called any more. */
export function* withdrawConsent(company: Company, client: SampleClient): Story {
  yield company.afterMinutes(30);
  if (!client.mayBeCalled) return;
  const consent = { channel: 'phone', allowed: false, basis: 'Said so in an e-mail' } as const;
  company.record('RecordConsent', { clientId: client.id, ...consent }, client.manager);
  client.mayBeCalled = false;
}

export function* correctDetails(company: Company, client: SampleClient): Story {
  yield company.afterMinutes(30);
  company.record('CorrectClientDetails', { clientId: client.id, contacts: [phoneOf(company)] }, client.manager);
}

/** A client is registered a second time, found and merged; some such merges turn out to be wrong. */
export function* meetDuplicate(company: Company, { isReversed }: { readonly isReversed: boolean }): Story {
  const survivor = company.random.among(company.clients);
  if (!survivor) return;
  const { manager, segment } = survivor;
  const duplicate = register(company, manager, { segment, name: 'Nearly the same name' });
  const [clientId, into] = [duplicate.id, survivor.id];
  yield company.afterMinutes(90);
  tellCall(company, { client: duplicate, direction: 'out', result: 'reached' });
  yield company.afterWorkdays(5);
  company.record('MergeClient', { clientId, into, evidence: 'The same telephone number' });
  company.merges.push({ duplicateId: clientId, into, isReversed });
  if (!isReversed) return;
  yield company.afterWorkdays(4);
  company.record('ReverseMerge', { clientId, reason: 'Two branches of one chain' });
  company.clients.push(duplicate);
}
