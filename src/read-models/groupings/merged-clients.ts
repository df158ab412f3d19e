import { sql } from 'kysely';
import type { ClientRow } from '../facts/clients';
import type { FactsDb } from '../facts/tables';

/** The client that a duplicate was merged into: the end of the chain of merges; itself where the chain is a circle. */
export type CanonicalId = (clientId: string) => string;

export interface MergedClients {
  readonly of: CanonicalId;
  /** Those that were merged into others. */
  readonly duplicates: readonly string[];
  /** The client itself and its duplicates. */
  readonly idsOf: (clientId: string) => readonly string[];
}

export const mergedClients = async (db: FactsDb): Promise<MergedClients> => {
  const { rows } = await sql<
    Pick<ClientRow, 'clientId' | 'mergedInto'>
  >`select "clientId", "mergedInto" from "clients" where "mergedInto" is not null`.execute(db);
  const next = new Map(rows.map(({ clientId, mergedInto }) => [clientId, mergedInto]));
  const endOf = (clientId: string): string => {
    const seen = new Set<string>();
    let reached = clientId;
    for (let into = next.get(reached); into != null; into = next.get(reached)) {
      if (seen.has(reached)) return clientId;
      seen.add(reached);
      reached = into;
    }
    return reached;
  };
  const ends = new Map(rows.map(({ clientId }) => [clientId, endOf(clientId)]));
  const of: CanonicalId = (clientId) => ends.get(clientId) ?? clientId;
  return {
    of,
    duplicates: [...ends.keys()],
    idsOf: (clientId) => [of(clientId), ...[...ends].flatMap(([id, end]) => (end === of(clientId) ? [id] : []))],
  };
};
