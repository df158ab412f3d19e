import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { StoreError } from '../log/event-store';
import { retryUntilDone, waitOrAbort } from '../log/retrying';
import type { ReadStore } from './read-store';

/** Longer than any single step (making the indexes of a large table) takes. */
const LEASE_MILLISECONDS = 120_000;
const RENEWAL_MILLISECONDS = 5_000;

/** Names who holds a lease, so that others can tell whether he still lives. */
const ownName = (): string => `${hostname()} ${process.pid} ${randomUUID()}`;

const pidOnThisMachine = (holder: string): number | undefined => {
  const [host, pid] = holder.split(' ');
  return host === hostname() && Number(pid) > 0 ? Number(pid) : undefined;
};

const isDead = (holder: string): boolean => {
  const pid = pidOnThisMachine(holder);
  if (pid === undefined) return false;
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return typeof error === 'object' && error !== null && 'code' in error && error.code === 'ESRCH';
  }
};

/** Gives who holds the lease then; a holder on this machine that is dead has lost it. */
const takeOver = async (store: ReadStore, name: string, holder: string, milliseconds: number): Promise<string> => {
  const other = await store.lease(name, holder, milliseconds);
  if (other === holder || !isDead(other)) return other;
  await store.release(name, other);
  return store.lease(name, holder, milliseconds);
};

const take = async (store: ReadStore, name: string, holder: string): Promise<void> => {
  const other = await takeOver(store, name, holder, LEASE_MILLISECONDS);
  if (other === holder) return;
  const [host, pid] = other.split(' ');
  throw new StoreError(
    'conflict',
    `${name} is under way in process ${String(pid)} on ${String(host)}: wait for its end`,
  );
};

/**
 * Does some work that two must not do at once, in whichever processes. Throws StoreError `conflict` where another one is
 * at it. Who was killed is told by his pid, at once on the same machine, after two minutes on another one. The signal is
 * aborted where the lease was lost (a machine that slept).
 */
export const asSoleHolder = async <Result>(
  store: ReadStore,
  names: readonly string[],
  work: (lost: AbortSignal) => Promise<Result>,
): Promise<Result> => {
  const holder = ownName();
  const lost = new AbortController();
  const taken: string[] = [];
  const renew = async (): Promise<void> => {
    for (const name of taken) if ((await store.lease(name, holder, LEASE_MILLISECONDS)) !== holder) lost.abort();
  };
  const timer = setInterval(() => {
    // A renewal that fails is tried again long before the lease ends.
    renew().catch(() => undefined);
  }, RENEWAL_MILLISECONDS);
  try {
    for (const name of names.toSorted()) {
      await take(store, name, holder);
      taken.push(name);
    }
    return await work(lost.signal);
  } finally {
    clearInterval(timer);
    for (const name of taken) await store.release(name, holder);
  }
};

/** Short: whoever stands by takes over when it is over. Such work has no step that keeps its process from renewing. */
const TURN_MILLISECONDS = 6_000;
const TURN_RENEWAL_MILLISECONDS = 1_500;
const STAND_BY_MILLISECONDS = 1_000;

/** Renews until `over`; aborts `lost` where somebody else has it, or where it can't be known any more. */
const keepTurn = async (store: ReadStore, name: string, holder: string, over: AbortSignal, lost: AbortController) => {
  let until = performance.now() + TURN_MILLISECONDS;
  while (!over.aborted) {
    await waitOrAbort(TURN_RENEWAL_MILLISECONDS, over);
    const asked = performance.now();
    const now = await store.lease(name, holder, TURN_MILLISECONDS).catch(() => undefined);
    if (now === holder) until = asked + TURN_MILLISECONDS;
    else if (now !== undefined || performance.now() > until) lost.abort();
  }
};

const takeTurn = async (
  store: ReadStore,
  name: string,
  work: (mine: AbortSignal) => Promise<unknown>,
  signal: AbortSignal,
): Promise<void> => {
  const holder = ownName();
  while ((await takeOver(store, name, holder, TURN_MILLISECONDS)) !== holder) {
    await waitOrAbort(STAND_BY_MILLISECONDS, signal);
    if (signal.aborted) return;
  }
  const [over, lost] = [new AbortController(), new AbortController()];
  const keeping = keepTurn(store, name, holder, over.signal, lost);
  try {
    await work(AbortSignal.any([signal, lost.signal]));
  } finally {
    over.abort();
    await keeping;
    await store.release(name, holder).catch(() => undefined);
  }
};

/**
 * Does some work in one process at a time, until the signal: the others stand by, and one of them takes over within
 * seconds when the one at work dies, freezes, or is cut off. It is told to end by its own signal; until it hears of that
 * two may be at work for a moment, so the work itself must not mind (a commit compares the checkpoint). A store that is
 * away is waited for. Throws what the work throws.
 */
export const inTurn = async (
  store: ReadStore,
  name: string,
  work: (mine: AbortSignal) => Promise<unknown>,
  signal: AbortSignal,
): Promise<void> => {
  while (!signal.aborted) await retryUntilDone(() => takeTurn(store, name, work, signal), signal);
};
