import type { IncomingHttpHeaders } from 'node:http';
import { isEventType, unknownTypeText } from '../../../application/log/codec';
import type { Position } from '../../../application/log/event-store';
import { RequestValues, positionValue, queryOf, wholeValue, type RequestValue } from '../protocol/request-values';

/** How the log may be asked for events. */

export const LARGEST_PAGE = 1_000;
const PAGE = 100;

/** The data of events in today's shape, or as the log holds it. */
export const eventShapes = ['today', 'stored'] as const;
export type EventShape = (typeof eventShapes)[number];

const typesIn = (text: string): readonly string[] => text.split(',').map((type) => type.trim());

const typesValue: RequestValue<readonly string[]> = {
  name: 'types',
  expected: 'types of events, as CallLogged,OfferMade',
  meant: (text) => unknownTypeText(typesIn(text)),
  parse: (text) => {
    const types = typesIn(text);
    return types.every(isEventType) ? types : undefined;
  },
};
const shapeValue: RequestValue<EventShape> = {
  name: 'shape',
  expected: `${eventShapes.join(' or ')}: which shape of the data is wanted`,
  parse: (text) => eventShapes.find((shape) => shape === text),
};
const limitValue = wholeValue('limit', 1, LARGEST_PAGE);
const fromValue = wholeValue('from', 0, Number.MAX_SAFE_INTEGER);

/** Throws a Problem for parameters that are not as expected. */
export const readLogQuery = (query: unknown) => {
  const values = queryOf(query);
  const asked = { after: values.read(positionValue('after')), types: values.read(typesValue) };
  return { asked, ...readPage(values) };
};

export type LogQuery = ReturnType<typeof readLogQuery>;

export const readStreamQuery = (query: unknown) => {
  const values = queryOf(query);
  const from = values.read(fromValue) ?? 0;
  return { from, ...readPage(values) };
};

/** How much is wanted, and in which shape; there are no further parameters. */
const readPage = (values: RequestValues) => {
  const page = { limit: values.read(limitValue) ?? PAGE, shape: values.read(shapeValue) ?? 'today' };
  values.refuseTheRest();
  values.throwErrors();
  return page;
};

/** Where a feed was broken off, as its client says. */
export const readLastEventId = (headers: IncomingHttpHeaders): Position | undefined => {
  const values = new RequestValues('header', headers);
  const last = values.read(positionValue('last-event-id'));
  values.throwErrors();
  return last;
};
