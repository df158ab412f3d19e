import type { Letopis } from '../../../application/core';
import { isStoreError, type StoredEvent } from '../../../application/log/event-store';
import { ReplaySteps } from '../../../application/replaying/steps';
import { UsageError, type CliPorts } from '../terminal/context';
import { askedEvents, type LogOptions } from './log-filter';
import { managerNames } from './log-names';
import { localText } from '../terminal/moments';
import { figureReader } from './step-figure';
import { allSteps, runSteps } from './step-loop';
import { stepAsJson } from './step-texts';

/** In today's shape; what this program does not know is shown as it is stored, and the step says so. */
const tolerant =
  ({ side }: Letopis) =>
  (event: StoredEvent): StoredEvent => {
    try {
      return side.decode(event);
    } catch (error) {
      if (isStoreError(error, 'corrupt')) return event;
      throw error;
    }
  };

/** `replay --step`: a debugger of facts. */
export const stepThrough = async (ports: CliPorts, letopis: Letopis, asked: LogOptions): Promise<void> => {
  if (asked.stored) throw new UsageError('--step shows events in today’s shape: leave --stored out');
  const { vault, side, zone } = letopis;
  const { events, nothing } = await askedEvents(letopis, asked, tolerant(letopis));
  const steps = new ReplaySteps(side, events);
  const view = { vault, local: localText(zone), managers: await managerNames(letopis) };
  const loop = { steps, view, zone, write: ports.write, figureAt: figureReader(letopis) };
  try {
    const isAny = asked.json
      ? await allSteps(steps, (step) => {
          ports.write(JSON.stringify(stepAsJson(step, view)));
        })
      : await runSteps(loop, ports.lines());
    if (!isAny) ports.note(await nothing());
  } finally {
    await steps.end();
  }
};
