// Looks at reports in Chromium, as a person would and as machines for accessibility do.
//
//   node check.mjs PICTURES STATUS.json PAGE...
//
// PICTURES is the folder for pictures of what was seen. A PAGE is an address, or a file. The first page is the report of the campaign of which
// STATUS.json is the status. In each page: nothing is asked for and no error is logged; nothing moves sideways; axe finds nothing; texts and
// marks stand out; what is folded is printed. With --empty before a page, its pictures may have no marks.
import fs from 'node:fs';
import path from 'node:path';
import { createRequire } from 'node:module';
import puppeteer from 'puppeteer-core';

const require = createRequire(import.meta.url);
const axe = fs.readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const [pictures, statusFile, ...pages] = process.argv.slice(2);
const status = JSON.parse(fs.readFileSync(statusFile, 'utf8'));
const views = [
  { name: 'light', width: 1100, scheme: 'light' },
  { name: 'dark', width: 1100, scheme: 'dark' },
  { name: 'phone', width: 360, scheme: 'light' },
  { name: 'phone-dark', width: 360, scheme: 'dark' },
];
let faults = 0;
const fault = (where, what) => { faults++; console.log(`${where}: ${what}`); };

// inPage is what is measured in the page itself.
const inPage = {
  overflow: () => {
    const wide = document.documentElement.scrollWidth - document.documentElement.clientWidth;
    if (wide <= 0) return '';
    const culprit = [...document.querySelectorAll('body *')].find(e => e.getBoundingClientRect().right > innerWidth + 1 && !e.closest('.wide'));
    return `it is ${wide} pixels too wide: ${culprit ? culprit.textContent.trim().slice(0, 60) : '?'}`;
  },
  unmarked: () => [...document.querySelectorAll('svg[role=img]')].filter(svg =>
    ![...svg.querySelectorAll('.mark, .interval')].some(m => m.getBoundingClientRect().width > 0 && m.getBoundingClientRect().height > 0))
    .map(svg => svg.querySelector('title').textContent),
  // faint lists texts of pictures with a contrast below 4.5, and marks with one below 3.
  faint: () => {
    const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
    const light = color => {
      canvas.fillStyle = color; canvas.fillRect(0, 0, 1, 1);
      const [r, g, b] = [...canvas.getImageData(0, 0, 1, 1).data].map(v => v / 255).map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
      return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const contrast = (a, b) => { const [x, y] = [light(a), light(b)].sort((m, n) => n - m); return (x + 0.05) / (y + 0.05); };
    const ground = getComputedStyle(document.body).backgroundColor;
    const found = new Set();
    for (const e of document.querySelectorAll('svg text, svg rect.mark, svg line.interval, svg line.asked')) {
      const style = getComputedStyle(e);
      const color = e.tagName === 'line' ? style.stroke : style.fill;
      if (style.display === 'none' || color.startsWith('url')) continue;
      const c = contrast(color, ground);
      if (c < (e.tagName === 'text' ? 4.5 : 3)) found.add(`${e.tagName}.${e.getAttribute('class')} ${color} on ${ground}: ${c.toFixed(2)}`);
    }
    return [...found];
  },
  // collisions lists labels of one axis that overlap.
  collisions: () => {
    const found = [];
    for (const svg of document.querySelectorAll('svg.plot')) {
      for (const kind of ['.tick:not(.sub)', '.tick.sub', '.axis', '.halo']) {
        const boxes = [...svg.querySelectorAll(kind)].map(e => [e, e.getBoundingClientRect()]).filter(([, b]) => b.width > 0);
        boxes.forEach(([e, a], i) => boxes.slice(i + 1).forEach(([f, b]) => {
          if (a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom) found.push(`${e.textContent} and ${f.textContent}`);
        }));
      }
    }
    for (const svg of document.querySelectorAll('svg.bars')) {
      const texts = [...svg.querySelectorAll('text')];
      texts.filter(e => e.classList.contains('value')).forEach(v => {
        const name = texts[texts.indexOf(v) - 1].getBoundingClientRect(), value = v.getBoundingClientRect();
        if (name.right > value.left) found.push(`${texts[texts.indexOf(v) - 1].textContent} and ${v.textContent}`);
      });
    }
    return found;
  },
  folded: () => [...document.querySelectorAll('details:not([open]) table')].filter(t => !t.checkVisibility({ contentVisibilityAuto: true }) || t.getBoundingClientRect().height < 10)
    .map(t => t.caption.textContent),
  table: caption => {
    const table = [...document.querySelectorAll('table')].find(t => t.caption.textContent === caption);
    if (!table) return {};
    const heads = [...table.tHead.rows[0].cells].map(c => c.textContent);
    return Object.fromEntries([...table.tBodies[0].rows].map(row =>
      [row.cells[0].textContent, Object.fromEntries([...row.cells].slice(1).map((c, i) => [heads[i + 1], c.textContent.replaceAll(',', '')]))]));
  },
};

async function checkAxe(page, where) {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => globalThis.axe.run({ resultTypes: ['violations'] }));
  for (const v of violations) fault(where, `axe: ${v.id} (${v.impact}), ${v.nodes.length} times: ${v.nodes[0].html.slice(0, 160)} ${v.nodes[0].failureSummary}`);
}

// checkNumbers compares the page with the status.
async function checkNumbers(page, where) {
  const rows = await page.evaluate(inPage.table, 'Contacts by what became of them');
  const want = { ...status.contacts, all: status.contacts.rows, ...status.outcomes };
  delete want.rows; delete want.hidden;
  if (status.outcomes) delete want.accepted;
  for (const [name, n] of Object.entries(want)) {
    const shown = rows[name.replaceAll('_', ' ')]?.contacts;
    if (shown !== String(n)) fault(where, `it has ${shown} contacts for ${name}, and the status ${n}`);
  }
  const attempts = await page.evaluate(inPage.table, 'Attempts by what became of them');
  for (const a of status.attempts) {
    const row = attempts[`attempt ${a.attempt}`] ?? {};
    for (const [shown, n] of [[row.called, a.sent], [row.accepted, a.accepted], [row.unknown, a.unknown], [row.answered, a.outcomes.answered]]) {
      if (shown !== String(n)) fault(where, `it has ${shown} for attempt ${a.attempt}, and the status ${n}`);
    }
  }
}

async function look(browser, address, mayBeEmpty, compare) {
  const name = path.basename(address).replace(/\.html$/, '').replace(/\?.*$/, '') || 'live';
  const page = await browser.newPage();
  let where = name;
  page.on('console', m => fault(where, `the console says ${m.text()}`));
  page.on('pageerror', e => fault(where, `error ${e.message}`));
  page.on('request', r => { if (!r.isNavigationRequest()) fault(where, `it asks for ${r.url()}`); });
  for (const view of views) {
    where = `${name} (${view.name})`;
    await page.setViewport({ width: view.width, height: 800, deviceScaleFactor: view.width < 500 ? 2 : 1 });
    await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: view.scheme }]);
    await page.goto(address.includes('://') ? address : `file://${path.resolve(address)}`);
    await page.screenshot({ path: path.join(pictures, `${name}-${view.name}.png`), fullPage: true });
    for (const what of await page.evaluate(inPage.faint)) fault(where, `too faint: ${what}`);
    for (const what of await page.evaluate(inPage.collisions)) fault(where, `labels overlap: ${what}`);
    if (!mayBeEmpty) for (const what of await page.evaluate(inPage.unmarked)) fault(where, `no marks: ${what}`);
    for (const open of [false, true]) {
      if (open) {
        where += ', unfolded';
        await page.evaluate(() => document.querySelectorAll('details').forEach(d => { d.open = true; }));
      }
      const overflow = await page.evaluate(inPage.overflow);
      if (overflow) fault(where, overflow);
      await checkAxe(page, where);
    }
  }
  where = `${name} (print)`;
  await page.goto(page.url());
  await page.emulateMediaType('print');
  await page.evaluate(() => new Promise(done => { requestAnimationFrame(() => requestAnimationFrame(done)); })); // until it is laid out anew
  for (const what of await page.evaluate(inPage.folded)) fault(where, `the table is not printed: ${what}`);
  await page.emulateMediaType(null);
  await page.pdf({ path: path.join(pictures, `${name}.pdf`), format: 'A4', printBackground: true });
  if (compare) await checkNumbers(page, name);
  await page.close();
}

const browser = await puppeteer.launch({
  executablePath: process.env.CHROMIUM || '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--hide-scrollbars'], // root in a container has no sandbox of its own
});
let first = true, mayBeEmpty = false;
for (const address of pages) {
  if (address === '--empty') { mayBeEmpty = true; continue; }
  await look(browser, address, mayBeEmpty, first);
  first = mayBeEmpty = false;
}
await browser.close();
console.log(`${pages.filter(p => p !== '--empty').length} pages, ${faults} faults; pictures are in ${pictures}`);
process.exit(faults > 0 ? 1 : 0);
