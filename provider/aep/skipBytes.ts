import { pipeline, type Readable, Transform } from "node:stream";

/** The rest of a stream after its first `count` bytes: what a server that ignores `Range` should have sent. */
export function skipBytes(stream: Readable, count: number): Readable {
  let left = count;
  const rest = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      const skipped = Math.min(left, chunk.length);
      left -= skipped;
      done(null, chunk.subarray(skipped));
    },
  });
  // Errors need no telling here: pipeline passes them on to the stream that is answered.
  return pipeline(stream, rest, () => {});
}
