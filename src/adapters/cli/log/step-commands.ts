/** What a person says to a replay that waits at a step. */
export type StepCommand =
  | { readonly go: 'by'; readonly steps: number }
  | { readonly go: 'to'; readonly place: string }
  | { readonly go: 'until'; readonly field: string }
  | { readonly go: 'until-figure'; readonly figure: FigureAsked }
  | { readonly show: 'step' | 'event' | 'state' | 'help' }
  | { readonly quit: true }
  | { readonly wrong: string };

/** A column of a section of a report, with the report's parameters as they were written. */
export interface FigureAsked {
  readonly report: string;
  readonly section: string;
  readonly column: string;
  readonly parameters: Readonly<Record<string, string>>;
}

export const STEP_HELP = `next, n [count]        on by one step, or so many; an empty line does the same
previous, p [count]    back
to <place>             to a step by its number, to first or last, to the first one of a day (2024-06-21) or moment, or to the
                       next one of a type (OfferRevised)
until <field>          on to the next step that changes this field of a state, or this column: status, lines.price,
                       offer_lines.outcome
until figure <report> <section>.<column> [parameter=value …]
                       on to the next step that changes a figure of a report: until figure refusals summary.refusedLines
show, state, event     this step again; the whole state after it; the event as the log holds it
quit, q                end`;

const WHAT_THERE_IS = 'help says what there is';

const stepCount = (text: string | undefined): number | undefined => {
  const steps = Number(text ?? 1);
  return Number.isSafeInteger(steps) && steps > 0 ? steps : undefined;
};

const by = (text: string | undefined, direction: 1 | -1): StepCommand => {
  const steps = stepCount(text);
  return steps === undefined
    ? { wrong: `"${text ?? ''}" is no number of steps` }
    : { go: 'by', steps: direction * steps };
};

const parametersFrom = (words: readonly string[]): ReadonlyMap<string, string> | undefined => {
  const parameters = new Map<string, string>();
  for (const word of words) {
    const at = word.indexOf('=');
    if (at < 1) return undefined;
    parameters.set(word.slice(0, at), word.slice(at + 1));
  }
  return parameters;
};

const figureFrom = ([report, place = '', ...words]: readonly string[]): StepCommand => {
  const [section, column] = place.split('.');
  const parameters = parametersFrom(words);
  if (report === undefined || !section || !column || !parameters)
    return { wrong: 'a figure is named as: until figure <report> <section>.<column> [parameter=value …]' };
  return { go: 'until-figure', figure: { report, section, column, parameters: Object.fromEntries(parameters) } };
};

const untilFrom = ([first, ...others]: readonly string[]): StepCommand => {
  if (first === 'figure') return figureFrom(others);
  return first === undefined
    ? { wrong: `until which field? ${WHAT_THERE_IS}` }
    : { go: 'until', field: [first, ...others].join(' ') };
};

const toFrom = (words: readonly string[]): StepCommand =>
  words.length === 0 ? { wrong: `to where? ${WHAT_THERE_IS}` } : { go: 'to', place: words.join(' ') };

const verbs: Readonly<Record<string, (words: readonly string[]) => StepCommand>> = {
  next: ([steps]) => by(steps, 1),
  previous: ([steps]) => by(steps, -1),
  to: toFrom,
  until: untilFrom,
  show: () => ({ show: 'step' }),
  event: () => ({ show: 'event' }),
  state: () => ({ show: 'state' }),
  help: () => ({ show: 'help' }),
  quit: () => ({ quit: true }),
};

const short: Readonly<Record<string, string>> = {
  '': 'next',
  n: 'next',
  p: 'previous',
  prev: 'previous',
  q: 'quit',
  exit: 'quit',
  '?': 'help',
  h: 'help',
};

/** A line that a person typed, or that came through a pipe. */
export const stepCommandOf = (line: string): StepCommand => {
  const [first = '', ...words] = line.trim().split(/\s+/);
  const verb = verbs[short[first] ?? first];
  return verb ? verb(words) : { wrong: `there is no command ${first}: ${WHAT_THERE_IS}` };
};
