import { randomFillSync } from 'node:crypto';

/** Random bytes, taken a page at a time: to ask for a few costs as much as to ask for many. Given out once. */
export function randomness(bytes: number): Buffer {
  if (used + bytes > page.length) {
    randomFillSync(page);
    used = 0;
  }
  const taken = Buffer.from(page.subarray(used, used + bytes)); // a copy: the page is filled anew
  page.fill(0, used, used + bytes);
  used += bytes;
  return taken;
}

const page = Buffer.alloc(4_096);
let used = page.length;
