import { lookup as resolve } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';

/**
 * Where webhooks may go: to the public Internet by https, and to networks that the operator named. Whoever administers a firm
 * writes addresses here, and must not make Foja speak to its own machine or its neighbours (SSRF): what counts is the
 * address that is connected to, not the name, which may lead elsewhere a moment later.
 */
export interface Networks {
  /** The operator named none: only https can lead anywhere. */
  readonly publicOnly: boolean;
  mayGo(address: string, protocol: string): boolean;
  /** For `net.connect`: answers only addresses that may be gone to. */
  lookup(protocol: string): LookupFunction;
}

export class AddressRefused extends Error {
  override readonly name = 'AddressRefused';
  readonly code = 'ADDRESS_REFUSED';
}

/** @param named networks in CIDR notation. @throws WrongNetwork */
export function webhookNetworks(named: readonly string[]): Networks {
  const allowed = new BlockList();
  for (const network of named) addNetwork(allowed, network);

  function mayGo(address: string, protocol: string): boolean {
    const plain = address.replace(/^\[|\]$/g, '').replace(/%.*$/, '');
    const family = isIP(plain);
    if (family === 0) return false;
    const type = family === 6 ? 'ipv6' : 'ipv4';
    if (allowed.check(plain, type)) return true;
    if (protocol !== 'https:') return false;
    // IPv6 that is routed at all is 2000::/3: whatever is mapped or translated to IPv4 lies outside, or is listed.
    return family === 6 ? routed.check(plain, type) && !reserved.check(plain, type) : !reserved.check(plain, type);
  }

  return {
    publicOnly: named.length === 0,
    mayGo,
    lookup: (protocol) => (hostname, options, answer) => {
      resolve(hostname, { ...options, all: true }, (error, found) => {
        if (error !== null) return answer(error, []);
        const fit = found.filter(({ address }) => mayGo(address, protocol));
        const [first] = fit;
        if (first === undefined) return answer(new AddressRefused('not an address that webhooks may go to'), []);
        if (options.all === true) return answer(null, fit);
        return answer(null, first.address, first.family);
      });
    },
  };
}

/** What was written is no network; its message says so in Spanish. */
export class WrongNetwork extends Error {
  override readonly name = 'WrongNetwork';
}

function addNetwork(list: BlockList, network: string): void {
  const [address = '', bits = ''] = network.split('/');
  const family = isIP(address);
  if (family === 0 || !/^\d{1,3}$/.test(bits) || Number(bits) > (family === 6 ? 128 : 32))
    throw new WrongNetwork('debe ser una lista de redes como 10.20.0.0/16,192.168.7.4/32');
  list.addSubnet(address, Number(bits), family === 6 ? 'ipv6' : 'ipv4');
}

/** IANA's special-purpose registries (RFC 6890 and its successors), multicast, and what was never given out. */
const reserved = new BlockList();
for (const network of [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10', // carrier-grade NAT
  '127.0.0.0/8',
  '169.254.0.0/16', // link-local; clouds answer with credentials here
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
  '2001::/23', // Teredo, ORCHID, benchmarking
  '2001:db8::/32',
  '2002::/16', // 6to4: an IPv4 address in disguise
  '3fff::/20',
]) {
  addNetwork(reserved, network);
}

const routed = new BlockList();
addNetwork(routed, '2000::/3');
