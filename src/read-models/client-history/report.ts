import { windowOf, windowParameters } from '../window';
import { personalCell } from '../personal';
import { defineReport, type Answer, type AnswerRow } from '../report';
import { canonicalClient, type CanonicalClient, type ClientHistoryTables } from './canonical';
import { figuresOf } from './figures';
import { historyOf, lastInteractionOf } from './history';
import { obligationsOf } from './obligations';

const nobody: Answer = {
  sections: { client: [], history: [], figures: [], obligations: [] },
  notes: ['No client has this id, neither ours nor another system’s.'],
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
  origin: client.origin,
  externalSource: client.externalSource,
  externalId: client.externalId,
  registeredAt: client.registeredAt,
  erased: client.erased === 1,
  duplicates: ids.slice(1),
  lastInteractionAt,
  nextStepAt,
  nextStep: nextStepAt === null ? 'none planned' : 'planned',
});

export const clientHistoryReport = defineReport<ClientHistoryTables>({
  name: 'client-history',
  description: 'Everything that happened with one client, what came of it, and what is still open',
  parameters: {
    client: { kind: 'text', description: 'The client: our id, or the id that its own system gave', required: true },
    ...windowParameters,
    voided: { kind: 'flag', description: 'Show what was voided or reversed, too', required: false },
    limit: { kind: 'integer', description: 'Entries of the history; 100 where it is left out', required: false },
    after: { kind: 'integer', description: 'The position of the last entry of the page before', required: false },
  },
  money: { amount: 'currency', margin: 'currency' },
  reads: ['client-history'],
  answer: async (db, asked, context) => {
    const found = await canonicalClient(db, asked.text('client'));
    if (found === undefined) return nobody;
    const { ids } = found;
    const window = windowOf(asked, context);
    const history = await historyOf(db, ids, window, {
      limit: asked.integer('limit', 100),
      after: asked.integer('after', 0),
      withVoided: asked.flag('voided'),
    });
    const { rows: obligations, nextStepAt } = await obligationsOf(db, ids, context);
    return {
      sections: {
        client: [clientRow(found, await lastInteractionOf(db, ids), nextStepAt)],
        history: history.rows,
        figures: await figuresOf(db, ids, window, context),
        obligations,
      },
      notes: [
        ...history.notes,
        'The history is in the order of occurredAt. Figures are of the entries that occurred in the window; what was voided leaves them. Recency counts to the moment of asking, obligations are those of now.',
        'Values are net of tax, payments and refunds as paid. Refusals leave out the groups invalid and unknown. Margin is that of accepted lines with a known cost; its hours are hours of talk.',
      ],
    };
  },
});
