import { driverName, loadDriver, openSqlite } from '../../../src/adapters/sqlite/driver';

describe('the driver of SQLite', () => {
  it.each([
    ['20.19', '9', 'better-sqlite3-12'],
    ['22.13', '9', 'better-sqlite3-12'],
    ['22.14', '10', 'better-sqlite3'],
    ['26', '10', 'better-sqlite3'],
    ['to come', '11', 'better-sqlite3'],
  ])('is chosen by the Node-API: Node %s has %s', (_, nodeApi, name) => {
    expect(driverName(nodeApi)).toBe(name);
  });

  it('opens a database on this Node', () => {
    const db = openSqlite(':memory:');
    const found = db.prepare('select 1 as one').get();
    db.close();
    expect(found).toEqual({ one: 1 });
  });

  const absent = (): never => {
    throw new Error('Cannot find module');
  };
  // What was installed without its script loads, and fails with its first database.
  const withoutBinary = () =>
    function Driver() {
      throw new Error('Could not locate the bindings file');
    };

  it.each([
    ['is not there', absent, /Cannot find module/],
    ['has no binary', withoutBinary, /Could not locate the bindings file/],
    ['is something else', () => 'text', /it is no function/],
  ])('says what to do where it %s', (_, load, reason) => {
    const loading = (): unknown => loadDriver('better-sqlite3', load);
    expect(loading).toThrow(expect.objectContaining({ code: 'unavailable' }));
    expect(loading).toThrow(/Run npm ci \(/);
    expect(loading).toThrow(reason);
  });

  it('says how the older driver gets its binary', () => {
    expect(() => loadDriver('better-sqlite3-12', withoutBinary)).toThrow(
      'Run npm ci, then npm run install --prefix node_modules/better-sqlite3-12',
    );
  });
});
