import { setMaxListeners } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import type { EventStoreDBClient } from '@eventstore/db-client';
import { StoreError } from '../../application/log/event-store';
import { waitOrAbort } from '../../application/log/retrying';
import type { Moment } from '../../domain/shared/values';
import { diagnoseTls } from './connection-string';
import { eventStoreDbFailure, isAway, isTransient, Overdue, unavailableAfter } from './failure';
import { openClient } from './patched-client';

export interface ConnectionOptions {
  readonly connectionString: string;
  /** How long to wait for one answer before the request is sent again. 5,000 where it is left out. */
  readonly answerMilliseconds?: number;
  /** How long a request is retried before `unavailable` is thrown. 10,000 where it is left out. */
  readonly retryMilliseconds?: number;
}

/**
 * Sends a request to the leader of a cluster, whichever node the connection goes to (that one names the leader). Another
 * node may lag: it would not show what was just written, nor what another caller has read already.
 */
export const OF_LEADER = { requiresLeader: true } as const;

const CLIENT_RENEWAL_MILLISECONDS = 500;
const DEFAULT_KEEP_ALIVE_MILLISECONDS = 10_000;
const FIRST_BACKOFF_MILLISECONDS = 20;
const LONGEST_BACKOFF_MILLISECONDS = 1_000;

/** The same connection string with a slightly longer keep-alive interval. */
const withOtherKeepAlive = (connectionString: string, renewals: number): string => {
  const given = /[?&]keep[-_]?alive[-_]?interval=(-?\d+)/iu.exec(connectionString)?.[1];
  const interval = Number(given ?? DEFAULT_KEEP_ALIVE_MILLISECONDS);
  if (interval < 0) return connectionString;
  const sign = connectionString.includes('?') ? '&' : '?';
  return `${connectionString.trim().replace(/\/+$/u, '')}${sign}keepAliveInterval=${interval + (renewals % 100)}`;
};

const withDeadline = async <Result>(work: Promise<Result>, milliseconds: number): Promise<Result> => {
  const answered = new AbortController();
  const late = pause(milliseconds, undefined, answered).then(() => {
    throw new Overdue(`no answer within ${milliseconds} ms`);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    answered.abort();
  }
};

/**
 * The vendor's client, with a limit on every wait. The client finds the leader, reconnects and sends keep-alives by itself;
 * retrying a request is added here.
 */
export class Connection {
  private vendors: EventStoreDBClient;
  private renewals = 0;
  private renewedAt = performance.now();
  private readonly connectionString: string;
  private readonly closing = new AbortController();
  private answeredAt: number | undefined;
  private diagnosing: Promise<void> | undefined;
  private found: string | undefined;
  readonly answerMilliseconds: number;
  private readonly retryMilliseconds: number;

  constructor({ connectionString, answerMilliseconds, retryMilliseconds }: ConnectionOptions) {
    // Each append in flight listens to it, and stops listening when its wait ends.
    setMaxListeners(0, this.closing.signal);
    this.connectionString = connectionString;
    this.vendors = openClient(connectionString);
    this.answerMilliseconds = answerMilliseconds ?? 5_000;
    this.retryMilliseconds = retryMilliseconds ?? 10_000;
  }

  /** Throws once it is closed. */
  get client(): EventStoreDBClient {
    if (this.isClosed)
      throw new StoreError('unavailable', 'this connection to EventStoreDB was closed by this process');
    return this.vendors;
  }

  get isClosed(): boolean {
    return this.closing.signal.aborted;
  }

  /** Aborted when the connection is closed. */
  get closed(): AbortSignal {
    return this.closing.signal;
  }

  /** When the server last answered. */
  get heardAt(): Moment | undefined {
    return this.answeredAt === undefined ? undefined : new Date(this.answeredAt).toISOString();
  }

  heard(): void {
    this.answeredAt = Date.now();
    this.found = undefined;
  }

  /** Why retrying won't help, as far as it was found since the last answer. Looks for it in the background. */
  get diagnosis(): string | undefined {
    this.diagnosing ??= diagnoseTls(this.connectionString).then((found) => {
      this.found = found;
      this.diagnosing = undefined;
    });
    return this.found;
  }

  backoff(): Backoff {
    return new Backoff(this, this.retryMilliseconds);
  }

  /**
   * Opens another client: one that lost its connection tries again at growing intervals, at last every two minutes, and
   * gRPC shares these intervals among all clients with the same settings. So the new one's settings differ a little.
   */
  renew(): void {
    const now = performance.now();
    if (now - this.renewedAt < CLIENT_RENEWAL_MILLISECONDS) return;
    this.renewedAt = now;
    this.renewals += 1;
    this.vendors = openClient(withOtherKeepAlive(this.connectionString, this.renewals));
  }

  /** Sends a request once. */
  async askOnce<Result>(
    work: (client: EventStoreDBClient) => Promise<Result>,
    milliseconds = this.answerMilliseconds,
  ): Promise<Result> {
    const result = await withDeadline(work(this.client), milliseconds);
    this.heard();
    return result;
  }

  /** Sends a request, and again until there is an answer or the time is over: it must be idempotent. */
  ask<Result>(work: (client: EventStoreDBClient) => Promise<Result>): Promise<Result> {
    return this.persist(() => this.askOnce(work));
  }

  /** As `ask`, for work that limits its own waits. */
  async persist<Result>(work: () => Promise<Result>): Promise<Result> {
    const backoff = this.backoff();
    for (;;)
      try {
        return await work();
      } catch (error) {
        await backoff.waitAfter(error);
      }
  }

  async close(): Promise<void> {
    if (this.isClosed) return;
    this.closing.abort();
    await this.vendors.dispose();
  }
}

/** Waits before a retry: longer each time, with a random part, and for a limited time without success. */
class Backoff {
  private since: number | undefined;
  private attempts = 0;

  constructor(
    private readonly connection: Connection,
    private readonly milliseconds: number,
  ) {}

  reset(): void {
    this.since = undefined;
    this.attempts = 0;
  }

  /** Throws a failure that a retry does not fix, and `unavailable` when the time is over. */
  async waitAfter(error: unknown): Promise<void> {
    if (!isTransient(error)) throw eventStoreDbFailure(error);
    const { diagnosis } = this.connection;
    if (diagnosis !== undefined) throw new StoreError('unavailable', `EventStoreDB can’t be used: ${diagnosis}`);
    const now = performance.now();
    this.since ??= now;
    const longest = Math.min(LONGEST_BACKOFF_MILLISECONDS, FIRST_BACKOFF_MILLISECONDS * 2 ** this.attempts);
    this.attempts += 1;
    if (now - this.since + longest > this.milliseconds) throw unavailableAfter(this.milliseconds, error);
    if (isAway(error)) this.connection.renew();
    await waitOrAbort(longest * (0.5 + Math.random() / 2), this.connection.closed);
  }
}
