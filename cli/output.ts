import { oneLine } from "../provider/aep/http/errors";

/** The output of a command: the result on stdout, everything else on stderr, without colours. */
export class Output {
  constructor(private readonly json: boolean) {}

  /** Writes the result, as one JSON document or as text. */
  result(value: unknown, text: () => string): void {
    console.log(this.json ? JSON.stringify(value, undefined, 2) : text());
  }

  /** Writes a line about progress. */
  note(line: string): void {
    console.error(oneLine(line));
  }
}
