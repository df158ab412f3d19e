import { READ_ONLY, readOnlyLog } from '../../../src/application/log/read-only-log';
import { openService } from '../../support/service';
import { id } from '../../support/specify';

describe('a service that only reads the log', () => {
  it('refuses every command with a sentence that says what to do, answers questions, and says so on health', async () => {
    const service = await openService({ readOnly: true });
    const before = await service.company.store.head();
    for (const [path, body] of [
      ['/enquiries', { clientId: id('client'), channel: 'email', items: [{ need: 'snow' }], priority: 'normal' }],
      [`/clients/${id('client')}/erasure`, { reason: 'asked for it' }],
      ['/offers', 'nothing that could be read'],
    ] as const) {
      const { status, body: problem } = await service.post(path, body);
      expect([path, status, problem.code]).toEqual([path, 503, 'READ_ONLY']);
      expect(JSON.stringify(problem)).toContain('Give the command to the service that writes');
    }
    expect(await service.company.store.head()).toBe(before);
    expect((await service.get('/reports/refusals')).status).toBe(200);
    expect((await service.get('/health')).body).toMatchObject({ ready: true, readOnly: true });
    await service.close();
  });

  it('has a log that takes nothing, whoever asks', async () => {
    const service = await openService();
    const log = readOnlyLog(service.company.store);
    await expect(log.append('call-1', [], 'any')).rejects.toMatchObject({ code: 'unavailable', message: READ_ONLY });
    expect(await log.head()).toBe(await service.company.store.head());
    await service.close();
  });
});
