import type { OfferLine } from '../../domain/offer/events';
import { amountOf } from '../../domain/shared/money';
import type { Id, PersonalText } from '../../domain/shared/values';
import { marginOfLine } from '../kit/margin';
import { sum } from '../statistics/sum';

/** What the history says of an event. */
export interface EntryDetails {
  readonly summary: string;
  /** What was said about it, in a person's words. */
  readonly said?: PersonalText | undefined;
  readonly managerId?: Id | undefined;
  /** Value of the lines net of tax, or the sum paid or refunded. */
  readonly amount?: number | null;
  readonly currency?: string | null;
  /** Of accepted lines: price minus unit cost, where both are known. */
  readonly margin?: number | null;
  /** Null where nobody knows. */
  readonly direction?: string | null;
  /** Of a call its result, of a refusal the group of its reason. */
  readonly outcome?: string;
  readonly seconds?: number | null;
}

/** Net value of lines in the currency of the first priced one: an offer is in one currency. */
export const netValueOf = (lines: readonly OfferLine[]) => {
  const currency = lines.flatMap(({ unitPrice }) => unitPrice?.currency ?? [])[0] ?? null;
  const amounts = lines.flatMap(({ unitPrice, quantity }) =>
    unitPrice && unitPrice.currency === currency ? [amountOf(quantity, unitPrice.amount)] : [],
  );
  return { amount: currency === null ? null : sum(amounts), currency };
};

/** The margins of the lines that have one; null where none has. */
export const marginOfLines = (lines: readonly OfferLine[]): number | null => {
  const margins = lines.map(marginOfLine).filter((margin) => margin !== null);
  return margins.length === 0 ? null : sum(margins);
};
