import type { Moment } from '../../domain/shared/values';
import type { Execute } from '../executing/execution';
import { simulate, type SimulationOptions } from './simulate';
import type { PlantedTruth } from './truth';

export interface WriteOptions {
  readonly options: SimulationOptions;
  readonly execute: Execute;
  /** Sets the clock of the store and of the rules to the moment of the next command. */
  readonly setClock: (moment: Moment) => void;
  readonly onProgress?: (events: number) => void;
}

/**
 * Writes the sample company through the domain's own commands, one after the other, so that the same seed gives the same
 * log. Gives the truth that was planted. Throws where a rule refuses a command: then the sample is at fault.
 */
export const writeSample = async ({ options, execute, setClock, onProgress }: WriteOptions): Promise<PlantedTruth> => {
  const commands = simulate(options);
  let events = 0;
  for (let next = commands.next(); ; next = commands.next()) {
    if (next.done) return next.value;
    const { command, envelope, clockAt } = next.value;
    setClock(clockAt);
    const executed = await execute(command, envelope);
    if (executed.outcome !== 'accepted')
      throw new Error(`the sample's ${command.type} of ${clockAt} was not accepted: ${JSON.stringify(executed)}`);
    events += executed.events.length;
    onProgress?.(events);
  }
};
