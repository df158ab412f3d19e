import { sidesOf, type KnownBy, type SidesAsked, type SidesGiven } from '../../../application/comparing/diff-asked';
import { diffReports } from '../../../application/comparing/diff-reports';
import { differenceAnswer, FACTS_A_PAGE, type FactsPage } from '../../../application/comparing/difference-answer';
import type { Answer, Report } from '../../../read-models/kit/report';
import { badParameters, bothPasts, editionValue, momentOfPosition, type QuestionPorts } from './report-questions';
import { invalid } from '../protocol/problem';
import { supposedOf } from '../../../application/supposing/supposed-log';
import type { Supposition } from '../../../application/supposing/supposition';
import {
  pastValue,
  positionValue,
  queryOf,
  textValue,
  wholeValue,
  wrongParameter,
  type RawValues,
  type RequestValues,
} from '../protocol/request-values';

const parametersOfSides: Readonly<Record<keyof SidesGiven, string>> = {
  editions: 'edition',
  known: 'asOf',
  at: 'at',
  supposing: 'whatIf',
};

interface DiffQuestion {
  readonly sides: SidesAsked;
  readonly page: FactsPage;
  readonly raw: RawValues;
}

const suppositionsIn = async ({ past }: QuestionPorts, values: RequestValues): Promise<readonly Supposition[]> => {
  const texts = values.readSeveral(textValue('whatIf'));
  const read = await Promise.all(texts.map((text) => supposedOf(past, text)));
  for (const each of read) if ('expected' in each) values.errors.push(wrongParameter('whatIf', each.expected));
  return read.flatMap((each) => ('expected' in each ? [] : [each]));
};

const readDiff = async (ports: QuestionPorts, query: unknown): Promise<DiffQuestion> => {
  const now = new Date().toISOString();
  const present = { now, zone: ports.zone };
  const values = queryOf(query);
  const moments = values.readSeveral(pastValue('asOf', present));
  const positions = values.readSeveral(positionValue('asOfPosition'));
  const at = values.readSeveral(pastValue('at', present));
  const editions = values.readSeveral(editionValue);
  const supposing = await suppositionsIn(ports, values);
  const skipped = values.read(wholeValue('skipped', 0, 1_000_000_000)) ?? 0;
  if (moments.length > 0 && positions.length > 0) values.errors.push(bothPasts);
  values.throwErrors();
  const known: KnownBy[] = moments.map((recordedAt) => ({ recordedAt }));
  for (const position of positions) known.push({ position, recordedAt: await momentOfPosition(ports, position) });
  const sides = sidesOf({ editions, known, at, supposing }, now);
  if ('given' in sides) throw invalid([wrongParameter(parametersOfSides[sides.given], sides.expected)]);
  return { sides, page: { skipped, limit: FACTS_A_PAGE }, raw: values.rest };
};

/** How two editions answer a report, and what explains the difference. Throws a Problem, or StoreError `not-serving`. */
export const askDiff = async (
  ports: QuestionPorts,
  report: Report,
  query: unknown,
  signal: AbortSignal,
): Promise<Answer> => {
  const { sides, page, raw } = await readDiff(ports, query);
  const { past, readStore, vault, zone, directory } = ports;
  const source = { ...past, store: readStore, vault, zone, find: directory.find };
  const found = await diffReports(source, { report, raw, ...sides }, signal);
  if ('problems' in found) throw badParameters(report, found.problems);
  return differenceAnswer(found, page);
};
