import { readFileSync } from 'node:fs';
import { type Credentials, EventStoreDBClient, type ResolvedEvent } from '@eventstore/db-client';
import {
  type ConnectionOptions,
  parseConnectionString,
} from '@eventstore/db-client/dist/Client/parseConnectionString.js';
import { ReadStream } from '@eventstore/db-client/dist/streams/utils/ReadStream.js';
import { convertGrpcEvent } from '@eventstore/db-client/dist/utils/index.js';
import shared from '@eventstore/db-client/generated/shared_pb.js';
import { StreamsClient } from '@eventstore/db-client/generated/streams_grpc_pb.js';
import streams from '@eventstore/db-client/generated/streams_pb.js';
import type { Position } from '../port.ts';
import { clientAddress } from './address.ts';

/** Which streams: those that begin with a prefix, or, as for every event of the ledger, all but the server's own. */
export type StreamFilter = { readonly prefixes: string[] } | { readonly regex: string };

export interface FilteredRead {
  /** Inclusive; it must be the position of an event. Undefined: from the end that the direction begins at. */
  readonly from: Position | undefined;
  readonly direction: 'forwards' | 'backwards';
  readonly max: number;
  readonly filter: StreamFilter;
}

/**
 * The client with what it lacks: reading `$all` through a filter (it only subscribes through one), and an end that closes
 * the channel (`dispose` leaves it open). It uses the package's own generated definitions and its own calls, so that a
 * leader is followed as in every other call.
 */
export class LedgerClient extends EventStoreDBClient {
  /** Given to each call, which then uses the classic append: the batch append knows no deadline and mixes up clients. */
  readonly credentials: Credentials;
  readonly #channels = new Set<{ close(): void }>();

  constructor(address: string) {
    const { hosts, dnsDiscover, defaultCredentials, tls, tlsCAFile, ...parsed } = parseConnectionString(
      clientAddress(address),
    );
    const options = { ...parsed, throwOnAppendFailure: true };
    const channel = { insecure: tls === false, ...rootCertificate(tlsCAFile) };
    const [host, ...others] = hosts;
    if (host === undefined) throw new TypeError('the address of the event store names no host');
    if (dnsDiscover) super({ ...options, discover: host }, channel, defaultCredentials);
    else if (others.length > 0) super({ ...options, endpoints: hosts }, channel, defaultCredentials);
    else super({ ...options, endpoint: host }, channel, defaultCredentials);
    // Without TLS the client sends none; it only has to be told some.
    this.credentials = defaultCredentials ?? { username: 'foja', password: 'foja' };
    const { execute, GRPCStreamCreator } = this;
    this.execute = (service, name, action) =>
      execute(service, name, (client) => {
        this.#channels.add(client.getChannel());
        return action(client);
      });
    this.GRPCStreamCreator = (service, name, create, cache) =>
      GRPCStreamCreator(
        service,
        name,
        (client) => {
          this.#channels.add(client.getChannel());
          return create(client);
        },
        cache,
      );
  }

  readFiltered(read: FilteredRead): ReadStream<ResolvedEvent> {
    const request = requestOf(read);
    const open = this.GRPCStreamCreator(StreamsClient, 'readAllFiltered', (client) =>
      client.read(
        request,
        ...this.callArguments({ credentials: this.credentials, requiresLeader: true }, { deadline: Infinity }),
      ),
    );
    return new ReadStream(open, convertGrpcEvent, {});
  }

  async end(): Promise<void> {
    await this.dispose();
    for (const channel of this.#channels) channel.close();
  }
}

function rootCertificate(file: ConnectionOptions['tlsCAFile']): { rootCertificate?: Buffer } {
  return file === undefined ? {} : { rootCertificate: readFileSync(file) };
}

function requestOf({ from, direction, max, filter }: FilteredRead): InstanceType<typeof streams.ReadReq> {
  const { Options } = streams.ReadReq;
  const all = new Options.AllOptions();
  if (from !== undefined) {
    const position = new Options.Position();
    position.setCommitPosition(from.toString());
    position.setPreparePosition(from.toString());
    all.setPosition(position);
  } else if (direction === 'forwards') all.setStart(new shared.Empty());
  else all.setEnd(new shared.Empty());
  const expression = new Options.FilterOptions.Expression();
  if ('regex' in filter) expression.setRegex(filter.regex);
  else expression.setPrefixList(filter.prefixes);
  const filterOptions = new Options.FilterOptions();
  filterOptions.setStreamIdentifier(expression);
  filterOptions.setCount(new shared.Empty());
  filterOptions.setCheckpointintervalmultiplier(1);
  const uuid = new Options.UUIDOption();
  uuid.setString(new shared.Empty());
  const options = new Options();
  options.setAll(all);
  options.setReadDirection(direction === 'forwards' ? 0 : 1);
  options.setCount(max.toString());
  options.setFilter(filterOptions);
  options.setUuidOption(uuid);
  const request = new streams.ReadReq();
  request.setOptions(options);
  return request;
}
