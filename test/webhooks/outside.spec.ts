import { webhookNetworks } from '@foja/feeds/webhooks/networks.ts';
import { openSender, type SenderOptions } from '@foja/feeds/webhooks/post.ts';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openReceiver, type Receiver } from './receiver.ts';

/** Whoever writes an address must not make Foja speak to its own machine or network: nothing arrives there. */

let receiver: Receiver;
beforeAll(async () => {
  receiver = await openReceiver();
});
afterAll(() => receiver.close());

async function post(url: string, networks: SenderOptions['networks']) {
  const sender = openSender({ url, networks, timeoutMs: 5_000 });
  const outcome = await sender.send({ body: '{}', headers: {}, signal: AbortSignal.timeout(10_000) });
  sender.close();
  return outcome;
}

it('is refused by number, in any spelling, and by name', async () => {
  const { port } = new URL(receiver.url);
  const hosts = ['127.0.0.1', 'localhost', '2130706433', '0x7f.1', '017700000001', '[::1]', '[::ffff:127.0.0.1]', '0'];
  for (const scheme of ['http', 'https']) {
    for (const host of hosts) {
      const outcome = await post(`${scheme}://${host}:${port}/foja`, webhookNetworks([]));
      expect([host, outcome]).toMatchObject([host, { kind: 'failed', code: 'ADDRESS_REFUSED' }]);
    }
  }
  expect(receiver.received).toEqual([]);
});

it('is refused by what is connected to, whatever the name was said to be', async () => {
  const { port } = new URL(receiver.url);
  const lying = {
    ...webhookNetworks([]),
    lookup: () => (_: string, options: { all?: boolean }, answer: (...given: unknown[]) => void) =>
      options.all === true ? answer(null, [{ address: '127.0.0.1', family: 4 }]) : answer(null, '127.0.0.1', 4),
  } as unknown as SenderOptions['networks'];
  expect(await post(`http://public.example:${port}/`, lying)).toMatchObject({
    kind: 'failed',
    code: 'ADDRESS_REFUSED',
  });
  expect(receiver.received).toEqual([]);
});

it('is let through where the operator named the network', async () => {
  expect(await post(receiver.url, webhookNetworks(['127.0.0.1/32']))).toMatchObject({ kind: 'answered', status: 204 });
});
