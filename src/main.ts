import { existsSync } from 'node:fs';
import { copyFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import 'reflect-metadata';
import { createHttpApp } from './adapters/http/http-app';
import { HttpModule } from './adapters/http/http.module';
import { fillWithSample, SampleClock, USUAL_END, usualSample } from './adapters/cli/simulate-verb';
import type { Letopis } from './application/core';
import { install } from './application/executing/installation';
import { retryUntilDone } from './application/log/retrying';
import { ensureReadModels } from './application/rebuilding/rebuild';
import { RequestedBuilds } from './application/rebuilding/requested-builds';
import { stoppedText } from './application/projecting/standing';
import { configIn, describeStores, type Config } from './config/config';
import { UpkeepThread } from './composition/upkeep-thread';
import { openLetopis } from './composition/open-core';
import { QuestionThreads } from './composition/threads/question-threads';
import { findingQuestions } from './read-models';

const print = (line: string): void => {
  process.stderr.write(`${line}\n`);
};

/** The whole file or nothing, also on another disk. */
const moveFile = async (from: string, to: string): Promise<void> => {
  await copyFile(from, `${to}.part`);
  await rename(`${to}.part`, to);
};

/** Makes the sample company in a folder of its own and moves it when it is complete: a killed start leaves no half. */
const loadSample = async (config: Config): Promise<void> => {
  const folder = join(config.data, '.sample');
  await rm(folder, { recursive: true, force: true });
  const clock = new SampleClock();
  const making = configIn(folder, config);
  const sampled = await openLetopis(making, { clock: clock.now, replaceable: true, creates: true });
  try {
    const { counts } = await fillWithSample(sampled, clock, USUAL_END, usualSample);
    print(`${counts.events} events. LETOPIS_SAMPLE=no leaves an empty store empty.`);
  } finally {
    await sampled.close();
  }
  await moveFile(join(folder, 'sample-truth.json'), join(config.data, 'sample-truth.json'));
  await moveFile(making.keys, config.keys);
  if (making.eventStore.kind === 'sqlite' && config.eventStore.kind === 'sqlite')
    await moveFile(making.eventStore.file, config.eventStore.file);
  await rm(folder, { recursive: true });
};

/** A new embedded log gets the sample company, unless the configuration says no. A log on a server never does. */
const loadSampleIfNew = async (config: Config): Promise<void> => {
  const { eventStore, sample, readOnly } = config;
  if (!sample || readOnly || eventStore.kind !== 'sqlite' || existsSync(eventStore.file)) return;
  print(`There is no company in ${config.data} yet: loading the sample …`);
  await loadSample(config);
};

const welcome = (address: string, config: Config): string => `
Letopis serves ${config.data} on ${address} (${describeStores(config)})${config.readOnly ? ', read-only' : ''}
  ${address}/docs       the API, with forms to try
  ${address}/reports/enquiries?from=2020-01-01&to=2100-01-01
  ${address}/events     the log, also as server-sent events
  ${address}/health     the state of the log, the read models and the upkeep
Try:
  npx letopis report enquiries --from 2020-01-01 --to 2100-01-01
  npx letopis report refusals --from 2020-01-01 --to 2100-01-01 --by reason
  npx letopis report stale-products
  npx letopis report revenue --by month
`;

/** Builds read models that are missing or of another version; waits for a store, or for another process that builds them. */
const makeReadModels = (letopis: Letopis, signal: AbortSignal): Promise<void> =>
  retryUntilDone(async () => {
    const { needs, rebuilt, done } = await ensureReadModels(letopis.side, { signal }, letopis.work.rebuild);
    for (const { projection, why } of needs) print(`${projection}: ${why}`);
    if (rebuilt.length > 0) print(`Building the read models ${rebuilt.join(', ')} …`);
    for (const { projection, poison } of await done) if (poison) print(`Not built: ${stoppedText(projection, poison)}`);
  }, signal);

const printFailure = (names: readonly string[], error: unknown): void => {
  print(`The rebuild of ${names.join(', ')} failed: ${error instanceof Error ? error.message : String(error)}`);
};

/** Serves until the process gets a signal; then finishes the requests in progress. */
export const serve = async (config: Config): Promise<void> => {
  await loadSampleIfNew(config);
  const letopis = await openLetopis(config, { creates: true });
  // Before the first request: commands need the default reasons and calendars.
  if (!config.readOnly) await install(letopis, letopis.zone);
  const over = new AbortController();
  const { reports, broken } = letopis.readModels;
  for (const { why } of broken) print(`Not taken: ${why}`);
  const { store: eventStore, side, execute, readStore, vault, zone, readOnly } = letopis;
  const questions = new QuestionThreads(config, findingQuestions);
  const keptUp = new UpkeepThread(letopis, () => {
    questions.moved();
  });
  const builds = new RequestedBuilds(letopis.work, readStore, over.signal, printFailure);
  const queried = { eventStore, readStore, past: side, vault, reports, broken, questions, builds, zone, readOnly };
  const ports = { ...queried, projector: keptUp, upkeep: keptUp };
  const app = await createHttpApp(HttpModule.with(execute, ports), { host: config.host });
  const work = [makeReadModels(letopis, over.signal), keptUp.run(config, over.signal)];
  const ended = new Promise<void>((resolve) => {
    const end = (error?: unknown): void => {
      if (error instanceof Error) {
        print(`Stopped: ${error.message}`);
        process.exitCode = 3;
      }
      over.abort();
      resolve();
    };
    for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, end);
    // An error that ends this work ends the service: it must not go on as if all were well.
    for (const each of work) each.catch(end);
  });
  await app.listen(config.port, config.host);
  print(welcome(await app.getUrl(), config));
  questions.start();
  await ended;
  await app.close();
  await questions.end();
  await builds.settled();
  await Promise.allSettled(work);
  await letopis.close();
};
