import { pipeline, type Readable, Transform } from "node:stream";

/** Cuts a range out of a stream, for servers that ignore `Range`. `end` is the byte to stop before. */
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
  // No callback is needed: pipeline passes errors on to the returned stream.
  return pipeline(stream, slice, () => {});
}
