import {
  code,
  day,
  decimal,
  flag,
  id,
  integer,
  moment,
  money,
  optional,
  personalText,
  table,
  text,
} from '../projection';
import { packedDays } from './packed-days';

export const refusals = table(
  'refusals',
  'Every refusal, including spoken ones: one row for each line that was refused',
  {
    columns: {
      eventId: id('The refusal'),
      lineId: id('The line of the offer'),
      offerId: id('The offer'),
      version: integer('The version of the offer that was refused'),
      kind: code('`verbal` or `written`'),
      solicited: flag('1: the client had asked (the offer names an enquiry)'),
      clientId: id('The client named on the event'),
      managerId: id('The manager who was refused'),
      productId: id('The product'),
      quantity: decimal('How many'),
      price: optional(decimal('In minor units per unit, net of tax, after the discount')),
      listPrice: optional(decimal('List price in minor units per unit when it was offered')),
      value: optional(money('Price × quantity')),
      currency: optional(code('Currency of price, list price and value')),
      refusedAt: moment('When the client refused'),
      offeredAt: moment('When this version was offered (the cohort)'),
      reason: code('Main reason, as recorded or last corrected'),
      reasonGroup: code('Group of the reason; `invalid` and `unknown` are no refusals by the client'),
      durable: code('Whether offering the same again without a change would be mis-targeting'),
      otherReasons: optional(text('Further reasons, separated by commas')),
      statedBy: code('`client`, `manager` or `callback_check`'),
      competitor: optional(text('Who sold it instead')),
      priceGap: optional(decimal('By how much a unit was too expensive, in minor units, as the client said')),
      priceGapCurrency: optional(code('Currency of the price gap')),
      reconsiderOn: optional(day('When the client wants to be asked again')),
      comment: optional(personalText('What was said')),
      corrected: flag('1: the details were corrected later'),
      voided: flag('1: the offer was voided; the row is not counted in any figure'),
    },
    key: ['eventId', 'lineId'],
    indexes: [['refusedAt'], ['offeredAt'], ['clientId', 'refusedAt']],
    follows: packedDays,
  },
);

export const refusalReasons = table(
  'refusal_reasons',
  'The reasons of refusals, and the reasons that replace them in reports now',
  {
    columns: {
      code: code('The reason'),
      label: text('In words'),
      reasonGroup: code('Its group'),
      durable: code('Whether offering the same again without a change would be mis-targeting'),
      retiredFrom: optional(moment('When it was retired')),
      mappedTo: optional(code('The reason that is shown instead')),
      mappedFrom: optional(moment('From when on it is shown instead')),
    },
    key: ['code'],
  },
);

export const refusalClients = table('refusal_clients', 'What figures by client and segment need to know of a client', {
  columns: {
    clientId: id('The client'),
    segment: optional(text('Segment, as last classified')),
    mergedInto: optional(id('The client that this duplicate was merged into')),
  },
  key: ['clientId'],
  indexes: [['mergedInto']],
});

export const refusalProducts = table('refusal_products', 'Names of products', {
  columns: { productId: id('The product'), name: text('Its name') },
  key: ['productId'],
});
