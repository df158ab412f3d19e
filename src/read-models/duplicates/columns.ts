import { column, nullable } from '../kit/answer-columns';

export const duplicatesColumns = {
  duplicates: {
    ...{ clientId: column.named('client'), registeredAt: column.moment(), sameAsId: column.named('client') },
    ...{ shares: column.text('What both have'), example: nullable(column.text()) },
    post: column.text('Where the body is posted to, to merge them'),
    body: column.text('JSON'),
  },
};
