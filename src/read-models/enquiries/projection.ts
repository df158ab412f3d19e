import type { AnswerEvidence } from '../../domain/enquiry/events';
import type { Id, Moment } from '../../domain/shared/values';
import { isEnquiry } from '../../domain/shared/words';
import { settledAt } from '../clock/clocks';
import type { Change, Projection, ProjectedEvent, RowOfTable } from '../projection';
import { enquiryMonths } from './months';
import { held, received, unsettled } from './receipt';
import { calendars, enquiries, holders, items } from './tables';

type Enquiry = RowOfTable<typeof enquiries>;

const appended = (eventIds: string, id: Id): string => `${eventIds.slice(0, -1)},"${id}"]`;

interface OfEnquiry {
  readonly id: Id;
  readonly occurredAt: Moment;
  readonly data: { readonly enquiryId: Id };
}

/** A further fact of an enquiry: changes what it says, and stands among the events behind the row. */
const also = (event: OfEnquiry, says: (row: Enquiry) => Partial<Enquiry>): Change =>
  enquiries.patch([event.data.enquiryId], (row) => {
    // One copy a fact, then field by field: spreading a wide row twice costs ten times as much.
    const next = Object.assign({ ...row }, says(row));
    next.eventIds = appended(row.eventIds, event.id);
    next.answerableId = next.answeredInTime === 1 ? next.answeredById : (next.answerDueHolderId ?? next.answeredById);
    next.fulfilmentOfId = next.fulfilledById ?? next.declinedById ?? next.fulfilDueHolderId;
    next.settledAt = settledAt(next);
    return next;
  });

const evidenceOf = (by: AnswerEvidence): Pick<Enquiry, 'answerEvidence' | 'answerEvidenceId'> => {
  if ('callId' in by) return { answerEvidence: 'call', answerEvidenceId: by.callId };
  if ('offerId' in by) return { answerEvidence: 'offer', answerEvidenceId: by.offerId };
  return { answerEvidence: 'message', answerEvidenceId: by.messageRef };
};

/** Whoever gets it after the deadline is not to blame for it. */
const assigned = (event: ProjectedEvent<'EnquiryAssigned'>): readonly Change[] => {
  const { enquiryId, managerId, previousManagerId } = event.data;
  return [
    also(event, (row) => ({
      managerId,
      heldSince: event.occurredAt,
      status: row.status === 'received' ? 'assigned' : row.status,
      answerDueHolderId: event.occurredAt <= row.answerDueAt ? managerId : row.answerDueHolderId,
      fulfilDueHolderId: event.occurredAt <= row.fulfilDueAt ? managerId : row.fulfilDueHolderId,
    })),
    ...(previousManagerId === undefined || previousManagerId === managerId
      ? []
      : [holders.patch([enquiryId, previousManagerId], (row) => ({ ...row, until: event.occurredAt, isOver: 1 }))]),
    held(enquiryId, managerId, event.occurredAt),
  ];
};

/** The first answer is the one that counts; a later one, after a reopening, stands among the events. */
const answered = (event: ProjectedEvent<'EnquiryAnswered'>): readonly Change[] => {
  const { by, managerId, workingMinutes, managerMinutes, inTime } = event.data;
  return [
    also(event, (row) => ({
      status: 'answered',
      ...(row.answeredAt === null && {
        answeredAt: event.occurredAt,
        answeredById: managerId,
        ...evidenceOf(by),
        answerMinutes: workingMinutes,
        managerMinutes,
        answeredInTime: inTime ? 1 : 0,
      }),
    })),
  ];
};

const resumed = (event: ProjectedEvent<'EnquiryResumed'>): readonly Change[] => [
  also(event, (row) => ({
    pausedAt: null,
    pausedMinutes: row.pausedMinutes + event.data.pausedMinutes,
    pauses: row.pauses.replace('"}]', `","until":"${event.occurredAt}"}]`),
    answerDueAt: event.data.answerDueAt,
    fulfilDueAt: event.data.fulfilDueAt,
  })),
];

const paused = (event: ProjectedEvent<'EnquiryPaused'>): readonly Change[] => [
  also(event, ({ pauses }) => ({
    pausedAt: event.occurredAt,
    pauses: `${pauses.slice(0, -1)}${pauses === '[]' ? '' : ','}{"from":"${event.occurredAt}"}]`,
  })),
];

const fulfilled = (event: ProjectedEvent<'EnquiryFulfilled'>): readonly Change[] => [
  also(event, () => ({
    status: 'fulfilled',
    fulfilledAt: event.occurredAt,
    endedAt: event.occurredAt,
    fulfilledById: event.data.managerId ?? null,
    fulfilMinutes: event.data.workingMinutes,
    fulfilledInTime: event.data.inTime ? 1 : 0,
  })),
];

export const enquiriesProjection: Projection = {
  name: 'enquiries',
  version: 2,
  says: 'All enquiries with both clocks: answered in time? fulfilled? The never answered ones count',
  tables: [enquiries, enquiryMonths, items, holders, calendars],
  on: {
    EnquiryReceived: received,
    EnquiryAssigned: assigned,
    EnquiryAnswered: answered,
    EnquiryPaused: paused,
    EnquiryResumed: resumed,
    EnquiryFulfilled: fulfilled,
    EnquiryDeclined: (event) => [
      also(event, () => ({
        status: 'declined',
        declinedAt: event.occurredAt,
        endedAt: event.occurredAt,
        counted: isEnquiry(event.data.reason) ? 1 : 0,
        declinedById: event.data.managerId ?? null,
        declineReason: event.data.reason,
      })),
    ],
    EnquiryAbandoned: (event) => [
      also(event, () => ({
        status: 'abandoned',
        abandonedAt: event.occurredAt,
        endedAt: event.occurredAt,
        abandonedById: event.data.managerId ?? null,
        abandonReason: event.data.reason,
      })),
    ],
    EnquiryReopened: (event) => [
      also(event, (row) => ({
        ...unsettled,
        status: row.managerId === null ? 'received' : 'assigned',
        reopenings: row.reopenings + 1,
        pausedAt: null,
        fulfilDueAt: event.data.fulfilDueAt,
        fulfilDueHolderId: row.managerId,
        ...(row.answeredAt === null && row.answerMissedAt === null && { answerDueAt: event.data.answerDueAt }),
      })),
    ],
    AnswerDeadlineMissed: (event) => [
      also(event, (row) => ({
        answerMissedAt: row.answerMissedAt ?? event.data.dueAt,
        ...(row.answerMissedAt === null && { answerDueHolderId: event.data.managerId ?? row.answerDueHolderId }),
      })),
    ],
    FulfilmentDeadlineMissed: (event) => [
      also(event, (row) => ({
        fulfilMissedAt: event.data.dueAt,
        fulfilDueHolderId: event.data.managerId ?? row.fulfilDueHolderId,
      })),
    ],
    CalendarDefined: ({ data }) => [
      calendars.change([data.version], () => ({ version: data.version, calendar: JSON.stringify(data) })),
    ],
  },
};
