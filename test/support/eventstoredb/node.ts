import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { type IStreamsServer, StreamsService } from '@eventstore/db-client/generated/streams_grpc_pb.js';
import {
  type handleClientStreamingCall,
  type handleServerStreamingCall,
  Server,
  ServerCredentials,
  type ServerWritableStream,
} from '@grpc/grpc-js';
import type { Call, Fault } from './faults.ts';
import type { Log } from './log.ts';
import {
  appendAnswer,
  caughtUpMessage,
  checkpointMessage,
  confirmationMessage,
  eventMessage,
  lost,
  noRecordThere,
  notFoundMessage,
  notLeader,
  proposedOf,
  type ReadReq,
  type ReadResp,
  streamOf,
} from './messages.ts';
import { filterOf, select } from './selection.ts';

/** What a node knows of its cluster. */
export interface Cluster {
  readonly log: Log;
  leader(): StandInNode;
  /** Decides what goes wrong with a call; may move the leadership, or restart the node, before it answers. */
  fault(call: Call, node: StandInNode): Promise<Fault>;
}

type Append =
  IStreamsServer['append'] extends handleClientStreamingCall<infer Q, infer R>
    ? handleClientStreamingCall<Q, R>
    : never;
type Reading = ServerWritableStream<ReadReq, ReadResp>;

const HOST = '127.0.0.1';
const MESSAGE_BYTES_MAX = 17 * 1024 * 1024;
const CHECKPOINT_EVERY = 20;

/** One node of the stand-in: a gRPC server on a loopback port that speaks the client's own service definitions. */
export class StandInNode {
  readonly host = HOST;
  readonly #cluster: Cluster;
  #server: Server | undefined;
  #port = 0;
  #up = new AbortController();
  #leading = new AbortController();

  constructor(cluster: Cluster) {
    this.#cluster = cluster;
  }

  get port(): number {
    return this.#port;
  }

  /** On the port it had before, where it had one. */
  async start(): Promise<void> {
    const server = new Server({ 'grpc.max_receive_message_length': MESSAGE_BYTES_MAX });
    const read: handleServerStreamingCall<ReadReq, ReadResp> = (call) => void this.#read(call);
    const append: Append = (call, answer) => {
      const requests: Parameters<typeof streamOf>[0][] = [];
      call.on('data', (request) => requests.push(request));
      call.on('end', () => void this.#append(call.metadata.get('requires-leader')[0] === 'true', requests, answer));
      call.on('error', () => undefined);
    };
    server.addService(StreamsService, { read, append });
    this.#port = await new Promise<number>((bound, failed) => {
      server.bindAsync(`${HOST}:${this.#port}`, ServerCredentials.createInsecure(), (error, port) =>
        error === null ? bound(port) : failed(error),
      );
    });
    this.#up = new AbortController();
    this.#server = server;
  }

  /** At once, as a killed process ends. */
  stop(): void {
    this.#up.abort();
    this.#server?.forceShutdown();
    this.#server = undefined;
  }

  /** Ends what only a leader does. */
  demote(): void {
    this.#leading.abort();
    this.#leading = new AbortController();
  }

  async #append(
    wantsLeader: boolean,
    requests: readonly Parameters<typeof streamOf>[0][],
    answer: Parameters<Append>[1],
  ): Promise<void> {
    const up = this.#up.signal;
    const fault = await this.#cluster.fault('append', this);
    const [first, ...rest] = requests;
    const target = first === undefined ? undefined : streamOf(first);
    if (up.aborted || target === undefined || fault.kind === 'silent') return;
    const leader = this.#cluster.leader();
    if (wantsLeader && leader !== this) return answer(notLeader(leader));
    if (fault.kind === 'slow') await delay(fault.ms);
    const proposed = rest.map(proposedOf).filter((one) => one !== undefined);
    if (proposed.length === 0) return; // a call that its client gave up while it was being sent
    const written = this.#cluster.log.write(target.stream, target.expected, proposed);
    if (fault.kind === 'cut') return answer(lost);
    if (fault.kind === 'late') await delay(fault.ms, undefined, { ref: false });
    if (!up.aborted) answer(null, appendAnswer(written, target.expected));
  }

  async #read(call: Reading): Promise<void> {
    call.on('error', () => undefined);
    const subscribes = call.request.getOptions()?.hasSubscription() === true;
    const gone = new AbortController();
    call.on('cancelled', () => gone.abort());
    call.on('close', () => gone.abort());
    const until = AbortSignal.any([gone.signal, this.#up.signal]);
    const fault = await this.#cluster.fault(subscribes ? 'subscribe' : 'read', this);
    const leader = this.#cluster.leader();
    if (call.metadata.get('requires-leader')[0] === 'true' && leader !== this) {
      call.emit('error', notLeader(leader));
      return;
    }
    if (fault.kind === 'silent' && !subscribes) return;
    if (fault.kind === 'slow') await delay(fault.ms);
    const out = new Outlet(call, fault, until);
    if (subscribes) await this.#subscribe(call, out, until);
    else await this.#answer(call, out);
  }

  async #answer(call: Reading, out: Outlet): Promise<void> {
    const selected = select(this.#cluster.log, call.request);
    if (selected.kind === 'no-record-there') return void call.emit('error', noRecordThere);
    if (selected.kind === 'no-stream') await out.send(notFoundMessage(selected.stream));
    else for (const record of selected.records) await out.event(eventMessage(record));
    out.end();
  }

  async #subscribe(call: Reading, out: Outlet, until: AbortSignal): Promise<void> {
    const { log } = this.#cluster;
    const leading = this.#leading.signal;
    const all = call.request.getOptions()?.getAll();
    const position = all?.getPosition();
    const from = position === undefined ? -1 : log.indexOf(BigInt(position.getCommitPosition()));
    if (from === undefined) return void call.emit('error', noRecordThere);
    const matches = filterOf(call.request);
    await out.send(confirmationMessage());
    let considered = 0;
    for (let at = from + 1, caughtUp = false; !until.aborted && !leading.aborted; ) {
      const record = log.records()[at];
      if (record === undefined) {
        if (!caughtUp) await out.send(caughtUpMessage());
        caughtUp = true;
        await log.grown(AbortSignal.any([until, leading]));
        continue;
      }
      at += 1;
      considered += 1;
      if (matches(record)) await out.event(eventMessage(record));
      if (considered % CHECKPOINT_EVERY === 0) await out.send(checkpointMessage(record.position));
    }
    if (leading.aborted && !until.aborted) call.emit('error', notLeader(this.#cluster.leader()));
  }
}

/** What goes out on one call, as its fault lets it. */
class Outlet {
  readonly #call: Reading;
  readonly #fault: Fault;
  readonly #until: AbortSignal;
  #events = 0;
  #over = false;

  constructor(call: Reading, fault: Fault, until: AbortSignal) {
    this.#call = call;
    this.#fault = fault;
    this.#until = until;
  }

  async event(message: ReadResp): Promise<void> {
    const { kind } = this.#fault;
    if ((kind === 'cut' || kind === 'silent') && this.#events >= this.#fault.afterEvents && !this.#over) {
      this.#over = true;
      if (kind === 'cut') this.#call.emit('error', lost);
    }
    this.#events += 1;
    await this.send(message);
  }

  async send(message: ReadResp): Promise<void> {
    if (this.#over || this.#until.aborted) return;
    if (!this.#call.write(message)) await once(this.#call, 'drain', { signal: this.#until }).catch(() => undefined);
  }

  end(): void {
    const mute = this.#fault.kind === 'silent';
    if (!this.#over && !mute && !this.#until.aborted) this.#call.end();
  }
}
