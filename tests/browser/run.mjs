// Opens the pages in the folder given and uses them as a reader would. Every check is an assertion; none is timed.
// CHROMIUM names the browser, SCREENSHOTS a folder for pictures of the pages.
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';

const folder = resolve(process.argv[2]);
const pictures = process.env.SCREENSHOTS && resolve(process.env.SCREENSHOTS);
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM,
  headless: true,
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
    '--disable-component-update', '--disable-sync'],
});

// Opens a page; any request beyond the file itself, any message on the console and any error fails the check.
async function open(name, options = {}) {
  const url = pathToFileURL(`${folder}/${name}.html`).href;
  const context = await browser.newContext({ viewport: { width: 1100, height: 800 }, ...options });
  const page = await context.newPage();
  const trouble = [];
  page.on('console', (message) => trouble.push(`console: ${message.text()}`));
  page.on('pageerror', (error) => trouble.push(`error: ${error.message}`));
  page.on('dialog', (dialog) => { trouble.push(`dialog: ${dialog.message()}`); dialog.dismiss(); });
  page.on('request', (request) => { if (request.url() !== url) trouble.push(`request: ${request.url()}`); });
  await page.goto(url);
  const close = async () => {
    assert.deepEqual(trouble, [], `${name} stays silent`);
    await context.close();
  };
  return { page, close, trouble };
}

const visible = (page, selector = '.card') => page.locator(`${selector}:visible`);
const count = (page) => page.locator('#count').textContent();
const focused = (page) => page.evaluate(() => document.activeElement.id);
const frame = (page) => page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));

const checks = {
  async 'the filters of a diff'() {
    const { page, close } = await open('diff');
    assert.equal(await count(page), '11 of 11 items');
    await page.getByRole('checkbox', { name: /^edited/ }).check();
    await frame(page);
    assert.equal(await count(page), '1 of 11 items');
    assert.equal(await visible(page, '.group').count(), 1);
    await page.getByRole('checkbox', { name: /pulled/ }).check();
    await frame(page);
    assert.equal(await visible(page).count(), 2);
    await page.getByRole('button', { name: 'Clear filters' }).click();
    assert.equal(await visible(page).count(), 11);
    await page.getByLabel('Text', { exact: true }).fill('STRASSE');
    await frame(page);
    assert.equal(await visible(page).count(), 0);
    assert.ok(await page.locator('#none').isVisible());
    await page.getByLabel('Text', { exact: true }).fill('kanal bucherei');
    await frame(page);
    assert.equal(await visible(page).count(), 0, 'all words must be there');
    await page.getByLabel('Text', { exact: true }).fill('bucherei');
    await frame(page);
    assert.equal(await visible(page).count(), 1, 'accents do not matter');
    await page.getByLabel('Text', { exact: true }).fill('');
    await page.locator('#source').selectOption({ label: 'brief-2025-01-21.txt' });
    await frame(page);
    assert.equal(await visible(page).count(), 8, 'three are in the old issue only');
    await page.locator('#source').selectOption('');
    await page.getByLabel('To', { exact: true }).fill('2025-01-10');
    await frame(page);
    assert.equal(await visible(page).count(), 9, 'two are in the new issue only');
    await close();
  },

  async 'the keyboard'() {
    const { page, close } = await open('diff');
    const order = await page.locator('.card').evaluateAll((cards) => cards.map((c) => c.id));
    await page.keyboard.press('j');
    assert.equal(await focused(page), order[0]);
    await page.keyboard.press('j');
    await page.keyboard.press('ArrowDown');
    assert.equal(await focused(page), order[2]);
    await page.keyboard.press('k');
    assert.equal(await focused(page), order[1]);
    const why = page.locator(`#${order[1]} details.why`);
    await page.keyboard.press('Enter');
    assert.equal(await why.getAttribute('open'), '');
    await page.keyboard.press('/');
    assert.equal(await focused(page), 'query');
    await page.keyboard.type('jkws?');
    assert.equal(await page.locator('#query').inputValue(), 'jkws?', 'keys are letters in a field');
    await page.keyboard.press('Escape');
    assert.equal(await page.locator('#query').inputValue(), '');
    assert.equal(await visible(page).count(), 11);
    await page.keyboard.press('?');
    assert.ok(await page.getByRole('dialog', { name: 'Keys' }).isVisible());
    await page.keyboard.press('Escape');
    assert.ok(!(await page.locator('#help').isVisible()));
    await page.keyboard.press('j');
    const outline = await page.evaluate(() => getComputedStyle(document.activeElement).outlineStyle);
    assert.equal(outline, 'solid', 'focus is seen');
    await close();
  },

  async 'marks inline and side by side'() {
    const { page, close } = await open('diff');
    const marks = page.locator('#c3 .marks').first();
    assert.deepEqual(await marks.locator('del:visible').allTextContents(), ['2025']);
    assert.deepEqual(await marks.locator('ins:visible').allTextContents(), ['2026']);
    await page.getByText('Side by side', { exact: true }).click();
    const columns = marks.locator('p:visible');
    assert.equal(await columns.count(), 2);
    assert.equal(await columns.nth(0).locator('ins:visible').count(), 0);
    assert.equal(await columns.nth(1).locator('del:visible').count(), 0);
    assert.match(await columns.nth(0).innerText(), /ab .?2025/);
    assert.match(await columns.nth(1).innerText(), /ab .?2026/);
    await page.keyboard.press('s');
    assert.equal(await marks.locator('p:visible').count(), 1);
    await close();
  },

  async 'long texts fold and unfold'() {
    const { page, close } = await open('diff');
    const far = page.locator('#c0 .far').first();
    assert.ok(!(await far.isVisible()));
    await page.getByLabel('Whole texts').check();
    assert.ok(await far.isVisible());
    await close();
  },

  async 'the timeline'() {
    const { page, close } = await open('clusters');
    const rows = page.locator('.timeline .rows li');
    assert.equal(await rows.count(), 5, 'one row a story or cluster');
    assert.equal(await rows.nth(0).locator('use').count(), 6);
    const xs = await rows.nth(0).locator('use').evaluateAll((marks) => marks.map((m) => parseFloat(m.getAttribute('x'))));
    assert.deepEqual(xs, [...xs].sort((a, b) => a - b), 'issues across by date');
    assert.equal(xs[0], 0);
    assert.equal(xs.at(-1), 100);
    assert.match(await rows.nth(0).getByRole('img').getAttribute('aria-label'), /2025-01-07 .*: first, 2025-01-21 .*identical/);
    await page.getByRole('checkbox', { name: /excerpt/ }).check();
    await frame(page);
    assert.equal(await visible(page, '.timeline .rows li').count(), 1, 'the timeline follows the filters');
    const hidden = await page.evaluate(() => {
      const link = document.querySelector('.findings a, .timeline .rows li.off a');
      location.hash = link.getAttribute('href');
      return link.getAttribute('href').slice(1);
    });
    await frame(page);
    assert.equal(await focused(page), hidden, 'a link to a hidden entry shows it');
    assert.equal(await count(page), '5 of 5 entries');
    await close();
  },

  async 'a series of issues'() {
    const { page, close } = await open('series');
    assert.equal(await page.locator('.step > h2').count(), 2);
    assert.match(await page.locator('h1').innerText(), /3 issues/);
    const [all] = (await count(page)).split(' ');
    assert.equal(await visible(page).count(), Number(all));
    await page.getByRole('checkbox', { name: /^edited/ }).check();
    await frame(page);
    assert.equal(await visible(page, '.step').count(), 1, 'a comparison without an entry is hidden');
    await page.keyboard.press('Escape');
    assert.equal(await visible(page, '.step').count(), 2);
    await close();
  },

  async 'the stories of a store'() {
    const { page, close } = await open('stories');
    assert.equal(await count(page), '37 of 37 stories');
    assert.match(await page.locator('.columns svg').getAttribute('aria-label'), /^5 issues: \d+ items new/);
    const rows = page.locator('.timeline .rows li');
    assert.equal(await rows.count(), 6, 'stories of several issues, and those told on');
    assert.match(await rows.nth(0).getByRole('img').getAttribute('aria-label'), /: first, .*: edited, .*: removed/);
    assert.match(await rows.nth(1).getByRole('img').getAttribute('aria-label'), /: follow-up$/);
    await page.getByRole('checkbox', { name: /told on/ }).check();
    await frame(page);
    assert.equal(await count(page), '2 of 37 stories');
    assert.equal(await visible(page, '.timeline .rows li').count(), 2, 'the timeline follows the filters');
    const ledger = page.locator('.ledger').first();
    assert.match(await ledger.innerText(), /45 Millionen Euro → 48 Millionen Euro/);
    const told = visible(page).nth(1);
    await told.getByText('Why', { exact: true }).click();
    assert.ok((await told.locator('.waterfall tbody tr').count()) > 3, 'each link has its reasons');
    assert.match(await visible(page).nth(0).locator('.reason').first().innerText(), /in common/);
    await told.locator('.other a').click();
    assert.equal(await focused(page), 'c0', 'a link leads to the story it tells on');
    await page.keyboard.press('s');
    assert.equal(await visible(page).nth(0).locator('.marks').first().locator('p:visible').count(), 2);
    await page.keyboard.press('Escape');
    assert.equal(await count(page), '37 of 37 stories');
    await page.getByLabel('Text', { exact: true }).fill('fonds stabsstelle');
    await frame(page);
    assert.equal(await visible(page).count(), 2, 'a story is found by those it is linked to');
    await close();
  },

  async 'hostile stories do nothing'() {
    const { page, close } = await open('hostile-stories');
    assert.equal(await page.evaluate(() => window.hit), undefined);
    assert.equal(await page.locator('script').count(), 1);
    assert.equal(await page.locator('img, iframe, object, embed, link, form, base').count(), 0);
    assert.equal(await page.locator('a:not([href^="#"])').count(), 0);
    assert.ok((await page.locator('.marks').count()) > 0);
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    assert.equal(await page.evaluate(() => window.hit), undefined);
    await close();
  },

  async '5,000 items of stories are filtered'() {
    const { page, close } = await open('many-stories');
    assert.equal(await count(page), '4100 of 4100 stories');
    await page.getByLabel('Text', { exact: true }).fill('gibtesnicht');
    await frame(page);
    assert.equal(await count(page), '0 of 4100 stories');
    await page.getByLabel('Text', { exact: true }).fill('nachricht 0-495');
    await frame(page);
    assert.equal(await count(page), '1 of 4100 stories');
    assert.equal(await visible(page, '.members > li').count(), 5, 'ten appearances, the later ones folded');
    await page.keyboard.press('Escape');
    await page.getByRole('checkbox', { name: /came up again/ }).check();
    await frame(page);
    assert.equal(await count(page), '100 of 4100 stories');
    for (let i = 0; i < 30; i += 1) await page.keyboard.press('j');
    const inside = await page.evaluate(() => {
      const box = document.activeElement.getBoundingClientRect();
      return box.top >= -1 && box.top <= innerHeight;
    });
    assert.ok(inside, 'the focused entry is in sight');
    await close();
  },

  async 'an explanation'() {
    const { page, close } = await open('explain');
    assert.equal(await page.locator('.waterfall tbody tr').count(), 6);
    assert.equal(await page.locator('.waterfall tr.against').count(), 2);
    await page.keyboard.press('s');
    assert.equal(await page.locator('.marks').first().locator('p:visible').count(), 2);
    await close();
  },

  async 'an evaluation'() {
    const { page, close } = await open('eval');
    assert.equal(await page.locator('.plots svg[role=img]').count(), 3);
    for (const name of ['Figures', 'Thresholds', 'Calibration', 'Misses', 'False links']) {
      assert.ok(await page.getByRole('heading', { name, exact: true }).isVisible(), name);
    }
    assert.ok(await page.getByText('in force').first().isVisible());
    await close();
  },

  async 'a hostile newsletter does nothing'() {
    const { page, close } = await open('hostile');
    assert.equal(await page.evaluate(() => window.hit), undefined);
    assert.equal(await page.locator('script').count(), 1);
    assert.equal(await page.locator('style').count(), 1);
    assert.equal(await page.locator('img, iframe, object, embed, link, form, base').count(), 0);
    assert.equal(await page.locator('a:not([href^="#"])').count(), 0, 'no address of it may be a link');
    assert.equal(await page.locator('[onerror], [onload], [onclick], [style]').count(), 0);
    const text = await page.evaluate(() => document.documentElement.textContent);
    assert.ok(!/[\u202a-\u202e\u2066-\u2069\u001b]/.test(text), 'nothing reorders what is read');
    assert.ok(text.includes('<script>window.hit = 1</script>'), 'it is shown as it stood');
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    await page.getByLabel('Text', { exact: true }).fill('<script>');
    await frame(page);
    assert.equal(await visible(page).count(), 8);
    assert.equal(await page.evaluate(() => window.hit), undefined);
    await close();
  },

  async 'a page made by the command of hostile records'() {
    const { page, close } = await open('command');
    assert.equal(await count(page), '1 of 1 entries');
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    assert.equal(await page.evaluate(() => window.hit), undefined);
    assert.equal(await page.locator('a:not([href^="#"])').count(), 0);
    await close();
  },

  async 'items and what the table of contents promised'() {
    const { page, close } = await open('items');
    assert.equal(await count(page), '18 of 18 items');
    assert.ok(await page.getByText('Kita: Neue Gruppe').isVisible());
    await page.locator('#source').selectOption({ index: 2 });
    await frame(page);
    assert.equal(await visible(page, '.group').count(), 1);
    await close();
  },

  async 'the policy holds where escaping would not'() {
    const { page, trouble } = await open('diff');
    const ran = await page.evaluate(() => {
      const script = document.createElement('script');
      script.textContent = 'window.hit = 1';
      document.body.append(script);
      const button = document.createElement('button');
      button.setAttribute('onclick', 'window.hit = 2');
      document.body.append(button);
      button.click();
      return window.hit;
    });
    assert.equal(ran, undefined);
    const fetched = await page.evaluate(() => fetch('https://evil.example/').then(() => true, () => false));
    assert.equal(fetched, false);
    assert.ok(trouble.some((t) => /Content Security Policy/.test(t)));
    await page.context().close();
  },

  async '5,000 items are filtered'() {
    const { page, close } = await open('large');
    assert.equal(await count(page), '5000 of 5000 items');
    // A filter lays out the page once at most: what is far off the screen is not laid out at all.
    const frames = await page.evaluate(async () => {
      const query = document.getElementById('query');
      let frames = 0;
      for (const text of ['4', '49', '499', 'nachricht 4999']) {
        query.value = text;
        query.dispatchEvent(new Event('input', { bubbles: true }));
        do {
          await new Promise(requestAnimationFrame);
          frames += 1;
        } while (document.querySelectorAll('.card:not([hidden])').length === 5000 && frames < 100);
      }
      return frames;
    });
    assert.ok(frames < 40, `${frames} frames for four filters`);
    assert.equal(await count(page), '1 of 5000 items');
    await page.keyboard.press('Escape');
    assert.equal(await count(page), '5000 of 5000 items');
    await page.getByRole('checkbox', { name: /unchanged/ }).check();
    await frame(page);
    assert.equal(await count(page), '4400 of 5000 items');
    for (let i = 0; i < 30; i += 1) await page.keyboard.press('j');
    const inside = await page.evaluate(() => {
      const box = document.activeElement.getBoundingClientRect();
      return box.top >= -1 && box.bottom <= innerHeight + 1;
    });
    assert.ok(inside, 'the focused entry is in sight');
    await close();
  },

  async 'names, landmarks and languages'() {
    for (const name of ['diff', 'series', 'clusters', 'explain', 'items', 'stories', 'eval']) {
      const { page, close } = await open(name);
      for (const role of ['main', 'banner', 'contentinfo']) assert.equal(await page.getByRole(role).count(), 1, role);
      assert.equal(await page.getByRole('heading', { level: 1 }).count(), 1);
      assert.equal(await page.locator('html[lang=en]').count(), 1);
      const nameless = await page.locator('input, select, button').evaluateAll((fields) =>
        fields.filter((f) => !f.textContent.trim() && !(f.labels && [...f.labels].some((l) => l.textContent.trim()))).length);
      assert.equal(nameless, 0, 'each field has a label');
      const ids = await page.locator('[id]').evaluateAll((all) => all.map((e) => e.id));
      assert.equal(new Set(ids).size, ids.length, 'ids are unique');
      await close();
    }
    const { page, close } = await open('clusters');
    assert.ok((await page.locator('bdi[lang=de]').count()) > 5);
    await close();
  },

  async 'a phone needs no sideways scrolling'() {
    for (const name of ['diff', 'series', 'clusters', 'explain', 'items', 'stories', 'eval', 'hostile', 'command', 'hostile-stories']) {
      for (const width of [360, 768]) {
        const { page, close } = await open(name, { viewport: { width, height: 740 } });
        await page.getByText('Why', { exact: true }).first().click({ timeout: 1000 }).catch(() => {});
        const wide = await page.evaluate(() => document.documentElement.scrollWidth);
        assert.ok(wide <= width, `${name} is ${wide} wide on ${width}`);
        await close();
      }
    }
  },

  async 'print leaves out what can only be clicked'() {
    const { page, close } = await open('diff');
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
    assert.ok(!(await page.locator('.tools').isVisible()));
    assert.equal(await page.evaluate(() => getComputedStyle(document.body).backgroundColor), 'rgb(255, 255, 255)');
    await close();
  },

  async 'light and dark text stands out from its ground'() {
    for (const [colorScheme, name] of [['light', 'diff'], ['dark', 'diff'], ['light', 'stories'], ['dark', 'stories'], ['light', 'eval'], ['dark', 'eval']]) {
      const { page, close } = await open(name, { colorScheme });
      const weak = await page.evaluate(() => {
        const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
        const rgb = (color) => { canvas.fillStyle = color; canvas.fillRect(0, 0, 1, 1); return [...canvas.getImageData(0, 0, 1, 1).data]; };
        const light = (c) => c.slice(0, 3).map((v) => v / 255).map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4))
          .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
        const ground = (el) => {
          for (let at = el; at; at = at.parentElement) {
            const color = getComputedStyle(at).backgroundColor;
            if (!/^rgba\(0, 0, 0, 0\)$|transparent/.test(color)) return rgb(color);
          }
          return [255, 255, 255];
        };
        return [...document.querySelectorAll('p, h1, h2, h3, h4, li, dt, dd, ins, del, span, summary, b')]
          .filter((el) => el.offsetParent && [...el.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim()))
          .map((el) => {
            const [a, b] = [light(rgb(getComputedStyle(el).color)), light(ground(el))].sort((x, y) => y - x);
            return { what: el.className || el.tagName, ratio: (a + 0.05) / (b + 0.05) };
          })
          .filter(({ ratio, what }) => ratio < 4.5 && what !== 'gap');
      });
      assert.deepEqual(weak, [], `${name}, ${colorScheme}`);
      await close();
    }
  },

  async 'pictures'() {
    if (!pictures) return;
    mkdirSync(pictures, { recursive: true });
    const shots = [
      ['diff-light', 'diff', { colorScheme: 'light', viewport: { width: 1040, height: 1400 } }],
      ['clusters-dark', 'clusters', { colorScheme: 'dark', viewport: { width: 1040, height: 1100 } }],
      ['stories-light', 'stories', { colorScheme: 'light', viewport: { width: 1040, height: 1400 } }],
      ['stories-dark', 'stories', { colorScheme: 'dark', viewport: { width: 1040, height: 1400 } }],
      ['stories-phone', 'stories', { colorScheme: 'light', viewport: { width: 360, height: 1100 } }],
      ['explain-light', 'explain', { colorScheme: 'light', viewport: { width: 1040, height: 900 } }],
      ['diff-phone', 'diff', { colorScheme: 'dark', viewport: { width: 360, height: 1100 } }],
      ['clusters-phone', 'clusters', { colorScheme: 'light', viewport: { width: 360, height: 1100 } }],
    ];
    for (const [file, name, options] of shots) {
      const { page, close } = await open(name, { reducedMotion: 'reduce', ...options });
      await page.screenshot({ path: `${pictures}/${file}.png` });
      await close();
    }
  },
};

let failed = 0;
for (const [name, check] of Object.entries(checks)) {
  const start = performance.now();
  try {
    await check();
    console.log(`ok      ${name} (${Math.round(performance.now() - start)} ms)`);
  } catch (error) {
    failed += 1;
    console.log(`FAILED  ${name}\n${error.stack}`);
  }
}
await browser.close();
process.exit(failed ? 1 : 0);
