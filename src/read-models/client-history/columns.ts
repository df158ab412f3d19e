import {
  flagColumn,
  idColumn,
  momentColumn,
  moneyColumn,
  namedColumn,
  nullable,
  textColumn,
  textsColumn,
  wholeColumn,
} from '../kit/answer-columns';

const amountIfAny = nullable(moneyColumn('sum'));
const currencyIfAny = nullable(textColumn());

export const clientHistoryColumns = {
  client: {
    ...{ clientId: idColumn(), kind: textColumn(), name: nullable(textColumn()), segment: nullable(textColumn()) },
    managerId: nullable(namedColumn('manager')),
    ...{ origin: nullable(textColumn()), externalSource: nullable(textColumn()), externalId: nullable(textColumn()) },
    ...{ registeredAt: momentColumn(), erased: flagColumn() },
    duplicates: textsColumn('Ids of clients that were merged into this one'),
    lastInteractionAt: nullable(momentColumn()),
    nextStepAt: nullable({ kind: 'dayOrMoment' as const }),
    nextStep: textColumn(),
  },
  history: {
    position: wholeColumn('In the log'),
    clientId: idColumn(),
    ...{ eventId: idColumn(), type: textColumn(), occurredAt: momentColumn(), recordedAt: momentColumn() },
    late: flagColumn('Recorded more than a day after it happened'),
    managerId: nullable(namedColumn('manager')),
    subjectId: nullable(idColumn()),
    ...{ summary: textColumn(), said: nullable(textColumn()) },
    ...{ amount: nullable(moneyColumn('amount')), currency: currencyIfAny, margin: nullable(moneyColumn('amount')) },
    ...{ direction: nullable(textColumn()), outcome: nullable(textColumn()), seconds: nullable(wholeColumn()) },
    voidedBy: nullable(idColumn('The event that voided it')),
  },
  figures: {
    figure: textColumn(),
    value: nullable({
      kind: 'figure',
      currency: 'currency',
      description: 'In the unit that is named; money in minor units',
    }),
    ...{ unit: textColumn(), currency: currencyIfAny },
  },
  obligations: {
    ...{ kind: textColumn(), subjectId: idColumn(), state: textColumn(), since: nullable(momentColumn()) },
    dueAt: nullable({ kind: 'dayOrMoment' as const }),
    overdue: flagColumn(),
    managerId: nullable(namedColumn('manager')),
    ...{ amount: amountIfAny, currency: currencyIfAny },
  },
};
