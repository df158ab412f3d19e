import type { Letopis } from '../../application/core';
import type { LocalCopyChecked } from '../../application/log/local-copy/check-local-copy';
import { exitCodes, formatOf, UsageError, type CliPorts, type CommonOptions } from './context';
import type { Printable } from './report-text';
import { render } from './output';
import { ProgressLine } from './progress';

const asPrintable = ({ outcome, events, differs }: LocalCopyChecked): Printable => {
  const after = differs?.after === undefined ? 'the start' : String(differs.after);
  const until = String(differs?.until);
  const note = differs
    ? `The copy differs after ${after}, up to ${until}. It was emptied and will be filled again. The server holds ` +
      'another log than before, or streams were deleted there: rebuild (letopis rebuild).'
    : 'The copy agrees with the server.';
  return { sections: { logCopy: [{ outcome, events, ...(differs && { after, until }) }] }, notes: [note] };
};

/** Compares the local copy of the log with the log, and names the first range that differs. */
export const verifyLocalCopy = async (ports: CliPorts, { logCopy }: Letopis, asked: CommonOptions): Promise<void> => {
  if (!logCopy)
    throw new UsageError(
      'there is no local copy of the log: one is kept only where the log is on EventStoreDB (LETOPIS_LOG_COPY)',
    );
  const line = new ProgressLine();
  const checked = await logCopy.check((done, share) => {
    line.show({ what: 'comparing, events', done, share });
  });
  line.end();
  ports.write(render(asPrintable(checked), formatOf(asked), ports));
  if (checked.outcome === 'different') process.exitCode = exitCodes.difference;
};
