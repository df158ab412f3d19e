import type { Day, Moment } from '../../domain/shared/values';

/** Cases of about the same chance. */
export interface CalibrationBin {
  readonly from: number;
  readonly cases: number;
  readonly chance: number;
  readonly happened: number;
}

/** The figures of one date; null: they can't be told of so few cases. */
export type TrialFigures = Readonly<Record<string, number | null>>;

export interface TrialRound {
  readonly day: Day;
  /** `recorded`: what was in the log by then. `happened`: of an imported past, what had happened by then. */
  readonly known: 'recorded' | 'happened';
  readonly figures: TrialFigures;
  readonly calibration: readonly CalibrationBin[];
}

/** The trial of an answer, as far as it has come. */
export interface KeptTrial {
  readonly answer: string;
  readonly version: number;
  readonly says: string;
  readonly benchmark: string;
  readonly horizonDays: number;
  /** The position that the log had. */
  readonly head: string;
  readonly triedAt: Moment;
  readonly days: readonly Day[];
  readonly rounds: readonly TrialRound[];
}
