import { column, alike, nullable, type AnswerColumns } from '../kit/answer-columns';

const indexColumns = (name: string): AnswerColumns => ({
  ...alike([name, `${name}Low`, `${name}High`], nullable(column.real())),
  ...alike([`${name}Lines`, `${name}Clients`], nullable(column.whole())),
});

export const targetingColumns = {
  managers: {
    managerId: column.named('manager'),
    ...indexColumns('targeting'),
    targetingOfOthers: nullable(column.real()),
    ...indexColumns('closing'),
    pattern: nullable(column.text('What is below by more than chance')),
    clientsMissing: nullable(column.whole('So many more it takes to tell')),
  },
  conversations: {
    ...{ managerId: column.named('manager'), clientId: column.named('client'), productId: column.named('product') },
    ...{ segment: nullable(column.text()), flags: column.texts(), offeredAt: column.moment(), outcome: column.text() },
    ...{ chance: column.share(), chanceInstead: nullable(column.share()) },
    ...{ lost: nullable(column.money('amount')), currency: nullable(column.text()) },
    ...{ offerId: column.id(), lineId: column.id(), eventId: nullable(column.id()) },
    ...{ refusalEventId: nullable(column.id()), refusedFor: nullable(column.named('reason')) },
  },
};
