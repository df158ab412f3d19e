import { dayOf, localDayNumber, millisecondsOf } from '../../domain/shared/time';
import type { PackedColumn } from '../packing/packed';
import { meanings, packedLines, textsIn, type LinesOfDay, type PackedLines } from '../packing/packed-lines';
import { commonSpelling } from '../spellings';
import type { RefusalsDb, Dimension, RefusalsQuestion } from './question';

type InLine<Of> = (lines: LinesOfDay, line: number) => Of;

/** The refused lines of a window, with what a report needs to know of each. */
export interface RefusedLines {
  readonly days: readonly LinesOfDay[];
  readonly key: InLine<string | null>;
  /** The group of the reason that is shown. */
  readonly group: InLine<string | null>;
  readonly isAsked: InLine<boolean>;
  readonly isStatedByClient: InLine<boolean>;
  /** The same number is the same client, including its duplicates. */
  readonly client: InLine<number>;
  readonly currency: InLine<string>;
  readonly gapCurrency: InLine<string>;
}

type Segments = ReadonlyMap<string, string | null>;

const segmentsOf = async (db: RefusalsDb, { by }: RefusalsQuestion): Promise<Segments> => {
  if (by !== 'segment') return new Map();
  const rows = await db.selectFrom('refusal_clients').select(['clientId', 'segment']).execute();
  const common = commonSpelling(rows.map(({ segment }) => segment));
  return new Map(rows.map(({ clientId, segment }) => [clientId, common(segment)]));
};

type ColumnReader = <Of>(column: PackedColumn, as: (text: string | null) => Of) => InLine<Of>;

const groupIn = (read: ColumnReader, { shown }: RefusalsQuestion): InLine<string | null> => {
  const recorded = read('reasonGroup', (group) => group);
  const mapped = read('reason', (reason) => {
    const as = reason === null ? undefined : shown.get(reason);
    return as === undefined || as.code === reason ? undefined : as.group;
  });
  return (lines, line) => mapped(lines, line) ?? recorded(lines, line);
};

const monthIn = ({ zone }: RefusalsQuestion): InLine<string> => {
  const months = new Map<number, string>();
  return ({ day, at }, line) => {
    const number = localDayNumber(millisecondsOf(day) + (at[line] ?? 0), zone);
    const month = months.get(number) ?? dayOf(number).slice(0, 7);
    months.set(number, month);
    return month;
  };
};

interface KeySource {
  readonly lines: PackedLines;
  readonly read: ColumnReader;
  readonly question: RefusalsQuestion;
  readonly segments: Segments;
}

const asRecorded =
  (column: PackedColumn) =>
  ({ read }: KeySource): InLine<string | null> =>
    read(column, (text) => text);
const unlessNull =
  (of: (text: string) => string | null) =>
  (text: string | null): string | null =>
    text === null ? null : of(text);

/** However its name was written, it is one competitor. */
const competitorIn = ({ lines, read }: KeySource): InLine<string | null> =>
  read('competitor', commonSpelling(textsIn(lines, 'competitor')));

const keyIn: Readonly<Record<Dimension, (asked: KeySource) => InLine<string | null>>> = {
  reason: ({ read, question: { shown } }) =>
    read(
      'reason',
      unlessNull((reason) => shown.get(reason)?.code ?? reason),
    ),
  group: ({ read, question }) => groupIn(read, question),
  client: ({ read, question: { canonical } }) => read('clientId', unlessNull(canonical)),
  segment: ({ read, question: { canonical }, segments }) =>
    read(
      'clientId',
      unlessNull((clientId) => segments.get(canonical(clientId)) ?? null),
    ),
  month: ({ question }) => monthIn(question),
  manager: asRecorded('managerId'),
  product: asRecorded('productId'),
  competitor: competitorIn,
  'stated-by': asRecorded('statedBy'),
};

const askedIn = (read: ColumnReader, { manager, product, reasons, ofClients }: RefusalsQuestion): InLine<boolean> => {
  const filters = [
    { column: 'managerId', wanted: manager === undefined ? undefined : [manager] },
    { column: 'productId', wanted: product === undefined ? undefined : [product] },
    { column: 'reason', wanted: reasons },
    { column: 'clientId', wanted: ofClients },
  ] as const;
  const tests = filters.flatMap(({ column, wanted }) => {
    if (wanted === undefined) return [];
    const set = new Set<string | null>(wanted);
    return [read(column, (text) => set.has(text))];
  });
  return (lines, line) => tests.every((test) => test(lines, line));
};

/** Numbers clients in the order in which they are found; duplicates get the number of the client they were merged into. */
const clientIn = (read: ColumnReader, { canonical }: RefusalsQuestion): InLine<number> => {
  const numbers = new Map<string, number>();
  return read('clientId', (clientId) => {
    const client = canonical(clientId ?? '');
    const number = numbers.get(client) ?? numbers.size;
    numbers.set(client, number);
    return number;
  });
};

/** All lines of the window, including voided ones and those of the groups invalid and unknown. */
export const refusedLinesOf = async (db: RefusalsDb, question: RefusalsQuestion): Promise<RefusedLines> => {
  const lines = await packedLines(db, question.cohort ? 'refusal_cohort_days' : 'refusal_days', question.window);
  const read: ColumnReader = (column, as) => meanings(lines, column, as);
  return {
    days: lines.days,
    key: keyIn[question.by]({ lines, read, question, segments: await segmentsOf(db, question) }),
    group: groupIn(read, question),
    isAsked: askedIn(read, question),
    isStatedByClient: read('statedBy', (by) => by === 'client'),
    client: clientIn(read, question),
    currency: read('currency', (currency) => currency ?? ''),
    gapCurrency: read('priceGapCurrency', (currency) => currency ?? ''),
  };
};
