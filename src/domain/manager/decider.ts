import { accept, type Decider } from '../shared/decider';
import { given } from '../shared/given';
import { personal } from '../shared/values';
import type { ManagerEvents } from './events';
import { rejectManager, managerRejections } from './rejections';
import { evolveManager, type ManagerShape } from './state';

/** A manager: a person who sells. */
export const managerDecider: Decider<ManagerShape> = {
  initialState: undefined,
  evolve: evolveManager,
  decide: {
    RegisterManager: ({ name, ...manager }, state, { occurredAt }) =>
      state
        ? rejectManager('MANAGER_ALREADY_REGISTERED', { managerId: manager.managerId })
        : accept({
            type: 'ManagerRegistered',
            occurredAt,
            data: { ...manager, name: personal(name, manager.managerId) },
          }),
    MoveToTeam: (command, state, { occurredAt }) => {
      const { managerId, teamId } = command;
      if (!state) return rejectManager('MANAGER_UNKNOWN', { managerId });
      if (state.departedOn !== undefined) return rejectManager('MANAGER_DEPARTED', { managerId, on: state.departedOn });
      if (state.teamId === teamId) return accept();
      const data: ManagerEvents['ManagerMovedToTeam'] = given({ ...command, previousTeamId: state.teamId });
      return accept({ type: 'ManagerMovedToTeam', occurredAt, data });
    },
    RecordAbsence: (absence, state, { occurredAt }) => {
      const { managerId, fromOn, untilOn } = absence;
      if (!state) return rejectManager('MANAGER_UNKNOWN', { managerId });
      if (untilOn < fromOn) return rejectManager('ABSENCE_ENDS_BEFORE_IT_BEGINS', { fromOn, untilOn });
      const overlapped = state.absences.find((other) => other.fromOn <= untilOn && other.untilOn >= fromOn);
      if (overlapped?.fromOn === fromOn && overlapped.untilOn === untilOn) return accept();
      if (overlapped) return rejectManager('ABSENCE_OVERLAPS', { ...overlapped });
      return accept({ type: 'AbsenceRecorded', occurredAt, data: absence });
    },
    RecordDeparture: (departure, state, { occurredAt }) => {
      const { managerId, departedOn } = departure;
      if (!state) return rejectManager('MANAGER_UNKNOWN', { managerId });
      if (state.departedOn === departedOn) return accept();
      if (state.departedOn !== undefined) return rejectManager('MANAGER_DEPARTED', { managerId, on: state.departedOn });
      return accept({ type: 'ManagerDeparted', occurredAt, data: departure });
    },
  },
  streamId: ({ managerId }) => managerId,
  needs: {},
  rejections: managerRejections,
};
