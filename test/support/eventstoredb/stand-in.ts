import { setTimeout as delay } from 'node:timers/promises';
import type { EventStore } from '@foja/ledger';
import { openEventStoreDb } from '@foja/ledger/eventstoredb/index.ts';
import type { Call, Fault, Faults } from './faults.ts';
import { noFaults } from './faults.ts';
import { Log } from './log.ts';
import { type Cluster, StandInNode } from './node.ts';

/** A cluster of EventStoreDB as its client meets it: real gRPC on loopback ports, one log in memory, faults on demand. */
export interface StandIn {
  /** Names the first node. */
  readonly url: string;
  /** The real adapter on it, with waits that suit a test. */
  open(): EventStore;
  /** From now on. */
  setFaults(faults: Faults): void;
  /** How many calls had a fault so far. */
  faulty(): number;
  /** Closes the stores that it opened, too. */
  close(): Promise<void>;
}

const NODES = 3;
const DOWN_MS = 30;
/** Where answers stay away, nobody waits long for one; but who tries again does so for longer than a slow machine takes. */
const HASTY = { attemptMs: 500, watchMs: 300, appendTimeoutMs: 50_000, readTimeoutMs: 50_000 };

export async function openStandIn(faults: Faults = noFaults): Promise<StandIn> {
  const log = new Log();
  const nodes: StandInNode[] = [];
  const counts: Record<Call, number> = { append: 0, read: 0, subscribe: 0 };
  const opened: EventStore[] = [];
  let present = faults;
  let leading = 0;
  let faulty = 0;
  let restarting: Promise<void> | undefined;

  const leader = (): StandInNode => {
    const node = nodes[leading];
    if (node === undefined) throw new RangeError('a cluster without nodes');
    return node;
  };
  async function restart(node: StandInNode): Promise<void> {
    node.stop();
    await delay(DOWN_MS);
    await node.start();
  }
  const cluster: Cluster = {
    log,
    leader,
    async fault(call, node): Promise<Fault> {
      counts[call] += 1;
      const fault = present(call, counts[call]);
      if (fault.kind !== 'none') faulty += 1;
      if (fault.kind === 'demoted' && node === leader()) {
        leading = (leading + 1) % NODES;
        node.demote();
      }
      if (fault.kind === 'restart') {
        restarting ??= restart(node).finally(() => {
          restarting = undefined;
        });
        await restarting;
      }
      return fault;
    },
  };
  for (let index = 0; index < NODES; index += 1) {
    const node = new StandInNode(cluster);
    await node.start();
    nodes.push(node);
  }
  const url = `esdb://127.0.0.1:${leader().port}?tls=false`;
  return {
    url,
    open() {
      const store = openEventStoreDb({ url, ...(faults === noFaults ? {} : HASTY) });
      opened.push(store);
      return store;
    },
    setFaults(faults) {
      present = faults;
    },
    faulty: () => faulty,
    async close() {
      present = noFaults;
      await Promise.all(opened.map((store) => store.close()));
      await restarting;
      for (const node of nodes) node.stop();
    },
  };
}
