import { isEventType, unknownTypeText } from '../../../application/log/codec';
import { isFieldNamed } from '../../../application/replaying/fields';
import type { ReplayStep } from '../../../application/replaying/step';
import type { ReplaySteps } from '../../../application/replaying/steps';
import { nearestTo } from '../../../read-models/kit/nearest';
import { UsageError } from '../terminal/context';
import { parseMoment } from '../terminal/moments';
import { STEP_HELP, stepCommandOf, type FigureAsked, type StepCommand } from './step-commands';
import { eventAsText, stateText, stepText, type StepView } from './step-texts';

export interface StepLoop {
  readonly steps: ReplaySteps;
  readonly view: StepView;
  readonly zone: string;
  readonly write: (text: string) => void;
  /** A figure of a report as the log was at a position; throws UsageError where there is none. */
  readonly figureAt: (asked: FigureAsked, position: bigint) => Promise<string>;
}

/** Where a command led: to a step, or nowhere, and why. */
type WentTo = number | string;

const NO_FURTHER = 'that was the last step';

const walkBy = async ({ steps }: StepLoop, from: number, count: number): Promise<WentTo> => {
  if (count < 0) return from === 1 ? 'this is the first step' : Math.max(1, from + count);
  const wanted = from + count;
  if (await steps.find(wanted, () => true)) return wanted;
  return from === steps.known ? NO_FURTHER : steps.known;
};

const STEP_NUMBER = /^\d+$/;

const walkToNumber = async ({ steps }: StepLoop, number: number): Promise<WentTo> =>
  number > 0 && (await steps.find(number, () => true)) ? number : `there are ${steps.known} steps`;

const walkToLast = async ({ steps }: StepLoop): Promise<WentTo> => {
  await steps.find(1, () => false);
  return steps.known;
};

const walkToType = async ({ steps }: StepLoop, from: number, type: string): Promise<WentTo> =>
  (await steps.find(from + 1, (mark) => mark.type === type)) ?? `no later step is ${type}`;

const walkToMoment = async ({ steps, zone }: StepLoop, text: string): Promise<WentTo> => {
  const moment = parseMoment(text, zone, 'to');
  return (await steps.find(1, ({ occurredAt }) => occurredAt >= moment)) ?? `nothing happened at ${text} or later`;
};

const walkTo = (loop: StepLoop, from: number, place: string): Promise<WentTo> => {
  if (place === 'first') return Promise.resolve(1);
  if (place === 'last') return walkToLast(loop);
  if (STEP_NUMBER.test(place)) return walkToNumber(loop, Number(place));
  if (isEventType(place)) return walkToType(loop, from, place);
  if (/^\d/.test(place)) return walkToMoment(loop, place);
  return Promise.resolve(`to: ${unknownTypeText([place]) ?? place}`);
};

/** All that a step may change, by the names under which `until` finds it. */
const namesChanged = ({ state, rows }: ReplayStep): readonly string[] => [
  ...state.changes.map(({ field }) => field),
  ...rows.flatMap(({ table, cells }) => cells.map(({ field }) => `${table}.${field}`)),
];

const walkUntil = async ({ steps }: StepLoop, from: number, field: string): Promise<WentTo> => {
  const seen = new Set<string>();
  for (let number = from + 1; ; number += 1) {
    const step = await steps.at(number);
    if (!step) break;
    const names = namesChanged(step);
    if (names.some((name) => isFieldNamed(name, field))) return number;
    for (const name of names) seen.add(name.replaceAll(/\.\d+(?=\.|$)/g, ''));
  }
  const near = nearestTo(field, seen);
  return `no later step changes ${field}${near.length === 0 ? '' : `; did you mean ${near.join(', ')}?`}`;
};

const walkUntilFigure = async (loop: StepLoop, from: number, figure: FigureAsked): Promise<WentTo> => {
  const { steps, figureAt, write } = loop;
  const now = await steps.at(from);
  if (!now) return NO_FURTHER;
  const before = await figureAt(figure, now.event.position);
  for (let number = from + 1; ; number += 1) {
    const step = await steps.at(number);
    if (!step) return `no later step changes this figure: it stays ${before}`;
    const after = await figureAt(figure, step.event.position);
    if (after === before) continue;
    write(`${figure.section}.${figure.column}: ${before} → ${after}`);
    return number;
  }
};

type Going = Extract<StepCommand, { readonly go: string }>;

const walk = async (loop: StepLoop, from: number, going: Going): Promise<WentTo> => {
  try {
    if (going.go === 'by') return await walkBy(loop, from, going.steps);
    if (going.go === 'to') return await walkTo(loop, from, going.place);
    if (going.go === 'until') return await walkUntil(loop, from, going.field);
    return await walkUntilFigure(loop, from, going.figure);
  } catch (error) {
    if (error instanceof UsageError) return error.message;
    throw error;
  }
};

const textShown = (step: ReplayStep, { steps, view }: StepLoop, what: 'step' | 'event' | 'state' | 'help'): string => {
  if (what === 'help') return STEP_HELP;
  if (what === 'event') return eventAsText(step, view);
  if (what === 'state') return stateText(step, view);
  return stepText(step, view, steps.isWhole ? steps.known : undefined);
};

/**
 * Walks through the steps as the commands say, and shows where it comes. Ends with the commands, or at `quit`. False where
 * there is no step at all.
 */
export const runSteps = async (loop: StepLoop, lines: AsyncIterable<string>): Promise<boolean> => {
  const { steps, write } = loop;
  let here = await steps.at(1);
  if (!here) return false;
  write(textShown(here, loop, 'step'));
  for await (const line of lines) {
    const command = stepCommandOf(line);
    if ('quit' in command) return true;
    if ('wrong' in command) write(command.wrong);
    else if ('show' in command) write(textShown(here, loop, command.show));
    else {
      const reached = await walk(loop, here.number, command);
      if (typeof reached === 'string') write(reached);
      else {
        here = (await steps.at(reached)) ?? here;
        write(textShown(here, loop, 'step'));
      }
    }
  }
  return true;
};

/** Every step, one after the other. False where there is none. */
export const allSteps = async (steps: ReplaySteps, show: (step: ReplayStep) => void): Promise<boolean> => {
  for (let number = 1; ; number += 1) {
    const step = await steps.at(number);
    if (!step) return number > 1;
    show(step);
  }
};
