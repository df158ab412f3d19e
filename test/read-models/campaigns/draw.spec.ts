import { drawnLists, strataOf } from '../../../src/read-models/campaigns/draw';

const clients = Array.from({ length: 300 }, (_, number) => ({
  clientId: `client ${number}`,
  managerId: number % 3 === 0 ? null : `manager ${number % 5}`,
  chance: number % 2 === 0 ? 0.1 : 0.3,
}));
const idsOf = (list: readonly { readonly clientId: string }[]) => list.map(({ clientId }) => clientId);

describe('the lot that deals clients out', () => {
  it('is the same for the same seed, in whatever order they come, and another for another one', () => {
    const once = drawnLists(clients, 60, 7);
    expect(idsOf(drawnLists(clients.toReversed(), 60, 7).control)).toEqual(idsOf(once.control));
    expect(idsOf(drawnLists(clients, 60, 8).control)).not.toEqual(idsOf(once.control));
  });

  it('leaves as many alone as were asked for, each client in one list', () => {
    for (const control of [1, 7, 60, 150]) {
      const lists = drawnLists(clients, control, control);
      expect(lists.control).toHaveLength(control);
      expect(new Set([...idsOf(lists.control), ...idsOf(lists.targets)]).size).toBe(300);
    }
    expect(drawnLists(clients, 0, 1).control).toEqual([]);
  });

  it('gives each stratum its share, to less than one client at each of its ends', () => {
    const strata = strataOf(drawnLists(clients, 60, 3));
    expect(strata).toHaveLength(12);
    for (const { targets, control } of strata) expect(Math.abs(control - (targets + control) / 5)).toBeLessThan(1);
    expect(strata.reduce((all, { control }) => all + control, 0)).toBe(60);
  });

  it('gives each client the same chance', () => {
    const times = new Map<string, number>();
    for (let seed = 1; seed <= 2_000; seed += 1)
      for (const clientId of idsOf(drawnLists(clients.slice(0, 40), 8, seed).control))
        times.set(clientId, (times.get(clientId) ?? 0) + 1);
    const spread = [...times.values()].reduce((all, count) => all + (count - 400) ** 2 / 400, 0);
    expect(times.size).toBe(40);
    // χ² of 39 degrees of freedom is above 72 in one of a thousand.
    expect(spread).toBeLessThan(72);
  });
});
