import type { Contact } from '../../domain/client/events';
import type { PersonalText } from '../../domain/shared/values';
import type { ClientRow } from '../facts/clients';
import { allTold, rowsByKeys } from '../kit/grounds';
import { editDistance } from '../kit/nearest';
import { firstPage } from '../kit/page';
import { personalCell } from '../kit/personal';
import {
  defineReport,
  limitParameter,
  namingParameter,
  type AnswerRow,
  type Ground,
  type ReportContext,
  type ReportFigures,
} from '../kit/report';
import { placeOfAddress, sameContact, sameTaxId } from '../names/same-contacts';
import { searchForm, searchWords } from '../names/search-form';
import { duplicatesColumns } from './columns';
import type { FactsDb, FactTables } from '../facts/tables';
import { entryFor } from '../kit/group-by';

/** What one client may share with another one: what it is, its form, and the text as it was given. */
interface Sharable {
  readonly what: string;
  readonly form: string;
  readonly text: PersonalText;
}

/** A client, opened for as long as the question is answered. */
interface Compared {
  readonly row: ClientRow;
  readonly name: string;
  readonly sharables: readonly Sharable[];
}

type Opening = Pick<ReportContext, 'open' | 'zone'>;

/** The projection alone writes this column: contacts, their values sealed. */
const contactsOfRow = ({ contacts }: ClientRow): readonly Contact[] => JSON.parse(contacts) as readonly Contact[];

const contactSharables = ({ channel, value }: Contact, { open, zone }: Opening): readonly Sharable[] => {
  const text = open(value);
  const form = sameContact(channel, text, zone);
  const place = channel === 'post' ? placeOfAddress(text) : undefined;
  return [
    ...(form === undefined ? [] : [{ what: channel, form, text: value }]),
    ...(place === undefined ? [] : [{ what: 'place', form: place, text: value }]),
  ];
};

const comparedClient = (row: ClientRow, opening: Opening): Compared => {
  const [name, taxId] = [personalCell(row.name), personalCell(row.taxId)];
  const ofTax = taxId === null ? undefined : sameTaxId(opening.open(taxId));
  return {
    row,
    name: name === null ? '' : opening.open(name),
    sharables: [
      ...contactsOfRow(row).flatMap((contact) => contactSharables(contact, opening)),
      ...(ofTax === undefined || taxId === null ? [] : [{ what: 'taxId', form: ofTax, text: taxId }]),
    ],
  };
};

/** Whether two names are one with a letter or two that differ, or with their words in another order. */
const isNearly = (one: string, other: string): boolean => {
  const [a, b] = [searchForm(one), searchForm(other)];
  const most = Math.min(a.length, b.length) >= 8 ? 2 : 1;
  const inOrder = (name: string): string => searchWords(name).toSorted().join(' ');
  return a !== '' && (editDistance(a, b, most) <= most || inOrder(one) === inOrder(other));
};

/** Two clients, the later registered one first, and what they share. */
interface Pair {
  readonly later: Compared;
  readonly earlier: Compared;
  readonly shared: Sharable[];
}

/** More people than these share a switchboard or a town: who is whose duplicate is told of the first of them alone. */
const MOST_COMPARED = 200;

/** Of a place only those whose names are nearly one; of anything else each with the first who had it. */
const pairsSharing = (what: string, sharers: readonly Compared[]): readonly (readonly [Compared, Compared])[] => {
  const [first, ...later] = sharers;
  if (first === undefined) return [];
  if (what !== 'place') return later.map((each) => [each, first]);
  const near = sharers.slice(0, MOST_COMPARED);
  return near.flatMap((each, index) => {
    const earlier = near.slice(0, index).find((other) => isNearly(each.name, other.name));
    return earlier ? [[each, earlier] as const] : [];
  });
};

/** Who has the same of something, in the order of their registration. */
interface Sharing {
  readonly sharable: Sharable;
  readonly sharers: Compared[];
}

const sharingsOf = (all: readonly Compared[]): readonly Sharing[] => {
  const sharing = new Map<string, Sharing>();
  for (const each of all)
    for (const sharable of each.sharables) {
      const { sharers } = entryFor(sharing, `${sharable.what} ${sharable.form}`, () => ({ sharable, sharers: [] }));
      if (sharers.at(-1) !== each) sharers.push(each);
    }
  return [...sharing.values()];
};

const likelyPairs = (sharings: readonly Sharing[]): readonly Pair[] => {
  const pairs = new Map<string, Pair>();
  for (const { sharable, sharers } of sharings)
    for (const [later, earlier] of pairsSharing(sharable.what, sharers)) {
      const key = `${later.row.clientId} ${earlier.row.clientId}`;
      entryFor(pairs, key, () => ({ later, earlier, shared: [] })).shared.push(sharable);
    }
  return [...pairs.values()];
};

const wordFor = ({ what }: Sharable): string => (what === 'place' ? 'nearly a name in one place' : what);

const pairRow = ({ later, earlier, shared }: Pair): AnswerRow => {
  const evidence = [...new Set(shared.map(wordFor))].join(', ');
  return {
    clientId: later.row.clientId,
    registeredAt: later.row.registeredAt,
    sameAsId: earlier.row.clientId,
    shares: evidence,
    example: shared[0]?.text ?? null,
    post: `/clients/${later.row.clientId}/merge`,
    body: JSON.stringify({ into: earlier.row.clientId, evidence: `The same: ${evidence}` }),
  };
};

const clientsToCompare = (db: FactsDb): Promise<readonly ClientRow[]> =>
  db
    .selectFrom('clients')
    .selectAll()
    .where('mergedInto', 'is', null)
    .where('erased', '=', 0)
    .orderBy('registeredAt')
    .orderBy('clientId')
    .execute();

const sharingsIn = async (db: FactsDb, opening: Opening): Promise<readonly Sharing[]> =>
  sharingsOf((await clientsToCompare(db)).map((row) => comparedClient(row, opening)));

/** The two of a pair; and beside them those who had the same before, with whom the later one might have been compared. */
const pairFigures = async (
  db: FactsDb,
  [clientId, sameAsId]: readonly string[],
  context: ReportContext,
): Promise<ReportFigures | undefined> => {
  const sharings = await sharingsIn(db, context);
  const pair = likelyPairs(sharings).find(
    ({ later, earlier }) => later.row.clientId === clientId && earlier.row.clientId === sameAsId,
  );
  if (!pair) return undefined;
  const firsts = sharings
    .filter(({ sharers }) => sharers.includes(pair.later))
    .flatMap(({ sharable: { what }, sharers }) => sharers.slice(0, what === 'place' ? MOST_COMPARED : 1));
  const others = [...new Set(firsts)].filter((each) => each !== pair.later && each !== pair.earlier);
  const clientRows = (role: string, some: readonly Compared[]): Ground =>
    rowsByKeys(
      role,
      'clients',
      some.map(({ row }) => [row.clientId]),
    );
  return allTold(pairRow(pair), [clientRows('row', [pair.later, pair.earlier]), clientRows('looked up', others)]);
};

/** What one alone mostly has says more than a name, and several things more than one. */
const byEvidence = (one: Pair, other: Pair): number => other.shared.length - one.shared.length;

export const duplicatesReport = defineReport<FactTables>({
  name: 'duplicates',
  description: 'Clients who may be one and the same, what they share, and the command that merges them',
  parameters: {
    client: namingParameter('client', 'Only pairs of which this client is one'),
    limit: limitParameter('Pairs; 100 by default'),
  },
  columns: duplicatesColumns,
  reads: ['clients'],
  explained: (db, _, context) => ({
    duplicates: {
      key: ['clientId', 'sameAsId'],
      described: [],
      figuresOf: (pair) => pairFigures(db, pair, context),
    },
  }),
  answer: async (db, parameters, context) => {
    const client = parameters.optionalText('client');
    const pairs = likelyPairs(await sharingsIn(db, context)).filter(
      ({ later, earlier }) => client === undefined || [later.row.clientId, earlier.row.clientId].includes(client),
    );
    const page = firstPage('duplicates', pairs.toSorted(byEvidence), parameters.integer('limit', 100));
    return {
      sections: { duplicates: page.rows.map(pairRow) },
      notes: [
        ...page.notes,
        'A telephone number is one however it is written (+7 and 8, 0049 and 0); a number or a mail address may be shared by colleagues: look before you merge. A place is the postal code of an address. Each is compared with the first who was registered; who is merged or erased is left out. POST the body to the address of the column post to merge, and /clients/{id}/merge-reversal takes it back.',
      ],
    };
  },
});
