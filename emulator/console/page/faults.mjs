import { button, element, fill, find, number } from "./elements.mjs";

/** @typedef {import("../../faults/rules").Faults} Faults */
/** @typedef {import("../../faults/rules").FaultReport} FaultReport */
/** @typedef {import("../../faults/rules").CallFault} CallFault */
/** @typedef {import("../../faults/rules").JobFault} JobFault */

/** The faults that are most often wanted; the others are told to `PUT /emulator/faults`. @type {[label: string, Faults][]} */
export const commonFaults = [
  [
    "Throttle a fifth of all calls (429)",
    { calls: [{ fault: "throttle", probability: 0.2, retryAfter: 1 }] },
  ],
  ["Answer 503 to a tenth of all calls", { calls: [{ fault: "error-before", probability: 0.1 }] }],
  [
    "Lose the answer to the next POST of a job",
    { calls: [{ fault: "drop-after", method: "POST", path: "/export/jobs", times: 1 }] },
  ],
  [
    "Answer 503 to the next POST, after its work is done",
    { calls: [{ fault: "error-after", method: "POST", path: "/data/", times: 1 }] },
  ],
  ["Refuse the token of the next call (401)", { calls: [{ fault: "expired-token", times: 1 }] }],
  ["Let every call wait for half a second", { calls: [{ fault: "latency", milliseconds: 500 }] }],
  ["Let the next job fail", { jobs: [{ fault: "fail", times: 1 }] }],
  ["Let the next job fail while it writes", { jobs: [{ fault: "fail-writing", times: 1 }] }],
  ["Let the next job hang", { jobs: [{ fault: "hang", times: 1 }] }],
  ["Let the next job vanish (404)", { jobs: [{ fault: "vanish", times: 1 }] }],
];

/** @type {Record<CallFault["fault"] | JobFault["fault"], string>} */
const inWords = {
  latency: "wait before the work",
  throttle: "answer 429",
  "error-before": "answer an error, the work not done",
  "error-after": "answer an error after the work is done",
  "drop-before": "break the connection, the work not done",
  "drop-after": "break the connection after the work is done",
  "slow-body": "let the body come slowly",
  "malformed-body": "cut the body in its middle",
  "expired-token": "refuse the token",
  forbidden: "refuse for lack of a permission",
  "stale-list": "leave out of lists what was made lately",
  fail: "jobs fail",
  "fail-writing": "jobs fail and leave a failed batch",
  hang: "jobs hang until they are cancelled",
  vanish: "jobs answer 404",
  deaf: "jobs forget the first request to cancel",
};

/**
 * Shows the rules in force.
 *
 * @param {FaultReport} report
 * @param {(rules: Faults) => void} replace Puts other rules in place of all.
 */
export function showFaults(report, replace) {
  const rules = [
    ...report.calls.map((rule, at) => ({ rule, kind: /** @type {const} */ ("calls"), at })),
    ...report.jobs.map((rule, at) => ({ rule, kind: /** @type {const} */ ("jobs"), at })),
  ];
  const { length } = rules;
  find("p", "faults-count").textContent =
    length === 0
      ? "none: all goes well"
      : `${length} rule${length > 1 ? "s" : ""}, met ${times(report.total)}`;
  find("button", "faults-off").hidden = length === 0;
  fill(find("ul", "fault-rules"), rules, {
    key: ({ kind, at }) => `${kind}-${at}`,
    // The button takes the other rules over as they are.
    shows: () => report,
    make: ({ rule, kind, at }) => {
      const others = { ...report, [kind]: report[kind].filter((_, other) => other !== at) };
      const label = { id: `fault-${kind}-${at}`, "aria-label": `Switch off: ${rule.fault}` };
      return element(
        "li",
        {},
        element("div", {}, element("strong", {}, rule.fault), `: ${ruleInWords(rule)}`),
        element("div", { class: "muted" }, `met ${times(rule.met)}`),
        button("Switch off", () => replace(remaining(others)), label),
      );
    },
  });
}

/**
 * The rules of a report and another one, to be put in place of all.
 *
 * @param {FaultReport} report
 * @param {Faults} added
 * @returns {Faults}
 */
export function withFault(report, { calls = [], jobs = [] }) {
  const rules = remaining(report);
  const old = rules.calls ?? [];
  // Latency goes on to the rules behind it, another fault does not.
  const first = calls.some(({ fault }) => fault === "latency");
  return {
    ...rules,
    calls: first ? [...calls, ...old] : [...old, ...calls],
    jobs: [...(rules.jobs ?? []), ...jobs],
  };
}

/**
 * The rules of a report as they can be given again: of a number of times what is left.
 *
 * @param {FaultReport} report
 * @returns {Faults}
 */
function remaining({ seed, calls, jobs }) {
  return { seed, calls: calls.map(left).filter(applies), jobs: jobs.map(left).filter(applies) };
}

/**
 * @template {{ met: number, times?: number }} Rule
 * @param {Rule} rule
 * @returns {Omit<Rule, "met">}
 */
function left({ met, ...rule }) {
  return rule.times === undefined ? rule : { ...rule, times: Math.max(0, rule.times - met) };
}

/** @param {{ times?: number }} rule */
function applies({ times }) {
  return times !== 0;
}

/** @param {CallFault | JobFault} rule */
function ruleInWords(rule) {
  const { fault, probability = 1, times: limit, milliseconds } = rule;
  const { method = "any method", path } = /** @type {Partial<CallFault>} */ (rule);
  const some = "method" in rule || "path" in rule;
  return [
    inWords[fault],
    some && `for ${method}${path ? ` with ${path} in its path` : ""}`,
    "status" in rule && `status ${rule.status}`,
    "retryAfter" in rule && `Retry-After ${rule.retryAfter} s`,
    milliseconds !== undefined && `${milliseconds} ms`,
    probability < 1 && `with probability ${probability}`,
    limit !== undefined && `at most ${times(limit)}`,
  ]
    .filter(Boolean)
    .join(", ");
}

/** @param {number} count */
function times(count) {
  return count === 1 ? "once" : `${number(count)} times`;
}
