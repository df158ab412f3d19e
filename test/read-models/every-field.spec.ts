import { everyFieldNamed, type Exactly } from '../../src/read-models/kit/every-field';

interface Refusal {
  readonly reason: string;
  readonly competitor?: string;
}

const whole = <Given extends Refusal>(refusal: Exactly<Refusal, Given>): number => Object.keys(refusal).length;

describe('a row that copies the fields of an event by hand', () => {
  const refusal: Refusal = { reason: 'PRICE', competitor: 'Another' };

  it('compiles where every field is named', () => {
    const { reason, competitor, ...rest } = refusal;
    expect([reason, competitor, everyFieldNamed(rest)]).toEqual(['PRICE', 'Another', {}]);
  });

  it('does not compile where a field is lost, even an optional one', () => {
    const { reason, ...rest } = refusal;
    // @ts-expect-error `competitor` is neither kept nor named as left out
    const lost = everyFieldNamed(rest);
    expect([reason, lost]).toEqual(['PRICE', { competitor: 'Another' }]);
  });

  it('does not compile where a field goes to a function that does not know it', () => {
    expect(whole(refusal)).toBe(2);
    // @ts-expect-error `decidedBy` is no field of a refusal
    expect(whole({ ...refusal, decidedBy: 'the client' })).toBe(3);
  });
});
