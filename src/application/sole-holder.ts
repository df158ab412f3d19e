import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { StoreError } from './event-store';
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

const take = async (store: ReadStore, name: string, holder: string): Promise<void> => {
  let other = await store.lease(name, holder, LEASE_MILLISECONDS);
  if (other !== holder && isDead(other)) {
    await store.release(name, other);
    other = await store.lease(name, holder, LEASE_MILLISECONDS);
  }
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
