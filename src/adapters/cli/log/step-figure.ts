import type { Letopis } from '../../../application/core';
import { readingWith, unseal } from '../../../application/log/personal-data';
import { answerReport } from '../../../application/asking/answer-report';
import { withPast } from '../../../application/asking/as-of';
import { eventsAtOf } from '../../../application/asking/events-at';
import { resolveNames } from '../../../application/asking/resolve-names';
import type { Answer } from '../../../read-models/kit/report';
import { nameInstead, oneNamed, refuseName, UsageError } from '../terminal/context';
import { wrongUse } from '../reports/report-verbs';
import type { FigureAsked } from './step-commands';

/** The values of a column, row by row: one of them is what a person looks at. */
const columnIn = ({ sections }: Answer, { section, column }: FigureAsked): string => {
  const rows = sections[section];
  if (!rows) return refuseName('section', section, Object.keys(sections));
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  if (rows.length > 0 && !columns.includes(column))
    throw new UsageError(`${section} has no column ${column}: ${nameInstead(column, columns)}`);
  const values = rows.map((row) => JSON.stringify(row[column] ?? null));
  return values.length === 0 ? 'nothing' : values.join(' ');
};

const answerAt = async (
  { side, vault, zone, readStore, readModels }: Letopis,
  asked: FigureAsked,
  position: bigint,
) => {
  const report = oneNamed('report', readModels.reports, asked.report);
  const resolved = await resolveNames(report, asked.parameters, { ...side, store: readStore, vault });
  if ('problems' in resolved) throw wrongUse(resolved.problems);
  const at = (await side.log.momentAt(position)) ?? '';
  const context = { at, zone, ...readingWith(vault), eventsAt: eventsAtOf(side) };
  const answered = await withPast(side, report, { position }, (store) =>
    answerReport({ report, raw: resolved.raw, store, context }),
  );
  if ('problems' in answered) throw wrongUse(answered.problems);
  return unseal(answered.answer, vault);
};

/** Reads a figure of a report as what was recorded up to a position gives it. */
export const figureReader =
  (letopis: Letopis) =>
  async (asked: FigureAsked, position: bigint): Promise<string> =>
    columnIn(await answerAt(letopis, asked, position), asked);
