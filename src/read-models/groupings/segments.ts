import { sql, type Kysely } from 'kysely';
import type { clients } from '../facts/clients';
import { mergedClients } from './merged-clients';
import type { RowOfTable } from '../kit/projection';
import { commonSpelling } from '../kit/spellings';

type Segmented = Pick<RowOfTable<typeof clients>, 'clientId' | 'segment'>;

/** The segment of each client, as it is written of most clients; however it was written, it is one. */
const segmentsOfClients = async <Tables extends { readonly clients: RowOfTable<typeof clients> }>(
  db: Kysely<Tables>,
): Promise<ReadonlyMap<string, string | null>> => {
  const { rows } = await sql<Segmented>`select "clientId", "segment" from "clients"`.execute(db);
  const common = commonSpelling(rows.map(({ segment }) => segment));
  return new Map(rows.map(({ clientId, segment }) => [clientId, common(segment)]));
};

/** The segment of a client now; of a duplicate, that of the client it was merged into. */
export const segmentNow = async <Tables extends { readonly clients: RowOfTable<typeof clients> }>(
  db: Kysely<Tables>,
): Promise<(clientId: string) => string | null> => {
  const canonical = (await mergedClients(db)).of;
  const segments = await segmentsOfClients(db);
  return (clientId) => segments.get(canonical(clientId)) ?? null;
};
