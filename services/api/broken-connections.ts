import { randomUUID } from 'node:crypto';
import type { Socket } from 'node:net';
import { PROBLEM_JSON, Problem, problemAnswer } from '@foja/commands/problems/problem.ts';
import type { ProblemCode } from '@foja/contracts';
import type { ConnectionError } from 'fastify';

/** An answer is given this long to leave; whoever keeps the connection open after it is hung up on. */
const LEAVE_MS = 2_000;

/** What never became a request: unreadable HTTP, headers without end, a client that stopped sending. */
export function answerBrokenConnection(error: ConnectionError, socket: Socket): void {
  // A peer that is gone reads nothing; writing to it would only raise another error.
  if (error.code === 'ECONNRESET' || !socket.writable || socket.destroyed) {
    socket.destroy(error);
    return;
  }
  sendLast(socket, CODES[error.code] ?? 'request/malformed');
}

/** To a client whose request did not arrive in time, as node has it where it finds that by itself. */
export function answerTimeout(socket: Socket): void {
  if (socket.writable) sendLast(socket, 'request/timeout');
  else socket.destroy();
}

function sendLast(socket: Socket, code: ProblemCode): void {
  const problem = new Problem(code);
  const body = JSON.stringify(problemAnswer(problem, 'es', randomUUID()));
  const head = [
    `HTTP/1.1 ${problem.status} ${REASONS[problem.status] ?? 'Bad Request'}`,
    `content-type: ${PROBLEM_JSON}`,
    `content-length: ${Buffer.byteLength(body)}`,
    'connection: close',
  ].join('\r\n');
  socket.end(`${head}\r\n\r\n${body}`);
  // Node's servers leave a connection half open for as long as its client likes.
  const hangUp = setTimeout(() => socket.destroy(), LEAVE_MS).unref();
  socket.once('close', () => clearTimeout(hangUp));
}

const CODES: Readonly<Record<string, ProblemCode>> = {
  HPE_HEADER_OVERFLOW: 'request/headers-too-large',
  ERR_HTTP_REQUEST_TIMEOUT: 'request/timeout',
  HPE_CHUNK_EXTENSIONS_OVERFLOW: 'request/too-large',
};
const REASONS: Readonly<Record<number, string>> = {
  408: 'Request Timeout',
  413: 'Content Too Large',
  431: 'Request Header Fields Too Large',
};
