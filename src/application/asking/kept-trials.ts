import type { ReportContext } from '../../read-models/kit/report';
import type { KeptTrial } from '../../read-models/kit/kept-trial';

/**
 * The last trial of each answer. It is no fact of the company but a figure about its figures, made again at any time from
 * the log: it stands beside the read models, not in the log.
 */
export interface KeptTrials {
  last(answer: string): Promise<KeptTrial | undefined>;
  /** Takes the place of the one before, wholly or not at all. */
  keep(trial: KeptTrial): Promise<void>;
}

export const readingTrials = ({ trials }: { readonly trials?: KeptTrials }): Pick<ReportContext, 'lastTrial'> =>
  trials ? { lastTrial: (answer) => trials.last(answer) } : {};
