import {
  alike,
  idColumn,
  momentColumn,
  moneyColumn,
  namedColumn,
  nullable,
  realColumn,
  shareColumn,
  textColumn,
  textsColumn,
  wholeColumn,
  type AnswerColumns,
} from '../kit/answer-columns';

const indexColumns = (name: string): AnswerColumns => ({
  ...alike([name, `${name}Low`, `${name}High`], nullable(realColumn())),
  ...alike([`${name}Lines`, `${name}Clients`], nullable(wholeColumn())),
});

export const targetingColumns = {
  managers: {
    managerId: namedColumn('manager'),
    ...indexColumns('targeting'),
    targetingOfOthers: nullable(realColumn()),
    ...indexColumns('closing'),
    pattern: nullable(textColumn('What is below by more than chance')),
    clientsMissing: nullable(wholeColumn('So many more it takes to tell')),
  },
  conversations: {
    ...{ managerId: namedColumn('manager'), clientId: namedColumn('client'), productId: namedColumn('product') },
    ...{ segment: nullable(textColumn()), flags: textsColumn(), offeredAt: momentColumn(), outcome: textColumn() },
    ...{ chance: shareColumn(), chanceInstead: nullable(shareColumn()) },
    ...{ lost: nullable(moneyColumn('amount')), currency: nullable(textColumn()) },
    ...{ offerId: idColumn(), lineId: idColumn(), eventId: nullable(idColumn()) },
    ...{ refusalEventId: nullable(idColumn()), refusedFor: nullable(namedColumn('reason')) },
  },
};
