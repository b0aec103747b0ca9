import { Presets, SingleBar } from "cli-progress";
import type { DownloadProgress } from "../../provider/aep";
import type { Output } from "../output";

/** Milliseconds between two lines, if there is no terminal. */
const lineEveryMs = 5_000;

/** A display of the progress of a download. */
export interface ProgressDisplay {
  update: (progress: DownloadProgress) => void;
  end: () => void;
}

/** Shows progress on stderr: a bar on a terminal, otherwise a line every few seconds and at the end. */
export function showProgress(output: Output): ProgressDisplay {
  return process.stderr.isTTY ? bar() : lines(output);
}

function bar(): ProgressDisplay {
  const single = new SingleBar(
    { format: "{bar} {percentage} %  {text}", stream: process.stderr, hideCursor: true },
    Presets.shades_classic,
  );
  return {
    update: (progress) => {
      const { bytesDone, bytesTotal } = progress;
      if (single.isActive) single.update(bytesDone, { text: describe(progress) });
      else single.start(bytesTotal, bytesDone, { text: describe(progress) });
    },
    end: () => single.stop(),
  };
}

function lines(output: Output): ProgressDisplay {
  let told = performance.now();
  let last: DownloadProgress | undefined;
  return {
    update: (progress) => {
      last = progress;
      if (performance.now() - told < lineEveryMs) return;
      told = performance.now();
      output.note(`Downloaded ${describe(progress)}`);
    },
    end: () => {
      if (last !== undefined) output.note(`Downloaded ${describe(last)}`);
      last = undefined;
    },
  };
}

function describe({ bytesDone, bytesTotal, filesDone, filesTotal }: DownloadProgress): string {
  return `${megabytes(bytesDone)} of ${megabytes(bytesTotal)} MB, ${filesDone} of ${filesTotal} files`;
}

const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(1);
