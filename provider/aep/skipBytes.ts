import { Readable } from "node:stream";

/** The rest of a stream after its first `count` bytes: what a server that ignores `Range` should have sent. */
export function skipBytes(stream: Readable, count: number): Readable {
  return Readable.from(rest(stream, count), { objectMode: false });
}

async function* rest(stream: Readable, count: number): AsyncGenerator<Buffer> {
  let left = count;
  for await (const chunk of stream) {
    const bytes = chunk as Buffer;
    if (bytes.length > left) yield bytes.subarray(left);
    left = Math.max(0, left - bytes.length);
  }
}
