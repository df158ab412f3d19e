import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { openService, type Service } from '../../support/service';

interface Told {
  readonly projection: string;
  readonly generation: number;
  readonly state: string;
}

describe('the read models over HTTP', () => {
  let service: Service;
  beforeAll(async () => {
    service = await openService();
  });
  afterAll(() => service.close());

  const told = (text: string): readonly Told[] => (JSON.parse(text) as { generations: readonly Told[] }).generations;
  const until = async (projection: string, state: string): Promise<Told> => {
    for (;;) {
      const { text } = await service.get('/projections');
      const found = told(text).find((each) => each.projection === projection && each.state === state);
      if (found) return found;
      // Requests within the process let no timer come up.
      await pause(5);
    }
  };

  it('are told with each generation, and with what each needs', async () => {
    const { status, text } = await service.get('/projections');
    expect(status).toBe(200);
    expect(JSON.parse(text)).toMatchObject({
      head: '30',
      projections: expect.arrayContaining([expect.objectContaining({ projection: 'offers', lag: expect.any(Number) })]),
      generations: expect.arrayContaining([
        expect.objectContaining({ projection: 'offers', state: 'live', done: 30, total: 30, isEstimate: false }),
      ]),
      needs: expect.arrayContaining([{ projection: 'offers', what: 'none', why: 'it is of version 1' }]),
    });
    expect((await service.get('/projections?all=1')).status).toBe(400);
  });

  it('are rebuilt, and rolled back, when it is asked for; what is beside the live ones is on health', async () => {
    const before = await until('offers', 'live');
    expect((await service.post('/projections/offers/rebuild', { keep: 1 })).status).toBe(202);
    const kept = await until('offers', 'kept');
    expect(kept.generation).toBe(before.generation);
    expect(told((await service.get('/health')).text)).toMatchObject([{ projection: 'offers', state: 'kept' }]);
    expect((await service.post('/projections/offers/rollback')).status).toBe(202);
    while ((await until('offers', 'live')).generation !== before.generation);
  });

  it('are rebuilt with all facts that a question stands on', async () => {
    const { status } = await service.post('/projections/stale-products/rebuild');
    expect(status).toBe(202);
    for (const name of ['products', 'clients']) await until(name, 'kept');
  });

  it('pause, go on and are given up; what is not filled can not be', async () => {
    const { body } = await service.post('/projections/history/pause');
    expect(body).toMatchObject({ status: 409, detail: expect.stringContaining('nothing of history is being filled') });
    expect((await service.post('/projections/calls/rollback')).body).toMatchObject({ status: 409 });
    expect((await service.post('/projections/history/rebuild', { eventsPerSecond: 1 })).status).toBe(202);
    await until('history', 'running');
    expect(told((await service.post('/projections/history/pause')).text)).toHaveLength(2);
    await until('history', 'paused');
    expect((await service.post('/projections/history/rebuild')).body).toMatchObject({
      status: 409,
      detail: expect.stringContaining('is running in process'),
    });
    expect((await service.post('/projections/history/pace', { eventsPerSecond: null })).status).toBe(200);
    expect(told((await service.post('/projections/history/cancel')).text)).toMatchObject([{ state: 'live' }]);
  });

  describe('compared before they are switched', () => {
    it('fill a candidate, say how it compares, answer as that edition, and are given up', async () => {
      expect((await service.get('/projections/voids/comparison')).status).toBe(404);
      expect((await service.get('/reports/refusals?edition=candidate')).body).toMatchObject({
        status: 503,
        detail: expect.stringContaining('there is no candidate edition'),
      });
      const question = { report: 'refusals', raw: { by: 'reason' } };
      expect((await service.post('/projections/offers/compare', { reports: [question] })).status).toBe(202);
      await until('offers', 'candidate');
      const { body } = await service.get('/projections/offers/comparison');
      expect(body.sections['base']).toMatchObject([
        { projection: 'offers', edition: 'live' },
        { projection: 'offers', edition: 'candidate' },
      ]);
      expect(
        body.sections['tables']!.map(({ onlyLive, onlyCandidate, changed }) => [onlyLive, onlyCandidate, changed]),
      ).toEqual(body.sections['tables']!.map(() => [0, 0, 0]));
      expect(body.sections['reports']).toMatchObject([{ report: 'refusals', asked: 'by=reason', answer: 'the same' }]);
      const asked = await service.get('/reports/refusals?by=reason&edition=candidate');
      const live = await service.get('/reports/refusals?by=reason&edition=live');
      expect(asked.body.sections).toEqual(live.body.sections);
      expect(asked.text).toContain('This answer is of the candidate edition of offers: generation');
      expect((await service.get('/reports/refusals?edition=candidate&at=2024-01-01')).status).toBe(400);
      const { generations } = JSON.parse((await service.post('/projections/offers/discard')).text) as {
        generations: readonly Told[];
      };
      expect(generations.map(({ state }) => state)).not.toContain('candidate');
      expect((await service.post('/projections/offers/discard')).status).toBe(409);
      expect((await service.post('/projections/offers/switch')).status).toBe(409);
    });

    it('are switched to when that is asked for', async () => {
      expect((await service.post('/projections/managers/compare', { reports: [] })).status).toBe(202);
      const { generation } = await until('managers', 'candidate');
      expect((await service.post('/projections/managers/switch')).status).toBe(202);
      while ((await until('managers', 'live')).generation !== generation);
    });
  });

  it.each([
    [
      'an unknown report',
      '/projections/offers/compare',
      { reports: [{ report: 'x', raw: {} }] },
      400,
      'client-history',
    ],
    ['an unknown one', '/projections/ofers/rebuild', {}, 404, 'did you mean offers?'],
    ['a field that there is not', '/projections/offers/rebuild', { throttle: 5 }, 400, 'eventsPerSecond, keep'],
    ['a wrong value', '/projections/offers/rebuild', { keep: -1 }, 400, 'a whole number from 0 to 100'],
    ['no object', '/projections/offers/rebuild', [], 400, 'a JSON object'],
    ['a field where none is taken', '/projections/offers/pause', { now: true }, 400, 'no field'],
    ['no pace', '/projections/offers/pace', {}, 400, 'missing'],
  ])('say what is wrong with %s', async (_what, url, body, status, said) => {
    const answer = await service.post(url, body);
    expect(answer.status).toBe(status);
    expect(answer.text).toContain(said);
  });

  it('tell what changes as server-sent events', async () => {
    await service.app.listen(0, '127.0.0.1');
    const { port } = service.app.getHttpServer().address() as AddressInfo;
    const request = get({ port, path: '/projections', headers: { accept: 'text/event-stream' } });
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    expect(response.headers['content-type']).toContain('text/event-stream');
    const kept = new Set<string>();
    let text = '';
    void service.post('/projections/voids/rebuild');
    for await (const part of response.setEncoding('utf8')) {
      text += String(part);
      for (const [, data] of text.matchAll(/event: projections\ndata: (.*)\n\n/g))
        for (const { projection, state } of told(data!)) if (state === 'kept') kept.add(projection);
      if (kept.has('voids')) break;
    }
    expect(text.startsWith('retry: 1000\n\n')).toBe(true);
    request.destroy();
  });
});
