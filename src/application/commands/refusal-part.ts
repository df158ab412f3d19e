import { type RefusalIntent } from '../../domain/shared/offer-terms';
import { statedBy, type StatedBy } from '../../domain/shared/words';
import { Code, CodeList, Day, OneOf, Text } from './fields';
import { LongText, MoneyField, MoneyPart } from './parts';

/** Why a client said no: the same words within a call and on an offer. */
export class RefusalPart implements RefusalIntent {
  @Code({ says: 'A reason of the catalogue' })
  readonly reason: string;

  @CodeList({ min: 0, max: 10, optional: true })
  readonly otherReasons?: readonly string[];

  @OneOf(statedBy)
  readonly statedBy: StatedBy;

  @Text({ optional: true })
  readonly competitor?: string;

  @MoneyField({ optional: true, says: 'By how much a unit was too dear' })
  readonly priceGap?: MoneyPart;

  @Day({ optional: true })
  readonly reconsiderOn?: string;

  @LongText({ optional: true, says: 'OTHER needs 10 characters or more (rule 2)' })
  readonly comment?: string;
}
