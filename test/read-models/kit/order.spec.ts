import { byMoney } from '../../../src/read-models/kit/order';

const money = (amount: number | null, currency: string | null) => ({ amount, currency });

describe('rows that are ordered by money', () => {
  const ordered = (...rows: readonly ReturnType<typeof money>[]) => byMoney(rows, (row) => row);

  it('come currency by currency, that of most rows first: a yen is not held against a euro', () => {
    const rows = [money(90_000, 'JPY'), money(500, 'EUR'), money(700, 'EUR'), money(20, 'USD')];
    expect(ordered(...rows)).toEqual([money(700, 'EUR'), money(500, 'EUR'), money(90_000, 'JPY'), money(20, 'USD')]);
  });

  it('come last where they have no amount or no currency', () => {
    expect(ordered(money(null, 'EUR'), money(9, null), money(1, 'EUR'))).toEqual([
      money(1, 'EUR'),
      money(null, 'EUR'),
      money(9, null),
    ]);
  });

  it('stay as they are where they lose the same', () => {
    const [one, other] = [money(1, 'EUR'), money(1, 'EUR')];
    expect(ordered(one, other)[0]).toBe(one);
  });
});
