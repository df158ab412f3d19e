import { openSqliteReadStore } from '../../../src/adapters/sqlite/read-store';
import { digestsOf } from '../../../src/application/projecting/fingerprint';
import { integer, position, table, text, type Projection } from '../../../src/read-models/kit/projection';

const notes = table('notes', 'A row for each event', {
  columns: { position: position('Where'), note: text('What') },
  key: ['position'],
});
const voids = table('voids', 'What is void', {
  columns: { subject: text('What'), position: position('Up to where'), count: integer('How many') },
  key: ['subject'],
});
const projection: Projection = { name: 'test-notes', version: 1, description: 'Notes', tables: [notes, voids], on: {} };

/** The digests over rows that name the first, second and third of these places. */
const digestsAt = async (places: readonly [number, number, number], checkpoint: bigint, note = 'b') => {
  const store = openSqliteReadStore({ file: ':memory:' });
  const generation = await store.build(projection);
  const writes = [
    { table: notes, key: [places[0]], row: { position: places[0], note: 'a' }, isNew: true },
    { table: notes, key: [places[2]], row: { position: places[2], note }, isNew: true },
    { table: voids, key: ['x'], row: { subject: 'x', position: places[1], count: 7 }, isNew: true },
  ];
  const [filled] = await store.commit([{ generation, writes, checkpoint }]);
  await store.makeLive(filled!, projection);
  const [digests] = await digestsOf(store, [projection]);
  await store.close();
  return digests!;
};

describe('the content of a read model', () => {
  it('is the same where another engine numbers the places of the log otherwise', async () => {
    const [one, other] = [await digestsAt([1, 2, 3], 3n), await digestsAt([170, 4711, 99_000], 120_000n)];
    expect(other.content).toBe(one.content);
    expect(other.fingerprint).not.toBe(one.fingerprint);
  });

  it('is another one where a row says something else, or the order of the places is another', async () => {
    const { content } = await digestsAt([1, 2, 3], 3n);
    expect((await digestsAt([1, 2, 3], 3n, 'c')).content).not.toBe(content);
    expect((await digestsAt([2, 1, 3], 3n)).content).not.toBe(content);
    expect((await digestsAt([1, 3, 3], 3n)).content).not.toBe(content);
  });

  it('is not there while the read model is not live', async () => {
    const store = openSqliteReadStore({ file: ':memory:' });
    await store.build(projection);
    const none = { projection: 'test-notes', fingerprint: undefined, content: undefined };
    expect(await digestsOf(store, [projection])).toEqual([none]);
    await store.close();
  });
});
