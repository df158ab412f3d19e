import type { DomainCommand } from '../../domain/catalogue';
import type { Moment } from '../../domain/shared/values';
import { dueDeadlines, type DueDeadline } from '../../read-models/deadlines/projection';
import { deadlinesProjection } from '../../read-models/deadlines/projection';
import type { Projection } from '../../read-models/kit/projection';
import { type EventStore, isStoreError, type Position } from '../log/event-store';
import { derivedId } from '../log/ids';
import { waitOrAbort } from '../log/retrying';
import { keepLogDigests } from '../verifying/log-digests';
import { identityOf, isOfLog } from '../projecting/log-identity';
import { projectionStates, type ProjectionState } from '../projecting/projector';
import { liveGeneration, type Generation, type ReadStore } from '../projecting/read-store';
import { heal, type HealingPorts, type Unfinished } from './heal';

/** No tables: only the checkpoint up to which everything that follows from an event was seen to. */
export const followed: Projection = {
  name: 'followed',
  version: 1,
  description: 'What followed from events',
  tables: [],
  on: {},
};

const ROUND_MILLISECONDS = 1_000;
/** Events younger than this are still in the hands of the command that made them. */
const IN_FLIGHT_MILLISECONDS = 5_000;

const DEADLINES_AT_ONCE = 500;

/** So that a long log, whose first digests are taken, keeps nothing else waiting. */
const DIGESTS_A_ROUND = 20_000;

const commandFor = ({ kind, subjectId, dueAt }: DueDeadline): DomainCommand => {
  if (kind === 'expiry') return { type: 'ExpireOffer', data: { offerId: subjectId, validUntil: dueAt } };
  const data = { enquiryId: subjectId, dueAt };
  return kind === 'answer' ? { type: 'NoteAnswerDeadline', data } : { type: 'NoteFulfilmentDeadline', data };
};

const deadlineName = ({ kind, subjectId, dueAt }: DueDeadline): string => `${kind}/${subjectId}/${dueAt}`;

export interface UpkeepPorts extends HealingPorts {
  readonly readStore: ReadStore;
  readonly clock: () => Moment;
  /** Appends nothing: neither what should have followed nor what falls due. */
  readonly readOnly?: boolean;
  /** Called for each follow-up that a rule rejected: a person has to look at it. */
  readonly report: (unfinished: Unfinished) => void;
}

/** What any process can know: up to which position healing came, and how many events come after it. */
export type HealingState = Pick<ProjectionState, 'position' | 'lag' | 'lagOrMore'>;

/** Reads from the stores how far the upkeep came, whichever process does it. Throws StoreError where one is away. */
export const healingState = async (log: EventStore, store: ReadStore): Promise<HealingState> => {
  const [state] = await projectionStates({ log, store, projections: [followed] });
  return { position: state?.position, lag: state?.lag ?? 0, lagOrMore: state?.lagOrMore ?? false };
};

/** How the upkeep is, as known in the process that does it. */
export interface UpkeepState {
  /** Of several services on the same read models one does it, the others stand by. */
  readonly isAtWork: boolean;
  /** While a store is away: the first moment at which a round failed; undefined while all is well. */
  readonly troubleSince: Moment | undefined;
  /** Those of this process, the newest last, at most `REFUSED_KEPT`. Not promised: that they outlive it. */
  readonly refused: readonly Unfinished[];
}

export interface UpkeepHealth extends UpkeepState {
  /** Undefined where the stores can't be asked. */
  readonly followed: HealingState | undefined;
}

/** A standing and what the stores tell; answers also while a store is away. */
export const upkeepHealth = async (
  { isAtWork, troubleSince, refused }: UpkeepState,
  log: EventStore,
  store: ReadStore,
): Promise<UpkeepHealth> => {
  const followed = await healingState(log, store).catch(() => undefined);
  // A process that stands by learns from the stores that the trouble is over.
  return { isAtWork, troubleSince: isAtWork || !followed ? troubleSince : undefined, followed, refused };
};

export const REFUSED_KEPT = 20;

/** What a running service does beside answering: heals what did not follow, and notes what falls due. */
export class Upkeep {
  /** Due, and asked for: their rows stand until the read model has caught up, or for good where a rule rejected it. */
  private due = new Set<string>();
  private troubleSince: Moment | undefined;
  private isAtWork = false;
  /** By event and command: a round that failed half way asks again, and is refused again. */
  private readonly refused = new Map<string, Unfinished>();

  constructor(private readonly ports: UpkeepPorts) {}

  get standing(): UpkeepState {
    const { isAtWork, troubleSince, refused } = this;
    return { isAtWork, troubleSince, refused: [...refused.values()] };
  }

  /** Answers also while a store is away. */
  health(): Promise<UpkeepHealth> {
    return upkeepHealth(this.standing, this.ports.store, this.ports.readStore);
  }

  /** Runs until the signal. A store that is away is waited for. */
  async start(signal: AbortSignal): Promise<void> {
    this.isAtWork = true;
    try {
      while (!signal.aborted) {
        await this.roundOrTrouble(signal);
        await waitOrAbort(ROUND_MILLISECONDS, signal);
      }
    } finally {
      this.isAtWork = false;
    }
  }

  private async roundOrTrouble(signal: AbortSignal): Promise<void> {
    try {
      await this.round(signal);
      this.troubleSince = undefined;
    } catch (error) {
      if (!isStoreError(error)) throw error;
      // Another service on the same data was faster: what it healed is healed.
      if (error.code !== 'conflict') this.troubleSince ??= this.ports.clock();
    }
  }

  /**
   * One round, or what of it is done until the signal: heals what comes after the checkpoint, notes what is due, takes
   * the digests of what was appended.
   */
  async round(signal?: AbortSignal): Promise<void> {
    if (!this.ports.readOnly) await this.appendWhatFollows(signal);
    const { store: log, readStore: store, clock } = this.ports;
    if (!signal?.aborted) await keepLogDigests({ log, store, clock }, { most: DIGESTS_A_ROUND, signal });
  }

  private async appendWhatFollows(signal: AbortSignal | undefined): Promise<void> {
    const now = this.ports.clock();
    await this.healUntil(new Date(Date.parse(now) - IN_FLIGHT_MILLISECONDS).toISOString(), signal);
    if (signal?.aborted) return;
    // A first start serves before its read models are built: until then nothing tells what falls due.
    if (await this.live(deadlinesProjection)) await this.noteWhatIsDue(now, signal);
  }

  /**
   * Asks for what fell due: missed deadlines and expired offers. The events carry the moment at which it was due, however
   * late this runs; the rules make sure that nothing is noted twice or in vain.
   */
  private async noteWhatIsDue(now: Moment, signal?: AbortSignal): Promise<void> {
    const standing = new Set<string>();
    let after: DueDeadline | undefined;
    do {
      const due = await dueDeadlines(this.ports.readStore.db, { at: now, after, limit: DEADLINES_AT_ONCE });
      const fresh = due.filter((deadline) => !this.due.has(deadlineName(deadline)));
      await Promise.all(fresh.map((deadline) => this.askFor(deadline)));
      for (const deadline of due) standing.add(deadlineName(deadline));
      after = due.length < DEADLINES_AT_ONCE ? undefined : due.at(-1);
    } while (after && !signal?.aborted);
    this.due = standing;
  }

  private async askFor(deadline: DueDeadline): Promise<void> {
    const commandId = derivedId(deadlineName(deadline));
    await this.ports.execute(commandFor(deadline), {
      commandId,
      actor: { kind: 'system', id: 'timer' },
      source: 'timer',
    });
  }

  private async healUntil(recordedAt: Moment, signal: AbortSignal | undefined): Promise<void> {
    const until = await this.ports.store.positionAt(recordedAt);
    let generation = await this.checkpoint();
    const after = generation.checkpoint;
    if (until === undefined || (after !== undefined && after >= until)) return;
    const reached = async (position: Position): Promise<void> => {
      const [moved] = await this.ports.readStore.commit([{ generation, writes: [], checkpoint: position }]);
      generation = moved ?? generation;
    };
    const isWhole = await heal(this.ports, { after, until, signal }, reached, (unfinished) => {
      this.note(unfinished);
    });
    if (isWhole && generation.checkpoint !== until) await reached(until);
  }

  private note(unfinished: Unfinished): void {
    const { refused } = this;
    const name = `${unfinished.eventId}/${unfinished.command}`;
    refused.delete(name);
    refused.set(name, unfinished);
    const [oldest] = refused.keys();
    if (refused.size > REFUSED_KEPT && oldest !== undefined) refused.delete(oldest);
    this.ports.report(unfinished);
  }

  private async checkpoint(): Promise<Generation> {
    const { readStore } = this.ports;
    const log = await identityOf(this.ports.store);
    const live = await this.live(followed);
    if (live && isOfLog(live, log)) return { ...live, log };
    // Of another log: from its beginning on. What is healed already is asked again, and changes nothing.
    if (live) await readStore.drop(live);
    return { ...(await readStore.makeLive(await readStore.build(followed), followed)), log };
  }

  private async live({ name }: Projection): Promise<Generation | undefined> {
    return liveGeneration(await this.ports.readStore.generations(), name);
  }
}
