import type { Letopis } from '../../../application/core';
import { orderBuilds } from '../../../application/rebuilding/build-orders';
import type { Comparison } from '../../../application/comparing/compare';
import type { NamedQuestion } from '../../../application/comparing/compare-work';
import { comparisonAnswer } from '../../../application/comparing/comparison-answer';
import { candidatesAmong } from '../../../application/asking/editions';
import type { Rebuilt } from '../../../application/rebuilding/rebuild';
import { stoppedText } from '../../../application/projecting/standing';
import { StoreError } from '../../../application/log/event-store';
import type { Report } from '../../../read-models/kit/report';
import { exitCodes, formatOf, oneNamed, UsageError, type CliPorts, type CommonOptions } from '../terminal/context';
import { printSections, render } from '../terminal/output';
import { interruptSignal } from '../terminal/progress';

export interface CompareOptionsGiven extends CommonOptions {
  readonly compare?: boolean;
  readonly report?: readonly string[];
  readonly soak?: boolean;
  readonly switch?: boolean;
  readonly discard?: boolean;
}

/** A report and its parameters as one text: `refusals from=2024-05-01 to=2024-06-01 by=reason`. */
const questionIn = (reports: readonly Report[], text: string): NamedQuestion => {
  const [name = '', ...parameters] = text.trim().split(/\s+/);
  const report = oneNamed('report', reports, name);
  const raw = parameters.map((parameter): readonly [string, string] => {
    const at = parameter.indexOf('=');
    const [key, value] = [parameter.slice(0, Math.max(0, at)), parameter.slice(at + 1)];
    if (key in report.parameters) return [key, value];
    throw new UsageError(
      `--report ${name}: "${parameter}" is none of ${Object.keys(report.parameters).join('=…, ')}=…`,
    );
  });
  return { report: name, raw: Object.fromEntries(raw) };
};

/** What a soak says after each round. */
const soakLine = ({ isEqual, projections }: Comparison): string => {
  const rows = projections
    .flatMap(({ tables }) => tables)
    .reduce((sum, { onlyOld, onlyNew, changed }) => sum + onlyOld + onlyNew + changed, 0);
  const places = projections.map(({ projection, new: { position } }) => `${projection} at ${position ?? 0n}`);
  return `${isEqual ? 'equal' : `${rows} rows differ`}: ${places.join(', ')}`;
};

/** Fails where a candidate could not be filled: then there is nothing to compare. */
const checkFilled = (rebuilt: readonly Rebuilt[]): void => {
  const unfilled = rebuilt.find(({ outcome }) => outcome !== 'filled');
  if (!unfilled) return;
  const { projection, outcome, poison } = unfilled;
  throw new StoreError(
    'conflict',
    poison ? stoppedText(projection, poison) : `the candidate of ${projection} was ${outcome}`,
  );
};

/** Fills candidates beside the live ones, and prints how they compare. */
export const runCompare = async (
  ports: CliPorts,
  letopis: Letopis,
  names: readonly string[],
  asked: CompareOptionsGiven,
  fill: () => Promise<readonly Rebuilt[]>,
): Promise<void> => {
  const questions = asked.report?.map((text) => questionIn(letopis.readModels.reports, text));
  checkFilled(await fill());
  const soaking = { questions, soak: asked.soak };
  const comparison = await letopis.work.compare(names, soaking, {
    signal: interruptSignal(),
    onCompared: (compared) => {
      if (asked.soak) ports.note(soakLine(compared));
    },
  });
  ports.write(render(comparisonAnswer(comparison), formatOf(asked), ports));
  if (!comparison.isEqual) process.exitCode = exitCodes.difference;
};

/** Gives up the candidates; the live ones stay as they are. */
export const runDiscard = async (
  ports: CliPorts,
  { readStore }: Letopis,
  names: readonly string[],
  asked: CommonOptions,
) => {
  const dropped = await orderBuilds(readStore, await candidatesAmong(readStore, names), { kind: 'cancel' });
  const rows = dropped.map(({ projection, generation }) => ({ projection, generation, outcome: 'discarded' }));
  printSections(ports, asked, { discarded: rows });
};
