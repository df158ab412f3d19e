import type { Letopis } from '../../application/letopis';
import { exitCodes, formatOf, WrongUse, type CliPorts, type Given } from './context';
import { render } from './output';
import { ProgressLine } from './progress';

/** Compares the local copy of the log with the log, and names the first range that differs. */
export const runVerifyLogCopy = async (ports: CliPorts, { logCopy }: Letopis, asked: Given): Promise<void> => {
  if (!logCopy)
    throw new WrongUse(
      'there is no local copy of the log: it is kept where the log lies on EventStoreDB (LETOPIS_LOG_COPY)',
    );
  const line = new ProgressLine();
  const { outcome, events, differs } = await logCopy.check({
    onProgress: (done, share) => {
      line.show({ what: 'comparing, events', done, share });
    },
  });
  line.end();
  const row = {
    outcome,
    events,
    after: differs?.after === undefined ? null : String(differs.after),
    until: differs ? String(differs.until) : null,
  };
  const note = differs
    ? `The copy differs behind position ${row.after ?? 'none (from the start)'}, up to ${row.until ?? ''}. It was emptied and ` +
      'will be filled anew. The server holds another log than before, or somebody deleted streams there: rebuild (letopis rebuild).'
    : 'The copy says what the server says.';
  ports.write(render({ sections: { logCopy: [row] }, notes: [note] }, formatOf(asked)));
  if (differs) process.exitCode = exitCodes.difference;
};
