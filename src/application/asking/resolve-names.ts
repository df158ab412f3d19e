import { setImmediate as nextTurn } from 'node:timers/promises';
import { foldedText } from '../../domain/shared/text';
import { nearestTo } from '../../read-models/kit/nearest';
import { personalCell } from '../../read-models/kit/personal';
import { namesByKind, type Named, type Names } from '../../read-models/names/named';
import type { Database, Report } from '../../read-models/kit/report';
import { erased, readingWith, unseal, type KeyVault } from '../log/personal-data';
import type { ParameterProblem } from './answer-report';
import { projectionStates, type StandingSide } from '../projecting/projector';
import { hasLiveTables } from '../projecting/read-store';
import { notesOnStanding } from '../projecting/standing';

/** The live read models, and the keys with which names are opened: they are sealed in the tables. */
export interface NameSource extends StandingSide {
  readonly store: StandingSide['store'] & { readonly db: Database };
  readonly vault: KeyVault;
}

const OWN_ID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
/** Whether a text has the form of our ids. */
export const isOwnId = (text: string): boolean => OWN_ID.test(text);

const OPENED_AT_ONCE = 1_000;

/** One that can be found, and all that it is called. */
export interface Called {
  readonly id: string;
  readonly sameAs: string;
  readonly words: readonly string[];
}

export type FoundName = { readonly id: string } | { readonly among: readonly string[]; readonly isSeveral: boolean };

const distinctIds = (found: readonly Called[]): readonly string[] => [...new Set(found.map(({ sameAs }) => sameAs))];

/** Who is called so; or whom the text may mean: all that are called so, or those with the nearest names. */
export const findNamed = (asked: string, all: readonly Called[]): FoundName => {
  const text = foldedText(asked);
  const found = all.filter(({ words }) => words.some((word) => foldedText(word) === text));
  const [id, ...others] = distinctIds(found);
  if (id !== undefined && others.length === 0) return { id };
  if (id !== undefined) return { among: [id, ...others], isSeveral: true };
  const near = nearestTo(
    asked,
    all.flatMap(({ words }) => words),
  );
  return { among: near, isSeveral: false };
};

/** What a person is told whose text names nothing, or more than one. */
export const notFoundText = (how: string, found: Exclude<FoundName, { readonly id: string }>): string => {
  const { among, isSeveral } = found;
  if (isSeveral) return `${how}: more than one is called so, name one of ${among.join(', ')}`;
  const near = among.map((name) => `"${name}"`).join(', ');
  return near === '' ? `${how}; there is none with a name like this` : `${how}; did you mean ${near}?`;
};

/** A sealed column opened; undefined where there is none, or its key is destroyed. */
export const openSealedColumn = (column: string | null, vault: KeyVault): string | undefined => {
  const cell = personalCell(column);
  const open = cell === null ? erased : unseal(cell, vault);
  return open === erased ? undefined : open;
};

const wordsFor = ({ words, name, externalId, externalSource }: Named, vault: KeyVault): readonly string[] => {
  const [open, elsewhere] = [openSealedColumn(name, vault), openSealedColumn(externalId, vault)];
  return [
    ...words,
    ...(open === undefined ? [] : [open]),
    ...(elsewhere === undefined ? [] : [elsewhere, `${externalSource ?? ''}/${elsewhere}`]),
  ];
};

/** With their names opened, some at a time: others are answered meanwhile. */
const withNamesOpened = async (all: readonly Named[], vault: KeyVault): Promise<readonly Called[]> => {
  const called: Called[] = [];
  for (let from = 0; from < all.length; from += OPENED_AT_ONCE) {
    if (from > 0) await nextTurn();
    for (const one of all.slice(from, from + OPENED_AT_ONCE))
      called.push({ id: one.id, sameAs: one.sameAs, words: wordsFor(one, vault) });
  }
  return called;
};

/** An id that is known: our own before that of another system. */
const withId = (text: string, found: readonly Named[]): FoundName | undefined => {
  if (found.some(({ id }) => id === text)) return { id: text };
  const [one, ...others] = distinctIds(found.map((each) => ({ ...each, words: [] })));
  if (one === undefined) return undefined;
  return others.length === 0 ? { id: one } : { among: [one, ...others], isSeveral: true };
};

/** An id that may be newer than these tables, or beyond what stopped them, is left to the report. */
const mayBeUnknown = async (source: NameSource, { reads }: Names): Promise<boolean> => {
  const projections = source.projections.filter(({ name }) => name === reads);
  return (await projectionStates({ ...source, projections })).every(({ state }) => state === 'live');
};

const isFilled = async ({ store }: NameSource, { reads }: Names): Promise<boolean> =>
  hasLiveTables(await store.generations(), reads);

const find = async (text: string, names: Names, source: NameSource): Promise<FoundName> => {
  const isId = isOwnId(text);
  const { db } = source.store;
  const byId = (await isFilled(source, names))
    ? withId(text, await names.withId(db, text, readingWith(source.vault)))
    : undefined;
  if (byId) return byId;
  if (isId && !(await mayBeUnknown(source, names))) return { id: text };
  if (isId) return { among: [], isSeveral: false };
  await notesOnStanding(source, [names.reads]);
  return findNamed(text, await withNamesOpened(await names.all(db), source.vault));
};

export type RawParameters = Readonly<Record<string, unknown>>;

/**
 * The parameters of a report with an id in the place of each name: whom a text means is looked up in the live read models,
 * by our id, by the id in another system, or by a name that no other has. What means nothing, or more than one, is a
 * problem that names what was perhaps meant. Throws StoreError `not-serving` where nothing can tell.
 */
export const resolveNames = async (
  { parameters }: Pick<Report, 'parameters'>,
  raw: RawParameters,
  source: NameSource,
): Promise<{ readonly raw: RawParameters } | { readonly problems: readonly ParameterProblem[] }> => {
  const resolved: Record<string, unknown> = { ...raw };
  const problems: ParameterProblem[] = [];
  for (const [parameter, { names }] of Object.entries(parameters)) {
    const text = raw[parameter];
    if (names === undefined || typeof text !== 'string' || text === '') continue;
    const found = await find(text, namesByKind[names], source);
    if ('id' in found) resolved[parameter] = found.id;
    else problems.push({ parameter, expected: notFoundText(namesByKind[names].how, found), got: JSON.stringify(text) });
  }
  return problems.length > 0 ? { problems } : { raw: resolved };
};
