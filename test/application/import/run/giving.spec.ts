import { inHand } from '../../../../src/application/import/language/expression';
import type { FactPlan } from '../../../../src/application/import/mapping/facts';
import { Giving } from '../../../../src/application/import/run/giving';
import { derivedId } from '../../../../src/application/log/ids';
import { openCompany } from '../../../support/company';

const registering: FactPlan = {
  line: 1,
  name: 'RegisterManager',
  applies: () => true,
  perRow: false,
  once: { line: 1, kind: 'text', evaluate: ({ cells }) => cells[0] },
  at: () => '2024-02-01T09:00:00.000Z',
  assumed: () => [],
  build: ({ cells: [name = ''] }) => ({
    type: 'RegisterManager',
    data: { managerId: derivedId(name), name, role: 'manager' },
  }),
};

describe('a value that is given once', () => {
  const names = Array.from({ length: 9 }, (_, n) => `Manager ${n}`);

  const giveAll = async (giving: Giving) => {
    for (const name of [...names, ...names]) {
      const row = inHand({ line: 2, cells: [name] });
      const claim = giving.claimFor(registering, row);
      expect(await giving.give({ fact: registering, row, place: name, claim })).toBe('given');
    }
    return giving.counts;
  };

  it('counts once, also where more values came between than are remembered, and again where it was there before', async () => {
    const company = await openCompany();
    const first = await giveAll(new Giving(company.execute, 'test', 'UTC', 2));
    const again = await giveAll(new Giving(company.execute, 'test', 'UTC', 50));
    await company.close();
    expect(first).toEqual({ appended: 9, alreadyThere: 0 });
    expect(again).toEqual({ appended: 0, alreadyThere: 9 });
  });
});
