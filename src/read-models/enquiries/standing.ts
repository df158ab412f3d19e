import { sql, type SqlBool } from 'kysely';

/** Duplicates and spam are no enquiries: they stand in the register and leave every figure. */
export const isEnquiry = sql<SqlBool>`coalesce("declineReason", '') not in ('DUPLICATE', 'SPAM')`;

/** When it ended, however it did; null while it is open. */
export const endedAt = sql<string | null>`coalesce("fulfilledAt", "declinedAt", "abandonedAt")`;
