import type { EnquiryCommands } from '../../domain/enquiry/commands';
import type { Priority } from '../../domain/shared/facts';
import { millisecondsOf, momentOf } from '../../domain/shared/time';
import { addWorkingMinutes } from '../../domain/shared/working-time';
import { callClient } from './calling';
import { abandon, decline, noteAnswered, pause, watchDeadlines, type Enquiry } from './enquiry';
import { writeOffer } from './written-offers';
import { askedFor } from './wishes';
import { asManager, WORKDAY, type Client, type Product, type World } from './world';

type Received = EnquiryCommands['ReceiveEnquiry'];

/** An enquiry with what is asked for; `product` is undefined where the company has nothing of the kind. */
interface Asked extends Enquiry {
  readonly product: Product | undefined;
}

const targetFor = ({ targets }: World, priority: Priority) =>
  targets.find((target) => target.priority === priority) ?? { answerMinutes: WORKDAY, fulfilMinutes: WORKDAY };

const itemsFor = (world: World, product: Product | undefined): Received['items'] =>
  product
    ? [{ productId: product.id, quantity: world.random.whole(1, 12) }]
    : [{ need: 'Something that the catalogue does not have', quantity: 1 }];

const ask = (world: World, client: Client): Asked => {
  const { random, calendar } = world;
  const priority = random.weighted<Priority>([
    ['normal', 70],
    ['high', 18],
    ['urgent', 6],
    ['low', 6],
  ]);
  const product = random.chance(0.06) ? undefined : askedFor(world, client);
  const { answerMinutes, fulfilMinutes } = targetFor(world, priority);
  const from = momentOf(world.now);
  return {
    id: random.id(),
    client,
    priority,
    product,
    answerDueAt: addWorkingMinutes(calendar, from, answerMinutes),
    fulfilDueAt: addWorkingMinutes(calendar, from, fulfilMinutes),
  };
};

const byMessage = (world: World, enquiry: Asked): void => {
  const { manager } = enquiry.client;
  const by = { messageRef: `mail-${enquiry.id.slice(0, 8)}` };
  if (noteAnswered(world, enquiry) === 0) return;
  const data = { enquiryId: enquiry.id, managerId: manager.id, by };
  world.tell({ type: 'AnswerEnquiry', data }, { by: asManager(manager), source: 'email' });
  world.afterWork(world.random.whole(60, 2 * WORKDAY), () => {
    if (world.random.chance(0.5)) writeOffer(world, enquiry.client.manager, enquiry.client, enquiry);
    else abandon(world, enquiry, 'Only wanted to know');
  });
};

const byCall = (world: World, enquiry: Asked): void => {
  const { client } = enquiry;
  callClient(world, client.manager, client, { enquiry });
};

const byOffer = (world: World, enquiry: Asked): void => {
  writeOffer(world, enquiry.client.manager, enquiry.client, enquiry);
};

const answer = (world: World, enquiry: Asked): void => {
  const { random } = world;
  const { product, client } = enquiry;
  const isOut = product?.stuck === 'out_of_stock' && world.now >= product.stuckFrom;
  if (!product && random.chance(0.7)) decline(world, enquiry, 'NOT_IN_PORTFOLIO');
  else if (isOut && random.chance(0.6)) decline(world, enquiry, 'OUT_OF_STOCK');
  else {
    const written = client.manager.written * 0.6;
    const way = random.weighted([
      [byCall, client.phone ? 0.85 - written : 0],
      [byOffer, written],
      [byMessage, 0.15],
    ]);
    way(world, enquiry);
  }
};

/** What is urgent is taken up sooner. */
const HURRY: Readonly<Record<Priority, number>> = { urgent: 0.2, high: 0.5, normal: 1, low: 1.5 };

const answerLater = (world: World, enquiry: Asked): void => {
  const { random } = world;
  const { manager } = enquiry.client;
  const minutes = Math.ceil(random.whole(...manager.answerMinutes) * HURRY[enquiry.priority]);
  if (!random.chance(manager.answers)) {
    if (random.chance(0.2))
      world.afterWork(25 * WORKDAY, () => {
        abandon(world, enquiry, 'Nobody answered in time');
      });
    return;
  }
  if (random.chance(0.04))
    world.afterWork(10, () => {
      pause(world, enquiry, () => {
        world.afterWork(minutes, () => {
          answer(world, enquiry);
        });
      });
    });
  else
    world.afterWork(minutes, () => {
      answer(world, enquiry);
    });
};

/** A client asks for something; whose client it is has to answer. */
export const receiveEnquiry = (world: World, client: Client): void => {
  const { random } = world;
  const enquiry = ask(world, client);
  const { manager } = client;
  const isAssigned = random.chance(0.8);
  const data: Received = {
    enquiryId: enquiry.id,
    clientId: client.id,
    channel: random.weighted([
      ['email', 45],
      ['web', 30],
      ['phone', 20],
      ['messenger', 5],
    ] as const),
    items: itemsFor(world, enquiry.product),
    priority: enquiry.priority,
    ...(isAssigned && { managerId: manager.id }),
  };
  world.tell({ type: 'ReceiveEnquiry', data }, { source: data.channel === 'email' ? 'email' : 'api' });
  world.counts.enquiries += 1;
  if (!isAssigned)
    world.at(Math.min(world.workAfter(world.now, 5), millisecondsOf(enquiry.answerDueAt)), () => {
      if (enquiry.endedAt !== undefined) return;
      const assigned = { enquiryId: enquiry.id, managerId: manager.id };
      world.tell({ type: 'AssignEnquiry', data: assigned });
    });
  watchDeadlines(world, enquiry);
  answerLater(world, enquiry);
};
