import type { AddressInfo } from 'node:net';
import { createHttpApp } from '../../src/adapters/http/http-app';
import { HttpModule } from '../../src/adapters/http/http.module';
import { ensureReadModels } from '../../src/application/rebuilding/rebuild';
import { RequestedBuilds } from '../../src/application/rebuilding/requested-builds';
import { readConfig } from '../../src/config/config';
import { UpkeepThread } from '../../src/composition/upkeep-thread';
import { openLetopis } from '../../src/composition/open-core';
import { QuestionThreads } from '../../src/composition/threads/question-threads';
import { findingQuestions } from '../../src/read-models/index';

/** The service in a process of its own, as `npm start` has it; says its port to its parent, ends when that goes. */
const serve = async (folder: string): Promise<void> => {
  const config = readConfig({ LETOPIS_DATA: folder, LETOPIS_ZONE: 'Europe/Berlin' });
  const letopis = await openLetopis(config, { creates: true });
  const { reports, broken } = letopis.readModels;
  const { store: eventStore, side, execute, readStore, vault, zone, readOnly } = letopis;
  await (
    await ensureReadModels(side)
  ).done;
  const questions = new QuestionThreads(config, findingQuestions);
  const keptUp = new UpkeepThread(letopis, () => {
    questions.moved();
  });
  const stop = new AbortController();
  const running = process.argv.includes('--without-projector') ? Promise.resolve() : keptUp.run(config, stop.signal);
  const builds = new RequestedBuilds(letopis.work, readStore, stop.signal, () => undefined);
  const queried = { builds, eventStore, readStore, past: side, vault, reports, broken, questions, zone, readOnly };
  const ports = { ...queried, projector: keptUp, upkeep: keptUp };
  const app = await createHttpApp(HttpModule.with(execute, ports), { host: '127.0.0.1' });
  await app.listen(0, '127.0.0.1');
  questions.start();
  process.once('disconnect', () => {
    stop.abort();
    void running.then(() => process.exit());
  });
  process.send?.((app.getHttpServer().address() as AddressInfo).port);
};

void serve(process.argv[2] ?? '.');
