import type { Day } from '../../domain/shared/values';

/** What is packed of a line, in this order: texts by their place in a list of names, then numbers. */
export const packedColumns = [
  'offerId',
  'clientId',
  'productId',
  'managerId',
  'reason',
  'reasonGroup',
  'statedBy',
  'competitor',
  'currency',
  'priceGapCurrency',
  'value',
  'priceGap',
  'voided',
  'at',
] as const;
export const TEXTS = 10;
export type PackedColumn = (typeof packedColumns)[number];

/** A row of the tables of packed days. */
export interface PackedDay {
  readonly day: Day;
  readonly lines: number;
  readonly digest: number;
  readonly names: string;
  readonly packed: string;
}
export type PackedTables = { readonly refusal_days: PackedDay; readonly refusal_cohort_days: PackedDay };

/** The lines of a day as they are packed, one after the other. Both lists are what `packedDay` wrote. */
export const unpacked = ({ names, packed }: Pick<PackedDay, 'names' | 'packed'>) => ({
  names: JSON.parse(names) as readonly string[], // as `packedDay` writes it
  values: JSON.parse(packed) as readonly (number | null)[], // as `packedDay` writes it
});
