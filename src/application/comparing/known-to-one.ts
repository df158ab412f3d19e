import type { EventType } from '../../domain/catalogue';
import { projectionAt } from '../../read-models/kit/at';
import type { AnyEvent } from '../../read-models/kit/trace';
import { groupBy } from '../../read-models/kit/group-by';
import type { Projection, Row } from '../../read-models/kit/projection';
import { isSame } from '../../domain/shared/same';
import type { DiffSide } from './diff-sides';
import { differingColumns } from './diff-tables';
import type { DifferingFact } from './differing-facts';
import { writingsOfRows, type RowsSide } from '../asking/row-events';
import { hasPlaceInLog } from '../supposing/supposed-facts';
import type { Writing } from '../projecting/written-by';

/**
 * Why a row is otherwise on the two sides: events that one of them did not know, events that would say something else by
 * what is supposed on one of them, or events that both knew and that another version of the read model makes something else of.
 */
export type Because = 'events' | 'supposed' | 'code';

/** An event that explains why a row is otherwise. */
export interface NamedEvent {
  readonly event: AnyEvent;
  readonly because: Because;
  readonly knownTo: 'old' | 'new' | 'both';
  /** What it is: a correction, a void, something told late … */
  readonly kind: string;
}

export interface ExplainedFact extends DifferingFact {
  readonly events: readonly NamedEvent[];
}

/** What an event is by its type, where it says something of what was told before. */
const kindOfType: Partial<Record<EventType, string>> = {
  CallCorrected: 'corrected',
  ClientDetailsCorrected: 'corrected',
  RefusalCorrected: 'corrected',
  CallVoided: 'voided',
  InvoiceVoided: 'voided',
  OfferVoided: 'voided',
  ClientMerged: 'merged',
  DuplicateAbsorbed: 'merged',
  MergeReversed: 'merge reversed',
  PersonalDataErased: 'erased',
  EnquiryAnswerWithdrawn: 'withdrawn',
  EnquiryFulfilmentWithdrawn: 'withdrawn',
  ReasonRemapped: 'remapped',
};

/**
 * What an event is to the side that did not know it: `late` had happened by then and was recorded afterwards, `new` had
 * not happened yet.
 */
const kindOfEvent = (event: AnyEvent, { position, knownUntil = '' }: DiffSide): string => {
  const isLate = event.position > Number(position) && event.occurredAt <= knownUntil;
  return kindOfType[event.type] ?? (isLate ? 'late' : 'new');
};

interface FoldedRow {
  readonly side: DiffSide;
  readonly writings: readonly Writing[];
  readonly row: Row | undefined;
}

/** What this program makes of rows of a read model from the events that a side knows. */
const foldedOn = async (
  side: DiffSide,
  decode: RowsSide['decode'],
  projection: Projection,
  facts: readonly DifferingFact[],
): Promise<(fact: DifferingFact) => FoldedRow> => {
  const until = side.facts.find((each) => each.projection === projection)?.until ?? -1n;
  const at = side.asked.past?.at;
  const seen = at === undefined ? projection : projectionAt(projection, at);
  const found = await writingsOfRows({ log: side.log, decode }, seen, facts, until);
  return (fact) => {
    const writings = found.get(fact) ?? [];
    return { side, writings, row: writings.at(-1)?.after };
  };
};

const isAsFolded = ({ table }: DifferingFact, row: Row | undefined, folded: FoldedRow): boolean =>
  differingColumns(table, { old: row, new: folded.row }).length === 0;

const isSideSupposed = ({ asked: { past } }: DiffSide): boolean => past?.supposing !== undefined;

/** Events that are on one side only for what is supposed: it is said so there, or the other one leaves it out. */
const isOfSupposing = ({ position }: AnyEvent, other: DiffSide): boolean =>
  !hasPlaceInLog(BigInt(position)) || (isSideSupposed(other) && position <= Number(other.position));

/** Events of one side that wrote the row there and not on the other one. */
const knownOnlyTo = (knownTo: 'old' | 'new', one: FoldedRow, other: FoldedRow): readonly NamedEvent[] => {
  const both = new Set(other.writings.map(({ event }) => event.position));
  return one.writings
    .filter(({ event }) => !both.has(event.position))
    .map(({ event }) =>
      isOfSupposing(event, other.side)
        ? { event, because: 'supposed', knownTo, kind: knownTo === 'new' ? 'would be so' : 'would not be so' }
        : { event, because: 'events', knownTo, kind: kindOfEvent(event, other.side) },
    );
};

/** Events of both sides that say something else by what is supposed on one of them. */
const toldBySupposing = (old: FoldedRow, now: FoldedRow): readonly NamedEvent[] => {
  if (!isSideSupposed(old.side) && !isSideSupposed(now.side)) return [];
  const oldBy = new Map(old.writings.map(({ event }) => [event.position, event]));
  return now.writings.flatMap(({ event }): readonly NamedEvent[] => {
    const other = oldBy.get(event.position);
    if (!other || isSame(other.data, event.data)) return [];
    return [{ event, because: 'supposed', knownTo: 'both', kind: 'would say otherwise' }];
  });
};

/** Events that both sides know, and that count for another time of the company on each. */
const toldOtherwise = ({ table }: DifferingFact, old: FoldedRow, now: FoldedRow): readonly NamedEvent[] => {
  const newBy = new Map(now.writings.map((writing) => [writing.event.position, writing]));
  return old.writings.flatMap(({ event, after }): readonly NamedEvent[] => {
    const other = newBy.get(event.position);
    const isSame = !other || differingColumns(table, { old: after, new: other.after }).length === 0;
    return isSame ? [] : [{ event, because: 'events', knownTo: 'both', kind: 'counts from another moment' }];
  });
};

const foldedOtherwise = (old: FoldedRow, now: FoldedRow): readonly NamedEvent[] => {
  const events = new Map([...old.writings, ...now.writings].map(({ event }) => [event.position, event]));
  const isOfBoth = ({ position }: AnyEvent): boolean =>
    [old, now].every(({ writings }) => writings.some(({ event }) => event.position === position));
  const common = [...events.values()].filter(isOfBoth);
  return (common.length > 0 ? common : [...events.values()]).map((event) => ({
    ...{ event, because: 'code', knownTo: 'both', kind: 'folded otherwise' },
  }));
};

const explainedFact = (fact: DifferingFact, before: FoldedRow, after: FoldedRow): ExplainedFact => {
  const unknown = [
    ...knownOnlyTo('old', before, after),
    ...knownOnlyTo('new', after, before),
    ...toldBySupposing(before, after),
  ];
  const isOfThisCode = isAsFolded(fact, fact.old, before) && isAsFolded(fact, fact.new, after);
  return {
    ...fact,
    events: [
      ...(unknown.length > 0 || !isOfThisCode ? unknown : toldOtherwise(fact, before, after)),
      ...(isOfThisCode ? [] : foldedOtherwise(before, after)),
    ],
  };
};

/** Names the events by which rows of facts are otherwise on the two sides. */
export const explainFacts = async (
  decode: RowsSide['decode'],
  sides: { readonly old: DiffSide; readonly new: DiffSide },
  facts: Iterable<DifferingFact>,
): Promise<ReadonlyMap<DifferingFact, ExplainedFact>> => {
  const found = new Map<DifferingFact, ExplainedFact>();
  for (const [projection, some] of groupBy(facts, (fact) => fact.projection)) {
    const before = await foldedOn(sides.old, decode, projection, some);
    const after = await foldedOn(sides.new, decode, projection, some);
    for (const fact of some) found.set(fact, explainedFact(fact, before(fact), after(fact)));
  }
  return found;
};
