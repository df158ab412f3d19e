/**
 * A story on the Node that runs this file: `letopis serve` takes commands, answers a report, and ends when it is told to,
 * three times; then a rebuild and a comparison in threads. Exit code 1 where it goes another way.
 *
 *   node .ci/story.mjs <folder for the data> <port>
 */
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

const [, , data, port] = process.argv;
const base = `http://127.0.0.1:${port}`;
const CALLS = 40;

const letopis = (...args) =>
  spawn(process.execPath, [join(import.meta.dirname, '..', '.config', 'letopis.mjs'), ...args, '--data', data], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, LETOPIS_PORT: port },
  });

const expectTrue = (what, isTrue) => {
  if (!isTrue) throw new Error(`${process.version}: not so: ${what}`);
};

const isReady = () =>
  fetch(`${base}/health`).then(
    ({ ok }) => ok,
    () => false,
  );

const post = async (path, body) => {
  const answer = await fetch(base + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const text = await answer.text();
  expectTrue(`${path} was taken (${answer.status} ${text})`, answer.ok);
  return JSON.parse(text);
};

const serveAndEnd = async () => {
  const service = letopis('serve');
  const ended = once(service, 'exit');
  while (!(await isReady())) {
    expectTrue('the service runs', service.exitCode === null && service.signalCode === null);
    await pause(100);
  }
  const managerId = randomUUID();
  await post('/managers', { managerId, name: 'Anna', role: 'manager' });
  const call = { managerId, direction: 'out', durationSeconds: 120, result: 'reached', topics: [] };
  const calls = await Promise.all(Array.from({ length: CALLS }, () => post('/calls', call)));
  const position = Math.max(...calls.map((answer) => answer.position));
  const report = await fetch(`${base}/reports/manager-activity?from=2000-01-01&to=2100-01-01&atLeast=${position}`);
  const { sections } = await report.json();
  const own = sections.managers.find((row) => row.managerId === managerId);
  expectTrue(`the report counts ${CALLS} calls (${JSON.stringify(own)})`, own?.attempts === CALLS);
  service.kill('SIGTERM');
  const [code, signal] = await ended;
  expectTrue(`it ended with 0 (${code} ${signal})`, code === 0);
};

for (let round = 0; round < 3; round += 1) await serveAndEnd();
for (const verb of ['rebuild', 'verify']) {
  const [code, signal] = await once(letopis(verb), 'exit');
  expectTrue(`${verb} ended with 0 (${code} ${signal})`, code === 0);
}
console.log(`${process.version}: served, stopped and started three times, rebuilt and verified`);
