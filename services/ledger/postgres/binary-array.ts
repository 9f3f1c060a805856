/*
 * PostgreSQL's binary form of one-dimensional arrays without NULLs (array_recv): no quoting here and no parsing there,
 * which is what makes a batch cheap. Sent as a Buffer, which node-postgres passes on in binary format.
 *
 *   int32 dimensions (0 or 1), int32 has-null, uint32 element type, [int32 length, int32 lower bound],
 *   then each element: int32 bytes, bytes
 */

const OID = { int4: 23, int8: 20, text: 25, json: 114, uuid: 2950 } as const;
const HEADER_BYTES = 20;
const EMPTY_HEADER_BYTES = 12;

export function int4Array(values: readonly number[]): Buffer {
  const buffer = allocate(OID.int4, values.length, values.length * 8);
  let at = HEADER_BYTES;
  for (const value of values) {
    buffer.writeInt32BE(4, at);
    buffer.writeInt32BE(value, at + 4);
    at += 8;
  }
  return buffer;
}

/** Safe integers as int8. */
export function int8Array(values: readonly number[]): Buffer {
  const buffer = allocate(OID.int8, values.length, values.length * 12);
  let at = HEADER_BYTES;
  for (const value of values) {
    buffer.writeInt32BE(8, at);
    buffer.writeInt32BE(Math.floor(value / 2 ** 32), at + 4);
    buffer.writeUInt32BE(value >>> 0, at + 8);
    at += 12;
  }
  return buffer;
}

export function textArray(values: readonly string[]): Buffer {
  return stringArray(OID.text, values);
}

/** Elements are JSON texts. */
export function jsonArray(values: readonly string[]): Buffer {
  return stringArray(OID.json, values);
}

/** Elements are UUIDs in their usual form, already validated. */
export function uuidArray(values: readonly string[]): Buffer {
  const buffer = allocate(OID.uuid, values.length, values.length * 20);
  let at = HEADER_BYTES;
  for (const value of values) {
    buffer.writeInt32BE(16, at);
    buffer.write(value.replaceAll('-', ''), at + 4, 16, 'hex');
    at += 20;
  }
  return buffer;
}

function stringArray(type: number, values: readonly string[]): Buffer {
  const lengths = values.map((value) => Buffer.byteLength(value));
  const buffer = allocate(
    type,
    values.length,
    lengths.reduce((sum, length) => sum + length + 4, 0),
  );
  let at = HEADER_BYTES;
  for (const [index, value] of values.entries()) {
    const length = lengths[index] ?? 0;
    buffer.writeInt32BE(length, at);
    buffer.write(value, at + 4, length, 'utf8');
    at += 4 + length;
  }
  return buffer;
}

function allocate(type: number, length: number, bytes: number): Buffer {
  const buffer = Buffer.allocUnsafe(length === 0 ? EMPTY_HEADER_BYTES : HEADER_BYTES + bytes);
  buffer.writeInt32BE(length === 0 ? 0 : 1, 0);
  buffer.writeInt32BE(0, 4);
  buffer.writeInt32BE(type, 8);
  if (length > 0) {
    buffer.writeInt32BE(length, 12);
    buffer.writeInt32BE(1, 16);
  }
  return buffer;
}
