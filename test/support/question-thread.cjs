// Stands for the thread that answers questions: it says which thread it is and what it was told, or dies.
const { parentPort, threadId } = require('node:worker_threads');

const told = [];

parentPort.on('message', (request) => {
  const { kind, number, report, form } = request;
  if (kind === 'end') parentPort.close();
  else if (kind === 'write')
    parentPort.postMessage({ number, written: { content: new Uint8Array([1]), notes: [form] } });
  else if (kind !== 'ask') told.push(kind);
  else if (report === 'deadly') process.exit(7);
  else if (report === 'wrong') parentPort.postMessage({ number, problem: { status: 400, members: {}, headers: {} } });
  else if (report !== 'long') parentPort.postMessage({ number, answer: { thread: threadId, told: [...told] } });
});
