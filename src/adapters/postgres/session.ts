import type { PoolClient, QueryResultRow } from 'pg';
import { from } from 'pg-copy-streams';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

const LONGEST_COPY_MILLISECONDS = 60_000;
const LONGEST_WORK_MILLISECONDS = 3_600_000;

/** A connection in use. */
export class Session {
  constructor(private readonly client: PoolClient) {}

  async rows<Found extends QueryResultRow>(text: string, values: readonly unknown[] = []): Promise<readonly Found[]> {
    const { rows } = await this.client.query<Found>(text, [...values]);
    return rows;
  }

  /** Gives the number of rows that it changed. */
  async run(text: string, values: readonly unknown[] = []): Promise<number> {
    return (await this.client.query(text, [...values])).rowCount ?? 0;
  }

  /** A statement that may take long, such as an index over a large table. */
  async runLong(text: string): Promise<void> {
    await this.run('set statement_timeout = 0');
    const long = { text, query_timeout: LONGEST_WORK_MILLISECONDS };
    await this.client.query(long);
    await this.run('reset statement_timeout');
  }

  /** Sends rows in the text format of COPY; a part is prepared while the server reads the one before. */
  async copy(text: string, parts: Iterable<string>): Promise<void> {
    const stream = this.client.query(from(text));
    await pipeline(Readable.from(parts), stream, { signal: AbortSignal.timeout(LONGEST_COPY_MILLISECONDS) });
  }
}
