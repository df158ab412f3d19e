import type { OpenAPIObject } from '@nestjs/swagger';
import type { Random } from '../../src/application/sample-company/random';
import { fieldNames, MADE_UP, spoilt, thingOf, valueFor, type Fields, type Known, type Schema } from './random-values';

/** Requests made from the OpenAPI document alone: what its schemas allow, what they forbid, in any order. */

interface Parameter {
  readonly in: string;
  readonly name: string;
  readonly schema?: Schema;
}

interface Operation {
  readonly operationId: string;
  readonly method: string;
  readonly path: string;
  readonly parameters: readonly Parameter[];
  readonly body?: Schema;
  readonly statuses: readonly number[];
  /** Of the answers that have one, by their status. */
  readonly answers: Readonly<Record<string, Schema>>;
}

export interface RandomRequest {
  readonly operation: Operation;
  readonly url: string;
  readonly body?: unknown;
  readonly ids: Readonly<Record<string, string>>;
}

interface DescribedAnswer {
  readonly content?: Readonly<Record<string, { readonly schema: Schema }>>;
}

const answersIn = (responses: DescribedOperation['responses']): Operation['answers'] =>
  Object.fromEntries(
    Object.entries(responses).flatMap(([status, { content }]) =>
      Object.entries(content ?? {}).flatMap(([type, { schema }]) => (/json/.test(type) ? [[status, schema]] : [])),
    ),
  );

interface DescribedOperation {
  readonly operationId: string;
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content: { readonly 'application/json': { readonly schema: Schema } } };
  readonly responses: Readonly<Record<string, DescribedAnswer>>;
}

const operationsOf = (document: OpenAPIObject): readonly Operation[] =>
  Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods as Readonly<Record<string, DescribedOperation>>).map(
      ([method, { operationId, parameters = [], requestBody, responses }]) => ({
        operationId,
        method: method.toUpperCase(),
        path,
        parameters,
        ...(requestBody && { body: requestBody.content['application/json'].schema }),
        statuses: Object.keys(responses).map(Number),
        answers: answersIn(responses),
      }),
    ),
  );

/** What things rest on each other, the latest first: the first that a request may name says what the rest must fit. */
const anchors = ['invoiceId', 'offerId', 'callId', 'enquiryId', 'campaignId'] as const;

/** How often one thing is asked for more than another. Companies have few managers, and erase few clients. */
const weights: Readonly<Record<string, number>> = {
  LogCall: 8,
  MakeOffer: 10,
  ReviseOffer: 3,
  AcceptOffer: 8,
  RecordRefusal: 6,
  ReceiveEnquiry: 6,
  AnswerEnquiry: 6,
  FulfilEnquiry: 3,
  IssueInvoice: 10,
  RecordPayment: 6,
  IssueCreditNote: 6,
  EraseClient: 0.1,
  MergeClient: 0.3,
  RecordDeparture: 0.1,
  WithdrawProduct: 0.2,
  RetireReason: 0.1,
  RemapReason: 0.1,
  SetLateEntryLimit: 0.1,
  SetDiscountLimits: 0.1,
  DefineCalendar: 0.1,
  VoidOffer: 0.3,
};

const isQuery = ({ method }: Operation): boolean => method === 'GET';

export class RandomRequests {
  private readonly commands: readonly Operation[];
  private readonly queries: readonly Operation[];
  private readonly schemas: Readonly<Record<string, Schema>>;
  private readonly things = new Map<string, Map<string, Fields>>();

  constructor(
    document: OpenAPIObject,
    private readonly random: Random,
  ) {
    // Many commands at once are the same commands.
    const operations = operationsOf(document).filter(({ path }) => !path.startsWith('/docs') && path !== '/commands');
    // Orders to the read models (rebuild, switch …) have specs of their own: they are no commands to the company.
    this.commands = operations.filter(({ method, path }) => method === 'POST' && !path.startsWith('/projections/'));
    this.queries = operations.filter(isQuery);
    // The document's own schemas, which Nest's types of OpenAPI 3.0 do not quite describe.
    this.schemas = document.components!.schemas as Readonly<Record<string, Schema>>;
  }

  next(): RandomRequest {
    const { random } = this;
    if (random.chance(0.08)) return this.query(random.among(this.queries)!);
    const names = Object.fromEntries(this.commands.map(({ operationId: id }) => [id, weights[id] ?? 1]));
    const name = random.weighted(names);
    return this.command(this.commands.find(({ operationId }) => operationId === name)!);
  }

  /** The command of this name, right by its schema. */
  named(name: string): RandomRequest {
    return this.command(
      this.commands.find(({ operationId }) => operationId === name)!,
      true,
    );
  }

  /** Remembers what a request that was accepted created or changed. */
  accepted({ operation, body, ids }: RandomRequest, id: string): void {
    if (typeof body !== 'object' || body === null || isQuery(operation)) return;
    const fields: Fields = { ...ids, ...body };
    const [anchor] = [...operation.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!);
    const created = Object.keys(fields).find((name) => fields[name] === id) ?? anchor;
    if (created === undefined) return;
    const known = this.things.get(created) ?? new Map<string, Fields>();
    this.things.set(created, known);
    known.set(id, { ...known.get(id), ...this.worthRemembering(operation, fields) });
    if ('pitch' in fields) this.rememberPitch(fields);
  }

  private worthRemembering({ operationId }: Operation, fields: Fields): Fields {
    const lines = Array.isArray(fields['lines']) ? (fields['lines'] as readonly Fields[]) : undefined;
    const { occurredAt, lateReason, validUntil, approval, basis, reason, ...rest } = fields;
    if (!operationId.endsWith('Offer')) return lines ? { ...rest, lines } : rest;
    const version = operationId === 'ReviseOffer' ? Number(fields['version']) + 1 : Number(fields['version'] ?? 1);
    return { ...rest, version, ...(lines && { lines, lineIds: lines.map(({ lineId }) => lineId) }) };
  }

  private rememberPitch(fields: Fields): void {
    const { offerId, lines } = fields['pitch'] as Fields;
    if (typeof offerId !== 'string' || !Array.isArray(lines)) return;
    const lineIds = (lines as readonly Fields[]).map(({ lineId }) => lineId);
    const offers = this.things.get('offerId') ?? new Map<string, Fields>();
    this.things.set('offerId', offers);
    offers.set(offerId, { ...fields, version: 1, lines, lineIds });
  }

  private readonly idOf = (thing: string): string | undefined => {
    const known = this.things.get(thing);
    return known && this.random.among([...known.keys()].slice(-60));
  };

  private command(operation: Operation, isRight = false): RandomRequest {
    const { random, schemas } = this;
    const schema = operation.body!;
    const names = [...operation.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!);
    const all = [...names, ...fieldNames(schemas, schema)];
    const anchor = anchors.find((name) => all.includes(name) && this.things.has(name) && random.chance(0.8));
    const anchorId = anchor && this.idOf(anchor);
    const fitting: Fields =
      anchor && anchorId !== undefined ? { ...this.things.get(anchor)!.get(anchorId), [anchor]: anchorId } : {};
    const known: Known = { random, schemas, idOf: this.idOf, fitting };
    const ids = Object.fromEntries(
      names.map((name) => {
        const id = fitting[name] ?? (name === 'catalogue' ? 'refusals' : this.idOf(thingOf(name)));
        return [name, typeof id === 'string' ? id : random.id()];
      }),
    );
    const right = this.withOwnIdsAnew(operation, valueFor(known, 'body', schema));
    const body = !isRight && random.chance(0.2) ? spoilt(random, right) : right;
    return { operation, ids, body, url: this.addressOf(operation, ids) };
  }

  /** What a request creates is not what it rests on, though both may bear the same name. */
  private withOwnIdsAnew(operation: Operation, body: unknown): unknown {
    const ref = operation.body?.$ref?.split('/').at(-1);
    const properties = (ref === undefined ? undefined : this.schemas[ref]?.properties) ?? {};
    const own = Object.keys(properties).find((name) => properties[name]!.description?.includes(MADE_UP));
    return own === undefined || this.random.chance(0.02) ? body : { ...(body as Fields), [own]: this.random.id() };
  }

  private query(operation: Operation): RandomRequest {
    const { random } = this;
    const known: Known = { random, schemas: this.schemas, idOf: this.idOf, fitting: {} };
    const asked = operation.parameters
      .filter(({ in: place, name }) => place === 'query' && name !== 'atLeast' && random.chance(0.4))
      .flatMap(({ name, schema = { type: 'string' } }) => {
        const values = [name === 'client' ? this.idOf('clientId') : valueFor(known, name, schema)].flat();
        return values.map((value) => `${name}=${encodeURIComponent(String(value).replaceAll(/\p{Surrogate}/gu, '?'))}`);
      });
    const stream = `offer-${this.idOf('offerId') ?? random.id()}`;
    const url = this.addressOf(operation, { stream });
    return { operation, ids: {}, url: asked.length > 0 ? `${url}?${asked.join('&')}` : url };
  }

  private addressOf({ path }: Operation, ids: Readonly<Record<string, string>>): string {
    return path.replaceAll(/\{(\w+)\}/g, (_all, name: string) => encodeURIComponent(ids[name] ?? 'PRICE_TOO_HIGH'));
  }
}
