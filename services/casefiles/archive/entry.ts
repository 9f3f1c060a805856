/** Headers of one file of a ZIP (APPNOTE.TXT 6.3.10, sections 4.3.7 and 4.3.12); names are ASCII. */

const LOCAL_SIGNATURE = 0x04034b50;
const RECORD_SIGNATURE = 0x02014b50;
const LOCAL_BYTES = 30;
const RECORD_BYTES = 46;
const PLACE_64_BYTES = 12;
const VERSION = 20;
const VERSION_64 = 45;
const MADE_ON_UNIX = 3 << 8;
const MOST_32 = 0xffff_ffff;
const LIMA_MS = -5 * 3_600_000;

export interface Entry {
  readonly path: string;
  readonly stored: 'as-is' | 'deflated';
  readonly crc32: number;
  readonly packedBytes: number;
  readonly sizeBytes: number;
  readonly modifiedAt: Date;
}

/** What stands before its bytes. */
export function localHeader(entry: Entry): Buffer {
  const header = Buffer.alloc(LOCAL_BYTES + entry.path.length);
  header.writeUInt32LE(LOCAL_SIGNATURE, 0);
  header.writeUInt16LE(VERSION, 4);
  describe(header, 6, entry);
  header.write(entry.path, LOCAL_BYTES, 'latin1');
  return header;
}

/** Its line of the directory: it stands `at` bytes from the beginning of the archive; ZIP64 where that needs it. */
export function directoryRecord(entry: Entry, at: number): Buffer {
  const far = at >= MOST_32;
  const nameEnd = RECORD_BYTES + entry.path.length;
  const record = Buffer.alloc(nameEnd + (far ? PLACE_64_BYTES : 0));
  record.writeUInt32LE(RECORD_SIGNATURE, 0);
  record.writeUInt16LE(MADE_ON_UNIX | (far ? VERSION_64 : VERSION), 4);
  record.writeUInt16LE(far ? VERSION_64 : VERSION, 6);
  describe(record, 8, entry);
  record.writeUInt32LE((0o100644 << 16) >>> 0, 38);
  record.writeUInt32LE(far ? MOST_32 : at, 42);
  record.write(entry.path, RECORD_BYTES, 'latin1');
  if (far) {
    record.writeUInt16LE(PLACE_64_BYTES, 30);
    record.writeUInt16LE(1, nameEnd);
    record.writeUInt16LE(8, nameEnd + 2);
    record.writeBigUInt64LE(BigInt(at), nameEnd + 4);
  }
  return record;
}

/** The fields that both have, in the same order. */
function describe(header: Buffer, at: number, entry: Entry): void {
  const { path, stored, crc32, packedBytes, sizeBytes, modifiedAt } = entry;
  // A file of a case file is at most some hundred megabytes; if one ever was not, better no archive than a broken one.
  if (packedBytes >= MOST_32 || sizeBytes >= MOST_32) throw new Error('a file of the case file passes 4 GB');
  header.writeUInt16LE(stored === 'deflated' ? 8 : 0, at + 2);
  header.writeUInt32LE(dosTime(modifiedAt), at + 4);
  header.writeUInt32LE(crc32, at + 8);
  header.writeUInt32LE(packedBytes, at + 12);
  header.writeUInt32LE(sizeBytes, at + 16);
  header.writeUInt16LE(path.length, at + 20);
}

/** MS-DOS knows no time zone: what the clock of Lima says, to two seconds. */
function dosTime(instant: Date): number {
  const lima = new Date(instant.getTime() + LIMA_MS);
  const date = ((lima.getUTCFullYear() - 1980) << 9) | ((lima.getUTCMonth() + 1) << 5) | lima.getUTCDate();
  const time = (lima.getUTCHours() << 11) | (lima.getUTCMinutes() << 5) | (lima.getUTCSeconds() >> 1);
  return ((date << 16) | time) >>> 0;
}
