import {
  eventTypeFilter,
  streamNameFilter,
  type END,
  type Filter,
  type ReadPosition,
  type START,
} from '@eventstore/db-client';
import type { Position } from '../../application/log/event-store';

export interface StreamNamesOptions {
  /** The categories of streams that are ours: what stands before the first hyphen of their names. */
  readonly categories: readonly string[];
  /**
   * Stands before each of our streams on the server, with a full stop: so several companies may share one server.
   * Nothing where it is left out.
   */
  readonly namespace?: string;
}

/** How many events the server looks through between two checkpoints of a subscription, in steps of 32. */
const CHECKPOINT_INTERVAL = 32;

/** A position as the client has it; `otherwise` where there is none. */
export const placeOf = (position: Position | undefined, otherwise: typeof START | typeof END): ReadPosition =>
  position === undefined ? otherwise : { commit: position, prepare: position };

/** Which part of the server is our log. */
export class StreamNames {
  private readonly before: string;
  private readonly prefixes: readonly string[];

  constructor({ categories, namespace }: StreamNamesOptions) {
    this.before = namespace === undefined ? '' : `${namespace}.`;
    this.prefixes = categories.map((category) => `${this.before}${category}-`);
  }

  /** The name on the server. */
  onServer(stream: string): string {
    return this.before + stream;
  }

  /** Our name of a stream of the server; undefined where it is none of ours. */
  ours(stream: string): string | undefined {
    const isOurs = this.prefixes.some((prefix) => stream.startsWith(prefix));
    return isOurs ? stream.slice(this.before.length) : undefined;
  }

  /**
   * For the server, which looks at the stream or at the type, not at both: whoever asks looks at the other one.
   * `checked` is told up to where the server has looked.
   */
  filter(types: readonly string[] | undefined, checked: (position: Position) => void): Filter {
    const checkpoints = {
      checkpointInterval: CHECKPOINT_INTERVAL,
      checkpointReached: (_: unknown, { commit }: { readonly commit: Position }) => {
        checked(commit);
      },
    };
    return types
      ? eventTypeFilter({ prefixes: [...types], ...checkpoints })
      : streamNameFilter({ prefixes: [...this.prefixes], ...checkpoints });
  }
}
