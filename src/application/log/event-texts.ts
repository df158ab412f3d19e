import { personalTexts, subjectOf } from '../../domain/personal-texts';
import type { EventMetadata } from '../../domain/shared/event';
import { mapped } from '../../domain/shared/same';
import type { Id, Personal } from '../../domain/shared/values';

/** Where the personal texts of a type of events lie: by the names of fields, down to how each is sealed. */
interface TextPlaces {
  readonly [name: string]: TextPlaces | 'sealed' | 'keyed';
}

const placesOf = (texts: Readonly<Record<string, 'sealed' | 'keyed'>>): TextPlaces => {
  const places: Record<string, TextPlaces | 'sealed' | 'keyed'> = {};
  for (const name of new Set(Object.keys(texts).map((path) => path.split('.', 1)[0] ?? ''))) {
    const within = Object.entries(texts).filter(([path]) => path.startsWith(`${name}.`));
    const inner = Object.fromEntries(within.map(([path, sealing]) => [path.slice(name.length + 1), sealing]));
    places[name] = texts[name] ?? placesOf(inner);
  }
  return places;
};

const placesByType: ReadonlyMap<string, TextPlaces> = new Map(
  Object.entries(personalTexts).map(([type, texts]) => [type, placesOf(texts)]),
);

const isJsonObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

/** What to make of a plain text that is personal. */
type Replace = (text: string, isKeyed: boolean, path: string) => unknown;

/** The value with the plain texts in these places replaced; the very same one where there are none. */
const replacePlain = (value: unknown, places: TextPlaces[string], replace: Replace, path = ''): unknown => {
  if (typeof places === 'string')
    return typeof value === 'string' ? replace(value, places === 'keyed', path.slice(1)) : value;
  if (Array.isArray(value)) return mapped(value, (entry) => replacePlain(entry, places, replace, path));
  return isJsonObject(value) ? replaceInFields(value, places, replace, path) : value;
};

const replaceInFields = (
  value: Readonly<Record<string, unknown>>,
  places: TextPlaces,
  replace: Replace,
  path: string,
): Readonly<Record<string, unknown>> => {
  let copy: Record<string, unknown> | undefined;
  for (const name of Object.keys(places)) {
    const [part, within] = [value[name], places[name]];
    if (part === undefined || within === undefined) continue;
    const replaced = replacePlain(part, within, replace, `${path}.${name}`);
    if (replaced === part) continue;
    copy ??= { ...value };
    copy[name] = replaced;
  }
  return copy ?? value;
};

const asPersonal = (text: string, of: Id, isKeyed: boolean): Personal =>
  isKeyed ? { personal: text, of, keyed: true } : { personal: text, of };

/**
 * The data of an event with each personal text as such: what a decider passed on as it was given, and what a log of before
 * holds plain. The very same data where each is sealed.
 */
export function withPersonalTexts<Data>(type: string, data: Data): Data;
export function withPersonalTexts(type: string, data: unknown): unknown {
  const places = placesByType.get(type);
  if (!places || !isJsonObject(data)) return data;
  let subject: Id | undefined;
  return replacePlain(data, places, (text, isKeyed) => {
    subject ??= subjectOf(type, data);
    return subject === undefined ? text : asPersonal(text, subject, isKeyed);
  });
}

/** The reason of a late entry may be about a person, as the event is. What an import says for all its rows is not. */
export const withPersonalReason = <Metadata extends Pick<EventMetadata, 'lateReason' | 'source'>>(
  metadata: Metadata,
  type: string,
  data: object,
): Metadata => {
  const { lateReason, source } = metadata;
  if (typeof lateReason !== 'string' || lateReason === source) return metadata;
  const subject = subjectOf(type, data);
  return subject === undefined ? metadata : { ...metadata, lateReason: asPersonal(lateReason, subject, false) };
};

/** Which personal texts of a stored event lie in the log plain: by where they lie in it. */
export const plainTextsIn = ({ type, data, metadata }: { type: string; data: unknown; metadata: EventMetadata }) => {
  const found = new Set<string>();
  const note: Replace = (text, _, path) => {
    found.add(path);
    return text;
  };
  const places = placesByType.get(type);
  if (places) replacePlain(data, places, note);
  if (isJsonObject(data) && withPersonalReason(metadata, type, data) !== metadata) found.add('lateReason');
  return [...found];
};
