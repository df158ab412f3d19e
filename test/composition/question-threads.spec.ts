import { join } from 'node:path';
import { readConfig } from '../../src/config/config';
import { QuestionThreads } from '../../src/composition/threads/question-threads';

const standIn = join(__dirname, '..', 'support', 'question-thread.cjs');
const nobodyLeft = new AbortController().signal;

/** A question whose answer nobody looks at. */
const askLong = (threads: QuestionThreads, signal = nobodyLeft): void => {
  threads.ask('long', {}, signal).catch(() => undefined);
};

describe('threads that answer questions', () => {
  let threads: QuestionThreads;
  beforeEach(() => {
    threads = new QuestionThreads(readConfig({ LETOPIS_DATA: 'somewhere' }), new Set(['find']), standIn);
  });
  afterEach(() => threads.end());

  it('a question beside a long one is answered by another thread, two at the same time by the same', async () => {
    const first = await threads.ask('quick', {}, nobodyLeft);
    askLong(threads);
    const [beside, after] = [await threads.ask('quick', {}, nobodyLeft), await threads.ask('quick', {}, nobodyLeft)];
    expect(beside).not.toEqual(first);
    expect(after).toEqual(beside);
  });

  it('an answer is written as a file by the thread that answers', async () => {
    const written = await threads.write('quick', {}, 'csv', nobodyLeft);
    expect(written).toEqual({ content: new Uint8Array([1]), notes: ['csv'] });
  });

  it('what is wrong with a question comes back as its problem', async () => {
    await expect(threads.ask('wrong', {}, nobodyLeft)).rejects.toMatchObject({ name: 'Problem', status: 400 });
  });

  it('a thread that dies fails its questions, and the next question has another thread', async () => {
    const first = await threads.ask('quick', {}, nobodyLeft);
    await expect(threads.ask('deadly', {}, nobodyLeft)).rejects.toThrow('a thread for questions ended with 7');
    const next = await threads.ask('quick', {}, nobodyLeft);
    expect(next).not.toEqual(first);
  });

  it('the thread is told that read models moved, and that nobody waits any more', async () => {
    threads.start();
    threads.moved();
    const gone = new AbortController();
    askLong(threads, gone.signal);
    gone.abort();
    const answers = await Promise.all([threads.ask('quick', {}, nobodyLeft), threads.ask('quick', {}, nobodyLeft)]);
    expect(answers).toContainEqual(expect.objectContaining({ told: ['moved', 'gone'] }));
  });
});
