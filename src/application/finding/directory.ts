import { setImmediate as nextTurn } from 'node:timers/promises';
import type { EventCatalogue } from '../../domain/catalogue';
import type { Id, Zone } from '../../domain/shared/values';
import type { FindByText, FoundThing } from '../../read-models/kit/report';
import { samePhone } from '../../read-models/names/same-contacts';
import { searchWords } from '../../read-models/names/search-form';
import type { Decode, StoredDomainEvent } from '../log/codec';
import type { EventStore, Position, StoredEvent } from '../log/event-store';
import { unseal, type KeyVault, type Unsealed } from '../log/personal-data';
import { compactForm, formsOf, type DirectoryEntry } from './entry';
import { thingsIn, withoutThing, withThing, type Postings } from './postings';
import { TermIndex } from './term-index';

export interface DirectoryPorts {
  readonly log: Pick<EventStore, 'readAll' | 'head'>;
  readonly decode: Decode;
  readonly vault: KeyVault;
  /** The company's: a telephone number without the code of a country is one of its country. */
  readonly zone: Zone;
}

/** Another client who shares something that mostly one alone has, and what it is: `phone`, `email`, `taxId` … */
export interface LikelyDuplicate {
  readonly clientId: Id;
  readonly shares: readonly string[];
}

/** What an event changes: an entry, from what it was; undefined where it goes. */
interface EntryChange {
  readonly id: Id;
  readonly change: (entry: DirectoryEntry | undefined) => DirectoryEntry | undefined;
}

type Listened =
  | 'ClientRegistered'
  | 'ClientDetailsCorrected'
  | 'ClientMerged'
  | 'MergeReversed'
  | 'PersonalDataErased'
  | 'ManagerRegistered'
  | 'ProductIntroduced';

type EntryArms = { readonly [Type in Listened]: (data: Unsealed<EventCatalogue[Type]>) => EntryChange };

const ifEntered =
  (change: (entry: DirectoryEntry) => DirectoryEntry | undefined): EntryChange['change'] =>
  (entry) =>
    entry && change(entry);

const entryArms: EntryArms = {
  ClientRegistered: ({ clientId: id, name, contacts, taxId, externalId }) => ({
    id,
    change: () => ({ kind: 'client', id, name, contacts, taxId, externalId }),
  }),
  ClientDetailsCorrected: ({ clientId: id, name, contacts, taxId }) => ({
    id,
    change: ifEntered((entry) => ({
      ...entry,
      name: name ?? entry.name,
      contacts: contacts ?? entry.contacts,
      taxId: taxId ?? entry.taxId,
    })),
  }),
  ClientMerged: ({ clientId: id }) => ({ id, change: ifEntered((entry) => ({ ...entry, isMerged: true })) }),
  MergeReversed: ({ clientId: id }) => ({ id, change: ifEntered((entry) => ({ ...entry, isMerged: false })) }),
  PersonalDataErased: ({ clientId: id }) => ({ id, change: () => undefined }),
  ManagerRegistered: ({ managerId: id, name, externalId }) => ({
    id,
    change: () => ({ kind: 'manager', id, name, externalId }),
  }),
  ProductIntroduced: ({ productId: id, name, externalId }) => ({
    id,
    change: () => ({ kind: 'product', id, name, externalId }),
  }),
};

const listened: readonly string[] = Object.keys(entryArms);

const isListened = (event: StoredDomainEvent): event is Extract<StoredDomainEvent, { readonly type: Listened }> =>
  Object.hasOwn(entryArms, event.type);

const changeBy = <Type extends Listened>(type: Type, data: Unsealed<EventCatalogue[Type]>): EntryChange =>
  entryArms[type](data);

/** Others are answered between the pages of a long reading. */
const EVENTS_AT_ONCE = 500;
const MOST_FOUND = 1_000;

/**
 * Who and what can be found by a name, a telephone number, an address of mail, a tax id or an id of another system: an index
 * in memory, because these texts lie sealed on the disk. It is filled from the log when it is first asked, and each
 * question first reads what was appended since: so it knows what was acknowledged before. An erased client is not found
 * from that moment on: the key is looked for before anybody is told of.
 *
 * Not promised: that the words of an erased one leave the memory of the process with the erasure; they do when the index is
 * next followed, which a service does after each commit to its read models.
 */
export class Directory {
  private readonly numbers = new Map<Id, number>();
  private readonly entries: (DirectoryEntry | undefined)[] = [];
  private readonly terms = new TermIndex();
  /** Who shares a contact or a tax id, by its form. */
  private readonly sharing = new Map<string, Postings>();
  private after: Position | undefined;
  private reading: Promise<void> | undefined;
  private next: Promise<void> | undefined;

  constructor(private readonly ports: DirectoryPorts) {}

  /** Reads what was appended before this call. Of many who call at once, all but the first share one more reading. */
  follow(): Promise<void> {
    if (this.reading === undefined) return (this.reading = this.read());
    this.next ??= this.reading
      .catch(() => undefined)
      .then(() => {
        this.next = undefined;
        return (this.reading = this.read());
      });
    return this.next;
  }

  /** Those of some kinds whom a text may mean, the best first. */
  readonly find: FindByText = async (text, kinds) => {
    await this.follow();
    const found: FoundThing[] = [];
    for (const words of this.readingsOf(text)) {
      for (const number of this.terms.search(words)) {
        const entry = this.entries[number];
        if (!entry || !kinds.includes(entry.kind) || this.isErased(entry)) continue;
        if (found.push({ kind: entry.kind, id: entry.id }) === MOST_FOUND) break;
      }
      if (found.length > 0) break;
    }
    return found;
  };

  /** The clients who share a contact or a tax id with a client. */
  async likelyDuplicatesOf(clientId: Id): Promise<readonly LikelyDuplicate[]> {
    await this.follow();
    const entry = this.entryOf(clientId);
    const shares = new Map<Id, string[]>();
    for (const form of entry ? formsOf(entry, this.ports.zone).shared : [])
      for (const { id } of this.sharersOf(form)) {
        const what = form.slice(0, form.indexOf(' '));
        if (id !== clientId) shares.set(id, [...new Set([...(shares.get(id) ?? []), what])]);
      }
    return [...shares].map(([id, what]) => ({ clientId: id, shares: what }));
  }

  /** The clients of this form, without those who are merged into another one or erased. */
  private sharersOf(form: string): readonly DirectoryEntry[] {
    return [...thingsIn(this.sharing.get(form))].flatMap((number) => {
      const entry = this.entries[number];
      return !entry || entry.isMerged || this.isErased(entry) ? [] : [entry];
    });
  }

  private entryOf(id: Id): DirectoryEntry | undefined {
    const number = this.numbers.get(id);
    return number === undefined ? undefined : this.entries[number];
  }

  /** What a text may be, the narrowest first: a telephone number, an id or a number of any kind, words. */
  private readingsOf(text: string): readonly (readonly string[])[] {
    const words = searchWords(text);
    if (!/\d/.test(text)) return [words];
    const digits = samePhone(text, this.ports.zone).number.replace('+', '');
    return [...(digits.length > 3 && !/\p{L}/u.test(text) ? [[digits]] : []), [compactForm(text)], words];
  }

  /** An entry that waits for the event that takes it away is of nobody. */
  private isErased({ kind, id }: DirectoryEntry): boolean {
    return kind !== 'product' && this.ports.vault.isDestroyed(id);
  }

  private async read(): Promise<void> {
    const { log } = this.ports;
    try {
      const head = await log.head();
      if (head === undefined || head === this.after) return;
      for await (const page of log.readAll({
        after: this.after,
        until: head,
        types: listened,
        pageSize: EVENTS_AT_ONCE,
      })) {
        for (const event of page) this.take(event);
        await nextTurn();
      }
      this.after = head;
    } finally {
      this.reading = undefined;
    }
  }

  private take(stored: StoredEvent): void {
    const { decode, vault } = this.ports;
    const event = decode(stored);
    if (isListened(event)) {
      const { id, change } = changeBy(event.type, unseal(event.data, vault));
      this.put(id, change(this.entryOf(id)));
    }
    this.after = stored.position;
  }

  private put(id: Id, entry: DirectoryEntry | undefined): void {
    const number = this.numbers.get(id) ?? this.entries.length;
    const before = this.entries[number];
    this.numbers.set(id, number);
    this.entries[number] = entry;
    if (before) this.forget(number, before);
    if (entry) this.keep(number, entry);
  }

  private keep(number: number, entry: DirectoryEntry): void {
    const { words, shared } = formsOf(entry, this.ports.zone);
    this.terms.add(number, words);
    for (const form of shared) this.sharing.set(form, withThing(this.sharing.get(form), number));
  }

  private forget(number: number, entry: DirectoryEntry): void {
    const { words, shared } = formsOf(entry, this.ports.zone);
    this.terms.remove(number, words);
    for (const form of shared) {
      const left = withoutThing(this.sharing.get(form), number);
      if (left === undefined) this.sharing.delete(form);
      else this.sharing.set(form, left);
    }
  }
}
