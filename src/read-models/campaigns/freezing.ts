import type { CampaignCommands } from '../../domain/campaign/commands';
import { exclusionReasons } from '../../domain/shared/words';
import type { Answer, AnswerRow } from '../kit/report';

/** What FreezeTargets takes besides the campaign. */
export type Freezing = Omit<CampaignCommands['FreezeTargets'], 'campaignId'>;

const textOfCell = (row: AnswerRow, column: string): string => {
  const value = row[column];
  return typeof value === 'string' ? value : '';
};
const numberOfCell = (row: AnswerRow, column: string): number => Number(row[column] ?? 0);
const idsIn = (rows: readonly AnswerRow[]): readonly string[] => rows.map((row) => textOfCell(row, 'clientId'));

/** The next command to the answer of a proposal; undefined where nothing was drawn, as with too few clients. */
export const freezingOf = ({ sections }: Pick<Answer, 'sections'>): Freezing | undefined => {
  const { proposal: [row] = [], targets = [], control = [], strata = [], excluded = [] } = sections;
  if (!row || row['control'] === null) return undefined;
  return {
    targets: idsIn(targets),
    control: idsIn(control),
    asOf: textOfCell(row, 'asOf'),
    draw: {
      seed: numberOfCell(row, 'seed'),
      productId: textOfCell(row, 'productId'),
      baseRate: numberOfCell(row, 'baseRate'),
      smallestUplift: numberOfCell(row, 'smallestUplift'),
      power: numberOfCell(row, 'power'),
      strata: strata.map((stratum) => ({
        chance: numberOfCell(stratum, 'chance'),
        ...(typeof stratum['managerId'] === 'string' && { managerId: stratum['managerId'] }),
        targets: numberOfCell(stratum, 'targets'),
        control: numberOfCell(stratum, 'control'),
      })),
      excluded: exclusionReasons.flatMap((reason) =>
        excluded
          .filter((each) => each['reason'] === reason)
          .map((each) => ({ reason, clients: numberOfCell(each, 'clients') })),
      ),
    },
  };
};
