import { needsOf } from '../../../src/application/projecting/needs';
import type { ReadSide } from '../../../src/application/projecting/projection-run';
import { Projector } from '../../../src/application/projecting/projector';
import { ensureReadModels } from '../../../src/application/rebuilding/rebuild';
import { verify } from '../../../src/application/verifying/verify';
import { id, integer, optional, table, type Projection } from '../../../src/read-models/kit/projection';
import { append, manyEvents, openPrivate, sideInMemory, talkTime, unheard } from '../../support/projecting';

const columns = {
  managerId: id('Who'),
  calls: integer('Calls'),
  seconds: integer('Talk time'),
  last: optional(id('Last call')),
};
const withCampaigns = (changedSince?: Projection['changedSince']): Projection => ({
  ...talkTime,
  version: 2,
  ...(changedSince && { changedSince }),
  on: { ...talkTime.on, CampaignClosed: () => [] },
});
const wider = table('test_totals', 'Talk time of a manager', {
  columns: { ...columns, campaigns: optional(integer('Campaigns')) },
  key: ['managerId'],
});

describe('what a read model needs to be of a new version', () => {
  let side: ReadSide;
  const needOf = async (projection: Projection) => (await needsOf(side, [projection]))[0]!;

  beforeEach(async () => {
    side = sideInMemory([talkTime]);
    await append(side.log, manyEvents(20));
    await (
      await ensureReadModels(side)
    ).done;
  });
  afterEach(async () => {
    await side.store.close();
    await side.log.close();
  });

  it('is nothing where it is of that version', async () => {
    expect(await needOf(talkTime)).toMatchObject({ what: 'none' });
  });

  it('is all where there are no tables yet', async () => {
    expect(await needOf({ ...talkTime, name: 'another' })).toMatchObject({
      what: 'all',
      why: expect.stringContaining('no tables') as string,
    });
  });

  it('is all where any arm may have changed, and it says what it can see', async () => {
    const { what, why } = await needOf(withCampaigns());
    expect(what).toBe('all');
    expect(why).toBe(
      'version 1 became 2; event types that are new to it: CampaignClosed; any of its arms may have changed (it names none in changedSince)',
    );
  });

  it('is its number alone where the log has no event of what changed', async () => {
    const newer = withCampaigns({ 1: ['CampaignClosed'] });
    expect(await needOf(newer)).toMatchObject({ what: 'version' });
    const ensured = await ensureReadModels({ ...side, projections: [newer] });
    expect(ensured).toMatchObject({ rebuilt: [], needs: [{ what: 'version' }] });
    expect(await side.store.generations()).toMatchObject([{ number: 1, version: 2, state: 'live' }]);
    const newerSide = { ...side, projections: [newer], openStore: openPrivate };
    expect(await verify(newerSide)).toMatchObject([{ outcome: 'equal' }]);
  });

  it('is all where the log has one', async () => {
    await append(side.log, [unheard(20)]);
    await new Projector(side).catchUp();
    const { what, why } = await needOf(withCampaigns({ 1: ['CampaignClosed'] }));
    expect([what, why]).toEqual(['all', expect.stringContaining('changed are CampaignClosed, which the log has')]);
  });

  it('takes an event type that came or went for a changed one, named or not', async () => {
    const silent: Projection = {
      ...talkTime,
      version: 2,
      changedSince: { 1: [] },
      on: { CallLogged: talkTime.on.CallLogged! },
    };
    expect(await needOf(silent)).toMatchObject({ what: 'all', why: expect.stringContaining('CallVoided') as string });
  });

  it('is empty columns where these are added and nothing that fills them was recorded', async () => {
    const newer = { ...withCampaigns({ 1: ['CampaignClosed'] }), tables: [wider] };
    expect(await needOf(newer)).toMatchObject({
      what: 'columns',
      why: expect.stringContaining('new columns: test_totals.campaigns') as string,
    });
    const newerSide = { ...side, projections: [newer] };
    expect(await ensureReadModels(newerSide)).toMatchObject({ rebuilt: [] });
    const rows = await side.store.db
      .withTables<{ test_totals: { calls: number; campaigns: number | null } }>()
      .selectFrom('test_totals')
      .select(['calls', 'campaigns'])
      .execute();
    expect(rows.length).toBeGreaterThan(0);
    expect(new Set(rows.map(({ campaigns }) => campaigns))).toEqual(new Set([null]));
  });

  it('is all where a column that is added must hold something, or another one goes', async () => {
    const strict = table('test_totals', 'With more', {
      columns: { ...columns, campaigns: integer('Campaigns') },
      key: ['managerId'],
    });
    const narrow = table('test_totals', 'With less', {
      columns: { managerId: columns.managerId },
      key: ['managerId'],
    });
    for (const other of [strict, narrow])
      expect(await needOf({ ...withCampaigns({ 1: ['CampaignClosed'] }), tables: [other] })).toMatchObject({
        what: 'all',
        why: expect.stringContaining('rows of before are not those of now') as string,
      });
  });
});
