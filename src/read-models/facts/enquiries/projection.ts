import type { AnswerEvidence, EnquiryEvents } from '../../../domain/enquiry/events';
import type { Moment, PersonalText } from '../../../domain/shared/values';
import { isEnquiry } from '../../../domain/shared/words';
import { personalColumn } from '../../kit/personal';
import type { Change, Projection, EventOf, ProjectedEvent } from '../../kit/projection';
import { begunBy, goneOn } from '../../kit/trace';
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
  const { enquiryId, managerId, previousManagerId, until } = event.data;
  const isHeldAt = (due: Moment): boolean => event.occurredAt <= due && (until === undefined || until > due);
  const taken = { until: event.occurredAt, isOver: 1 };
  return [
    enquiryChanged(event, (row) => ({
      ...(until === undefined && { managerId, heldSince: event.occurredAt }),
      status: row.status === 'received' ? 'assigned' : row.status,
      answerDueHolderId: isHeldAt(row.answerDueAt) ? managerId : row.answerDueHolderId,
      fulfilDueHolderId: isHeldAt(row.fulfilDueAt) ? managerId : row.fulfilDueHolderId,
    })),
    ...(previousManagerId === undefined || previousManagerId === managerId
      ? []
      : [holders.patch([enquiryId, previousManagerId], (row) => goneOn(row, event, taken))]),
    heldSince(event, managerId, until),
  ];
};

const answerColumns = (answer: NonNullable<EnquiryEvents['EnquiryAnswerWithdrawn']['stands']>) => ({
  answeredAt: answer.answeredAt,
  answeredById: answer.managerId,
  ...evidenceOf(answer.by),
  answerMinutes: answer.workingMinutes,
  managerMinutes: answer.managerMinutes,
  answeredInTime: answer.inTime ? 1 : 0,
});

const unanswered = {
  answeredAt: null,
  answeredById: null,
  answerEvidence: null,
  answerEvidenceId: null,
  answerMessage: null,
  answerMinutes: null,
  managerMinutes: null,
  answeredInTime: null,
} as const;

const openStatus = ({ managerId }: EnquiryRow): string => (managerId === null ? 'received' : 'assigned');

/** As if the answer had never been: the first one that stands counts. */
const enquiryUnanswered = (event: ProjectedEvent<'EnquiryAnswerWithdrawn'>): readonly Change[] => {
  const { stands, round } = event.data;
  return [
    enquiryChanged(event, (row) => ({
      ...(stands ? answerColumns(stands) : unanswered),
      status: round === 'present' && row.status === 'answered' ? openStatus(row) : row.status,
    })),
  ];
};

const enquiryUnfulfilled = (event: ProjectedEvent<'EnquiryFulfilmentWithdrawn'>): readonly Change[] => [
  enquiryChanged(event, (row) => ({
    status: event.data.isAnswered ? 'answered' : openStatus(row),
    endedAt: null,
    fulfilledAt: null,
    fulfilledById: null,
    fulfilMinutes: null,
    fulfilledInTime: null,
  })),
];

/** The first answer is the one that counts; a later one, after a reopening, is only in the events. */
const enquiryAnswered = (event: ProjectedEvent<'EnquiryAnswered'>): readonly Change[] => {
  const { data, occurredAt: answeredAt } = event;
  return [
    enquiryChanged(event, (row) => ({
      // Fulfilled: its answer was withdrawn, and this one has taken its place.
      status: row.status === 'fulfilled' ? row.status : 'answered',
      ...(row.answeredAt === null && answerColumns({ ...data, answeredAt })),
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
    EnquiryAnswerWithdrawn: enquiryUnanswered,
    EnquiryPaused: enquiryPaused,
    EnquiryResumed: enquiryResumed,
    EnquiryFulfilled: enquiryFulfilled,
    EnquiryFulfilmentWithdrawn: enquiryUnfulfilled,
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
        status: openStatus(row),
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
          row ? goneOn(row, event, { calendar }) : begunBy(event, { version, policy: 'calendar', calendar }),
        ),
      ];
    },
  },
};
