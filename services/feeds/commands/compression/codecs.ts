import { createRequire } from 'node:module';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { gzip, unzip, zstdDecompress } from 'node:zlib';
import kafkajs from 'kafkajs';
import { unLz4 } from './lz4.ts';
import { Undecodable } from './output.ts';
import { unSnappy } from './snappy.ts';

/*
 * What firms' programs may put in a batch, read so that one firm's batch harms no other's.
 *
 * kafkajs itself reads gzip alone: a batch in any other of Kafka's compressions ends the whole consumer, as often as it begins, and
 * with it the commands of every firm. It puts no limit to what a batch grows to, and takes time by the square of the headers.
 * Here all four compressions are read, to a limit; a batch that cannot be read is to kafkajs one that has not come whole: its
 * partition waits, for as long as the topic keeps it, and the others go on.
 */

/** As much as 64 of the largest commands that are taken; a Java producer's largest batch is a mebibyte before compression. */
const BATCH_BYTES = 16 * 2 ** 20;
const RECORDS_MAX = 100_000;
/** Of one message; what comes behind is not read. */
const HEADERS_MAX = 100;
/** Before unreadable batches are fetched once more; those of one fetch rest together. */
const REST_MS = 1_000;
const TOGETHER_MS = 500;
const SAY_EVERY_MS = 60_000;

const codecs: Readonly<Record<'GZIP' | 'Snappy' | 'LZ4' | 'ZSTD', (bytes: Buffer) => Promise<Buffer>>> = {
  GZIP: (bytes) => promisify(unzip)(bytes, { maxOutputLength: BATCH_BYTES }),
  Snappy: async (bytes) => unSnappy(bytes, BATCH_BYTES),
  LZ4: async (bytes) => unLz4(bytes, BATCH_BYTES),
  ZSTD: (bytes) => promisify(zstdDecompress)(bytes, { maxOutputLength: BATCH_BYTES }),
};

/** kafkajs takes an error of this name for a batch that has not come whole: it reads the other partitions. */
class NotWhole extends Error {
  override readonly name = 'KafkaJSPartialMessageError';
}

/** For all of kafkajs in this process. */
export function readEveryCompression(say: { warn(about: object, message: string): void }): void {
  let saidAt = Number.NEGATIVE_INFINITY;
  let restedAt = Number.NEGATIVE_INFINITY;
  async function rest(): Promise<void> {
    if (performance.now() - restedAt < TOGETHER_MS) return;
    await delay(REST_MS, undefined, { ref: false });
    restedAt = performance.now();
  }
  for (const [name, decompress] of Object.entries(codecs)) {
    const codec = {
      // Foja itself sends gzip.
      compress: ({ buffer }: { readonly buffer: Buffer }) => promisify(gzip)(buffer),
      async decompress(bytes: Buffer): Promise<Buffer> {
        try {
          return ofFewRecords(await decompress(bytes));
        } catch (cause) {
          if (performance.now() - saidAt > SAY_EVERY_MS) {
            saidAt = performance.now();
            const trouble = cause instanceof Undecodable ? cause.message : 'broken, or too large';
            say.warn(
              { compression: name, bytes: bytes.length, trouble },
              'a batch from Kafka cannot be read: its partition waits',
            );
          }
          await rest();
          throw new NotWhole('a batch cannot be read', { cause });
        }
      },
    };
    kafkajs.CompressionCodecs[kafkajs.CompressionTypes[name as keyof typeof codecs]] = () => codec;
  }
}

/** @throws Undecodable */
function ofFewRecords(batch: Buffer): Buffer {
  let records = 0;
  for (let at = 0; at < batch.length; records += 1) {
    if (records === RECORDS_MAX) throw new Undecodable(`more than ${RECORDS_MAX} messages`);
    let length = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = batch[at++];
      if (byte === undefined || shift > 28) throw new Undecodable('no messages');
      length += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) break;
    }
    at += length / 2; // zigzag: lengths are not negative
    if (at > batch.length || length % 2 === 1) throw new Undecodable('no messages');
  }
  return batch;
}

interface Decoder {
  readVarInt(): number;
}

interface DecoderClass {
  readonly prototype: { readVarIntArray<T>(this: Decoder, read: (decoder: Decoder) => T): T[] };
}

const decoder: DecoderClass = createRequire(import.meta.url)('kafkajs/src/protocol/decoder.js');
/** Of headers alone, the last part of a record: those that are not read are in nobody's way. */
decoder.prototype.readVarIntArray = function <T>(this: Decoder, read: (decoder: Decoder) => T): T[] {
  const length = Math.min(this.readVarInt(), HEADERS_MAX);
  return Array.from({ length: Math.max(0, length) }, () => read(this));
};
