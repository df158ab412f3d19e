import { accept, rejecter, type Decider, type RejectionCatalogue } from '../shared/decider';
import { given } from '../shared/given';
import { personal } from '../shared/values';
import { evolve, type ManagerShape } from './state';

const rejections = {
  MANAGER_UNKNOWN: {
    rule: 0,
    kind: 'unknown',
    message: 'There is no such manager.',
    next: 'Register the manager first (RegisterManager).',
  },
  MANAGER_ALREADY_REGISTERED: {
    rule: 20,
    message: 'A manager of this id is registered already.',
    next: 'Take another id, or leave it out to get a new one.',
  },
  MANAGER_DEPARTED: {
    rule: 0,
    message: 'This manager has left the company.',
    next: 'Name a day before the departure, or another manager.',
  },
  ABSENCE_ENDS_BEFORE_IT_BEGINS: {
    rule: 0,
    message: 'The absence ends before it begins.',
    next: 'Give the last day of it in untilOn, the same day for a single one.',
  },
  ABSENCE_OVERLAPS: {
    rule: 0,
    message: 'An absence is recorded for some of these days already.',
    next: 'Record the days that are missing only.',
  },
} as const satisfies RejectionCatalogue;

const reject = rejecter(rejections);

/** A manager: a person who sells. */
export const managerDecider: Decider<ManagerShape> = {
  initialState: undefined,
  evolve,
  decide: {
    RegisterManager: ({ name, ...manager }, state, { occurredAt }) =>
      state
        ? reject('MANAGER_ALREADY_REGISTERED', { managerId: manager.managerId })
        : accept({
            type: 'ManagerRegistered',
            occurredAt,
            data: { ...manager, name: personal(name, manager.managerId) },
          }),
    MoveToTeam: ({ managerId, teamId }, state, { occurredAt }) => {
      if (!state) return reject('MANAGER_UNKNOWN', { managerId });
      if (state.departedOn !== undefined) return reject('MANAGER_DEPARTED', { managerId, on: state.departedOn });
      if (state.teamId === teamId) return accept();
      const data = { managerId, teamId, ...given({ previousTeamId: state.teamId }) };
      return accept({ type: 'ManagerMovedToTeam', occurredAt, data });
    },
    RecordAbsence: (absence, state, { occurredAt }) => {
      const { managerId, fromOn, untilOn } = absence;
      if (!state) return reject('MANAGER_UNKNOWN', { managerId });
      if (untilOn < fromOn) return reject('ABSENCE_ENDS_BEFORE_IT_BEGINS', { fromOn, untilOn });
      const overlapped = state.absences.find((other) => other.fromOn <= untilOn && other.untilOn >= fromOn);
      if (overlapped?.fromOn === fromOn && overlapped.untilOn === untilOn) return accept();
      if (overlapped) return reject('ABSENCE_OVERLAPS', { ...overlapped });
      return accept({ type: 'AbsenceRecorded', occurredAt, data: absence });
    },
    RecordDeparture: (departure, state, { occurredAt }) => {
      const { managerId, departedOn } = departure;
      if (!state) return reject('MANAGER_UNKNOWN', { managerId });
      if (state.departedOn === departedOn) return accept();
      if (state.departedOn !== undefined) return reject('MANAGER_DEPARTED', { managerId, on: state.departedOn });
      return accept({ type: 'ManagerDeparted', occurredAt, data: departure });
    },
  },
  streamId: ({ managerId }) => managerId,
  needs: {},
  rejections,
};
