import type { OfferLine, RefusalDetails, VoidedOutcome } from '../../domain/offer/events';
import { localDay } from '../../domain/shared/time';
import type { Day, Id, Moment } from '../../domain/shared/values';
import { refusalKindOf } from '../../domain/shared/words';
import type { Arms, Change, RowOfTable } from '../projection';
import { offeredLines, outcomes, refusals } from './tables';

type By = 1 | -1;
type Outcomes = RowOfTable<typeof outcomes>;
type Sums = Omit<Outcomes, 'managerId' | 'day' | 'currency'>;

/** ISO 4217 for "no currency". */
const withoutPrice = 'XXX';

const valueOf = ({ quantity, unitPrice }: OfferLine): { readonly currency: string; readonly value: number } =>
  unitPrice
    ? { currency: unitPrice.currency, value: Math.round(quantity * unitPrice.amount) }
    : { currency: withoutPrice, value: 0 };

const none: Sums = {
  acceptedLines: 0,
  acceptedValue: 0,
  listValue: 0,
  discountValue: 0,
  expiredLines: 0,
  withdrawnLines: 0,
};

const acceptedSums = (line: OfferLine): Sums => {
  const { currency, value } = valueOf(line);
  const list = line.listPrice?.currency === currency ? Math.round(line.quantity * line.listPrice.amount) : undefined;
  const discount = list === undefined ? {} : { listValue: list, discountValue: list - value };
  return { ...none, acceptedLines: 1, acceptedValue: value, ...discount };
};

const sumsOf = (outcome: 'accepted' | 'expired' | 'withdrawn', line: OfferLine): Sums => {
  if (outcome === 'accepted') return acceptedSums(line);
  return outcome === 'expired' ? { ...none, expiredLines: 1 } : { ...none, withdrawnLines: 1 };
};

const isEmpty = (row: Outcomes): boolean => row.acceptedLines + row.expiredLines + row.withdrawnLines === 0;

/** Puts a line's outcome into the day's figures or takes it out again; a day without outcomes has no row. */
const count = (managerId: Id, day: Day, currency: string, sums: Sums, by: By): Change =>
  outcomes.change([managerId, day, currency], (before) => {
    const row = { ...(before ?? { managerId, day, currency, ...none }) };
    row.acceptedLines += by * sums.acceptedLines;
    row.acceptedValue += by * sums.acceptedValue;
    row.listValue += by * sums.listValue;
    row.discountValue += by * sums.discountValue;
    row.expiredLines += by * sums.expiredLines;
    row.withdrawnLines += by * sums.withdrawnLines;
    return isEmpty(row) ? undefined : row;
  });

const countRefused = (managerId: Id, day: Day, lines: number, refusal: RefusalDetails): readonly Change[] => {
  const { group } = refusal;
  if (refusalKindOf(group) === 'invalid') return [];
  return [
    refusals.change([managerId, day, group], (before) => {
      const row = { ...(before ?? { managerId, day, group, lines: 0, statedByClient: 0 }) };
      row.lines += lines;
      row.statedByClient += refusal.statedBy === 'client' ? lines : 0;
      return row.lines === 0 ? undefined : row;
    }),
  ];
};

const countOutcome = (told: Omit<VoidedOutcome, 'eventId' | 'version'>, day: Day, by: By): readonly Change[] => {
  const { outcome, managerId, lines, refusal } = told;
  if (outcome === 'refused') return refusal ? countRefused(managerId, day, by * lines.length, refusal) : [];
  return lines.map((line) => count(managerId, day, valueOf(line).currency, sumsOf(outcome, line), by));
};

const standing = (offerId: Id, lines: readonly OfferLine[], outcome: string, outcomeAt: Moment): readonly Change[] =>
  lines.map(({ lineId }) => offeredLines.patch([offerId, lineId], (row) => ({ ...row, outcome, outcomeAt })));

interface Put {
  readonly occurredAt: Moment;
  readonly data: {
    readonly offerId: Id;
    readonly clientId: Id;
    readonly managerId: Id;
    readonly enquiryId?: Id;
    readonly lines: readonly OfferLine[];
    readonly validUntil?: Moment;
  };
}

/** A line is offered once; a revision changes its price and validity and opens it again. */
const offered = ({ occurredAt, data }: Put): readonly Change[] =>
  data.lines.map((line) =>
    offeredLines.change([data.offerId, line.lineId], (before) => ({
      offerId: data.offerId,
      lineId: line.lineId,
      managerId: before?.managerId ?? data.managerId,
      clientId: data.clientId,
      offeredAt: before?.offeredAt ?? occurredAt,
      solicited: data.enquiryId === undefined ? 0 : 1,
      validUntil: data.validUntil ?? null,
      ...valueOf(line),
      outcome: 'open',
      outcomeAt: null,
    })),
  );

interface Ended {
  readonly occurredAt: Moment;
  readonly data: { readonly offerId: Id; readonly managerId: Id; readonly lines: readonly OfferLine[] };
  readonly metadata: { readonly zone: string };
}

const ended =
  (outcome: 'accepted' | 'expired' | 'withdrawn') =>
  ({ occurredAt, data, metadata }: Ended): readonly Change[] => [
    ...standing(data.offerId, data.lines, outcome, occurredAt),
    ...countOutcome({ ...data, outcome, at: occurredAt }, localDay(occurredAt, metadata.zone), 1),
  ];

export const offerArms = {
  OfferMade: offered,
  OfferRevised: (event) => [
    ...offered(event),
    ...standing(event.data.offerId, event.data.dropped, 'withdrawn', event.occurredAt),
  ],
  OfferLinesAccepted: ended('accepted'),
  OfferExpired: ended('expired'),
  OfferWithdrawn: ended('withdrawn'),
  OfferLinesRefused: ({ occurredAt, data, metadata }) => [
    ...standing(data.offerId, data.lines, refusalKindOf(data.group), occurredAt),
    ...countRefused(data.managerId, localDay(occurredAt, metadata.zone), data.lines.length, data),
  ],
  RefusalCorrected: ({ data, metadata }) => {
    const { offerId, managerId, lines, was, now, refusedAt } = data;
    if (was.group === now.group && was.statedBy === now.statedBy) return [];
    const day = localDay(refusedAt, metadata.zone);
    // Only where that refusal still stands: a line opened again has gone on.
    const restated = ({ lineId }: OfferLine): Change =>
      offeredLines.patch([offerId, lineId], (row) =>
        row.outcomeAt === refusedAt ? { ...row, outcome: refusalKindOf(now.group) } : row,
      );
    return [
      ...lines.map(restated),
      ...countRefused(managerId, day, -lines.length, was),
      ...countRefused(managerId, day, lines.length, now),
    ];
  },
  OfferVoided: ({ data, metadata: { zone } }) => [
    ...data.offered.flatMap(({ lines }) =>
      lines.map(({ lineId }) => offeredLines.change([data.offerId, lineId], () => undefined)),
    ),
    ...data.outcomes.flatMap((each) => countOutcome(each, localDay(each.at, zone), -1)),
  ],
} satisfies Arms;
