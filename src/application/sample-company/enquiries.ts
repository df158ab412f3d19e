import type { EnquiryItem } from '../../domain/enquiry/events';
import type { Priority } from '../../domain/shared/words';
import { millisecondsOf, MINUTE } from '../../domain/shared/time';
import { callClient } from './calls';
import { WORKDAY, type Company, type Encounter, type SampleProduct, type Story } from './company';
import {
  tellAbandonment,
  tellDecline,
  isAnswered,
  isClosed,
  markAnswered,
  newEnquiry,
  tellPause,
  tellReopening,
  watchDeadlines,
  type SampleEnquiry,
} from './enquiry-deadlines';
import { writeOffer } from './offers';
import { productToAskFor } from './wishes';

const itemFor = ({ random }: Company, product: SampleProduct | undefined): EnquiryItem =>
  product
    ? { productId: product.id, quantity: random.whole(1, 12) }
    : { need: 'Something that the catalogue does not have', quantity: 1 };

function* answerByMessage(company: Company, enquiry: SampleEnquiry): Story {
  const { client } = enquiry;
  if (isAnswered(enquiry) || isClosed(enquiry)) return;
  const by = { messageRef: `mail-${enquiry.id.slice(0, 8)}` };
  const data = { enquiryId: enquiry.id, managerId: client.manager.id, by };
  company.record('AnswerEnquiry', data, { by: client.manager, source: 'email' });
  markAnswered(enquiry, company.now);
  yield company.workAfter(company.random.whole(60, 2 * WORKDAY));
  if (company.random.chance(0.5)) yield* writeOffer(company, { manager: client.manager, client, enquiry });
  else tellAbandonment(company, enquiry, 'Only wanted to know');
}

/** Why the company declines, where it can't deliver what is asked for. */
const obstacleTo = ({ random, now }: Company, product: SampleProduct | undefined) => {
  if (!product) return random.chance(0.7) ? 'NOT_IN_PORTFOLIO' : undefined;
  const isOut = product.stuck === 'out_of_stock' && now >= product.stuckFrom;
  return isOut && random.chance(0.6) ? 'OUT_OF_STOCK' : undefined;
};

/** By a call, an offer or a message. */
function* tellAnswer(company: Company, enquiry: SampleEnquiry, product: SampleProduct | undefined): Story {
  const { client } = enquiry;
  const { manager } = client;
  const obstacle = obstacleTo(company, product);
  if (obstacle) {
    tellDecline(company, enquiry, obstacle);
    return;
  }
  const offer = manager.written * 0.6;
  const way = company.random.weighted({ call: client.mayBeCalled ? 0.85 - offer : 0, offer, message: 0.15 });
  if (way === 'call') yield* callClient(company, { manager, client, enquiry });
  else if (way === 'offer') yield* writeOffer(company, { manager, client, enquiry });
  else yield* answerByMessage(company, enquiry);
}

function* assignLater(company: Company, enquiry: SampleEnquiry): Story {
  const { manager } = enquiry.client;
  yield Math.min(company.workAfter(5), millisecondsOf(enquiry.due.answerDueAt));
  if (!isClosed(enquiry)) company.record('AssignEnquiry', { enquiryId: enquiry.id, managerId: manager.id });
}

/** Some who get no answer give up after weeks, and a few of these ask again. */
function* leaveUnanswered(company: Company, enquiry: SampleEnquiry, product: SampleProduct | undefined): Story {
  if (!company.random.chance(0.2)) return;
  yield company.workdaysAfter(25);
  tellAbandonment(company, enquiry, 'Nobody answered in time');
  if (!company.random.chance(0.5)) return;
  yield company.workdaysAfter(3);
  tellReopening(company, enquiry);
  yield company.workAfter(60);
  yield* tellAnswer(company, enquiry, product);
}

/** What is urgent is answered sooner. */
const hurry: Readonly<Record<Priority, number>> = { urgent: 0.2, high: 0.5, normal: 1, low: 1.5 };

const tellEnquiry = (company: Company, enquiry: SampleEnquiry, product: SampleProduct | undefined): void => {
  const { random } = company;
  const { id: enquiryId, client, priority } = enquiry;
  const isAssigned = random.chance(0.8);
  const channel = random.weighted({ email: 45, web: 30, phone: 20, messenger: 5 });
  const assigned = isAssigned ? { managerId: client.manager.id } : {};
  const items = [itemFor(company, product)];
  const source = channel === 'email' ? 'email' : 'api';
  company.record(
    'ReceiveEnquiry',
    { enquiryId, clientId: client.id, channel, items, priority, ...assigned },
    { source },
  );
  if (!isAssigned) company.start(assignLater(company, enquiry));
  watchDeadlines(company, enquiry);
};

/** A client asks for something, and the client's manager has to answer. */
export function* enquire(company: Company, { client }: Encounter): Story {
  const { random } = company;
  // Some write in the evening or at night.
  if (random.chance(0.15)) yield company.now + random.whole(60, 14 * 60) * MINUTE;
  const priority = random.weighted<Priority>({ normal: 70, high: 18, urgent: 6, low: 6 });
  const product = random.chance(0.06) ? undefined : productToAskFor(company, client);
  const enquiry = newEnquiry(company, client, priority);
  const { manager } = client;
  tellEnquiry(company, enquiry, product);
  if (!random.chance(manager.answers)) {
    yield* leaveUnanswered(company, enquiry, product);
    return;
  }
  if (random.chance(0.04)) {
    yield company.workAfter(10);
    yield* tellPause(company, enquiry);
  }
  yield company.workAfter(Math.ceil(random.whole(...manager.answerMinutes) * hurry[priority]));
  yield* tellAnswer(company, enquiry, product);
}
