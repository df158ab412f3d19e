import { openCore, type Core } from '../../support/core';
import { id } from '../../support/specify';
import { runVerb } from '../../support/verb';

interface Answered {
  readonly sections: Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>;
  readonly notes: readonly string[];
}

describe('letopis campaign', () => {
  let core: Core;
  const run = async (...args: readonly string[]): Promise<Answered> =>
    JSON.parse((await runVerb(core.letopis, [...args, '--json'])).join('\n')) as Answered;
  const propose = (uplift: string, ...more: readonly string[]) =>
    run('campaign', 'propose', '--product', 'Shelf', '--smallest-uplift', uplift, '--base-rate', '5', ...more);
  const stateOf = async () => (await core.report('campaigns'))['campaigns']!.map(({ state }) => state);
  let campaignId = '';

  beforeAll(async () => {
    core = await openCore();
    await core.has('IntroduceProduct', { productId: id('shelf'), name: 'Shelf', category: 'furniture' });
    for (let number = 0; number < 60; number += 1)
      await core.has('RegisterClient', {
        ...{ clientId: id(`client ${number}`), kind: 'company', name: `Firm ${number}`, origin: 'fair' },
      });
  });
  afterAll(() => core.close());
  afterEach(() => {
    process.exitCode = undefined;
  });

  it('plans a campaign for a product by its name', async () => {
    const days = ['--starts-on', '2024-01-02', '--ends-on', '2024-02-29'];
    const { sections } = await run('campaign', 'plan', '--product', 'Shelf', '--name', 'Shelves in spring', ...days);
    expect(sections['done']).toMatchObject([{ done: 'PlanCampaign' }]);
    campaignId = String(sections['done']![0]!['campaignId']);
    expect(await stateOf()).toEqual(['planned']);
  });

  it('freezes nothing of too few, says so, and ends with 1', async () => {
    const { notes, sections } = await propose('5', '--freeze', campaignId);
    expect(notes.slice(0, 2)).toEqual(['Nothing is frozen: there are no lists.', expect.stringContaining('so few')]);
    expect(sections['frozen']).toBeUndefined();
    expect(process.exitCode).toBe(1);
    expect(await stateOf()).toEqual(['planned']);
  });

  it('shows people the first of a long list, and says so', async () => {
    const asked = ['--product', 'Shelf', '--smallest-uplift', '60', '--base-rate', '5'];
    const text = (await runVerb(core.letopis, ['campaign', 'propose', ...asked])).join('\n');
    expect(text).toContain('rows of targets the first 20 are shown');
    expect(text.match(/Firm \d+/g)!.length).toBeLessThan(30);
  });

  it('freezes the lists that it proposes', async () => {
    const { sections } = await propose('60', '--freeze', campaignId);
    expect(sections['frozen']).toMatchObject([{ campaignId, done: 'FreezeTargets' }]);
    const [frozen] = (await core.events()).filter(({ type }) => type === 'TargetsFrozen');
    expect(frozen!.data).toMatchObject({
      targets: sections['targets']!.map(({ clientId }) => clientId),
      control: sections['control']!.map(({ clientId }) => clientId),
      draw: { smallestUplift: 0.6, baseRate: 0.05, seed: sections['proposal']![0]!['seed'] },
    });
    expect(await stateOf()).toEqual(['frozen']);
  });

  it('launches and closes it', async () => {
    await run('campaign', 'launch', campaignId);
    expect(await stateOf()).toEqual(['launched']);
    await run('campaign', 'close', campaignId, '--conclusion', 'worth it');
    expect((await core.types()).slice(-2)).toEqual(['CampaignLaunched', 'CampaignClosed']);
  });

  it('says what a rule rejects, and what is no use', async () => {
    await expect(run('campaign', 'launch', id('no campaign'))).rejects.toThrow(/^CAMPAIGN_UNKNOWN: .*PlanCampaign/);
    // The state that the text speaks of is named.
    await expect(run('campaign', 'launch', campaignId)).rejects.toThrow(/^CAMPAIGN_NOT_IN_STEP: .*"state":"closed"/);
    await expect(run('campaign', 'launch', 'spring')).rejects.toThrow('campaignId: expected a UUID');
    await expect(propose('60', '--freeze', campaignId, '--at', '2024-01-01')).rejects.toThrow('leave out');
    await expect(run('report', 'campaigns', '--campaign', 'spring')).rejects.toThrow(
      '--campaign: expected the id of a campaign, as the report campaigns shows it with --ids, got "spring"',
    );
    await expect(propose('0')).rejects.toThrow('--smallest-uplift: expected a number from 0.01 to 99');
    await expect(
      run('campaign', 'plan', '--product', 'Shelve', '--name', 'a', '--starts-on', 'b', '--ends-on', 'c'),
    ).rejects.toThrow('did you mean');
  });
});
