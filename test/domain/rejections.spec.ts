import { deciders } from '../../src/application/executing/aggregates';
import { rejectionDetails } from '../support/rejection-details';

/** Of the moment that a command is for; specified there, without a decider. */
const BEFORE_DECIDERS = ['OCCURRED_IN_FUTURE'];

describe('each rejection', () => {
  it('has its details specified, as a specification saw them', () => {
    const codes = Object.values(deciders).flatMap(({ rejections }) => Object.keys(rejections));
    const specified = Object.keys(rejectionDetails);
    expect(codes.length).toBeGreaterThan(100);
    expect(codes.filter((code) => !specified.includes(code) && !BEFORE_DECIDERS.includes(code))).toEqual([]);
    expect(specified.filter((code) => !codes.includes(code))).toEqual([]);
  });
});
