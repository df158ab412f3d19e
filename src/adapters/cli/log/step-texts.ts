import { unseal, type KeyVault } from '../../../application/log/personal-data';
import type { FieldChange } from '../../../application/replaying/fields';
import type { ReplayStep, RowStep } from '../../../application/replaying/step';
import type { Moment } from '../../../domain/shared/values';
import { traceColumns } from '../../../read-models/kit/trace';
import { actorOf } from './log-names';
import { asPlain } from './log-texts';

/** How steps are shown. */
export interface StepView {
  readonly vault: KeyVault;
  readonly local: (moment: Moment) => string;
  /** The names of managers, by their ids. */
  readonly managers: ReadonlyMap<string, string>;
}

/** A step as one JSON object, personal text opened. */
export const stepAsJson = (step: ReplayStep, { vault }: Pick<StepView, 'vault'>): object => {
  const { number, event, words, state, rows, faults } = step;
  const { before, after, changes } = state;
  return {
    step: number,
    ...asPlain(event, vault),
    ...unseal({ words, state: { before, after, changed: changes }, readModels: rows }, vault),
    faults,
  };
};

const leafText = (value: FieldChange['after']): string =>
  typeof value === 'object' || typeof value === 'string' ? JSON.stringify(value) : String(value);

/** `*` what changed, `+` what is new, `-` what is gone. */
const changeText = ({ field, before, after }: FieldChange): string => {
  if (before === undefined) return `+ ${field}: ${leafText(after)}`;
  return after === undefined
    ? `- ${field}: ${leafText(before)}`
    : `* ${field}: ${leafText(before)} → ${leafText(after)}`;
};

/** By these columns a row says where it came from: which event that is, the step says already. */
const isTrace = ({ field }: FieldChange): boolean => Object.hasOwn(traceColumns, field);

const rowLines = ({ table, key, change, cells }: RowStep): readonly string[] => {
  const told = cells.filter((cell) => !isTrace(cell) && !Object.hasOwn(key, cell.field));
  return [`  ${table} ${Object.values(key).join('/')} ${change}`, ...told.map((cell) => `    ${changeText(cell)}`)];
};

const readModelLines = (rows: readonly RowStep[]): readonly string[] =>
  rows.length === 0 ? ['no read model holds anything of it'] : ['read models', ...rows.flatMap(rowLines)];

const stateLines = ({ event, state: { changes } }: ReplayStep): readonly string[] =>
  changes.length === 0
    ? [`${event.stream} stays as it was`]
    : [`state of ${event.stream}`, ...changes.map((change) => `  ${changeText(change)}`)];

const DAY_MILLISECONDS = 86_400_000;

const timesText = ({ event: { occurredAt, recordedAt } }: ReplayStep, local: StepView['local']): string => {
  const days = Math.floor((Date.parse(recordedAt) - Date.parse(occurredAt)) / DAY_MILLISECONDS);
  const late = days > 0 ? ` (${days} ${days === 1 ? 'day' : 'days'} later)` : '';
  return `happened ${local(occurredAt)}, recorded ${local(recordedAt)}${late}`;
};

const whoText = ({ event }: ReplayStep, { managers }: Pick<StepView, 'managers'>): string => {
  const { actor, onBehalfOf, source } = event.metadata;
  const nameOf = (id: string): string => (managers.has(id) ? `${managers.get(id) ?? ''} ` : '');
  const who = actor.kind === 'manager' ? `${nameOf(actor.id)}(${actorOf(event)})` : actorOf(event);
  const behalf = onBehalfOf === undefined ? '' : `, on behalf of ${nameOf(onBehalfOf)}(manager:${onBehalfOf})`;
  return `by ${who}${behalf}, source ${source}`;
};

const causeText = ({ event: { metadata } }: ReplayStep): string => {
  const { commandId, causationId, correlationId } = metadata;
  const cause = causationId === commandId ? '' : `, caused by ${causationId}`;
  const chain = correlationId === commandId ? '' : `, chain ${correlationId}`;
  return `command ${commandId}${cause}${chain}`;
};

/** A step as text for people. `of`: how many steps there are, where that is known. */
export const stepText = (step: ReplayStep, view: StepView, of: number | undefined): string => {
  const { words: sealed, state, rows: sealedRows } = step;
  const open: ReplayStep = { ...step, ...unseal({ words: sealed, state, rows: sealedRows }, view.vault) };
  const { number, event, words, rows, faults } = open;
  const said = typeof words.said === 'string' ? [`"${words.said}"`] : [];
  const lines = [
    ...[words.summary, ...said, timesText(step, view.local), whoText(step, view), causeText(step)],
    ...stateLines(open),
    ...readModelLines(rows),
    ...faults.map((fault) => `FAULT: ${fault}`),
  ];
  const place = `step ${number}${of === undefined ? '' : ` of ${of}`} · position ${event.position}`;
  const head = `── ${place} · ${event.type} · ${event.stream} #${event.revision}`;
  return [head, ...lines.map((line) => `   ${line}`)].join('\n');
};

/** The whole state after a step. */
export const stateText = ({ state, event }: ReplayStep, { vault }: Pick<StepView, 'vault'>): string =>
  `${event.stream} after #${event.revision}\n${JSON.stringify(unseal(state.after, vault), null, 2)}`;

/** The event as the log holds it, in today's shape. */
export const eventAsText = ({ event }: ReplayStep, { vault }: Pick<StepView, 'vault'>): string =>
  JSON.stringify(asPlain(event, vault), null, 2);
