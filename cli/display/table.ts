import Table from "cli-table3";
import { oneLine } from "../../provider/aep/http/errors";

/** Renders a table without borders, so that other programs can split its lines at blanks. */
export function table(head: string[], rows: (string | number | undefined)[][]): string {
  const lines = new Table({ head, chars: noBorders, style: { head: [], border: [], "padding-left": 0 } });
  lines.push(...rows.map((row) => row.map((cell) => oneLine(String(cell ?? "")) || "-")));
  return lines.toString().replace(/ +$/gm, "");
}

const noBorders = {
  top: "",
  "top-mid": "",
  "top-left": "",
  "top-right": "",
  bottom: "",
  "bottom-mid": "",
  "bottom-left": "",
  "bottom-right": "",
  left: "",
  "left-mid": "",
  mid: "",
  "mid-mid": "",
  right: "",
  "right-mid": "",
  middle: " ",
};
