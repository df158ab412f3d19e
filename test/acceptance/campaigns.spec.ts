import { openService, type Service } from '../support/service';
import { id } from '../support/specify';

interface CampaignBody {
  readonly sections: Readonly<Record<string, readonly Record<string, unknown>[]>>;
  readonly freeze: { readonly targets: readonly string[]; readonly control: readonly string[] } | null;
  readonly warnings?: readonly { readonly code: string; readonly campaignId: string }[];
}

const dayIn = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

describe('a campaign from the question to its report', () => {
  let service: Service;
  let position = '';
  const post = async (path: string, body: object) => {
    const answer = await service.post(path, body);
    if (answer.status > 201) throw new Error(answer.text);
    position = answer.body.position;
    return answer.body as unknown as CampaignBody;
  };
  const get = async (path: string) => {
    const answer = await service.get(`${path}${path.includes('?') ? '&' : '?'}atLeast=${position}`);
    if (answer.status !== 200) throw new Error(answer.text);
    return answer.body as unknown as CampaignBody;
  };
  const propose = (values: string) => get(`/campaigns/proposal?product=Shelf&smallestUplift=45&${values}`);
  const offer = (clientId: string, more: object = {}) => ({
    ...{ clientId, managerId: id('manager'), kind: 'verbal' },
    ...{ lines: [{ productId: id('shelf'), quantity: 1 }], ...more },
  });
  const campaignId = id('spring');
  let freeze: NonNullable<CampaignBody['freeze']>;

  beforeAll(async () => {
    service = await openService({ clock: () => new Date().toISOString() });
    await post('/products', { productId: id('shelf'), name: 'Shelf', category: 'furniture' });
    await post('/products', { productId: id('desk'), name: 'Desk', category: 'furniture' });
    for (let number = 0; number < 60; number += 1)
      await post('/clients', {
        clientId: id(`client ${number}`),
        kind: 'company',
        name: `Firm ${number}`,
        origin: 'fair',
      });
    await post('/campaigns', {
      ...{ campaignId, name: 'Shelves in spring', productId: id('shelf') },
      ...{ startsOn: dayIn(-1), endsOn: dayIn(30) },
    });
  });
  afterAll(() => service.close());

  it('is not drawn of too few: the answer says how many would do', async () => {
    const { freeze: none, sections } = await get('/campaigns/proposal?product=Shelf&smallestUplift=2&baseRate=10');
    expect(none).toBeNull();
    expect(sections['proposal']).toMatchObject([{ says: 'too few to know', productName: 'Shelf' }]);
  });

  it('says what is wrong with a question', async () => {
    for (const wrong of ['smallestUplift=0', 'smallestUplift=10&budget=-1', 'product=Shelf'])
      expect((await service.get(`/campaigns/proposal?product=Shelf&${wrong}`)).status).toBe(400);
  });

  it('is frozen by the body that its proposal gives', async () => {
    const proposed = await propose('baseRate=5');
    freeze = proposed.freeze!;
    expect(freeze.targets.length + freeze.control.length).toBe(
      proposed.sections['targets']!.length + proposed.sections['control']!.length,
    );
    await post(`/campaigns/${campaignId}/targets`, freeze);
    await post(`/campaigns/${campaignId}/launch`, {});
    const { sections } = await get('/reports/campaigns');
    expect(sections['campaigns']).toMatchObject([
      {
        campaignId,
        state: 'running',
        targets: freeze.targets.length,
        control: freeze.control.length,
        difference: null,
      },
    ]);
    // Who is in it is not asked for the same product again.
    const again = await propose('baseRate=5');
    expect(again.sections['excluded']).toEqual(
      expect.arrayContaining([{ reason: 'in_campaign', clients: freeze.targets.length + freeze.control.length }]),
    );
  });

  it('warns who offers its product unasked to a client that it leaves alone, and takes the offer', async () => {
    const [left = '', other = ''] = freeze.control;
    const warned = await post('/offers', offer(left));
    expect(warned.warnings).toMatchObject([{ code: 'CLIENT_IN_CONTROL_GROUP', campaignId }]);
    const pitched = await post('/calls', {
      ...{ clientId: other, managerId: id('manager'), direction: 'out', durationSeconds: 60, result: 'reached' },
      pitch: { lines: [{ productId: id('shelf'), quantity: 1 }] },
    });
    expect(pitched.warnings).toMatchObject([{ campaignId }]);
    const { sections } = await get('/reports/campaigns');
    expect(sections['campaigns']).toMatchObject([{ controlOffered: 2, targetsNotOffered: freeze.targets.length }]);
  });

  it('does not warn of a target, of another product, or of an answer to an enquiry', async () => {
    const [left = ''] = freeze.control.slice(2);
    expect((await post('/offers', offer(freeze.targets[0]!))).warnings).toBeUndefined();
    const desk = { lines: [{ productId: id('desk'), quantity: 1 }] };
    expect((await post('/offers', offer(left, desk))).warnings).toBeUndefined();
    const enquiryId = id('enquiry');
    await post('/enquiries', {
      enquiryId,
      clientId: left,
      channel: 'phone',
      items: [{ productId: id('shelf') }],
      priority: 'normal',
    });
    expect((await post('/offers', offer(left, { enquiryId }))).warnings).toBeUndefined();
  });

  it('warns when an offer is revised, and in a batch', async () => {
    const [left = ''] = freeze.control.slice(3);
    const offerId = id('desk offer');
    const desk = { lineId: id('desk line'), productId: id('desk'), quantity: 1 };
    await post('/offers', offer(left, { offerId, lines: [desk] }));
    const shelf = { lineId: id('shelf line'), productId: id('shelf'), quantity: 1 };
    await get('/reports/campaigns');
    const revised = { managerId: id('manager'), version: 1, lines: [desk, shelf] };
    expect((await post(`/offers/${offerId}/revisions`, revised)).warnings).toMatchObject([{ campaignId }]);
    const { body } = await service.post('/commands', {
      commands: [{ type: 'MakeOffer', data: offer(freeze.control[4]!) }],
    });
    expect(JSON.stringify(body)).toContain('CLIENT_IN_CONTROL_GROUP');
  });

  it('does not warn of a client who is the same as a target: it is to be approached', async () => {
    const [left = ''] = freeze.control.slice(5);
    const target = freeze.targets[1]!;
    await post(`/clients/${left}/merge`, { into: target, evidence: 'the same' });
    await get('/reports/campaigns');
    expect((await post('/offers', offer(target))).warnings).toBeUndefined();
  });

  it('does not warn before the first day of a campaign', async () => {
    const [later, left] = [id('autumn'), freeze.control[6]!];
    const days = { startsOn: dayIn(10), endsOn: dayIn(30) };
    await post('/campaigns', { campaignId: later, name: 'Desks in autumn', productId: id('desk'), ...days });
    await post(`/campaigns/${later}/targets`, { targets: [freeze.targets[2]!], control: [left], asOf: position });
    await post(`/campaigns/${later}/launch`, {});
    expect((await get(`/reports/campaigns?campaign=${later}`)).sections['campaigns']).toMatchObject([
      { state: 'launched', controlOffered: null },
    ]);
    const desk = { lines: [{ productId: id('desk'), quantity: 1 }] };
    expect((await post('/offers', offer(left, desk))).warnings).toBeUndefined();
  });

  it('is the body of a command only as a whole, and as of now', async () => {
    const ofDesks = '/campaigns/proposal?product=Desk&smallestUplift=60&baseRate=5';
    expect((await get(ofDesks)).freeze).not.toBeNull();
    const past = new Date().toISOString();
    for (const part of ['section=proposal', 'section=targets', `at=${past}`, `asOf=${past}`])
      expect((await get(`${ofDesks}&${part}`)).freeze).toBeNull();
  });

  it('explains a figure by its events', async () => {
    const { sections } = await get(`/reports/campaigns?explain=campaigns.controlOffered&row=${campaignId}`);
    expect(sections['figure']).toMatchObject([{ figure: 'controlOffered' }]);
  });
});
