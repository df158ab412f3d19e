import { StoreError, type EventStore, type Position } from '../log/event-store';
import type { ReadSide } from './pass';
import type { Generation, ReadStore } from './read-store';

const identities = new WeakMap<EventStore, string>();

/**
 * What tells a log from others, as its engine shows it: its first event, when that was recorded (its id alone is the same
 * in many companies: they begin with the same installation), and where it stands. So a copy on another engine, where
 * positions are others, is another log. Undefined while the log is empty.
 */
export const identityOf = async (log: EventStore): Promise<string | undefined> => {
  const known = identities.get(log);
  if (known !== undefined) return known;
  for await (const [first] of log.readAll({ pageSize: 1 })) {
    if (!first) continue;
    const identity = `${first.id} of ${first.recordedAt} at position ${first.position}`;
    identities.set(log, identity);
    return identity;
  }
  return undefined;
};

/** Whether a generation is of this log, as far as was noted. */
export const isOfLog = ({ log }: Pick<Generation, 'log'>, identity: string | undefined): boolean =>
  log === undefined || log === identity;

/** Whether what is built holds less than what is live; places of two logs say nothing of each other. */
export const isBehind = (built: Pick<Generation, 'log' | 'checkpoint'>, live: Generation | undefined): boolean =>
  live !== undefined && isOfLog(live, built.log) && (live.checkpoint ?? 0n) > (built.checkpoint ?? 0n);

const otherLog = ({ projection, log }: Generation, identity: string | undefined): StoreError =>
  new StoreError(
    'corrupt',
    `the read model ${projection} was filled from another log, whose first event is ${log ?? ''}; the first of this one ` +
      `${identity === undefined ? 'is still to come' : `is ${identity}`}. Name the read store of this log ` +
      '(LETOPIS_READ_STORE), or fill the read models from this one: letopis rebuild',
  );

const logGoneBack = ({ projection, checkpoint }: Generation, head: Position | undefined): StoreError =>
  new StoreError(
    'corrupt',
    `the read model ${projection} holds events up to ${checkpoint ?? ''}, and the log ends at ${head ?? 'its beginning'}: ` +
      'it was restored from before. Drop what is no more in it: letopis rebuild',
  );

type Side = Pick<ReadSide, 'log' | 'store' | 'projections'>;

const liveOf = (generations: readonly Generation[], projections: Side['projections']): readonly Generation[] =>
  generations.filter(
    ({ state, projection }) => state === 'live' && projections.some(({ name }) => name === projection),
  );

/** Notes of generations which log filled them, at the place where they stand. */
const note = async (store: ReadStore, generations: readonly Generation[], log: string): Promise<void> => {
  const commits = generations.flatMap(({ checkpoint, ...generation }) =>
    checkpoint === undefined ? [] : [{ generation: { ...generation, checkpoint, log }, writes: [], checkpoint }],
  );
  if (commits.length > 0) await store.commit(commits);
};

/**
 * All generations. Live ones of which it was not noted (an older version noted nothing) are taken for this log's, and that
 * is noted. Throws `corrupt` where live tables of these projections were filled from another log.
 */
export const generationsOfLog = async ({ log, store, projections }: Side): Promise<readonly Generation[]> => {
  const identity = await identityOf(log);
  const generations = await store.generations();
  const live = liveOf(generations, projections);
  const foreign = live.find((each) => !isOfLog(each, identity));
  if (foreign) throw otherLog(foreign, identity);
  const unknown = live.filter((each) => each.log === undefined);
  if (identity !== undefined) await note(store, unknown, identity);
  return generations.map((known) => ({ ...known, log: known.log ?? identity }));
};

/** Live tables that hold events which the log does not. */
const aheadOf = async ({ log, projections }: Side, generations: readonly Generation[]) => {
  // Asked after the generations: somebody may fill them meanwhile.
  const head = await log.head();
  return { head, ahead: liveOf(generations, projections).filter(({ checkpoint = -1n }) => checkpoint > (head ?? -1n)) };
};

/** As `generationsOfLog`; throws `corrupt`, too, where live tables hold what the log no longer does. */
export const generationsWithinLog = async (side: Side): Promise<readonly Generation[]> => {
  const generations = await generationsOfLog(side);
  const { head, ahead } = await aheadOf(side, generations);
  if (ahead[0]) throw logGoneBack(ahead[0], head);
  return generations;
};

/** Notes of live tables that hold more than the log that they are of another one: of this one before it was restored. */
export const disownWhatIsLost = async (side: Side): Promise<void> => {
  const identity = await identityOf(side.log);
  const own = (await side.store.generations()).filter((known) => isOfLog(known, identity));
  const { ahead } = await aheadOf(side, own);
  await note(side.store, ahead, `${identity ?? 'none'}, before it was restored`);
};
