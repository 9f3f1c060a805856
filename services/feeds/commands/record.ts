import { type Problem, problemAnswer } from '@foja/commands/problems/problem.ts';
import { RESULT_TYPE } from '@foja/contracts/integration/commands/catalogue.ts';
import { commandsTopic } from '@foja/contracts/integration/commands/topics.ts';
import type { Message } from 'kafkajs';
import { v5 as uuidv5 } from 'uuid';
import type { Outcome } from './carry-out.ts';
import type { Arrived } from './incoming.ts';

/** Where a message stands. */
export interface Place {
  readonly topic: string;
  readonly partition: number;
  /** 64 bits: a decimal string. */
  readonly offset: string;
}

/**
 * A result, as CloudEvents in binary mode. Its id is its content's: the same result of the same command has the same id, and a
 * command that was refused and later went through has two.
 */
export function resultRecord({ result, time }: Outcome, ruc: string): Message {
  const claimId = 'claimId' in result ? result.claimId : undefined;
  const value = JSON.stringify(result);
  return {
    key: claimId ?? result.commandId,
    value,
    headers: {
      'content-type': 'application/json',
      ce_specversion: '1.0',
      ce_id: uuidv5(value, result.commandId),
      ce_source: `/kafka/${commandsTopic(ruc)}`,
      ce_type: RESULT_TYPE,
      ...(claimId === undefined ? {} : { ce_subject: claimId }),
      ce_time: time,
      ce_dataschema: `/asyncapi.json#/components/schemas/${RESULT_TYPE}`,
    },
  };
}

/** What was no command: its bytes and headers as they came, and beside them what is wrong and where it stood. */
export function rejectRecord({ key, value, headers = {} }: Arrived, problem: Problem, place: Place): Message {
  return {
    key,
    value,
    headers: { ...headers, ...whatIsWrong(problem, place) },
  };
}

/** The same where brokers refuse it for its size: without the bytes, which remain where they are for as long as topics keep them. */
export function withoutBytes({ headers = {} }: Message): Message {
  // By name: a sender may have called something of its own `foja-…`, and as large as all the rest.
  const ours = OURS.flatMap((name) => (headers[name] === undefined ? [] : [[name, headers[name]]]));
  return { key: null, value: null, headers: { ...Object.fromEntries(ours), 'foja-omitted': 'value' } };
}

const OURS = ['foja-problem', 'foja-topic', 'foja-partition', 'foja-offset'] as const;

function whatIsWrong(problem: Problem, { topic, partition, offset }: Place): Record<(typeof OURS)[number], string> {
  return {
    'foja-problem': JSON.stringify(problemAnswer(problem, 'es', `${topic}/${partition}/${offset}`)),
    'foja-topic': topic,
    'foja-partition': String(partition),
    'foja-offset': offset,
  };
}
