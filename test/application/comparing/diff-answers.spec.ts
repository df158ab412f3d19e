import { diffAnswers } from '../../../src/application/comparing/diff-answers';
import type { Answer } from '../../../src/read-models/kit/report';

const answer = (sections: Answer['sections'], notes: readonly string[] = []): Answer => ({ sections, notes });

describe('the difference of two answers', () => {
  it('is none where they say the same', () => {
    const one = answer({ reasons: [{ reason: 'PRICE', lines: 3 }] }, ['as of today']);
    expect(diffAnswers(one, structuredClone(one))).toMatchObject({
      isEqual: true,
      sections: [{ same: 1, changed: [], onlyOld: [], onlyNew: [] }],
      notes: { onlyOld: [], onlyNew: [] },
    });
  });

  it('names each figure that differs, old and new, by the row that it stands in', () => {
    const old = answer({
      reasons: [
        { reason: 'PRICE', currency: 'EUR', lines: 31, value: 900 },
        { reason: 'PRICE', currency: 'USD', lines: 1, value: 10 },
        { reason: 'NO_NEED', currency: 'EUR', lines: 2, value: 50 },
      ],
    });
    const now = answer({
      reasons: [
        { reason: 'NO_NEED', currency: 'EUR', lines: 2, value: 50 },
        { reason: 'PRICE', currency: 'EUR', lines: 28, value: 900 },
        { reason: 'TIMING', currency: 'EUR', lines: 3, value: 70 },
      ],
    });
    expect(diffAnswers(old, now).sections).toEqual([
      {
        section: 'reasons',
        key: ['reason', 'currency'],
        onlyOld: [{ reason: 'PRICE', currency: 'USD', lines: 1, value: 10 }],
        onlyNew: [{ reason: 'TIMING', currency: 'EUR', lines: 3, value: 70 }],
        changed: [{ key: { reason: 'PRICE', currency: 'EUR' }, figures: [{ column: 'lines', old: 31, new: 28 }] }],
        same: 1,
      },
    ]);
  });

  it('compares the only row of a summary figure by figure, whatever its texts say', () => {
    const { sections } = diffAnswers(
      answer({ summary: [{ until: '2024-06-01', enquiries: 4 }] }),
      answer({ summary: [{ until: '2024-06-02', enquiries: 4 }] }),
    );
    expect(sections).toMatchObject([
      { changed: [{ key: {}, figures: [{ column: 'until', old: '2024-06-01', new: '2024-06-02' }] }] },
    ]);
  });

  it('keeps several rows of one name apart', () => {
    const row = (lines: number) => ({ reason: 'PRICE', lines });
    const { sections } = diffAnswers(answer({ all: [row(1), row(2)] }), answer({ all: [row(1), row(3), row(4)] }));
    expect(sections).toMatchObject([{ same: 1, onlyNew: [row(4)], changed: [{ figures: [{ old: 2, new: 3 }] }] }]);
  });

  it('tells a column and a section that only one of them has, and notes', () => {
    const difference = diffAnswers(
      answer({ all: [{ reason: 'PRICE', lines: 1 }], gone: [{ reason: 'PRICE' }] }, ['before']),
      answer({ all: [{ reason: 'PRICE', lines: 1, share: 0.5 }] }, ['now']),
    );
    expect(difference).toMatchObject({
      isEqual: false,
      sections: [
        { section: 'all', changed: [{ figures: [{ column: 'share', old: undefined, new: 0.5 }] }] },
        { section: 'gone', onlyOld: [{ reason: 'PRICE' }] },
      ],
      notes: { onlyOld: ['before'], onlyNew: ['now'] },
    });
  });
});
