import type { IncomingHttpHeaders } from 'node:http';
import { schemaVersions } from '../../application/log/codec';
import type { Position } from '../../application/log/event-store';
import { NamedValues, positionValue, queryOf, wholeValue, type NamedValue } from './named-values';

/** How the log may be asked for events. */

export const LARGEST_PAGE = 1_000;
const PAGE = 100;

const typesValue: NamedValue<readonly string[]> = {
  name: 'types',
  expected: 'types of events, as CallLogged,OfferMade',
  parse: (text) => {
    const types = text.split(',');
    return types.every((type) => Object.hasOwn(schemaVersions, type)) ? types : undefined;
  },
};
const limitValue = wholeValue('limit', 1, LARGEST_PAGE);
const fromValue = wholeValue('from', 0, Number.MAX_SAFE_INTEGER);

export interface LogQuery {
  readonly asked: { readonly after?: Position; readonly types?: readonly string[] };
  readonly limit: number;
}

/** Throws a Problem for parameters that are not as expected. */
export const readLogQuery = (query: unknown): LogQuery => {
  const values = queryOf(query);
  const after = values.read(positionValue('after'));
  const types = values.read(typesValue);
  const limit = values.read(limitValue) ?? PAGE;
  values.refuseTheRest();
  values.throwErrors();
  return { asked: { ...(after !== undefined && { after }), ...(types && { types }) }, limit };
};

/** Where a feed was broken off, as its client says. */
export const readLastEventId = (headers: IncomingHttpHeaders): Position | undefined => {
  const values = new NamedValues('header', headers);
  const last = values.read(positionValue('last-event-id'));
  values.throwErrors();
  return last;
};

export const readStreamQuery = (query: unknown): { readonly from: number; readonly limit: number } => {
  const values = queryOf(query);
  const from = values.read(fromValue) ?? 0;
  const limit = values.read(limitValue) ?? PAGE;
  values.refuseTheRest();
  values.throwErrors();
  return { from, limit };
};
