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
  /** The categories of our streams: the part of their names before the first hyphen. */
  readonly categories: readonly string[];
  /** Prefix of each of our streams on the server, followed by a full stop: several companies may share one server. */
  readonly namespace?: string;
}

/** How many events the server reads between two checkpoints of a subscription, in steps of 32. */
const CHECKPOINT_INTERVAL = 32;

/** A position in the form of the client; `otherwise` where there is none. */
export const placeOf = (position: Position | undefined, otherwise: typeof START | typeof END): ReadPosition =>
  position === undefined ? otherwise : { commit: position, prepare: position };

/** Which streams of the server are ours, and their names there. */
export class StreamNames {
  private readonly prefix: string;
  private readonly prefixes: readonly string[];

  constructor({ categories, namespace }: StreamNamesOptions) {
    this.prefix = namespace === undefined ? '' : `${namespace}.`;
    this.prefixes = categories.map((category) => `${this.prefix}${category}-`);
  }

  /** The name of our stream on the server. */
  onServer(stream: string): string {
    return this.prefix + stream;
  }

  /** Our name of a stream on the server; undefined where it is not ours. */
  ours(stream: string): string | undefined {
    const isOurs = this.prefixes.some((prefix) => stream.startsWith(prefix));
    return isOurs ? stream.slice(this.prefix.length) : undefined;
  }

  /**
   * A filter for the server, by stream or by type, not by both: the caller checks the other one. `checked` is called with
   * the position up to which the server has filtered.
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
