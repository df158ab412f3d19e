import { openCore, type Core } from '../../support/core';
import { appendOldProduct, decodeOldProduct, oldProduct } from '../../support/old-product';
import { runVerb } from '../../support/verb';

describe('an event that was stored in an old shape', () => {
  const newest = { data: oldProduct.today, metadata: { schemaVersion: 2 } };
  const asStored = { data: oldProduct.stored, metadata: { schemaVersion: 1 } };
  let core: Core;
  beforeAll(async () => {
    core = await openCore({ furnished: false });
    await appendOldProduct(core.letopis.store);
  });
  afterAll(() => core.close());

  const printed = async (...args: readonly string[]): Promise<string> => {
    const side = { ...core.letopis.side, decode: decodeOldProduct };
    return (await runVerb({ ...core.letopis, side }, args, { note: () => undefined })).join('\n');
  };
  const json = async (...args: readonly string[]): Promise<unknown> => JSON.parse(await printed(...args));

  it.each([['replay', '--json'], ['export']])('is shown in today’s shape by %s %s', async (...verb) => {
    expect(await json(...verb)).toMatchObject(newest);
    expect(await json(...verb, '--stored')).toMatchObject(asStored);
  });

  it('is shown so to people, too', async () => {
    expect(await printed('replay')).toContain(JSON.stringify(oldProduct.today));
    expect(await printed('replay', '--stored')).toContain(JSON.stringify(oldProduct.stored));
  });

  it('is a CloudEvent of the version whose shape it has', async () => {
    const product = (version: number) => ({ type: `letopis.ProductIntroduced.v${version}` });
    expect(await json('export', '--cloudevents')).toMatchObject({ ...product(2), data: oldProduct.today });
    expect(await json('export', '--cloudevents', '--stored')).toMatchObject({ ...product(1), data: oldProduct.stored });
  });

  it('is found by what today’s shape says', async () => {
    expect(await printed('replay', '--about', 'unsorted')).toContain('Old tea');
    expect(await printed('replay', '--about', 'unsorted', '--stored')).toBe('');
  });
});
