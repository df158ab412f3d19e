import { StoreError, type EventStore, type Position } from '../log/event-store';
import { firstEvent } from '../log/paging';
import type { ReadSide } from './projection-run';
import type { Generation, ReadStore } from './read-store';

const identities = new WeakMap<EventStore, string>();

/**
 * What distinguishes a log from others: its first event, when that was recorded (its id alone is the same in many
 * companies, which begin with the same installation), and its position. So a copy on another engine, where positions
 * differ, is another log. Undefined while the log is empty.
 */
export const identityOf = async (log: EventStore): Promise<string | undefined> => {
  const known = identities.get(log);
  if (known !== undefined) return known;
  const first = await firstEvent(log.readAll({ pageSize: 1 }));
  if (!first) return undefined;
  const identity = `${first.id} of ${first.recordedAt} at position ${first.position}`;
  identities.set(log, identity);
  return identity;
};

/** Whether a generation is of this log, as far as the store knows. */
export const isOfLog = ({ log }: Pick<Generation, 'log'>, identity: string | undefined): boolean =>
  log === undefined || log === identity;

/** Whether what is built holds less than what is live; positions of two logs can't be compared. */
export const isBehind = (built: Pick<Generation, 'log' | 'checkpoint'>, live: Generation | undefined): boolean =>
  live !== undefined && isOfLog(live, built.log) && (live.checkpoint ?? 0n) > (built.checkpoint ?? 0n);

/** Said wherever log and read models don't fit: to fill them anew would remove what shows why. */
const KEEP_BOTH = 'Keep a copy of both before anything else: to fill the read models anew removes the difference.';

const filledFromOtherLog = ({ projection, log }: Generation, identity: string | undefined): StoreError =>
  new StoreError(
    'corrupt',
    `the read model ${projection} was filled from another log, whose first event is ${log ?? ''}; the first of this one ` +
      `${identity === undefined ? 'is still to come' : `is ${identity}`}. Either these are the read models of another ` +
      'company (set LETOPIS_READ_STORE to those of this log), or the log was replaced or its first event was changed. ' +
      `${KEEP_BOTH} Where this log is right as it is: letopis rebuild`,
  );

const logGoneBack = ({ projection, checkpoint }: Generation, head: Position | undefined): StoreError =>
  new StoreError(
    'corrupt',
    `the read model ${projection} holds events up to ${checkpoint ?? ''}, and the log ends at ${head ?? 'its beginning'}: ` +
      'either the log was restored from an earlier backup, or events were removed from it, or the read model was changed. ' +
      `${KEEP_BOTH} Where the log is right as it is: letopis rebuild`,
  );

type LogAndReadStore = Pick<ReadSide, 'log' | 'store' | 'projections'>;

const liveAmong = (
  generations: readonly Generation[],
  projections: LogAndReadStore['projections'],
): readonly Generation[] =>
  generations.filter(
    ({ state, projection }) => state === 'live' && projections.some(({ name }) => name === projection),
  );

/** Notes which log filled these generations; their checkpoints stay. */
const noteLog = async (store: ReadStore, generations: readonly Generation[], log: string): Promise<void> => {
  const commits = generations.flatMap(({ checkpoint, ...generation }) =>
    checkpoint === undefined ? [] : [{ generation: { ...generation, checkpoint, log }, writes: [], checkpoint }],
  );
  if (commits.length > 0) await store.commit(commits);
};

/**
 * All generations. Live ones without a noted log (an older version noted nothing) are taken to be of this log, and that is
 * noted. Throws `corrupt` where live tables of these projections were filled from another log.
 */
export const generationsOfLog = async ({
  log,
  store,
  projections,
}: LogAndReadStore): Promise<readonly Generation[]> => {
  const identity = await identityOf(log);
  const generations = await store.generations();
  const live = liveAmong(generations, projections);
  const foreign = live.find((each) => !isOfLog(each, identity));
  if (foreign) throw filledFromOtherLog(foreign, identity);
  const unknown = live.filter((each) => each.log === undefined);
  if (identity !== undefined) await noteLog(store, unknown, identity);
  return generations.map((known) => ({ ...known, log: known.log ?? identity }));
};

/** Live tables that hold events beyond the head of the log. */
const aheadOf = async ({ log, projections }: LogAndReadStore, generations: readonly Generation[]) => {
  // Read after the generations: another process may fill them meanwhile.
  const head = await log.head();
  return {
    head,
    ahead: liveAmong(generations, projections).filter(({ checkpoint = -1n }) => checkpoint > (head ?? -1n)),
  };
};

/** As `generationsOfLog`; also throws `corrupt` where live tables hold events that the log no longer has. */
export const generationsWithinLog = async (side: LogAndReadStore): Promise<readonly Generation[]> => {
  const generations = await generationsOfLog(side);
  const { head, ahead } = await aheadOf(side, generations);
  if (ahead[0]) throw logGoneBack(ahead[0], head);
  return generations;
};

/** Live tables that hold more than the log are noted as those of another log: of this one before it was restored. */
export const disownLostEvents = async (side: LogAndReadStore): Promise<void> => {
  const identity = await identityOf(side.log);
  const own = (await side.store.generations()).filter((known) => isOfLog(known, identity));
  const { ahead } = await aheadOf(side, own);
  await noteLog(side.store, ahead, `${identity ?? 'none'}, before it was restored`);
};
