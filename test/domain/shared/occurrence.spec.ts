import { checkOccurrence } from '../../../src/domain/shared/occurrence';
import { contextOf, factsOf } from '../../support/specify';

const now = '2024-05-06T10:00:00.000Z';
const facts = factsOf({
  policy: { lateEntryLimits: [{ version: 1, effectiveFrom: '2024-01-01T00:00:00.000Z', days: 7 }] },
});
const check = (occurredAt: string, given: Parameters<typeof contextOf>[0] = {}) =>
  checkOccurrence(contextOf({ facts, ...given, occurredAt, now }))?.code;

describe('rule 14: occurredAt is at most 5 minutes ahead, and older than the limit it needs a reason', () => {
  it('takes what happened now, and what a clock 5 minutes ahead says', () => {
    expect(check(now)).toBeUndefined();
    expect(check('2024-05-06T10:05:00.000Z')).toBeUndefined();
  });

  it('refuses what is later than that, whoever says so', () => {
    expect(check('2024-05-06T10:05:00.001Z')).toBe('OCCURRED_IN_FUTURE');
    expect(check('2024-05-06T10:05:00.001Z', { source: 'import' })).toBe('OCCURRED_IN_FUTURE');
  });

  it('asks for a reason beyond the limit', () => {
    expect(check('2024-04-29T10:00:00.000Z')).toBeUndefined();
    expect(check('2024-04-29T09:59:59.999Z')).toBe('LATE_REASON_MISSING');
    expect(check('2024-04-29T09:59:59.999Z', { lateReason: ' ' })).toBe('LATE_REASON_MISSING');
    expect(check('2024-04-29T09:59:59.999Z', { lateReason: 'the notebook was found' })).toBeUndefined();
  });

  it('asks neither an import nor a timer, nor anybody where no limit is set', () => {
    expect(check('2020-01-01T00:00:00.000Z', { source: 'import' })).toBeUndefined();
    expect(check('2020-01-01T00:00:00.000Z', { source: 'timer' })).toBeUndefined();
    expect(check('2020-01-01T00:00:00.000Z', { facts: factsOf({}) })).toBeUndefined();
  });
});
