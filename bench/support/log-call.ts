import { randomUUID } from 'node:crypto';

const managerId = randomUUID();
const products = [randomUUID(), randomUUID()];

/** A LogCall without an id of its own: each request makes another call, and a stream for it. */
export const callBody = { managerId, direction: 'out', durationSeconds: 120, result: 'reached', topics: products };

/** Posts a command; throws what the service says where it does not accept it. */
export const post = async (url: string, body: object): Promise<void> => {
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
  const text = await answer.text();
  if (!answer.ok) throw new Error(text);
};

/** Registers the manager and the products that the call names. */
export const furnish = async (service: string): Promise<void> => {
  await post(`${service}/managers`, { managerId, name: 'Anna', role: 'manager' });
  for (const productId of products) await post(`${service}/products`, { productId, name: 'tea', category: 'goods' });
};
