import { localDay } from '../../domain/shared/time';
import { packedLines, type PackedColumn, type PackedLines } from '../figures/packed';
import type { Value } from '../projection';
import type { Database, Dimension, Question } from './question';

/** A refused line as the summary sees it. */
export interface Line {
  readonly key: string | null;
  readonly group: string | null;
  readonly isVoided: boolean;
  readonly offerId: Value;
  readonly clientId: string;
  readonly isStatedByClient: boolean;
  readonly value: number | null;
  readonly currency: string;
  readonly gap: number | null;
  readonly gapCurrency: string;
}

const always = ['reason', 'reasonGroup', 'clientId', 'offerId', 'statedBy', 'voided'] as const;
const money = ['value', 'currency', 'priceGap', 'priceGapCurrency'] as const;

const columnOf: Readonly<Record<Dimension, PackedColumn>> = {
  reason: 'reason',
  group: 'reasonGroup',
  manager: 'managerId',
  product: 'productId',
  client: 'clientId',
  segment: 'clientId',
  competitor: 'competitor',
  month: 'at',
  'stated-by': 'statedBy',
};

const text = (value: Value | undefined): string | null => (typeof value === 'string' ? value : null);
const number = (value: Value | undefined): number | null => (typeof value === 'number' ? value : null);

type Segments = ReadonlyMap<string, string | null>;

/** A question with what it needs of the clients; segments only where it is asked by them. */
interface Ready extends Question {
  readonly segments: Segments;
}

const segmentsOf = async (db: Database, { by }: Question): Promise<Segments> => {
  if (by !== 'segment') return new Map();
  const rows = await db.selectFrom('refusal_clients').select(['clientId', 'segment']).execute();
  return new Map(rows.map(({ clientId, segment }) => [clientId, segment]));
};

const groupOf = ({ shown }: Question, reason: string, recorded: string | null): string | null => {
  const as = shown.get(reason);
  return as === undefined || as.code === reason ? recorded : as.group;
};

type KeyOf = (own: string | null, reason: string) => string | null;

/** Of the line's own value in the column of the dimension. */
const keyOf = (question: Ready): KeyOf => {
  const { by, shown, canonical, zone, segments } = question;
  const known =
    (of: (own: string) => string | null): KeyOf =>
    (own) =>
      own === null ? null : of(own);
  const others: Partial<Record<Dimension, KeyOf>> = {
    reason: (own, reason) => shown.get(reason)?.code ?? own,
    group: (own, reason) => groupOf(question, reason, own),
    client: known(canonical),
    segment: known((clientId) => segments.get(canonical(clientId)) ?? null),
    month: known((at) => localDay(at, zone).slice(0, 7)),
  };
  return others[by] ?? ((own) => own);
};

const isAsked = (lines: PackedLines, { manager, product, reasons, clients }: Question): ((line: number) => boolean) => {
  const filters = [
    { column: 'managerId', wanted: manager === undefined ? undefined : [manager] },
    { column: 'productId', wanted: product === undefined ? undefined : [product] },
    { column: 'reason', wanted: reasons },
    { column: 'clientId', wanted: clients },
  ] as const;
  const tests = filters.flatMap(({ column, wanted }) => {
    if (wanted === undefined) return [];
    const [values, set] = [lines.list(column), new Set<Value>(wanted)];
    return [(line: number): boolean => set.has(values[line] ?? null)];
  });
  return (line) => tests.every((test) => test(line));
};

const takeDay = (lines: PackedLines, question: Ready, take: (line: Line) => void): void => {
  const texts = (column: PackedColumn): ((line: number) => string | null) => {
    const values = lines.list(column);
    return (line) => text(values[line]);
  };
  const numbers = (column: PackedColumn): ((line: number) => number | null) => {
    const values = lines.list(column);
    return (line) => number(values[line]);
  };
  const [reasons, groups, clients, offers] = [
    texts('reason'),
    texts('reasonGroup'),
    texts('clientId'),
    texts('offerId'),
  ];
  const [statedBy, voided, own] = [texts('statedBy'), numbers('voided'), texts(columnOf[question.by])];
  const [values, currencies] = [numbers('value'), texts('currency')];
  const [gaps, gapCurrencies] = [numbers('priceGap'), texts('priceGapCurrency')];
  const [asked, key] = [isAsked(lines, question), keyOf(question)];
  for (let line = 0; line < lines.count; line += 1) {
    if (!asked(line)) continue;
    const reason = reasons(line) ?? '';
    take({
      key: key(own(line), reason),
      group: groupOf(question, reason, groups(line)),
      isVoided: voided(line) === 1,
      offerId: offers(line),
      clientId: question.canonical(clients(line) ?? ''),
      isStatedByClient: statedBy(line) === 'client',
      value: values(line),
      currency: currencies(line) ?? '',
      gap: gaps(line),
      gapCurrency: gapCurrencies(line) ?? '',
    });
  }
};

/** Gives each line that is asked for, voided ones and those of the groups invalid and unknown, too. */
export const eachLine = async (db: Database, question: Question, take: (line: Line) => void): Promise<void> => {
  const filters: readonly (PackedColumn | false)[] = [
    question.manager !== undefined && 'managerId',
    question.product !== undefined && 'productId',
  ];
  const columns = new Set(
    [...always, ...money, columnOf[question.by], ...filters].filter((column) => column !== false),
  );
  const from = question.cohort ? 'refusal_cohort_days' : 'refusal_days';
  const days = await packedLines(db, from, question.window, [...columns]);
  const ready = { ...question, segments: await segmentsOf(db, question) };
  for (const lines of days) takeDay(lines, ready, take);
};
