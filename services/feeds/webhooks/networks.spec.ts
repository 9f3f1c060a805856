import { describe, expect, it } from 'vitest';
import { WrongNetwork, webhookNetworks } from './networks.ts';

const outside = webhookNetworks([]);

describe('where webhooks may go', () => {
  it.each([
    ['this machine', '127.0.0.1', '127.8.9.1', '::1', '[::1]', '0.0.0.0', '::'],
    ['this machine, in IPv6 clothes', '::ffff:127.0.0.1', '::ffff:7f00:1', '::127.0.0.1', '64:ff9b::7f00:1'],
    ['neighbours', '10.0.0.1', '172.16.0.1', '172.31.255.255', '192.168.1.1', '100.64.0.1', 'fd00::1', 'fc00::1'],
    ['neighbours, in IPv6 clothes', '::ffff:10.0.0.1', '2002:a00:1::', '64:ff9b::a00:1', '2001:0:0:0:0:0:f5ff:fffe'],
    ['link-local, where clouds keep credentials', '169.254.169.254', 'fe80::1', 'fe80::1%eth0', 'fd00:ec2::254'],
    ['what is no host', '224.0.0.1', '255.255.255.255', 'ff02::1', '192.0.2.1', '198.51.100.7', '2001:db8::1'],
    ['what is no address', '', 'localhost', 'erp.example', '1.2.3'],
  ])('not to %s', (_, ...addresses) => {
    for (const address of addresses) {
      expect([address, outside.mayGo(address, 'https:'), outside.mayGo(address, 'http:')]).toEqual([
        address,
        false,
        false,
      ]);
    }
  });

  it('to the public Internet, by https alone', () => {
    for (const address of ['8.8.8.8', '190.12.70.1', '172.32.0.1', '2800:200::1', '[2606:4700::1111]']) {
      expect([address, outside.mayGo(address, 'https:')]).toEqual([address, true]);
      expect([address, outside.mayGo(address, 'http:')]).toEqual([address, false]);
    }
  });

  it('to what the operator named, and no further', () => {
    const named = webhookNetworks(['10.20.0.0/16', 'fd12::/64']);
    expect([named.publicOnly, outside.publicOnly]).toEqual([false, true]);
    for (const protocol of ['http:', 'https:']) {
      expect(named.mayGo('10.20.3.4', protocol)).toBe(true);
      expect(named.mayGo('fd12::7', protocol)).toBe(true);
      expect(named.mayGo('10.21.0.1', protocol)).toBe(false);
      expect(named.mayGo('127.0.0.1', protocol)).toBe(false);
    }
  });

  it.each(['10.0.0.0', '10.0.0.0/33', 'fd00::/129', 'lan/8', '10.0.0.0/x', ''])('refuses %j as a network', (text) => {
    expect(() => webhookNetworks([text])).toThrow(WrongNetwork);
  });

  it('by a name only to those of its addresses that may be gone to', async () => {
    const look = (networks: typeof outside, all: boolean) =>
      new Promise((resolve) => networks.lookup('https:')('localhost', { all }, (...answer) => resolve(answer)));
    expect(await look(outside, true)).toMatchObject([{ code: 'ADDRESS_REFUSED' }, []]);
    expect(await look(outside, false)).toMatchObject([{ code: 'ADDRESS_REFUSED' }, []]);
    const local = webhookNetworks(['127.0.0.0/8']);
    expect(await look(local, true)).toEqual([null, [{ address: '127.0.0.1', family: 4 }]]);
    expect(await look(local, false)).toEqual([null, '127.0.0.1', 4]);
  });
});
