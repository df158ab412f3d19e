import { everyFieldNamed } from '../kit/every-field';
import { personalColumn, personalColumnIfGiven } from '../kit/personal';
import {
  code,
  day,
  id,
  moment,
  money,
  optional,
  personalText,
  position,
  table,
  text,
  type Projection,
} from '../kit/projection';
import { begunBy, goneOn, ofStream, onceIn, traceColumns } from '../kit/trace';

export const managers = table('managers', 'The people who sell', {
  columns: {
    managerId: id('The manager'),
    name: personalText('The name'),
    role: code('manager, lead, director'),
    teamId: optional(text('The team that the manager is in now')),
    departedOn: optional(day('The last day in the company')),
    externalSource: optional(text('The system that the manager was imported from')),
    externalId: optional(personalText('The id there')),
    ...traceColumns,
  },
  key: ['managerId'],
  trace: ofStream('manager', 'managerId'),
});

export const statedForecasts = table('stated_forecasts', 'What managers said that a month will bring', {
  columns: {
    position: position('Position in the log of the statement'),
    managerId: id('The manager'),
    month: code('The month, `YYYY-MM`'),
    productId: optional(id('Of this product alone; empty: of all that the manager sells')),
    amount: money('Net of tax'),
    currency: code('ISO 4217'),
    statedAt: moment('When it was said'),
  },
  key: ['position'],
  trace: onceIn('manager', 'managerId', 'statedAt'),
  indexes: [['month', 'managerId']],
});

export const managerFacts: Projection = {
  name: 'managers',
  version: 3,
  description: 'Who the managers are, and what they say months will bring',
  tables: [managers, statedForecasts],
  on: {
    ManagerRegistered: (event) => {
      const { managerId, name, role, teamId = null, externalId, ...rest } = event.data;
      everyFieldNamed(rest);
      const row = {
        ...{ managerId, name: personalColumn(name), role, teamId, departedOn: null },
        externalSource: externalId?.source ?? null,
        externalId: personalColumnIfGiven(externalId?.id),
      };
      return [managers.insert(begunBy(event, row))];
    },
    ManagerMovedToTeam: (event) => {
      const { managerId, teamId, until } = event.data;
      // What came late, of before a newer move, says nothing of now.
      return until === undefined ? [managers.patch([managerId], (row) => goneOn(row, event, { teamId }))] : [];
    },
    ForecastStated: (event) => {
      const { position: at, occurredAt: statedAt, data } = event;
      const { managerId, month, amount, productId = null, ...rest } = data;
      everyFieldNamed(rest);
      return [statedForecasts.insert({ position: at, managerId, month, productId, ...amount, statedAt })];
    },
    ManagerDeparted: (event) => [
      managers.patch([event.data.managerId], (row) => goneOn(row, event, { departedOn: event.data.departedOn })),
    ],
  },
};
