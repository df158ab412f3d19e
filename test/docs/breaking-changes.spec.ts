import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const root = resolve(__dirname, '../..');

interface Schema {
  properties: Record<string, object>;
  required: string[];
}

interface Document {
  paths: Record<string, Record<string, { parameters: object[]; responses: Record<string, object> }>>;
  components: { schemas: Record<string, Schema> };
}

describe('the check for breaking changes of the API', () => {
  const folder = mkdtempSync(join(tmpdir(), 'letopis-'));
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  /** What is said where the released document was like the one of now but for this. */
  const saidSince = (was: (document: Document) => void) => {
    const released = JSON.parse(readFileSync(join(root, 'docs', 'openapi.json'), 'utf8')) as Document;
    was(released);
    const file = join(folder, 'released.json');
    writeFileSync(file, JSON.stringify(released));
    const checked = spawnSync(process.execPath, [join(root, '.config', 'breaking-changes.mjs'), file], {
      encoding: 'utf8',
    });
    return { status: checked.status, said: checked.stderr.trim().split('\n') };
  };

  it('says nothing where only something was added', () => {
    const less = saidSince(({ paths, components }) => {
      delete paths['/commands'];
      delete components.schemas['LogCall']!.properties['note'];
    });
    expect(less).toEqual({ status: 0, said: [''] });
  });

  it('names an address that is gone', () => {
    const { status, said } = saidSince(({ paths }) => {
      paths['/letters'] = { post: paths['/calls']!['post']! };
    });
    expect({ status, said }).toEqual({ status: 1, said: ['POST /letters is gone'] });
  });

  it('names a field that must be given now, and one that is known no more', () => {
    const { said } = saidSince(({ components }) => {
      const call = components.schemas['LogCall']!;
      call.required = call.required.filter((name) => name !== 'result');
      call.properties['mood'] = { type: 'string' };
    });
    expect(said).toEqual(['POST /calls, body.mood is gone', 'POST /calls, body.result must be given']);
  });

  it('names a narrower limit and a value that is none any more', () => {
    const { said } = saidSince(({ components }) => {
      const { properties } = components.schemas['LogCall']!;
      Object.assign(properties['note']!, { maxLength: 1_000_000 });
      Object.assign(properties['direction']!, { enum: ['in', 'out', 'across'] });
    });
    expect(said).toEqual([
      'POST /calls, body.direction: across is no value any more',
      expect.stringMatching(/^POST \/calls, body\.note: maxLength is \d+, it was 1000000$/),
    ]);
  });

  it('names what an answer has no more, and a parameter that is gone', () => {
    const { said } = saidSince(({ components, paths }) => {
      components.schemas['AnswerModel']!.properties['colour'] = { type: 'string' };
      paths['/reports/refusals']!['get']!.parameters.push({ in: 'query', name: 'mood', schema: { type: 'string' } });
    });
    expect(said).toContain('GET /reports/refusals, query mood is gone');
    expect(said).toContain('GET /reports/enquiries, answer 200.colour is gone');
  });

  it('can read no release that is not there', () => {
    const { status } = spawnSync(process.execPath, [join(root, '.config', 'breaking-changes.mjs'), 'v0.0.0-none']);
    expect(status).toBe(2);
  });
});
