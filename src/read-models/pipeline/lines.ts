import { sql } from 'kysely';
import type { Moment } from '../../domain/shared/values';
import type { LookUp } from '../groupings/added-rows';
import { areChosen, type Chosen } from '../groupings/chosen-rows';
import { originByOffer, type GroupColumns, type Grouping } from '../groupings/groupings';
import type { SqlPart } from '../kit/report';

export interface PipelineQuestion extends Chosen {
  readonly by: Grouping;
  /** The two moments that are compared: the lines open at the first, and at the last; neither counts itself. */
  readonly from: Moment;
  readonly until: Moment;
}

export const lineColumns: GroupColumns = {
  at: sql`l."offeredAt"`,
  manager: sql`l."managerId"`,
  product: sql`l."productId"`,
  client: sql`l."clientId"`,
  ...originByOffer(sql`l."offerId"`),
};

/** Lines without a price are of no currency. */
export const lineCurrency = sql`case when l."value" is null then null else l."currency" end`;

/** The other lines of the same offers: which of them are open, and what an earlier version was, their events say together. */
export const otherLines: LookUp = { table: 'offer_lines', id: 'offerId', column: sql`l."offerId"` };

export const linesChosen = (question: PipelineQuestion): readonly SqlPart[] => [
  sql`l."voided" = 0`,
  ...areChosen(question, lineColumns),
];

/** An open line whose validity is over has expired, whether or not the timer has said so yet. */
const isPastValidity = ({ until }: PipelineQuestion): SqlPart =>
  sql`l."outcome" = 'open' and l."validUntil" < ${until}`;

export const outcomeBefore = (question: PipelineQuestion): SqlPart =>
  sql`case when ${isPastValidity(question)} then 'expired' else l."outcome" end`;

/** When the line ended, never before it was offered; null where it has not. */
export const endOf = (question: PipelineQuestion): SqlPart => {
  const end = sql`case when ${isPastValidity(question)} then l."validUntil" else l."outcomeAt" end`;
  return sql`case when ${end} < l."offeredAt" then l."offeredAt" else ${end} end`;
};

/** Open just before a moment. */
export const isOpenBefore = (moment: Moment, question: PipelineQuestion): SqlPart =>
  sql`l."offeredAt" < ${moment} and (${endOf(question)} is null or ${endOf(question)} >= ${moment})`;
