import { Argument, type Command, type Option } from 'commander';
import type { CliPorts } from './terminal/context';

const shells = ['bash', 'zsh', 'fish'] as const;
type Shell = (typeof shells)[number];

/** What may follow these words: further verbs, and options. */
interface Place {
  readonly words: string;
  readonly verbs: readonly Command[];
  readonly options: readonly Option[];
}

const placesFrom = (command: Command, words: string): readonly Place[] => [
  { words, verbs: command.commands, options: command.options },
  ...command.commands.flatMap((verb) => placesFrom(verb, `${words} ${verb.name()}`)),
];

const flagsOf = ({ long, short }: Option): readonly string[] => [long, short].filter((flag) => flag !== undefined);

const wordsAt = ({ verbs, options }: Place): string =>
  [...verbs.map((verb) => verb.name()), ...options.flatMap(flagsOf)].join(' ');

/** What an option may be given, where that is a list. */
const choicesOf = (places: readonly Place[]): ReadonlyMap<string, string> =>
  new Map(
    places.flatMap(({ words, options }) =>
      options.flatMap(({ long, argChoices }) =>
        long && argChoices ? [[`${words} ${long}`, argChoices.join(' ')]] : [],
      ),
    ),
  );

/** The words before the cursor that are no options say where one is: at most as many as the deepest verb has. */
const bashText = (places: readonly Place[]): string => `_letopis() {
  local place="letopis" word words="" cursor="\${COMP_WORDS[COMP_CWORD]}" before="\${COMP_WORDS[COMP_CWORD-1]}"
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "$place $word" in
${places.map(({ words }) => `      "${words}") place="${words}" ;;`).join('\n')}
    esac
  done
  case "$place $before" in
${[...choicesOf(places)].map(([at, choices]) => `    "${at}") words="${choices}" ;;`).join('\n')}
    *) case "$place" in
${places.map((place) => `      "${place.words}") words="${wordsAt(place)}" ;;`).join('\n')}
    esac ;;
  esac
  COMPREPLY=($(compgen -W "$words" -- "$cursor"))
}
complete -o default -F _letopis letopis
`;

const fishQuoted = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;

/** Where the words that are typed begin with those of the place, and none of its verbs was chosen yet. */
const fishCondition = ({ words, verbs }: Place): string => {
  const typed = words.split(' ').slice(1);
  const seen = typed.map((word) => `__fish_seen_subcommand_from ${word}`);
  const next = verbs.map((verb) => verb.name()).join(' ');
  return [...seen, ...(next === '' ? [] : [`not __fish_seen_subcommand_from ${next}`])].join('; and ');
};

const fishText = (places: readonly Place[]): string =>
  places
    .flatMap((place) => {
      const start = `complete -c letopis -n ${fishQuoted(fishCondition(place))}`;
      const verbs = place.verbs.map((verb) => `${start} -f -a ${verb.name()} -d ${fishQuoted(verb.description())}`);
      const options = place.options.map(({ long, description, argChoices, required }) => {
        const values = argChoices ? ` -x -a ${fishQuoted(argChoices.join(' '))}` : required ? ' -r' : '';
        return `${start} -l ${(long ?? '').slice(2)}${values} -d ${fishQuoted(description)}`;
      });
      return [...verbs, ...options];
    })
    .join('\n') + '\n';

const completionText = (program: Command, shell: Shell): string => {
  const places = placesFrom(program, 'letopis');
  if (shell === 'fish') return fishText(places);
  // zsh reads the completions of bash.
  return shell === 'zsh' ? `autoload -U +X bashcompinit && bashcompinit\n${bashText(places)}` : bashText(places);
};

export const addCompletion = (program: Command, { write }: CliPorts): void => {
  program
    .command('completion')
    .description('print the completion of this command line for a shell')
    .addArgument(new Argument('<shell>', 'whose').choices([...shells]))
    .addHelpText(
      'after',
      `
Examples:
  source <(letopis completion bash)      # in ~/.bashrc
  source <(letopis completion zsh)       # in ~/.zshrc, after compinit
  letopis completion fish | source       # in ~/.config/fish/config.fish`,
    )
    .action((shell: Shell) => {
      write(completionText(program, shell));
    });
};
