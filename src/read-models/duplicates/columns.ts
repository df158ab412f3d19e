import { momentColumn, namedColumn, nullable, textColumn } from '../kit/answer-columns';

export const duplicatesColumns = {
  duplicates: {
    ...{ clientId: namedColumn('client'), registeredAt: momentColumn(), sameAsId: namedColumn('client') },
    ...{ shares: textColumn('What both have'), example: nullable(textColumn()) },
    post: textColumn('Where the body is posted to, to merge them'),
    body: textColumn('JSON'),
  },
};
