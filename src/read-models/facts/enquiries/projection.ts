import type { AnswerEvidence, EnquiryEvents } from '../../../domain/enquiry/events';
import type { PersonalText } from '../../../domain/shared/values';
import { isEnquiry } from '../../../domain/shared/words';
import { personalColumn } from '../../personal';
import type { Change, Projection, EventOf, ProjectedEvent } from '../../projection';
import { begunBy, goneOn } from '../trace';
import { heldSince, enquiryReceived, unsettled } from './receipt';
import { calendars, enquiries, holders, items, type EnquiryRow } from './tables';

type EnquiryEvent = EventOf<keyof EnquiryEvents>;

/** A further event of an enquiry changes columns of its row, and whom its deadlines count for. */
const enquiryChanged = (event: EnquiryEvent, columnsFrom: (row: EnquiryRow) => Partial<EnquiryRow>): Change =>
  enquiries.patch([event.data.enquiryId], (row) => {
    const next = goneOn(row, event, columnsFrom(row));
    const answerableId = next.answeredInTime === 1 ? next.answeredById : (next.answerDueHolderId ?? next.answeredById);
    const fulfilmentOfId = next.fulfilledById ?? next.declinedById ?? next.fulfilDueHolderId;
    return Object.assign(next, { answerableId, fulfilmentOfId });
  });

const evidenceOf = (
  by: AnswerEvidence<PersonalText>,
): Pick<EnquiryRow, 'answerEvidence' | 'answerEvidenceId' | 'answerMessage'> => {
  if ('callId' in by) return { answerEvidence: 'call', answerEvidenceId: by.callId, answerMessage: null };
  if ('offerId' in by) return { answerEvidence: 'offer', answerEvidenceId: by.offerId, answerMessage: null };
  return { answerEvidence: 'message', answerEvidenceId: null, answerMessage: personalColumn(by.messageRef) };
};

/** A manager who gets it after a deadline does not answer for that deadline. */
const enquiryAssigned = (event: ProjectedEvent<'EnquiryAssigned'>): readonly Change[] => {
  const { enquiryId, managerId, previousManagerId } = event.data;
  return [
    enquiryChanged(event, (row) => ({
      managerId,
      heldSince: event.occurredAt,
      status: row.status === 'received' ? 'assigned' : row.status,
      answerDueHolderId: event.occurredAt <= row.answerDueAt ? managerId : row.answerDueHolderId,
      fulfilDueHolderId: event.occurredAt <= row.fulfilDueAt ? managerId : row.fulfilDueHolderId,
    })),
    ...(previousManagerId === undefined || previousManagerId === managerId
      ? []
      : [
          holders.patch([enquiryId, previousManagerId], (row) =>
            goneOn(row, event, { until: event.occurredAt, isOver: 1 }),
          ),
        ]),
    heldSince(event, managerId),
  ];
};

/** The first answer is the one that counts; a later one, after a reopening, is only in the events. */
const enquiryAnswered = (event: ProjectedEvent<'EnquiryAnswered'>): readonly Change[] => {
  const { by, managerId, workingMinutes, managerMinutes, inTime } = event.data;
  return [
    enquiryChanged(event, (row) => ({
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

const enquiryResumed = (event: ProjectedEvent<'EnquiryResumed'>): readonly Change[] => [
  enquiryChanged(event, (row) => ({
    pausedAt: null,
    pausedMinutes: row.pausedMinutes + event.data.pausedMinutes,
    pauses: row.pauses.replace('"}]', `","until":"${event.occurredAt}"}]`),
    answerDueAt: event.data.answerDueAt,
    fulfilDueAt: event.data.fulfilDueAt,
  })),
];

const enquiryPaused = (event: ProjectedEvent<'EnquiryPaused'>): readonly Change[] => [
  enquiryChanged(event, ({ pauses }) => ({
    pausedAt: event.occurredAt,
    pauses: `${pauses.slice(0, -1)}${pauses === '[]' ? '' : ','}{"from":"${event.occurredAt}"}]`,
  })),
];

const enquiryFulfilled = (event: ProjectedEvent<'EnquiryFulfilled'>): readonly Change[] => [
  enquiryChanged(event, () => ({
    status: 'fulfilled',
    fulfilledAt: event.occurredAt,
    endedAt: event.occurredAt,
    fulfilledById: event.data.managerId ?? null,
    fulfilMinutes: event.data.workingMinutes,
    fulfilledInTime: event.data.inTime ? 1 : 0,
  })),
];

export const enquiryFacts: Projection = {
  name: 'enquiries',
  version: 5,
  description:
    'All enquiries with both clocks: answered in time? fulfilled? Enquiries that were never answered count, too',
  tables: [enquiries, items, holders, calendars],
  on: {
    EnquiryReceived: enquiryReceived,
    EnquiryAssigned: enquiryAssigned,
    EnquiryAnswered: enquiryAnswered,
    EnquiryPaused: enquiryPaused,
    EnquiryResumed: enquiryResumed,
    EnquiryFulfilled: enquiryFulfilled,
    EnquiryDeclined: (event) => [
      enquiryChanged(event, () => ({
        status: 'declined',
        declinedAt: event.occurredAt,
        endedAt: event.occurredAt,
        counted: isEnquiry(event.data.reason) ? 1 : 0,
        declinedById: event.data.managerId ?? null,
        declineReason: event.data.reason,
      })),
    ],
    EnquiryAbandoned: (event) => [
      enquiryChanged(event, () => ({
        status: 'abandoned',
        abandonedAt: event.occurredAt,
        endedAt: event.occurredAt,
        abandonedById: event.data.managerId ?? null,
        abandonReason: personalColumn(event.data.reason),
      })),
    ],
    EnquiryReopened: (event) => [
      enquiryChanged(event, (row) => ({
        ...unsettled,
        status: row.managerId === null ? 'received' : 'assigned',
        reopenedAt: event.occurredAt,
        reopenings: row.reopenings + 1,
        pausedAt: null,
        fulfilDueAt: event.data.fulfilDueAt,
        fulfilDueHolderId: row.managerId,
        ...(row.answeredAt === null && row.answerMissedAt === null && { answerDueAt: event.data.answerDueAt }),
      })),
    ],
    AnswerDeadlineMissed: (event) => [
      enquiryChanged(event, (row) => ({
        answerMissedAt: row.answerMissedAt ?? event.data.dueAt,
        ...(row.answerMissedAt === null && { answerDueHolderId: event.data.managerId ?? row.answerDueHolderId }),
      })),
    ],
    FulfilmentDeadlineMissed: (event) => [
      enquiryChanged(event, (row) => ({
        fulfilMissedAt: event.data.dueAt,
        fulfilDueHolderId: event.data.managerId ?? row.fulfilDueHolderId,
      })),
    ],
    CalendarDefined: (event) => {
      const { version } = event.data;
      const calendar = JSON.stringify(event.data);
      return [
        calendars.change([version], (row) =>
          row ? goneOn(row, event, { calendar }) : { version, policy: 'calendar', calendar, ...begunBy(event) },
        ),
      ];
    },
  },
};
