import { windowOf, windowParameters } from '../kit/window';
import { personalCell } from '../kit/personal';
import { noPage } from '../kit/page';
import {
  defineReport,
  isAskedFor,
  limitParameter,
  optionalParameter,
  type Answer,
  type AnswerRow,
} from '../kit/report';
import { canonicalClient, type CanonicalClient } from '../names/canonical-client';
import { explainedClient } from './explained';
import { figuresOf } from './figures';
import { HISTORY_PLACE, historyOf, lastInteractionOf, historyPlaceOf } from './history';
import { obligationsOf } from './obligations';
import { clientHistoryColumns } from './columns';
import type { FactTables } from '../facts/tables';

const noClient: Answer = {
  sections: { client: [], history: [], figures: [], obligations: [] },
  notes: ['No client has this id, neither as our id nor as that of another system.'],
};

const clientRow = (
  { client, ids }: CanonicalClient,
  lastInteractionAt: string | null,
  nextStepAt: string | null,
): AnswerRow => ({
  clientId: client.clientId,
  kind: client.kind,
  name: personalCell(client.name),
  segment: client.segment,
  managerId: client.managerId,
  origin: personalCell(client.origin),
  externalSource: client.externalSource,
  externalId: personalCell(client.externalId),
  registeredAt: client.registeredAt,
  erased: client.erased === 1,
  duplicates: ids.slice(1),
  lastInteractionAt,
  nextStepAt,
  nextStep: nextStepAt === null ? 'none planned' : 'planned',
});

export const clientHistoryReport = defineReport<FactTables>({
  name: 'client-history',
  description: 'Everything that happened with one client, what came of it, and what is still open',
  parameters: {
    client: {
      kind: 'text',
      names: 'client',
      description: 'The client: our id, its id in the system it was imported from, or its name',
      required: true,
    },
    ...windowParameters,
    voided: optionalParameter('flag', 'Also show what was voided or reversed'),
    limit: limitParameter('Entries per page of the history; 100 by default'),
    after: {
      ...optionalParameter('text', 'The last entry of the previous page, as <position>:<clientId>'),
      pattern: HISTORY_PLACE,
      row: { table: 'client_events', columns: ['position', 'clientId'] },
    },
  },
  columns: clientHistoryColumns,
  reads: ['clients', 'history', 'voids', 'calls', 'enquiries', 'offers', 'invoices'],
  explained: async (db, parameters, context) => {
    const found = await canonicalClient(db, parameters.text('client'), context);
    if (found === undefined) return {};
    const window = windowOf(parameters, context);
    return explainedClient({ db, found, window, context, withVoided: parameters.flag('voided') });
  },
  answer: async (db, parameters, context) => {
    const found = await canonicalClient(db, parameters.text('client'), context);
    if (found === undefined) return noClient;
    const { ids } = found;
    const window = windowOf(parameters, context);
    const entries = {
      limit: parameters.integer('limit', 100),
      after: historyPlaceOf(parameters.optionalText('after')),
      withVoided: parameters.flag('voided'),
    };
    const history = isAskedFor(context, 'history') ? await historyOf(db, ids, window, entries, context) : noPage;
    const { rows: obligations, nextStepAt } = await obligationsOf(db, ids, context);
    return {
      sections: {
        client: [clientRow(found, await lastInteractionOf(db, ids), nextStepAt)],
        history: history.rows,
        figures: isAskedFor(context, 'figures') ? await figuresOf(db, ids, window, context) : [],
        obligations,
      },
      notes: [
        ...history.notes,
        'The history is in the order of occurredAt. Figures count the entries that occurred in the window, without what was voided. Recency counts up to the moment of the report, and obligations are those open at that moment.',
        'Values are net of tax, where their names don’t say gross; payments and refunds are with tax, as paid: compare them with valueInvoicedGross. A payment counts in the currency of its invoice. Attempts are calls out. Refusals of the groups invalid and unknown are not counted. Margin is that of accepted lines with a known cost, per hour of talk.',
      ],
    };
  },
});
