// Stands for the thread that answers questions: it says which thread it is and what it was told, or dies.
const { parentPort, threadId } = require('node:worker_threads');

const told = [];

const answerOf = ({ method, form }) =>
  method === 'write' ? { content: new Uint8Array([1]), notes: [form] } : { thread: threadId, told: [...told] };

parentPort.on('message', ({ kind, number, question }) => {
  if (kind === 'end') parentPort.close();
  else if (kind !== 'question') told.push(kind);
  else if (question.report === 'deadly') process.exit(7);
  else if (question.report === 'wrong')
    parentPort.postMessage({ number, problem: { status: 400, members: {}, headers: {} } });
  else if (question.report !== 'long') parentPort.postMessage({ number, answer: answerOf(question) });
});
