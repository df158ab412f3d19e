import { minorDigitsOf } from '../../domain/shared/money';
import type { Answer, Report } from '../../read-models/kit/report';

/** An answer in a form for people or programs: what its report says of its columns, and the zone that people read times in. */
export interface FormedAnswer extends Pick<Answer, 'sections' | 'notes'>, Pick<Report, 'money' | 'names' | 'rates'> {
  /** UTC where it is left out. */
  readonly zone?: string;
}

const ANSWERED_MOMENT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
/** Whether a cell is a moment: they stand in answers in UTC. */
export const isMomentText = (text: string): boolean => ANSWERED_MOMENT.test(text);

export const columnsOf = (rows: readonly object[]): readonly string[] => [
  ...new Set(rows.flatMap((row) => Object.keys(row))),
];

/** Minor units as people write them: 1234567 of EUR is 12345.67. */
export const inMajorUnits = (amount: number, currency: string): number => amount / 10 ** minorDigitsOf(currency);
