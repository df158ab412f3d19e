/** As much of curl as the pages need (-s, -H, -d and an address): a machine on which the tests run need not have it. */
const headers = {};
let body;
let address;
const given = process.argv.slice(2);
while (given.length > 0) {
  const word = given.shift();
  if (word === '-H') {
    const [, name, value] = /^([^:]+): *(.*)$/s.exec(given.shift());
    headers[name] = value;
  } else if (word === '-d') body = given.shift();
  else if (word.startsWith('-')) {
    if (word !== '-s') throw new Error(`curl ${word} is not known here`);
  } else address = word;
}
const answer = await globalThis.fetch(address, { method: body === undefined ? 'GET' : 'POST', headers, body });
process.stdout.write(await answer.text());
