import { install } from '../../src/application/executing/installation';
import { installationCommands } from '../../src/domain/installation';
import { executorOver } from '../../src/composition/open-core';
import { dyingAfter } from '../support/dying-store';
import { id } from '../support/specify';
import { openCore, type Core } from '../support/core';

describe('a new installation', () => {
  const ZONE = 'Europe/Berlin';
  const complete = installationCommands({ zone: ZONE }).length;
  let core: Core;
  beforeEach(async () => {
    core = await openCore({ furnished: false });
  });
  afterEach(() => core.close());

  it('starts with reasons, a calendar, targets and limits', async () => {
    await install(core.letopis, ZONE);
    const types = await core.types();
    expect(types).toHaveLength(complete);
    expect(new Set(types)).toEqual(
      new Set(['ReasonDefined', 'CalendarDefined', 'ServiceTargetsSet', 'DiscountLimitsSet', 'LateEntryLimitSet']),
    );
  });

  it.each([1, 7, complete - 1])('that died after %i of its steps is completed by the next start', async (appends) => {
    const { store, vault, clock } = core.letopis;
    const execute = executorOver(dyingAfter(store, appends), vault, clock);
    await expect(install({ store, execute }, ZONE)).rejects.toMatchObject({ code: 'unavailable' });
    expect(await core.types()).toHaveLength(appends);
    core.at('2024-01-02T09:00:00.000Z');
    await install({ store, execute: executorOver(store, vault, clock) }, ZONE);
    expect(await core.types()).toHaveLength(complete);
  });

  it('takes nothing back that the company has changed since', async () => {
    await install(core.letopis, ZONE);
    core.at('2024-03-01T09:00:00.000Z');
    await core.has('RegisterManager', { managerId: id('manager'), name: 'Anna', role: 'director' });
    await core.has('SetLateEntryLimit', { days: 3 });
    await core.has('RetireReason', { catalogue: 'refusals', code: 'QUALITY' });
    await core.has('DefineCalendar', {
      zone: ZONE,
      hours: [{ weekday: 6, opens: '10:00', closes: '12:00' }],
      holidays: [],
    });
    const events = await core.events();
    core.at('2024-04-01T09:00:00.000Z');
    const { store, vault, clock } = core.letopis;
    await install({ store, execute: executorOver(store, vault, clock) }, 'Asia/Tokyo');
    expect((await core.events()).map(({ id }) => id)).toEqual(events.map(({ id }) => id));
  });
});
