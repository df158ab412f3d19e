import { everyFieldNamed } from '../kit/every-field';
import { code, flag, id, moment, position, table, type Projection } from '../kit/projection';
import { onceIn } from '../kit/trace';

export const consents = table('consents', 'What clients said about being approached, each time', {
  columns: {
    clientId: id('The client named on the event'),
    position: position('Position of the event in the log'),
    channel: code('phone, email, messenger, post, visit, web'),
    allowed: flag('1: the client allows it, 0: forbids it'),
    saidAt: moment('When the client said so: of a channel, what was said last holds'),
  },
  key: ['clientId', 'position'],
  trace: onceIn('client', 'clientId', 'saidAt'),
});

export const consentFacts: Projection = {
  name: 'consents',
  version: 1,
  description: 'Who may be approached, and how',
  tables: [consents],
  on: {
    ConsentRecorded: (event) => {
      // How it is known is in the history of the client.
      const { clientId, channel, allowed, basis: _, ...rest } = event.data;
      everyFieldNamed(rest);
      const said = { channel, allowed: allowed ? 1 : 0, saidAt: event.occurredAt };
      return [consents.insert({ clientId, position: event.position, ...said })];
    },
  },
};
