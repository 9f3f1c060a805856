import shared from '@eventstore/db-client/generated/shared_pb.js';
import streams from '@eventstore/db-client/generated/streams_pb.js';
import { Metadata, type StatusObject, status } from '@grpc/grpc-js';
import type { LogRecord, Proposed, Written } from './log.ts';

/** The client's own messages, from and to the stand-in's log. */

type AppendReq = InstanceType<typeof streams.AppendReq>;
export type ReadReq = InstanceType<typeof streams.ReadReq>;
export type ReadResp = InstanceType<typeof streams.ReadResp>;

export function streamOf(request: AppendReq): { stream: string; expected: number | 'any' } | undefined {
  const options = request.getOptions();
  if (options === undefined) return undefined;
  const stream = Buffer.from(options.getStreamIdentifier()?.getStreamName_asU8() ?? []).toString();
  if (options.hasNoStream()) return { stream, expected: -1 };
  return { stream, expected: options.hasAny() ? 'any' : Number(options.getRevision()) };
}

export function proposedOf(request: AppendReq): Proposed | undefined {
  const message = request.getProposedMessage();
  if (message === undefined) return undefined;
  return {
    id: message.getId()?.getString() ?? '',
    type: message.getMetadataMap().get('type') ?? '',
    contentType: message.getMetadataMap().get('content-type') ?? '',
    data: message.getData_asU8(),
    metadata: message.getCustomMetadata_asU8(),
  };
}

export function appendAnswer(written: Written, expected: number | 'any'): InstanceType<typeof streams.AppendResp> {
  const answer = new streams.AppendResp();
  if (written.outcome === 'written') {
    const success = new streams.AppendResp.Success();
    success.setCurrentRevision(String(written.last.revision));
    // Of several events, the real server's answer does not tell which one's position it is; this one tells the first's.
    const position = new streams.AppendResp.Position();
    position.setCommitPosition(written.first.position.toString());
    position.setPreparePosition(written.first.position.toString());
    success.setPosition(position);
    answer.setSuccess(success);
    return answer;
  }
  const wrong = new streams.AppendResp.WrongExpectedVersion();
  if (written.current === -1) wrong.setCurrentNoStream(new shared.Empty());
  else wrong.setCurrentRevision(String(written.current));
  if (expected === 'any') wrong.setExpectedAny(new shared.Empty());
  else if (expected === -1) wrong.setExpectedNoStream(new shared.Empty());
  else wrong.setExpectedRevision(String(expected));
  answer.setWrongExpectedVersion(wrong);
  return answer;
}

export function eventMessage(record: LogRecord): ReadResp {
  const event = new streams.ReadResp.ReadEvent.RecordedEvent();
  const id = new shared.UUID();
  id.setString(record.id);
  event.setId(id);
  event.setStreamIdentifier(identifier(record.stream));
  event.setStreamRevision(String(record.revision));
  event.setCommitPosition(record.position.toString());
  event.setPreparePosition(record.position.toString());
  event.getMetadataMap().set('type', record.type).set('content-type', record.contentType);
  event.getMetadataMap().set('created', record.createdTicks);
  event.setData(record.data);
  event.setCustomMetadata(record.metadata);
  const read = new streams.ReadResp.ReadEvent();
  read.setEvent(event);
  read.setCommitPosition(record.position.toString());
  const answer = new streams.ReadResp();
  answer.setEvent(read);
  return answer;
}

export function notFoundMessage(stream: string): ReadResp {
  const notFound = new streams.ReadResp.StreamNotFound();
  notFound.setStreamIdentifier(identifier(stream));
  const answer = new streams.ReadResp();
  answer.setStreamNotFound(notFound);
  return answer;
}

export function confirmationMessage(): ReadResp {
  const confirmation = new streams.ReadResp.SubscriptionConfirmation();
  confirmation.setSubscriptionId(crypto.randomUUID());
  const answer = new streams.ReadResp();
  answer.setConfirmation(confirmation);
  return answer;
}

export function caughtUpMessage(): ReadResp {
  const answer = new streams.ReadResp();
  answer.setCaughtUp(new streams.ReadResp.CaughtUp());
  return answer;
}

export function checkpointMessage(position: bigint): ReadResp {
  const checkpoint = new streams.ReadResp.Checkpoint();
  checkpoint.setCommitPosition(position.toString());
  checkpoint.setPreparePosition(position.toString());
  const answer = new streams.ReadResp();
  answer.setCheckpoint(checkpoint);
  return answer;
}

export function notLeader(leader: { readonly host: string; readonly port: number }): StatusObject {
  const metadata = new Metadata();
  metadata.set('exception', 'not-leader');
  metadata.set('leader-endpoint-host', leader.host);
  metadata.set('leader-endpoint-port', String(leader.port));
  return { code: status.NOT_FOUND, details: 'Leader info available', metadata };
}

export const lost: StatusObject = { code: status.UNAVAILABLE, details: 'Connection dropped', metadata: new Metadata() };

/** Answered where `$all` is read from the middle of a record. */
export const noRecordThere: StatusObject = {
  code: status.UNKNOWN,
  details: 'Unexpected ReadAllResult: Error >> no record begins at that position',
  metadata: new Metadata(),
};

function identifier(stream: string): InstanceType<typeof shared.StreamIdentifier> {
  const name = new shared.StreamIdentifier();
  name.setStreamName(Buffer.from(stream).toString('base64'));
  return name;
}
