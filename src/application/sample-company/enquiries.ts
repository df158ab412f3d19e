import type { Priority } from '../../domain/shared/words';
import { MINUTE } from '../../domain/shared/time';
import { callClient } from './calls';
import { WORKDAY, type Company, type SampleClient, type SampleProduct, type Story } from './company';
import {
  closeLostEnquiry,
  markAnswered,
  newEnquiry,
  tellPause,
  tellReopening,
  watchDeadlines,
  type SampleEnquiry,
} from './enquiry-deadlines';
import { writeOffer } from './offers';
import { productToAskFor } from './wishes';

function* answerByMessage(company: Company, enquiry: SampleEnquiry): Story {
  const { id: enquiryId, client } = enquiry;
  const { manager } = client;
  const answer = { enquiryId, managerId: manager.id, by: { messageRef: `mail-${enquiryId.slice(0, 8)}` } };
  company.record('AnswerEnquiry', answer, manager, { source: 'email' });
  markAnswered(enquiry);
  yield company.afterMinutes(60, 2 * WORKDAY);
  if (company.random.chance(0.5)) yield* writeOffer(company, client, enquiry);
  else yield* closeLostEnquiry(company, enquiry);
}

/** By a call, an offer or a message. */
function* tellAnswer(company: Company, enquiry: SampleEnquiry): Story {
  const { client } = enquiry;
  const offer = client.manager.written * 0.6;
  const way = company.random.weighted({ call: client.mayBeCalled ? 0.85 - offer : 0, offer, message: 0.15 });
  if (way === 'call') yield* callClient(company, client, { enquiry });
  else if (way === 'offer') yield* writeOffer(company, client, enquiry);
  else yield* answerByMessage(company, enquiry);
}

/** Some who get no answer give up after weeks, and a few of these ask again. */
function* leaveUnanswered(company: Company, enquiry: SampleEnquiry): Story {
  if (!company.random.chance(0.2)) return;
  yield company.afterWorkdays(25);
  company.record('AbandonEnquiry', { enquiryId: enquiry.id, reason: 'Nobody answered in time' });
  enquiry.isClosed = true;
  if (!company.random.chance(0.5)) return;
  yield company.afterWorkdays(3);
  tellReopening(company, enquiry);
  yield company.afterMinutes(60);
  yield* tellAnswer(company, enquiry);
}

/** It comes with the manager that it is for, or gets one within minutes. */
function* receive(company: Company, enquiry: SampleEnquiry, product: SampleProduct | undefined): Story {
  const { random } = company;
  const { id: enquiryId, client, priority } = enquiry;
  const managerId = client.manager.id;
  const isAssigned = random.chance(0.8);
  const wanted = product ? { productId: product.id } : { need: 'Something that the catalogue does not have' };
  const channel = random.weighted({ email: 45, web: 30, phone: 20, messenger: 5 });
  const data = { enquiryId, clientId: client.id, channel, priority, ...(isAssigned && { managerId }) };
  const items = [{ ...wanted, quantity: random.whole(1, 12) }];
  company.record('ReceiveEnquiry', { ...data, items }, undefined, { source: channel === 'email' ? 'email' : 'api' });
  watchDeadlines(company, enquiry);
  if (isAssigned) return;
  yield company.afterMinutes(5);
  company.record('AssignEnquiry', { enquiryId, managerId });
}

/** What the catalogue does not have. */
const tellDecline = (company: Company, enquiry: SampleEnquiry): void => {
  const { manager } = enquiry.client;
  const reason = 'NOT_IN_PORTFOLIO';
  company.record('DeclineEnquiry', { enquiryId: enquiry.id, managerId: manager.id, reason }, manager);
  enquiry.isClosed = true;
};

/** A client asks for something, and the client's manager has to answer. */
export function* enquire(company: Company, client: SampleClient): Story {
  const { random } = company;
  // Some write in the evening or at night.
  if (random.chance(0.15)) yield company.now + random.whole(60, 14 * 60) * MINUTE;
  const priority = random.weighted<Priority>({ normal: 70, high: 18, urgent: 6, low: 6 });
  const product = random.chance(0.06) ? undefined : productToAskFor(company, client);
  const enquiry = newEnquiry(company, client, priority);
  yield* receive(company, enquiry, product);
  if (!random.chance(client.manager.answers)) {
    yield* leaveUnanswered(company, enquiry);
    return;
  }
  if (random.chance(0.04)) yield* tellPause(company, enquiry);
  yield company.afterMinutes(...client.manager.answerMinutes);
  if (product) yield* tellAnswer(company, enquiry);
  else tellDecline(company, enquiry);
}
