import { type OfferLineIntent, type Vat } from '../../domain/shared/offer-terms';
import { type ExternalId, type Money } from '../../domain/shared/values';
import { channels, vatCategories, type Channel } from '../../domain/shared/words';
import { Currency, OneOf, Text, Uuid, Whole, type FieldOptions } from './fields';
import { OwnId, Part } from './nested-fields';

/** Objects that commands of several categories hold. */

export const MAX_AMOUNT = 10 ** 13;
export const MAX_QUANTITY = 1_000_000;
const HUNDRED_PERCENT = 10_000;

export class MoneyPart implements Money {
  @Whole({ min: 0, max: MAX_AMOUNT, says: "In the currency's minor unit, as cents" })
  readonly amount: number;

  @Currency()
  readonly currency: string;
}

export const MoneyField = (options: FieldOptions = {}): PropertyDecorator => Part(() => MoneyPart, options);

export const Quantity = (options: FieldOptions = {}): PropertyDecorator =>
  Whole({ min: 1, max: MAX_QUANTITY, ...options });

/** Hundredths of a percent. */
export const Share = (options: FieldOptions = {}): PropertyDecorator =>
  Whole({ min: 0, max: HUNDRED_PERCENT, says: 'In hundredths of a percent: 1900 is 19 %', ...options });

export const LongText = (options: FieldOptions = {}): PropertyDecorator => Text({ max: 4_000, ...options });

export class VatPart implements Vat {
  @OneOf(vatCategories, { says: 'By UNTDID 5305: standard, zero, exempt, reverse charge, outside scope' })
  readonly category: Vat['category'];

  @Share()
  readonly rate: number;
}

export class ExternalIdPart implements ExternalId {
  @Text({ max: 60, says: 'The name of the other system' })
  readonly source: string;

  @Text()
  readonly id: string;
}

export class ContactPart {
  @OneOf(channels)
  readonly channel: Channel;

  @Text()
  readonly value: string;
}

export class OfferLinePart implements OfferLineIntent {
  @OwnId()
  readonly lineId: string;

  @Uuid()
  readonly productId: string;

  @Quantity()
  readonly quantity: number;

  @MoneyField({ optional: true, says: 'Net of tax; the list price less the discount where it is left out' })
  readonly unitPrice?: MoneyPart;

  @Share({ optional: true })
  readonly discount?: number;

  @Part(() => VatPart, { optional: true })
  readonly vat?: VatPart;
}
