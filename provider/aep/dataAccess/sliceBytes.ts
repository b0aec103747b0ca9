import { pipeline, type Readable, Transform } from "node:stream";

/** Bytes of a stream: what a server that ignores `Range` should have sent. `end` is the first byte left out. */
export function sliceBytes(
  stream: Readable,
  { start, end = Infinity }: { start: number; end?: number },
): Readable {
  let position = 0;
  const slice = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      const wanted = chunk.subarray(Math.max(0, start - position), Math.max(0, end - position));
      position += chunk.length;
      done(null, wanted);
    },
  });
  // Errors need no telling here: pipeline passes them on to the stream that is answered.
  return pipeline(stream, slice, () => {});
}
