import { stepCommandOf } from '../../../src/adapters/cli/log/step-commands';
import { openCore, type Core } from '../../support/core';
import { id } from '../../support/specify';
import { runVerb } from '../../support/verb';

const tea = { lineId: id('tea line'), productId: id('tea'), quantity: 1 };
const ofOffer = { offerId: id('offer'), managerId: id('manager') };

let core: Core;
beforeAll(async () => {
  core = await openCore();
  core.at('2024-05-20T10:00:00.000Z');
  await core.has('MakeOffer', { ...ofOffer, clientId: id('client'), kind: 'verbal', lines: [tea] });
  core.at('2024-05-21T10:00:00.000Z');
  const refusal = { lineIds: [tea.lineId], statedBy: 'client' as const, reason: 'PRICE_TOO_HIGH', comment: 'too dear' };
  await core.has('RecordRefusal', { ...ofOffer, version: 1, ...refusal });
  core.at('2024-06-03T10:00:00.000Z');
  await core.has('ReviseOffer', { ...ofOffer, version: 1, lines: [{ ...tea, discount: 500 }] });
  core.at('2024-06-04T10:00:00.000Z');
  await core.has('AcceptOffer', { ...ofOffer, version: 2, lineIds: [tea.lineId] });
  await core.upToDate();
});
afterAll(() => core.close());

/** What `replay --step` writes when a person types these lines. */
const stepped = (args: readonly string[], ...typed: readonly string[]): Promise<readonly string[]> =>
  runVerb(core.letopis, ['replay', '--step', ...args], { typed });

const offer = ['--offer', id('offer')];
/** Of each text its first line, up to the type of the event. */
const heads = async (...lines: readonly string[]): Promise<readonly string[]> =>
  (await stepped(offer, ...lines)).map((text) => /step (\d+)/.exec(text)?.[1] ?? text.split('\n', 1)[0]!);

describe('a replay step by step', () => {
  it('begins at the first event: in words, who, both times, the state, and what read models made of it', async () => {
    const [first] = await stepped(offer);
    expect(first).toContain('OfferMade · offer-');
    expect(first).toContain('verbal offer, 1 line');
    expect(first).toContain('happened 2024-05-20 12:00:00, recorded 2024-05-20 12:00:00');
    expect(first).toContain(`by Anna (manager:${id('manager')}), source api`);
    expect(first).toContain('+ lines.0.status: "open"');
    expect(first).toContain(`offer_lines ${id('offer')}/1/${tea.lineId} inserted`);
  });

  it('marks what changed, and shows what was said in the words of the person', async () => {
    const [, second] = await stepped(offer, 'next');
    expect(second).toContain('* lines.0.status: "open" → "refused"');
    expect(second).toContain('+ outcomes.0.refusal.comment: "too dear"');
    expect(second).toContain('* outcome: "open" → "refused"');
    expect(second).not.toContain('sealed');
  });

  it.each([
    ['on and back', ['n', '', 'p', 'n 2', 'p 9'], ['1', '2', '3', '2', '4', '1']],
    ['to a step by its number', ['to 3', 'to 9', 'to last', 'to first'], ['1', '3', 'there are 4 steps', '4', '1']],
    [
      'to the end and no further',
      ['to last', 'n', 'n'],
      ['1', '4', 'that was the last step', 'that was the last step'],
    ],
    ['not before the first', ['p'], ['1', 'this is the first step']],
    ['to a day', ['to 2024-06-01', 'to 2024-05-21T11:00'], ['1', '3', '2']],
    ['to a later moment', ['to 2024-07-01'], ['1', 'nothing happened at 2024-07-01 or later']],
    ['to the next of a type', ['to OfferRevised', 'to OfferMade'], ['1', '3', 'no later step is OfferMade']],
    ['until a field changes', ['until offers.version', 'until lines.status'], ['1', '3', '4']],
    [
      'until a column changes',
      ['until offer_lines.outcome', 'until refusals.reason'],
      ['1', '2', 'no later step changes refusals.reason'],
    ],
    [
      'until a figure changes',
      ['until figure refusals summary.refusals', 'until figure refusals summary.refusals'],
      ['1', 'summary.refusals: nothing → 1', '2', 'no later step changes this figure: it stays 1'],
    ],
    ['until it is over', ['q', 'n'], ['1']],
  ])('goes %s', async (_, lines, places) => {
    expect(await heads(...lines)).toEqual(places);
  });

  it('shows the event, the whole state, and the step again', async () => {
    const [first, event, state, again] = await stepped(offer, 'event', 'state', 'show');
    expect(JSON.parse(event!)).toMatchObject({ type: 'OfferMade', data: { lines: [tea] } });
    expect(JSON.parse(state!.slice(state!.indexOf('\n')))).toMatchObject({ lines: [{ status: 'open', line: tea }] });
    expect(again).toContain(first!.slice(first!.indexOf('position')));
  });

  it.each([
    ['dance', 'there is no command dance: help says what there is'],
    ['to OfferRevisd', 'did you mean OfferRevised?'],
    ['to tomorrow', 'there is no event type tomorrow'],
    ['to 2024-13-01', 'to is "2024-13-01": give a day'],
    ['next many', '"many" is no number of steps'],
    ['until lines.statu', 'did you mean lines.status'],
    ['until', 'until which field?'],
    ['until figure refusal summary.refusals', 'there is no report refusal: did you mean refusals?'],
    ['until figure refusals summry.refusals', 'there is no section summry: did you mean summary?'],
    ['until figure refusals summary.refusals manager=Ana', '--manager: expected a manager'],
    ['until figure refusals', 'a figure is named as'],
  ])('stays where it is at "%s", and says what is wrong', async (line, told) => {
    const [, wrong, where] = await stepped(offer, 'n 1', line, 'show').then((texts) => texts.slice(1));
    const [answer, shown] = wrong === undefined ? [] : [wrong, where];
    expect(answer).toContain(told);
    expect(shown).toContain('step 2');
  });

  it('gives a line of JSON for each step with --json, and reads no commands', async () => {
    const steps = (await stepped([...offer, '--json'], 'q')).map((line) => JSON.parse(line) as object);
    expect(steps).toHaveLength(4);
    expect(steps[1]).toMatchObject({
      step: 2,
      type: 'OfferLinesRefused',
      occurredAt: '2024-05-21T10:00:00.000Z',
      recordedAt: '2024-05-21T10:00:00.000Z',
      data: { comment: 'too dear' },
      metadata: { actor: { kind: 'manager', id: id('manager') } },
      words: { summary: '1 line refused: PRICE_TOO_HIGH, stated by client' },
      state: { before: { version: 1 }, changed: expect.arrayContaining([expect.objectContaining({ before: 'open' })]) },
      faults: [],
    });
    expect(steps[1]).toHaveProperty('readModels.1.projection', 'offers');
  });

  it('goes through the day of a manager, and through all that followed from one command', async () => {
    const typesOf = async (...args: readonly string[]) =>
      (await stepped([...args, '--json'])).map((line) => (JSON.parse(line) as { type: string }).type);
    expect(await typesOf('--manager', 'Anna', '--day', '2024-05-21')).toEqual(['OfferLinesRefused']);
    const [made] = (await stepped([...offer, '--json'])).map((line) => JSON.parse(line) as { id: string });
    expect(await typesOf('--chain', made!.id)).toEqual(['OfferMade']);
  });

  it('says so where there is nothing', async () => {
    expect(await stepped(['--day', '2020-01-01'])).toEqual(['note: no event of the log is of all that was asked for']);
  });

  it.each([
    [['--offer', `${id('offer').slice(0, -1)}f`], /--offer: there is no stream .*; did you mean offer-/],
    [['--client', 'Chukchy'], /--client: .*; did you mean "Chukchi"\?/],
    [['--manager', 'Ana'], /--manager: .*; did you mean "Anna"\?/],
    [['--chain', 'nothing'], /--chain: no event, command or position of the log is nothing/],
    [['--day', 'yesterday'], /--day is "yesterday": give a day/],
    [['--day', '2024-05-21', '--from', '2024-05-01'], /--day and --from say the same thing twice/],
    [['--stored'], /leave --stored out/],
  ])('is refused for %j', async (args, told) => {
    await expect(stepped(args)).rejects.toThrow(told);
  });
});

describe('a line that is typed', () => {
  it.each([
    ['  n   3 ', { go: 'by', steps: 3 }],
    ['previous', { go: 'by', steps: -1 }],
    ['to   2024-06-21', { go: 'to', place: '2024-06-21' }],
    ['exit', { quit: true }],
    ['?', { show: 'help' }],
    ['toString', { wrong: 'there is no command toString: help says what there is' }],
    [
      'until figure refusals summary.refusals from=2024-01-01 by=product',
      {
        go: 'until-figure',
        figure: {
          report: 'refusals',
          section: 'summary',
          column: 'refusals',
          parameters: { from: '2024-01-01', by: 'product' },
        },
      },
    ],
  ])('"%s" is understood', (line, command) => {
    expect(stepCommandOf(line)).toEqual(command);
  });
});
