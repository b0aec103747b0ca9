import { peers, phases, type Phase } from "./peer";
import type { Results } from "./results";
import { median } from "./targets";

const colours: Record<Phase, string> = {
  create: "#1f77b4",
  noop: "#9ecae1",
  refresh: "#fdae6b",
  destroy: "#d6604d",
};
const words: Record<Phase, string> = {
  create: "create",
  noop: "no-op",
  refresh: "refresh",
  destroy: "destroy",
};
const [left, width, right, barHeight, top] = [250, 480, 70, 22, 64];

/** A bar for each way, with the seconds of its phases. Undefined if no way was measured at that size. */
export function chartOf(results: Results, pairs: number): string | undefined {
  const ways = peers
    .map(({ name, title }) => ({ title, times: timesOf(results, { peer: name, pairs }) }))
    .map((way) => ({ ...way, total: way.times.reduce((sum, { seconds }) => sum + seconds, 0) }))
    .filter(({ total }) => total > 0);
  const longest = Math.max(...ways.map(({ total }) => total));
  if (ways.length === 0) return undefined;
  const scale = width / longest;
  const rows = ways.map(({ title, times, total }, index) => {
    const y = top + index * (barHeight + 12);
    let x = left;
    const bars = times.map(({ phase, seconds }) => {
      const bar = `<rect x="${x.toFixed(1)}" y="${y}" width="${(seconds * scale).toFixed(1)}" height="${barHeight}" fill="${colours[phase]}"/>`;
      x += seconds * scale;
      return bar;
    });
    const label = (at: number, anchor: string, text: string): string =>
      `<text x="${at.toFixed(1)}" y="${y + 16}" text-anchor="${anchor}">${escape(text)}</text>`;
    return [label(left - 10, "end", title), ...bars, label(x + 6, "start", `${total.toFixed(1)} s`)].join(
      "\n",
    );
  });
  const key = phases.map((phase, index) => {
    const x = left + index * 90;
    return `<rect x="${x}" y="38" width="12" height="12" fill="${colours[phase]}"/><text x="${x + 18}" y="48">${words[phase]}</text>`;
  });
  const height = top + ways.length * (barHeight + 12) + 8;
  const heading = `${pairs} pairs of dataset and export job: seconds from create to destroy`;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${left + width + right} ${height}" font-family="sans-serif" font-size="13">
<title>${heading}</title>
<rect width="100%" height="100%" fill="#ffffff"/>
<text x="10" y="22" font-size="15" font-weight="bold">${heading}</text>
${[...key, ...rows].join("\n")}
</svg>
`;
}

function timesOf(
  results: Results,
  { peer, pairs }: { peer: string; pairs: number },
): { phase: Phase; seconds: number }[] {
  return phases.map((phase) => {
    const ms = median(results, { peer, pairs, of: ({ costs }) => costs[phase]?.wallMs });
    return { phase, seconds: (ms ?? 0) / 1000 };
  });
}

const escape = (text: string): string => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
