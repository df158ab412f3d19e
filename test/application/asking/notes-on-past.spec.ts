import { notesOnPast } from '../../../src/application/asking/notes-on-past';
import { openCore, type Core } from '../../support/core';
import { id } from '../../support/specify';
import { runVerb } from '../../support/verb';

/** The core of these tests is furnished on 2024-01-01; then nothing is recorded until an import of older calls. */
describe('a question as of a moment that can’t mean what was asked', () => {
  let core: Core;
  const logs = (name: string, occurredAt: string) =>
    core.has(
      'LogCall',
      {
        ...{ callId: id(name), managerId: id('manager'), clientId: id('client') },
        ...({ direction: 'out', durationSeconds: 60, result: 'reached' } as const),
      },
      { occurredAt, source: 'import', actor: { kind: 'import', id: 'old calls' } },
    );
  const notesAsOf = (recordedAt: string) => notesOnPast(core.letopis.store, { recordedAt });

  beforeEach(async () => {
    core = await openCore();
    core.at('2024-03-05T10:00:00.000Z');
    await logs('one', '2024-02-01T10:00:00.000Z');
    await logs('two', '2024-02-02T10:00:00.000Z');
  });
  afterEach(() => core.close());

  it('says where the log begins, and names the other time', async () => {
    expect(await notesAsOf('2023-06-30T22:00:00.000Z')).toEqual([
      'As of 2023-06-30T22:00:00.000Z: nothing was known, the log begins at ' +
        '2024-01-01T09:00:00.000Z. What had happened by then, with all that is known now, is asked with --at ' +
        '(over HTTP at=).',
    ]);
  });

  it('says since when what had happened was imported', async () => {
    expect(await notesAsOf('2024-02-15T10:00:00.000Z')).toEqual([
      'As of 2024-02-15T10:00:00.000Z: what had happened by then was imported from 2024-03-05T10:00:00.000Z on. ' +
        'What had happened by then, with all that is known now, is asked with --at (over HTTP at=).',
    ]);
  });

  it('says nothing where it can: nothing older was imported later, or the other time was asked', async () => {
    expect(await notesAsOf('2024-01-15T10:00:00.000Z')).toEqual([]);
    expect(await notesAsOf('2024-03-05T10:00:00.000Z')).toEqual([]);
    expect(await notesOnPast(core.letopis.store, { at: '2023-06-30T22:00:00.000Z' })).toEqual([]);
    expect(await notesOnPast(core.letopis.store, { position: 1n })).toEqual([]);
    expect(await notesOnPast(core.letopis.store, undefined)).toEqual([]);
  });

  it.each([
    ['report', 'enquiries'],
    ['report', 'client-history', '--client', id('client')],
    ['diff', '--report', 'enquiries'],
    ['list', 'clients'],
  ])('says it first at the command line: %s', async (...asked) => {
    const [text = ''] = await runVerb(core.letopis, [...asked, '--as-of', '2024-02-15', '--json']);
    const { notes } = JSON.parse(text) as { readonly notes: readonly string[] };
    expect(notes[0]).toContain('was imported from 2024-03-05T10:00:00.000Z on');
  });
});
