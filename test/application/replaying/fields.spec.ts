import { changedFields, isFieldNamed, leavesOf, plainState } from '../../../src/application/replaying/fields';
import { chainOf } from '../../../src/domain/shared/chain';

describe('a state as plain JSON', () => {
  it('has its chains as lists in their order, its maps as objects, and nothing of what is undefined', () => {
    const state = { steps: chainOf([{ at: 1 }, { at: 2 }]), byId: new Map([['a', 1]]), gone: undefined };
    expect(plainState(state)).toEqual({ steps: [{ at: 1 }, { at: 2 }], byId: { a: 1 } });
  });

  it('is null where there is none', () => {
    expect(plainState(undefined)).toBeNull();
  });
});

describe('fields', () => {
  it('are named by their paths; what is empty has none', () => {
    expect([...leavesOf({ a: 1, list: [{ b: 'x' }, { b: null }], none: [] })]).toEqual([
      ['a', 1],
      ['list.0.b', 'x'],
      ['list.1.b', null],
    ]);
    expect([...leavesOf(null)]).toEqual([]);
  });

  it('hold a text about a person whole, sealed or not', () => {
    const name = { personal: 'Ada', of: 'client' };
    expect([...leavesOf({ name, note: { sealed: '', of: 'client' } })]).toEqual([
      ['name', name],
      ['note', { sealed: '', of: 'client' }],
    ]);
  });

  it('that differ are those that are new, gone, or hold something else', () => {
    const before = leavesOf({ same: 1, changed: 1, gone: 1, name: { personal: 'Ada', of: 'c' } });
    const after = leavesOf({ same: 1, changed: 2, added: 1, name: { personal: 'Ada', of: 'c' } });
    expect(changedFields(before, after)).toEqual([
      { field: 'changed', before: 1, after: 2 },
      { field: 'added', before: undefined, after: 1 },
      { field: 'gone', before: 1, after: undefined },
    ]);
  });

  it.each([
    ['lines.2.status', 'status', true],
    ['lines.2.status', 'lines.status', true],
    ['lines.2.status', 'lines.2.status', true],
    ['lines.2.status', 'lines.3.status', false],
    ['lines.2.status', 'atus', false],
    ['status', 'lines.status', false],
  ])('%s is named by %s: %s', (field, name, isIt) => {
    expect(isFieldNamed(field, name)).toBe(isIt);
  });
});
