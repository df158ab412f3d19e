import { everyFieldNamed } from '../kit/every-field';
import { code, moment, optional, table, text, type Projection } from '../kit/projection';
import { begunBy, goneOn, ofStream, traceColumns } from '../kit/trace';

export const refusalReasons = table(
  'refusal_reasons',
  'The reasons of refusals, and the reasons that replace them in reports now',
  {
    columns: {
      code: code('The reason'),
      catalogue: code('The catalogue that it is in'),
      label: text('In words'),
      reasonGroup: code('Its group'),
      durable: code('Whether offering the same again without a change would be mis-targeting'),
      retiredFrom: optional(moment('When it was retired')),
      mappedTo: optional(code('The reason that is shown instead')),
      mappedFrom: optional(moment('From when on it is shown instead')),
      ...traceColumns,
    },
    key: ['code'],
    trace: ofStream('reasons', 'catalogue'),
  },
);

export const reasonFacts: Projection = {
  name: 'reasons',
  version: 1,
  description: 'The catalogue of reasons for refusals',
  tables: [refusalReasons],
  on: {
    ReasonDefined: (event) => {
      const { catalogue, code: reason, group, durable, label, effectiveFrom, ...rest } = event.data;
      everyFieldNamed(rest);
      const defined = { catalogue, label, reasonGroup: group, durable, retiredFrom: null };
      return [
        refusalReasons.change([reason], (row) =>
          row
            ? goneOn(row, event, defined)
            : begunBy(event, { code: reason, ...defined, mappedTo: null, mappedFrom: null }),
        ),
      ];
    },
    ReasonRetired: (event) => {
      const { code: reason, effectiveFrom } = event.data;
      return [refusalReasons.patch([reason], (row) => goneOn(row, event, { retiredFrom: effectiveFrom }))];
    },
    ReasonRemapped: (event) => {
      const { from, to, effectiveFrom } = event.data;
      const mapped = { mappedTo: to, mappedFrom: effectiveFrom };
      return [refusalReasons.patch([from], (row) => goneOn(row, event, mapped))];
    },
  },
};
