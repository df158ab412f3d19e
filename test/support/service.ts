import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Reports } from '../../src/adapters/http/questions/ask-report';
import { createHttpApp } from '../../src/adapters/http/http-app';
import { openSqliteReadStore } from '../../src/adapters/sqlite/read-store';
import { HttpModule } from '../../src/adapters/http/http.module';
import { decode as decodeToday, type Decode } from '../../src/application/log/codec';
import type { Execute } from '../../src/application/executing/execution';
import { Directory } from '../../src/application/finding/directory';
import { Upkeep } from '../../src/application/upkeep/upkeep';
import { Projector } from '../../src/application/projecting/projector';
import { compareAsked } from '../../src/application/comparing/compare-work';
import { ensureReadModels, rebuild, type ReadModelWork } from '../../src/application/rebuilding/rebuild';
import { RequestedBuilds } from '../../src/application/rebuilding/requested-builds';
import { questionsBesideReports, projections, reports } from '../../src/read-models/index';
import { furnish, openCompany, type Company } from './company';

type Headers = Record<string, string | string[]>;

/** What the tests look at in answers; which of it is there depends on what was asked. */
export interface AnsweredBody {
  readonly id: string;
  readonly code: string;
  readonly position: string;
  readonly alreadyThere: boolean;
  readonly next: string | number | null;
  readonly events: readonly { readonly id: string; readonly type: string }[];
  readonly items: readonly {
    readonly id: string;
    readonly type: string;
    readonly data: Record<string, unknown>;
    readonly metadata: { readonly commandDigest: string };
  }[];
  readonly errors: readonly { readonly path: string; readonly problem: string; readonly expected: string }[];
  readonly sections: Readonly<Record<string, readonly Record<string, unknown>[]>>;
  /** What leads from a figure to what explains it. */
  readonly explain?: Readonly<Record<string, { readonly template: string; figures: string[]; row: string[] }>>;
  readonly reports: readonly { readonly get: string }[];
  readonly commands: readonly object[];
  readonly projections: readonly object[];
  readonly upkeep: object;
}

export interface Answered {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: AnsweredBody;
  readonly text: string;
}

/** The whole service on stores in memory, asked over HTTP. */
export interface Service {
  readonly app: NestFastifyApplication;
  readonly company: Company;
  get(url: string, headers?: Headers): Promise<Answered>;
  post(url: string, body?: unknown, headers?: Headers): Promise<Answered>;
  send(method: string, url: string, payload?: string | Buffer, headers?: Headers): Promise<Answered>;
  close(): Promise<void>;
}

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
};

/** Closes what a test left open because an expectation before its own end failed: else the run never ends. */
const leftOpen = new Set<() => Promise<void>>();
afterAll(async () => {
  for (const close of leftOpen) await close();
});

/**
 * A furnished company behind the HTTP edge; `execute` may be another one, `clock` stops the company's. `unfilled`: its
 * read models are not there yet. `decode`: a program in which events have other versions.
 */
export const openService = async (
  given: {
    execute?: Execute;
    clock?: () => string;
    upkeep?: Pick<Upkeep, 'health'>;
    unfilled?: boolean;
    readOnly?: boolean;
    decode?: Decode;
  } = {},
): Promise<Service> => {
  const company = await openCompany(given.clock ? { clock: given.clock } : {});
  await furnish(company);
  const readStore = openSqliteReadStore({ file: ':memory:' });
  const decode = given.decode ?? decodeToday;
  const side = { log: company.store, store: readStore, projections, decode };
  if (!given.unfilled) await ensureReadModels(side);
  const projector = new Projector(side);
  const stop = new AbortController();
  const running = projector.start(stop.signal);
  const { store, vault } = company;
  const execute = given.execute ?? company.execute;
  const clock = given.clock ?? (() => new Date().toISOString());
  const past = { log: store, projections, decode, openStore: () => openSqliteReadStore({ file: ':memory:' }) };
  const queried = { eventStore: store, readStore, projector, past, vault, reports, zone: 'Europe/Berlin' };
  const directory = new Directory({ log: store, vault, decode, zone: 'Europe/Berlin' });
  const rebuildHere: ReadModelWork['rebuild'] = (names, options) =>
    rebuild({ ...side, projections: projections.filter(({ name }) => names?.includes(name) ?? true) }, options);
  const compareHere: ReadModelWork['compare'] = (names, asked, { signal = stop.signal, onCompared } = {}) => {
    const chosen = projections.filter(({ name }) => names.includes(name));
    const work = { ...side, projections: chosen, vault, zone: 'Europe/Berlin', clock, reports };
    return compareAsked(work, projections, asked, signal, onCompared);
  };
  const builds = new RequestedBuilds(
    { rebuild: rebuildHere, compare: compareHere },
    readStore,
    stop.signal,
    () => undefined,
  );
  const app = await createHttpApp(
    HttpModule.with(execute, {
      ...queried,
      questions: new Reports({ ...queried, reports: [...reports, ...questionsBesideReports], directory }),
      broken: [],
      builds,
      upkeep: given.upkeep ?? new Upkeep({ store, readStore, vault, execute, clock, report: () => undefined }),
      readOnly: given.readOnly ?? false,
    }),
    { host: '127.0.0.1' },
  );
  const send: Service['send'] = async (method, url, payload, headers = {}) => {
    const answer = await app.inject({
      method: method as 'GET',
      url,
      headers: headers as Record<string, string>,
      ...(payload !== undefined && { payload }),
    });
    return {
      status: answer.statusCode,
      headers: answer.headers,
      body: parsed(answer.payload) as AnsweredBody,
      text: answer.payload,
    };
  };
  const close = async (): Promise<void> => {
    leftOpen.delete(close);
    await app.close();
    stop.abort();
    await builds.settled();
    await running;
    await readStore.close();
    await company.close();
  };
  leftOpen.add(close);
  return {
    app,
    company,
    send,
    get: (url, headers) => send('GET', url, undefined, headers),
    post: (url, body = {}, headers = {}) =>
      send('POST', url, JSON.stringify(body), { 'content-type': 'application/json', ...headers }),
    close,
  };
};
