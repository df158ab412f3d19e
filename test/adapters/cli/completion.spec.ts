import { execFileSync } from 'node:child_process';
import type { CliPorts } from '../../../src/adapters/cli/terminal/context';
import { createProgram } from '../../../src/adapters/cli/program';
import { reports } from '../../../src/read-models';

const printed = async (shell: string): Promise<string> => {
  const texts: string[] = [];
  const write = (text: string) => texts.push(text);
  // The verb only writes.
  await createProgram({ version: '0.0.0', reports, write } as unknown as CliPorts).parseAsync([
    'node',
    'letopis',
    'completion',
    shell,
  ]);
  return texts.join('\n');
};

describe('completion in bash', () => {
  let script: string;
  beforeAll(async () => {
    script = await printed('bash');
  });

  /** What bash proposes for the last one of these words. */
  const proposed = (...words: readonly string[]): readonly string[] => {
    const typed = ['letopis', ...words].map((word) => `'${word}'`).join(' ');
    const asked = `${script}\nCOMP_WORDS=(${typed}); COMP_CWORD=${words.length}; _letopis; echo "\${COMPREPLY[*]}"`;
    return execFileSync('bash', ['-c', asked], { encoding: 'utf8' }).trim().split(' ').toSorted();
  };

  it('proposes verbs, the verbs below them, and their options', () => {
    expect(proposed('re')).toEqual(['rebuild', 'replay', 'report']);
    expect(proposed('report', 'ref')).toEqual(['refusals']);
    expect(proposed('rebuild', '--thr')).toEqual(['--throttle']);
  });

  it('knows where it is, whatever options were typed before', () => {
    expect(proposed('report', 'refusals', '--from', '2024-01-01', '--gr', '--b')).toEqual(['--by']);
  });

  it('proposes the values of an option that has a list', () => {
    expect(proposed('report', 'refusals', '--by', 'm')).toEqual(['manager', 'month']);
  });
});

describe('completion in other shells', () => {
  it('in zsh is that of bash, in fish a line for each verb and option', async () => {
    expect(await printed('zsh')).toContain(await printed('bash'));
    expect(await printed('fish')).toMatch(
      /^complete -c letopis -n '__fish_seen_subcommand_from report; .* -a refusals /m,
    );
  });

  it('is refused where the shell is unknown, with those known', async () => {
    await expect(printed('tcsh')).rejects.toThrow('Allowed choices are bash, zsh, fish');
  });
});
