import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { StoreError } from '../log/event-store';
import { retryUntilDone, waitOrAbort } from '../log/retrying';
import { errorCode } from '../log/thrown';
import type { ReadStore } from './read-store';

/** Longer than any single step takes (making the indexes of a large table is the longest). */
const WORK_LEASE_MILLISECONDS = 120_000;
const WORK_RENEWAL_MILLISECONDS = 5_000;

/** Names the process that holds a lease, so that other processes can tell whether it still runs. */
const newHolderName = (): string => `${hostname()} ${process.pid} ${randomUUID()}`;

/** Of a process on another machine it can't be told. */
const isDead = (holder: string): boolean => {
  const [host, pid] = holder.split(' ');
  if (host !== hostname() || !(Number(pid) > 0)) return false;
  try {
    process.kill(Number(pid), 0);
    return false;
  } catch (error) {
    return errorCode(error) === 'ESRCH';
  }
};

/** Returns who holds the lease afterwards; a dead process on this machine loses its lease at once. */
const acquireLease = async (store: ReadStore, name: string, holder: string, milliseconds: number): Promise<string> => {
  const other = await store.lease(name, holder, milliseconds);
  if (other === holder || !isDead(other)) return other;
  await store.release(name, other);
  return store.lease(name, holder, milliseconds);
};

/** Who has a lease, where that process may still run; a process on another machine is believed. */
export const livingHolder = async (store: Pick<ReadStore, 'holder'>, name: string): Promise<string | undefined> => {
  const holder = await store.holder(name);
  return holder === undefined || isDead(holder) ? undefined : holder;
};

/** The name of the lease under which a read model is filled beside the live one. */
export const rebuildLease = (projection: string): string => `the rebuild of ${projection}`;

const takeLease = async (store: ReadStore, name: string, holder: string): Promise<void> => {
  const other = await acquireLease(store, name, holder, WORK_LEASE_MILLISECONDS);
  if (other === holder) return;
  const [host = '', pid = ''] = other.split(' ');
  throw new StoreError('conflict', `${name} is running in process ${pid} on ${host}: wait until it has ended`);
};

/**
 * Does work that only one process may do at a time. Throws StoreError `conflict` where another process is doing it. The
 * lease of a process that was killed is taken over at once on the same machine (by its pid), after two minutes on
 * another one. The signal is aborted where the lease was lost (a machine that slept).
 */
export const withLeases = async <Result>(
  store: ReadStore,
  names: readonly string[],
  work: (lost: AbortSignal) => Promise<Result>,
): Promise<Result> => {
  const holder = newHolderName();
  const lost = new AbortController();
  const taken: string[] = [];
  const renew = async (): Promise<void> => {
    for (const name of taken) if ((await store.lease(name, holder, WORK_LEASE_MILLISECONDS)) !== holder) lost.abort();
  };
  const timer = setInterval(() => {
    // A renewal that fails is retried long before the lease expires.
    renew().catch(() => undefined);
  }, WORK_RENEWAL_MILLISECONDS);
  try {
    for (const name of names.toSorted()) {
      await takeLease(store, name, holder);
      taken.push(name);
    }
    return await work(lost.signal);
  } finally {
    clearInterval(timer);
    for (const name of taken) await store.release(name, holder);
  }
};

/** Short, because a standby takes over when it expires. Such work has no step that keeps its process from renewing. */
const LEADER_LEASE_MILLISECONDS = 6_000;
const LEADER_RENEWAL_MILLISECONDS = 1_500;
const STANDBY_POLL_MILLISECONDS = 1_000;

/** Renews until `over`; aborts `lost` where another process holds the lease, or where the store can't tell in time. */
const keepLeading = async (
  store: ReadStore,
  name: string,
  holder: string,
  over: AbortSignal,
  lost: AbortController,
) => {
  let until = performance.now() + LEADER_LEASE_MILLISECONDS;
  while (!over.aborted) {
    await waitOrAbort(LEADER_RENEWAL_MILLISECONDS, over);
    const asked = performance.now();
    const now = await store.lease(name, holder, LEADER_LEASE_MILLISECONDS).catch(() => undefined);
    if (now === holder) until = asked + LEADER_LEASE_MILLISECONDS;
    else if (now !== undefined || performance.now() > until) lost.abort();
  }
};

const leadOnce = async (
  store: ReadStore,
  name: string,
  work: (mine: AbortSignal) => Promise<unknown>,
  signal: AbortSignal,
): Promise<void> => {
  const holder = newHolderName();
  while ((await acquireLease(store, name, holder, LEADER_LEASE_MILLISECONDS)) !== holder) {
    await waitOrAbort(STANDBY_POLL_MILLISECONDS, signal);
    if (signal.aborted) return;
  }
  const [over, lost] = [new AbortController(), new AbortController()];
  const keeping = keepLeading(store, name, holder, over.signal, lost);
  try {
    await work(AbortSignal.any([signal, lost.signal]));
  } finally {
    over.abort();
    await keeping;
    await store.release(name, holder).catch(() => undefined);
  }
};

/**
 * Does some work in one process at a time (the leader), until the signal: the other processes stand by, and one of them
 * takes over within seconds when the leader dies, freezes, or is cut off. A leader that lost its lease has its own signal
 * aborted; until then two may be at work for a moment, so the work itself must be safe against that (a commit compares
 * the checkpoint). Waits while the store is away. Throws what the work throws.
 */
export const asLeader = async (
  store: ReadStore,
  name: string,
  work: (mine: AbortSignal) => Promise<unknown>,
  signal: AbortSignal,
): Promise<void> => {
  while (!signal.aborted) await retryUntilDone(() => leadOnce(store, name, work, signal), signal);
};
