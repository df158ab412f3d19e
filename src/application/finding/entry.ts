import type { Contact } from '../../domain/client/events';
import type { ExternalId, Id, Zone } from '../../domain/shared/values';
import type { FoundKind } from '../../read-models/kit/report';
import { sameContact, samePhone, sameTaxId } from '../../read-models/names/same-contacts';
import { searchForm, searchWords } from '../../read-models/names/search-form';
import type { Unsealed } from '../log/personal-data';

/** Who, or what, can be found: in plain words, in memory alone. */
export interface DirectoryEntry {
  readonly kind: FoundKind;
  readonly id: Id;
  readonly name: string;
  readonly contacts?: readonly Unsealed<Contact>[] | undefined;
  readonly taxId?: string | undefined;
  readonly externalId?: ExternalId | undefined;
  readonly isMerged?: boolean;
}

/** By what an entry is found; and what it shares with another one who has the same, as `phone +49301234567`. */
export interface DirectoryForms {
  readonly words: ReadonlySet<string>;
  readonly shared: ReadonlySet<string>;
}

/** A text without anything between its letters and digits, as numbers and ids are found however they are written. */
export const compactForm = (text: string): string => searchForm(text).replaceAll(/[^\p{L}\p{N}]/gu, '');

const contactWords = ({ channel, value }: Unsealed<Contact>, zone: Zone): readonly string[] => {
  if (channel !== 'phone') return searchWords(value);
  const { number, national } = samePhone(value, zone);
  return [number.replace('+', ''), national];
};

/** The forms of what two clients mostly do not share: contacts and tax ids, each with the word for it. */
const sharedForms = ({ contacts = [], taxId }: DirectoryEntry, zone: Zone): readonly string[] => {
  const forms = contacts.map(({ channel, value }) => [channel, sameContact(channel, value, zone)] as const);
  const ofTax = ['taxId', taxId === undefined ? undefined : sameTaxId(taxId)] as const;
  return [...forms, ofTax].flatMap(([what, form]) => (form === undefined ? [] : [`${what} ${form}`]));
};

const wordsOfEntry = ({ name, contacts = [], taxId, externalId }: DirectoryEntry, zone: Zone): readonly string[] => [
  ...searchWords(name),
  ...contacts.flatMap((contact) => contactWords(contact, zone)),
  ...(taxId === undefined ? [] : [compactForm(taxId)]),
  ...(externalId ? [compactForm(externalId.id), ...searchWords(externalId.id)] : []),
];

export const formsOf = (entry: DirectoryEntry, zone: Zone): DirectoryForms => {
  const words = new Set(wordsOfEntry(entry, zone));
  words.delete('');
  return { words, shared: new Set(sharedForms(entry, zone)) };
};
