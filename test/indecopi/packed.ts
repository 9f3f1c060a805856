import { crc32 } from 'node:zlib';

/** A ZIP of these files as they stand, stored: what somebody packs again who took one apart. */
export function packed(files: Iterable<readonly [string, Buffer]>): Buffer {
  const bodies: Buffer[] = [];
  const records: Buffer[] = [];
  let at = 0;
  for (const [name, content] of files) {
    const path = Buffer.from(name);
    const about = Buffer.alloc(26);
    about.writeUInt16LE(20, 0);
    about.writeUInt16LE(0x0800, 2);
    about.writeUInt32LE(crc32(content), 10);
    about.writeUInt32LE(content.length, 14);
    about.writeUInt32LE(content.length, 18);
    about.writeUInt16LE(path.length, 22);
    const body = Buffer.concat([signature(0x04034b50), about, path, content]);
    const place = Buffer.alloc(14);
    place.writeUInt32LE(at, 10);
    records.push(Buffer.concat([signature(0x02014b50), Buffer.from([20, 0]), about, place, path]));
    bodies.push(body);
    at += body.length;
  }
  const directory = Buffer.concat(records);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(records.length, 4);
  end.writeUInt16LE(records.length, 6);
  end.writeUInt32LE(directory.length, 8);
  end.writeUInt32LE(at, 12);
  return Buffer.concat([...bodies, directory, signature(0x06054b50), end]);
}

function signature(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}
