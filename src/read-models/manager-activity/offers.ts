import type { OfferLine, RefusalDetails, VoidedOutcome } from '../../domain/offer/events';
import { amountOf } from '../../domain/shared/money';
import { localDay } from '../../domain/shared/time';
import type { Day, Id, Moment } from '../../domain/shared/values';
import { heldAmount } from '../beyond';
import type { Arms, Change, ProjectedEvent, RowOfTable } from '../projection';
import { refusalKindOf } from '../../domain/shared/words';
import type { Sign } from '../rollup';
import { managerOutcomes, managerRefusals, NO_CURRENCY, offeredLines } from './tables';

type OutcomeRow = RowOfTable<typeof managerOutcomes>;
type OutcomeSums = Omit<OutcomeRow, 'managerId' | 'day' | 'currency'>;

const lineValueOf = ({ quantity, unitPrice }: OfferLine): { readonly currency: string; readonly value: number } =>
  unitPrice
    ? { currency: unitPrice.currency, value: heldAmount(amountOf(quantity, unitPrice.amount)) }
    : { currency: NO_CURRENCY, value: 0 };

const noOutcomes: OutcomeSums = {
  acceptedLines: 0,
  acceptedValue: '0',
  listValue: '0',
  discountValue: '0',
  expiredLines: 0,
  withdrawnLines: 0,
};

const acceptedSums = (line: OfferLine): OutcomeSums => {
  const { currency, value } = lineValueOf(line);
  const accepted = { ...noOutcomes, acceptedLines: 1, acceptedValue: String(value) };
  if (line.listPrice?.currency !== currency) return accepted;
  const list = heldAmount(amountOf(line.quantity, line.listPrice.amount));
  return { ...accepted, listValue: String(list), discountValue: String(list - value) };
};

const outcomeSumsOf = (outcome: 'accepted' | 'expired' | 'withdrawn', line: OfferLine): OutcomeSums => {
  if (outcome === 'accepted') return acceptedSums(line);
  return outcome === 'expired' ? { ...noOutcomes, expiredLines: 1 } : { ...noOutcomes, withdrawnLines: 1 };
};

const hasNoOutcomes = (row: OutcomeRow): boolean => row.acceptedLines + row.expiredLines + row.withdrawnLines === 0;

/** Exact, however many lines a day has. */
const plusTotal = (total: string, added: string, by: Sign): string =>
  String(BigInt(total) + BigInt(by) * BigInt(added));

/** Adds a line's outcome to the day's figures or takes it out again; a day without outcomes has no row. */
const countLine = (managerId: Id, day: Day, currency: string, sums: OutcomeSums, by: Sign): Change =>
  managerOutcomes.change([managerId, day, currency], (before) => {
    const row = { ...(before ?? { managerId, day, currency, ...noOutcomes }) };
    row.acceptedLines += by * sums.acceptedLines;
    row.acceptedValue = plusTotal(row.acceptedValue, sums.acceptedValue, by);
    row.listValue = plusTotal(row.listValue, sums.listValue, by);
    row.discountValue = plusTotal(row.discountValue, sums.discountValue, by);
    row.expiredLines += by * sums.expiredLines;
    row.withdrawnLines += by * sums.withdrawnLines;
    return hasNoOutcomes(row) ? undefined : row;
  });

const countRefusedLines = (managerId: Id, day: Day, lines: number, refusal: RefusalDetails): readonly Change[] => {
  const { group } = refusal;
  if (refusalKindOf(group) === 'invalid') return [];
  return [
    managerRefusals.change([managerId, day, group], (before) => {
      const row = { ...(before ?? { managerId, day, group, lines: 0, statedByClient: 0 }) };
      row.lines += lines;
      row.statedByClient += refusal.statedBy === 'client' ? lines : 0;
      return row.lines === 0 ? undefined : row;
    }),
  ];
};

const countOutcome = (voided: Omit<VoidedOutcome, 'eventId' | 'version'>, day: Day, by: Sign): readonly Change[] => {
  const { outcome, managerId, lines, refusal } = voided;
  if (outcome === 'refused') return refusal ? countRefusedLines(managerId, day, by * lines.length, refusal) : [];
  return lines.map((line) => countLine(managerId, day, lineValueOf(line).currency, outcomeSumsOf(outcome, line), by));
};

const setOutcome = (offerId: Id, lines: readonly OfferLine[], outcome: string, outcomeAt: Moment): readonly Change[] =>
  lines.map(({ lineId }) => offeredLines.patch([offerId, lineId], (row) => ({ ...row, outcome, outcomeAt })));

type OfferedEvent = ProjectedEvent<'OfferMade' | 'OfferRevised'>;

/** A line is offered once; a revision changes its price and validity and opens it again. */
const linesOffered = ({ occurredAt, data }: OfferedEvent): readonly Change[] =>
  data.lines.map((line) =>
    offeredLines.change([data.offerId, line.lineId], (before) => ({
      offerId: data.offerId,
      lineId: line.lineId,
      managerId: before?.managerId ?? data.managerId,
      clientId: data.clientId,
      offeredAt: before?.offeredAt ?? occurredAt,
      solicited: data.enquiryId === undefined ? 0 : 1,
      validUntil: data.validUntil ?? null,
      ...lineValueOf(line),
      outcome: 'open',
      outcomeAt: null,
    })),
  );

type LinesEndedEvent = ProjectedEvent<'OfferLinesAccepted' | 'OfferExpired' | 'OfferWithdrawn'>;

const linesEnded =
  (outcome: 'accepted' | 'expired' | 'withdrawn') =>
  ({ occurredAt, data, metadata }: LinesEndedEvent): readonly Change[] => [
    ...setOutcome(data.offerId, data.lines, outcome, occurredAt),
    ...countOutcome({ ...data, outcome, at: occurredAt }, localDay(occurredAt, metadata.zone), 1),
  ];

export const offerCountArms = {
  OfferMade: linesOffered,
  OfferRevised: (event) => [
    ...linesOffered(event),
    ...setOutcome(event.data.offerId, event.data.dropped, 'withdrawn', event.occurredAt),
  ],
  OfferLinesAccepted: linesEnded('accepted'),
  OfferExpired: linesEnded('expired'),
  OfferWithdrawn: linesEnded('withdrawn'),
  OfferLinesRefused: ({ occurredAt, data, metadata }) => [
    ...setOutcome(data.offerId, data.lines, refusalKindOf(data.group), occurredAt),
    ...countRefusedLines(data.managerId, localDay(occurredAt, metadata.zone), data.lines.length, data),
  ],
  RefusalCorrected: ({ data, metadata }) => {
    const { offerId, managerId, lines, was, now, refusedAt } = data;
    if (was.group === now.group && was.statedBy === now.statedBy) return [];
    const day = localDay(refusedAt, metadata.zone);
    // Only where that refusal is still the outcome: a line that was opened again has a later one.
    const restated = ({ lineId }: OfferLine): Change =>
      offeredLines.patch([offerId, lineId], (row) =>
        row.outcomeAt === refusedAt ? { ...row, outcome: refusalKindOf(now.group) } : row,
      );
    return [
      ...lines.map(restated),
      ...countRefusedLines(managerId, day, -lines.length, was),
      ...countRefusedLines(managerId, day, lines.length, now),
    ];
  },
  OfferVoided: ({ data, metadata: { zone } }) => [
    ...data.offered.flatMap(({ lines }) =>
      lines.map(({ lineId }) => offeredLines.change([data.offerId, lineId], () => undefined)),
    ),
    ...data.outcomes.flatMap((each) => countOutcome(each, localDay(each.at, zone), -1)),
  ],
} satisfies Arms;
