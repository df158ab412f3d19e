import { randomBytes } from 'node:crypto';
import { erased, seal, unseal, type KeyVault } from '../../../src/application/log/personal-data';
import { personal } from '../../../src/domain/shared/values';

/** A vault that lives in memory only. */
const vaultInMemory = (): KeyVault => {
  const keys = new Map<string, Buffer | null>();
  const find = (subject: string): Buffer | undefined => keys.get(subject) ?? undefined;
  const keyFor = (subject: string): Buffer | undefined => {
    if (!keys.has(subject)) keys.set(subject, randomBytes(32));
    return find(subject);
  };
  return {
    keyFor,
    find,
    isDestroyed: (subject) => keys.get(subject) === null,
    durable: () => Promise.resolve(),
    destroy: (subject) => {
      keys.set(subject, null);
    },
    attribute: () => undefined,
    hasLostKeys: false,
    pepper: randomBytes(32),
    close: () => {
      keys.clear();
    },
  };
};

const registered = {
  clientId: 'c-1',
  name: personal('Анна Schmidt', 'c-1'),
  contacts: [
    { channel: 'phone', value: personal('+49 30 123', 'c-1') },
    { channel: 'email', value: personal('bob@example.org', 'c-2') },
  ],
  segment: 'retail',
  amount: 100,
  taxId: null,
};

describe('sealing', () => {
  it('leaves no personal text readable, and everything else as it is', () => {
    const sealed = seal(registered, vaultInMemory());
    const text = JSON.stringify(sealed);
    for (const word of ['Анна', '+49', 'bob']) expect(text).not.toContain(word);
    expect(sealed).toMatchObject({
      clientId: 'c-1',
      name: { sealed: expect.any(String), of: 'c-1' },
      contacts: [{ channel: 'phone' }, { channel: 'email', value: { of: 'c-2' } }],
      segment: 'retail',
      amount: 100,
      taxId: null,
    });
    expect(registered.name).toEqual({ personal: 'Анна Schmidt', of: 'c-1' });
  });

  it('opens to what it was', () => {
    const vault = vaultInMemory();
    expect(unseal(seal(registered, vault), vault)).toEqual({
      ...registered,
      name: 'Анна Schmidt',
      contacts: [
        { channel: 'phone', value: '+49 30 123' },
        { channel: 'email', value: 'bob@example.org' },
      ],
    });
  });

  it('gives the very same object where nothing is personal, and seals nothing twice', () => {
    const vault = vaultInMemory();
    const plain = { clientId: 'c-1', lines: [{ productId: 'p' }] };
    expect(seal(plain, vault)).toBe(plain);
    const sealed = seal(registered, vault);
    expect(seal(sealed, vault)).toBe(sealed);
  });

  it('gives the same text another seal each time', () => {
    const vault = vaultInMemory();
    expect(seal(registered, vault)).not.toEqual(seal(registered, vault));
  });

  it('keeps an empty text empty', () => {
    const vault = vaultInMemory();
    expect(unseal(seal({ note: personal('', 'c-1') }, vault), vault)).toEqual({ note: '' });
  });
});

describe('what belongs to an erased person', () => {
  it('reads as erased, and that of others as before', () => {
    const vault = vaultInMemory();
    const sealed = seal(registered, vault);
    vault.destroy('c-1');
    expect(unseal(sealed, vault)).toMatchObject({
      name: erased,
      contacts: [{ value: erased }, { value: 'bob@example.org' }],
      amount: 100,
    });
  });

  it('stays unreadable when it is sealed after the erasure', () => {
    const vault = vaultInMemory();
    vault.destroy('c-1');
    const sealed = seal(registered, vault);
    expect(JSON.stringify(sealed)).not.toContain('Анна');
    expect(unseal(sealed, vault)).toMatchObject({ name: erased, contacts: [{}, { value: 'bob@example.org' }] });
  });
});

describe('opening', () => {
  it("opens a row's personal column, which holds the seal as JSON", () => {
    const vault = vaultInMemory();
    const column = JSON.stringify(seal(registered, vault).name);
    const answer = { sections: { clients: [{ client: column, calls: 3, topics: ['a'], name: personal('B', 'c-2') }] } };
    const opened = unseal(answer, vault);
    const name: string | undefined = opened.sections.clients[0]?.name;
    expect(name).toBe('B');
    expect(opened).toEqual({ sections: { clients: [{ client: 'Анна Schmidt', calls: 3, topics: ['a'], name: 'B' }] } });
    vault.destroy('c-1');
    expect(unseal(answer, vault).sections.clients[0]?.client).toBe(erased);
  });

  it('leaves alone a text that only looks like a seal', () => {
    const vault = vaultInMemory();
    vault.keyFor('c-1');
    for (const text of ['{"sealed":"', '{"sealed":"x"}', '{"sealed":"eHg=","of":"c-1"}', '{"a":"sealed"}'])
      expect(unseal({ text }, vault)).toEqual({ text });
  });

  it('says that the vault is not that of the log where a key does not fit', () => {
    const [vault, other] = [vaultInMemory(), vaultInMemory()];
    const sealed = seal(registered, vault);
    other.keyFor('c-1');
    expect(() => unseal(sealed, other)).toThrow(
      expect.objectContaining({ code: 'corrupt', message: expect.stringContaining('c-1') }),
    );
  });

  it('does not open the seal of one person as that of another', () => {
    const vault = vaultInMemory();
    const { name } = seal(registered, vault) as { name: { sealed: string } };
    vault.keyFor('c-2');
    expect(() => unseal({ name: { sealed: name.sealed, of: 'c-2' } }, vault)).toThrow('c-2');
  });
});
