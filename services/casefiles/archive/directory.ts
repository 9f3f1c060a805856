/** The central directory of one archive, out of those of its segments (APPNOTE.TXT 6.3.10, sections 4.3.12 to 4.5.3). */

const RECORD_SIGNATURE = 0x02014b50;
const RECORD_BYTES = 46;
const MOST_32 = 0xffff_ffff;
const MOST_16 = 0xffff;
const ZIP64_VERSION = 45;

export interface MovedDirectory {
  readonly records: Buffer;
  readonly count: number;
}

/** A segment's records, with their offsets counted from the beginning of the archive; ZIP64 where they need it. */
export function moveDirectory(directory: Buffer, offset: number): MovedDirectory {
  const records: Buffer[] = [];
  let at = 0;
  while (at < directory.length) {
    if (directory.readUInt32LE(at) !== RECORD_SIGNATURE)
      throw new Error('a directory record of the case file is damaged');
    const name = directory.readUInt16LE(at + 28);
    const extra = directory.readUInt16LE(at + 30);
    const comment = directory.readUInt16LE(at + 32);
    const length = RECORD_BYTES + name + extra + comment;
    records.push(moved(directory.subarray(at, at + length), offset, name + RECORD_BYTES + extra));
    at += length;
  }
  return { records: Buffer.concat(records), count: records.length };
}

function moved(record: Buffer, offset: number, extraEnd: number): Buffer {
  const start = record.readUInt32LE(42) + offset;
  const copy = Buffer.from(record);
  if (start < MOST_32) {
    copy.writeUInt32LE(start, 42);
    return copy;
  }
  const extra = Buffer.alloc(12);
  extra.writeUInt16LE(1, 0);
  extra.writeUInt16LE(8, 2);
  extra.writeBigUInt64LE(BigInt(start), 4);
  copy.writeUInt16LE(ZIP64_VERSION, 6);
  copy.writeUInt16LE(copy.readUInt16LE(30) + extra.length, 30);
  copy.writeUInt32LE(MOST_32, 42);
  return Buffer.concat([copy.subarray(0, extraEnd), extra, copy.subarray(extraEnd)]);
}

/** What stands behind the directory; ZIP64's own end first, where sizes or the number of files need it. */
export function directoryEnd({
  start,
  sizeBytes,
  count,
}: {
  /** Where the directory begins. */
  readonly start: number;
  readonly sizeBytes: number;
  readonly count: number;
}): Buffer {
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(Math.min(count, MOST_16), 8);
  end.writeUInt16LE(Math.min(count, MOST_16), 10);
  end.writeUInt32LE(Math.min(sizeBytes, MOST_32), 12);
  end.writeUInt32LE(Math.min(start, MOST_32), 16);
  if (count < MOST_16 && sizeBytes < MOST_32 && start < MOST_32) return end;
  const end64 = Buffer.alloc(56);
  end64.writeUInt32LE(0x06064b50, 0);
  end64.writeBigUInt64LE(44n, 4);
  end64.writeUInt16LE(ZIP64_VERSION, 12);
  end64.writeUInt16LE(ZIP64_VERSION, 14);
  end64.writeBigUInt64LE(BigInt(count), 24);
  end64.writeBigUInt64LE(BigInt(count), 32);
  end64.writeBigUInt64LE(BigInt(sizeBytes), 40);
  end64.writeBigUInt64LE(BigInt(start), 48);
  const locator = Buffer.alloc(20);
  locator.writeUInt32LE(0x07064b50, 0);
  locator.writeBigUInt64LE(BigInt(start + sizeBytes), 8);
  locator.writeUInt32LE(1, 16);
  return Buffer.concat([end64, locator, end]);
}
