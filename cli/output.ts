import { oneLine } from "../provider/aep/http/errors";

/** What a command says: its result on stdout, everything else on stderr. Never in colour. */
export class Output {
  constructor(private readonly json: boolean) {}

  /** The result: one JSON document, or the text that stands for it. */
  result(value: unknown, text: () => string): void {
    console.log(this.json ? JSON.stringify(value, undefined, 2) : text());
  }

  /** A line about how it goes. */
  note(line: string): void {
    console.error(oneLine(line));
  }
}
