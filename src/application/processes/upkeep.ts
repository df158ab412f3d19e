import { setTimeout as pause } from 'node:timers/promises';
import type { Moment } from '../../domain/shared/values';
import { deadlinesProjection } from '../../read-models/deadlines/projection';
import type { Projection } from '../../read-models/projection';
import { StoreError, type Position } from '../event-store';
import type { Generation, ReadStore } from '../read-store';
import { heal, type HealingPorts, type Unfinished } from './healing';
import { Timers } from './timers';

/** No tables: only the checkpoint up to which everything that follows from an event was seen to. */
const followed: Projection = { name: 'followed', version: 1, says: 'What followed from events', tables: [], on: {} };

const EVERY_MILLISECONDS = 1_000;
/** Events younger than this are still in the hands of the command that made them. */
const YOUNG_MILLISECONDS = 5_000;

export interface UpkeepPorts extends HealingPorts {
  readonly readStore: ReadStore;
  readonly clock: () => Moment;
  /** Told of each follow-up that a rule refused: somebody has to look at it. */
  readonly report: (unfinished: Unfinished) => void;
}

/** What a running service does beside answering: sees to it that what must follow did follow, and to what falls due. */
export class Upkeep {
  private readonly timers: Timers;
  private problem: unknown;

  constructor(private readonly ports: UpkeepPorts) {
    this.timers = new Timers(ports.readStore.db, ports.execute);
  }

  /** Why the last round failed; undefined where it did not. */
  get trouble(): unknown {
    return this.problem;
  }

  /** Runs until the signal. A store that is away is waited for. */
  async start(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        await this.round();
        this.problem = undefined;
      } catch (error) {
        if (!(error instanceof StoreError)) throw error;
        // Another service on the same data was faster: what it healed is healed.
        if (error.code !== 'conflict') this.problem = error;
      }
      await pause(EVERY_MILLISECONDS, undefined, { signal }).catch(() => undefined);
    }
  }

  /** One round: heals what is behind the checkpoint, then asks for what is due. */
  async round(): Promise<void> {
    const now = this.ports.clock();
    await this.healUntil(new Date(Date.parse(now) - YOUNG_MILLISECONDS).toISOString());
    // A first start serves before its read models are built: until then nothing tells what falls due.
    if (await this.live(deadlinesProjection)) await this.timers.tick(now);
  }

  private async healUntil(recordedAt: Moment): Promise<void> {
    const until = await this.ports.store.positionAt(recordedAt);
    let generation = await this.checkpoint();
    const after = generation.checkpoint;
    if (until === undefined || (after !== undefined && after >= until)) return;
    const reached = async (position: Position): Promise<void> => {
      const [moved] = await this.ports.readStore.commit([{ generation, writes: [], checkpoint: position }]);
      generation = moved ?? generation;
    };
    const span = { until, ...(after !== undefined && { after }) };
    await heal(this.ports, span, reached, this.ports.report);
    if (generation.checkpoint === undefined || generation.checkpoint < until) await reached(until);
  }

  private async checkpoint(): Promise<Generation> {
    const { readStore } = this.ports;
    return (await this.live(followed)) ?? readStore.makeLive(await readStore.build(followed), followed);
  }

  private async live({ name }: Projection): Promise<Generation | undefined> {
    const generations = await this.ports.readStore.generations();
    return generations.find(({ projection, state }) => projection === name && state === 'live');
  }
}
