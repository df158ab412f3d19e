import { millisecondsOf } from '../../domain/shared/time';
import type { Moment } from '../../domain/shared/values';

export interface StateChange {
  readonly effectiveFrom: Moment;
  readonly state: string;
}

interface SalePeriod {
  readonly start: number;
  readonly end: number;
}

/** When a product could be sold (in stock and not withdrawn), and its state at the end. */
export interface SalesClock {
  readonly spans: readonly SalePeriod[];
  readonly inStock: boolean;
  readonly withdrawn: boolean;
}

const stateAfter = ({ inStock, withdrawn }: Omit<SalesClock, 'spans'>, state: string) => {
  const ofStock = state === 'available' || state === 'unavailable';
  return ofStock ? { withdrawn, inStock: state === 'available' } : { inStock, withdrawn: state === 'withdrawn' };
};

/** `changes` in the order of `effectiveFrom`; those after `until` have not happened yet. */
export const salesClock = (introduced: number, changes: readonly StateChange[], until: number): SalesClock => {
  const spans: SalePeriod[] = [];
  let standing = { inStock: true, withdrawn: false };
  let start = introduced;
  const close = (end: number): void => {
    if (standing.inStock && !standing.withdrawn && end > start) spans.push({ start, end });
    start = Math.max(start, end);
  };
  for (const { effectiveFrom, state } of changes) {
    const at = millisecondsOf(effectiveFrom);
    if (at > until) break;
    close(at);
    standing = stateAfter(standing, state);
  }
  close(until);
  return { spans, ...standing };
};
