import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Browser, Page } from "playwright-core";
import type { FaultReport } from "../../../emulator/server";
import { hasChromium, startChromium } from "../../worlds/chromium";
import type { LocalAep } from "../../worlds/localAep";
import { startBusyAep } from "./busyAep";

/** The console's page in a real browser. With CONSOLE_SCREENSHOT=1 a test replaces the picture in the emulator's README. */

if (!hasChromium)
  process.stderr.write("test/emulator/console/browser.test.ts: skipped, set CHROMIUM_PATH to a Chromium.\n");

const picture = path.join(__dirname, "..", "..", "..", "docs", "images", "console.png");

(hasChromium ? describe : describe.skip)("the console in Chromium", () => {
  const dir = mkdtempSync(path.join(tmpdir(), "aep-console-"));
  /** What the page itself complained of: errors, and what its policy kept from running. */
  const complaints: string[] = [];
  let aep: LocalAep;
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    aep = await startBusyAep(path.join(dir, "data"));
    browser = await startChromium(mkdtempSync(path.join(dir, "chromium-")));
  }, 120_000);

  beforeEach(async () => {
    complaints.length = 0;
    page = await browser.newPage({ viewport: { width: 1440, height: 1000 } });
    page.on("pageerror", ({ message }) => complaints.push(message));
    page.on("console", (message) => {
      if (message.type() === "error") complaints.push(message.text());
    });
    await page.goto(aep.emulator.url);
    await page.getByText("Live", { exact: true }).waitFor();
  });

  afterEach(async () => {
    await page.close();
    expect(complaints).toEqual([]);
  });

  afterAll(async () => {
    await browser?.close();
    await aep?.close();
    rmSync(dir, { recursive: true, force: true });
  });

  test("shows jobs, datasets and faults, and a name that looks like code as plain text", async () => {
    expect(await page.locator("#job-rows .status").allTextContents()).toEqual([
      "NEW",
      "PROCESSING",
      "CANCELLED",
      "FAILED",
      "SUCCEEDED",
      "SUCCEEDED",
    ]);
    await page.getByRole("button", { name: "<img src=x" }).waitFor();
    expect(await page.locator("img").count()).toBe(0);
    expect(await page.title()).toBe("aep-emulator");
    expect(await page.locator("#fault-rules li").count()).toBe(2);
  });

  test("its content security policy stops markup in texts from running", async () => {
    const told = page.waitForEvent("console", (message) => message.text().includes("TrustedHTML"));
    const outcome = await page.evaluate(() => {
      try {
        document.body.innerHTML += "<p>injected</p>";
        return "taken";
      } catch {
        return "refused";
      }
    });
    expect(outcome).toBe("refused");
    await told;
    complaints.length = 0;
  });

  test("works by keyboard only: open a dataset, choose a batch, close", async () => {
    await page.locator("#dataset-rows button", { hasText: "Spring campaign" }).focus();
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "Contents of Spring campaign, loyal customers" }).waitFor();
    await page.getByText("First 20 rows of batch").waitFor();
    const older = page.locator("#batch-rows button").nth(1);
    await older.focus();
    await page.keyboard.press("Enter");
    await page.getByText(`First 20 rows of batch ${await older.textContent()}`).waitFor();
    expect(await page.locator("#record-rows tr").count()).toBe(20);
    await page.getByRole("button", { name: "Close" }).press("Enter");
    expect(await page.locator("#contents").isVisible()).toBe(false);
  });

  test("is never wider than its window, and has colours for each colour scheme", async () => {
    const colours = new Set<string>();
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme });
      colours.add(await page.evaluate(() => getComputedStyle(document.body).backgroundColor));
      for (const width of [1440, 800, 380]) {
        await page.setViewportSize({ width, height: 900 });
        expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
      }
    }
    expect(colours.size).toBe(2);
  });

  test("the whole page fits on a picture, which the README shows", async () => {
    await page.emulateMedia({ colorScheme: "light" });
    await page.locator("#dataset-rows button", { hasText: "Daily" }).press("Enter");
    await page.getByText("First 20 rows of batch").waitFor();
    const image = await page.screenshot({ fullPage: true });
    expect(image.length).toBeGreaterThan(50_000);
    if (process.env.CONSOLE_SCREENSHOT !== undefined) writeFileSync(picture, image);
  });

  test("faults are switched on and off", async () => {
    await page.getByLabel("Let something go wrong").selectOption("Let the next job hang");
    await page.getByRole("button", { name: "Switch on" }).click();
    await page.getByText("jobs hang until they are cancelled").waitFor();
    await page.getByRole("button", { name: "Switch off: throttle" }).click();
    await page.getByText("2 rules").waitFor();
    const report = async () => (await aep.call<FaultReport>("GET", "/emulator/faults")).body;
    expect(await report()).toMatchObject({ calls: [{ fault: "error-after" }], jobs: [{ fault: "hang" }] });
    await page.getByRole("button", { name: "Switch all off" }).click();
    await page.getByText("none: all goes well").waitFor();
    expect(await report()).toMatchObject({ calls: [], jobs: [] });
  });
});
