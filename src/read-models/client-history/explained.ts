import { sql } from 'kysely';
import { allTold, told, rowsWith, rowsByKeys } from '../kit/grounds';
import type { ExplainedSections, ReportFigures, Ground, ReportContext, SqlPart } from '../kit/report';
import type { ReportWindow } from '../kit/window';
import type { CanonicalClient } from '../names/canonical-client';
import { figuresExplained } from './explained-figures';
import { historyOf, isInteraction, lastInteractionOf } from './history';
import { isStep, obligationsOf, type Obligation } from './obligations';
import type { FactsDb } from '../facts/tables';

interface ClientAsked {
  readonly db: FactsDb;
  readonly found: CanonicalClient;
  readonly window: ReportWindow;
  readonly context: ReportContext;
  readonly withVoided: boolean;
}

/** Who the client is, and which duplicates are read as him. */
const clientRows = ({ found }: ClientAsked): Ground =>
  rowsWith('looked up', 'clients', sql`"clientId" in (${sql.join(found.ids)})`);

const obligationGrounds = ({ kind, subjectId, dueAt }: Obligation): readonly [Ground, ...Ground[]] => {
  const ofOffer = sql`"offerId" = ${subjectId}`;
  if (kind === 'enquiry') return [rowsWith('row', 'enquiries', sql`"enquiryId" = ${subjectId}`)];
  if (kind === 'invoice') return [rowsWith('row', 'invoices', sql`"invoiceId" = ${subjectId}`)];
  if (kind === 'offer')
    return [rowsWith('row', 'offers', ofOffer), rowsWith('row', 'offer_lines', sql`${ofOffer} and "outcome" = 'open'`)];
  return [rowsWith('row', 'refusals', sql`${ofOffer} and "reconsiderOn" = ${dueAt}`)];
};

const clientFigures = async (asked: ClientAsked): Promise<ReportFigures> => {
  const { db, found, context } = asked;
  const { ids } = found;
  const last = await lastInteractionOf(db, ids);
  const interactionThat = (also: SqlPart): SqlPart => sql`exists (select 1 from "client_events" e
    where e."position" = "client_events"."position" and e."clientId" = "client_events"."clientId"
    and ${isInteraction(ids)} and ${also})`;
  const isOne = interactionThat(sql`1 = 1`);
  const isLast = interactionThat(sql`e."occurredAt" = ${last}`);
  const lastCalls = sql`"clientId" in (${sql.join(ids)}) and "voided" = 0 and "at" = ${last}`;
  const { rows, nextStepAt } = await obligationsOf(db, ids, context);
  const steps = rows.filter(isStep);
  const beside = clientRows(asked);
  const [first = beside, ...others] = steps.filter(({ dueAt }) => dueAt === nextStepAt).flatMap(obligationGrounds);
  // The next one is the first of all: without it, another one would be.
  const later = steps
    .filter(({ dueAt }) => dueAt !== nextStepAt)
    .flatMap(obligationGrounds)
    .map((ground) => ({ ...ground, role: 'looked up: later steps' }));
  return {
    // The last one is the last of all: without it, another one would be.
    lastInteractionAt: told(rowsWith('row', 'client_events', isLast), last, [
      rowsWith('row', 'calls', lastCalls),
      rowsWith('looked up', 'client_events', isOne),
      rowsWith('looked up', 'calls', sql`"clientId" in (${sql.join(ids)})`),
      beside,
    ]),
    nextStepAt: told(first, nextStepAt, [...others, ...later, beside]),
    nextStep: told(first, nextStepAt === null ? 'none planned' : 'planned', [...others, ...later, beside]),
  };
};

const historyFigures = async (
  asked: ClientAsked,
  position: number,
  clientId: string,
): Promise<ReportFigures | undefined> => {
  const { db, found, window, context, withVoided } = asked;
  const page = { limit: 1, after: undefined, withVoided, only: { position, clientId } };
  const [row] = (await historyOf(db, found.ids, window, page, context)).rows;
  if (!row) return undefined;
  const isVoid = sql`"subjectId" in (select e."subjectId" from "client_events" e where e."position" = ${position})`;
  const ofCampaigns = sql`"clientId" in (${sql.join(found.ids)}) and "type" = 'TargetsFrozen'`;
  return allTold(row, [
    rowsByKeys('row', 'client_events', [[position, clientId]]),
    rowsWith('looked up', 'voids', isVoid),
    rowsWith('looked up', 'client_events', ofCampaigns),
    clientRows(asked),
  ]);
};

const obligationFigures = async (asked: ClientAsked, name: readonly string[]): Promise<ReportFigures | undefined> => {
  const [kind, subjectId, dueAt] = name;
  const { rows } = await obligationsOf(asked.db, asked.found.ids, asked.context);
  const row = rows.find((each) => each.kind === kind && each.subjectId === subjectId && (each.dueAt ?? '') === dueAt);
  if (!row) return undefined;
  const [first, ...others] = obligationGrounds(row);
  return allTold(row, [first, ...others, clientRows(asked)]);
};

const clientColumns = ['kind', 'name', 'segment', 'managerId', 'origin', 'externalSource', 'externalId'];

export const explainedClient = (asked: ClientAsked): ExplainedSections => ({
  client: {
    key: ['clientId'],
    described: [...clientColumns, 'registeredAt', 'erased', 'duplicates'],
    figuresOf: () => clientFigures(asked),
  },
  history: {
    key: ['position', 'clientId'],
    described: [],
    figuresOf: ([position, clientId = '']) => historyFigures(asked, Number(position), clientId),
  },
  figures: {
    key: ['figure', 'currency'],
    described: ['unit'],
    figuresOf: ([name = '', currency = '']) =>
      figuresExplained({ ...asked, ids: asked.found.ids }, { name, currency }, asked.context, clientRows(asked)),
  },
  obligations: {
    key: ['kind', 'subjectId', 'dueAt'],
    described: [],
    figuresOf: (name) => obligationFigures(asked, name),
  },
});
