import { windowOf, windowParameters } from '../kit/window';
import { usualNames } from '../names/named';
import { defineReport, limitParameter, namingParameter, optionalChoice, optionalParameter } from '../kit/report';
import { countedOf } from './counting';
import { explainedRefusals } from './explained';
import { dimensions, questionOf, type RefusalsTables } from './question';
import { registerOf } from './register';
import { outsideRows, summaryOf, valuesOf } from './summary';

export const refusalsReport = defineReport<RefusalsTables>({
  name: 'refusals',
  description:
    'All refusals, including spoken ones, line by line, and their sums by reason, manager, product, client …',
  parameters: {
    ...windowParameters,
    by: optionalChoice(dimensions, 'What the summary counts by; reason by default'),
    cohort: optionalParameter('flag', 'Count by the date of the offer instead of that of the refusal'),
    manager: namingParameter('manager', 'Only refusals that this manager received'),
    product: namingParameter('product', 'Only refusals of this product'),
    client: namingParameter('client', 'Only refusals by this client and its duplicates'),
    reason: namingParameter('reason', 'Only refusals for this reason'),
    voided: optionalParameter('flag', 'Also show voided refusals in the register'),
    limit: limitParameter('Rows of the summary and of the register; 100 by default'),
    after: {
      ...optionalParameter('text', 'The column `row` of the last refusal of the previous page'),
      row: { table: 'refusals', columns: ['eventId', 'lineId'] },
    },
  },
  money: {
    value: 'currency',
    price: 'currency',
    listPrice: 'currency',
    priceGap: 'priceGapCurrency',
    priceGapMedian: 'priceGapCurrency',
  },
  names: { ...usualNames, reason: 'reason' },
  rates: ['share', 'shareLow', 'shareHigh', 'statedByClientShare'],
  reads: ['offers', 'reasons', 'clients', 'products'],
  explained: async (db, parameters, context) =>
    explainedRefusals(db, await questionOf(db, parameters, windowOf(parameters, context), context)),
  answer: async (db, parameters, context) => {
    const question = await questionOf(db, parameters, windowOf(parameters, context), context);
    const counted = await countedOf(db, question);
    const summary = await summaryOf(db, question, counted, parameters.integer('limit', 100));
    const register = await registerOf(db, question, parameters);
    return {
      sections: {
        summary: summary.rows,
        values: valuesOf(question, counted),
        outside: outsideRows(counted),
        refusals: register.rows,
      },
      notes: [
        ...summary.notes,
        ...register.notes,
        parameters.flag('cohort')
          ? 'Counted by the date of the offer (cohorts): later refusals still change the figures.'
          : 'Counted by the date of the refusal, not by that of the offer or of the recording.',
        'One refusal is one line of an offer. Shares are of all refusals in the window, with their 95 % interval (Wilson). The groups invalid and unknown (no response) and voided refusals are not among them: the section outside counts them.',
      ],
    };
  },
});
