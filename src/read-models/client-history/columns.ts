import { column, nullable } from '../kit/answer-columns';

const amountIfAny = nullable(column.money('sum'));
const currencyIfAny = nullable(column.text());

export const clientHistoryColumns = {
  client: {
    ...{ clientId: column.id(), kind: column.text(), name: nullable(column.text()), segment: nullable(column.text()) },
    managerId: nullable(column.named('manager')),
    ...{
      origin: nullable(column.text()),
      externalSource: nullable(column.text()),
      externalId: nullable(column.text()),
    },
    ...{ registeredAt: column.moment(), erased: column.flag() },
    duplicates: column.texts('Ids of clients that were merged into this one'),
    lastInteractionAt: nullable(column.moment()),
    nextStepAt: nullable({ kind: 'dayOrMoment' as const }),
    nextStep: column.text(),
  },
  history: {
    position: column.whole('In the log'),
    clientId: column.id(),
    ...{ eventId: column.id(), type: column.text(), occurredAt: column.moment(), recordedAt: column.moment() },
    late: column.flag('Recorded more than a day after it happened'),
    managerId: nullable(column.named('manager')),
    subjectId: nullable(column.id()),
    ...{ summary: column.text(), said: nullable(column.text()) },
    ...{ amount: nullable(column.money('amount')), currency: currencyIfAny, margin: nullable(column.money('amount')) },
    ...{ direction: nullable(column.text()), outcome: nullable(column.text()), seconds: nullable(column.whole()) },
    voidedBy: nullable(column.id('The event that voided it')),
  },
  figures: {
    figure: column.text(),
    value: nullable({
      kind: 'figure',
      currency: 'currency',
      description: 'In the unit that is named; money in minor units',
    }),
    ...{ unit: column.text(), currency: currencyIfAny },
  },
  obligations: {
    ...{ kind: column.text(), subjectId: column.id(), state: column.text(), since: nullable(column.moment()) },
    dueAt: nullable({ kind: 'dayOrMoment' as const }),
    overdue: column.flag(),
    managerId: nullable(column.named('manager')),
    ...{ amount: amountIfAny, currency: currencyIfAny },
  },
};
