import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { needs } from '../programs.ts';
import { browserOn } from './browser.ts';
import { MAIN, question, quarrel, type Service, speak, startService, withFolder } from './daemon.ts';
import { type LabHost, openLab, whyNoLab } from './lab.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const PORT = 8471;
const HERE = `http://127.0.0.1:${PORT}`;
/** Where pictures of the run go, for whoever wants to look. */
const PICTURES = process.env['ARPIST_PICTURES'];
const WIDTHS = { wide: { width: 1440, height: 1000 }, phone: { width: 390, height: 844 } } as const;

interface Scene {
  readonly sensor: LabHost;
  readonly mouth: LabHost;
  readonly browser: Browser;
  readonly token: string;
  readonly service: Service;
  /** A service in the same place with the same memory. */
  readonly again: () => Promise<Service>;
}

async function onPage(body: (scene: Scene) => Promise<void>): Promise<void> {
  const lab = openLab();
  try {
    const sensor = lab.host('sensor', { nics: [] });
    const mouth = lab.host('mouth', { nics: [] });
    const nic = { name: 'eth0', mac: '02:00:00:00:00:01', addresses: ['10.77.0.10/24'] };
    lab.cable({ host: sensor, nic }, { host: mouth, nic: { name: 'eth0', mac: '02:00:00:00:00:02' } });
    await withFolder(async (folder) => {
      const config = join(folder, 'arpist.toml');
      writeFileSync(config, `learn = "1s"\n[web]\nlisten = ["127.0.0.1:${PORT}"]\n`);
      const state = join(folder, 'state');
      mkdirSync(state);
      const start = async (): Promise<Service> => {
        const service = startService(sensor, ['--config', config, '--state', state]);
        await service.said(/notice ready/);
        return service;
      };
      const service = await start();
      const line = ['--no-warnings', MAIN, 'token', '--state', state, '--name', 'page', '--role', 'operator'];
      const token = /arp_[a-z2-7]+/.exec(execFileSync(process.execPath, line, { encoding: 'utf8' }))![0];
      const browser = await browserOn(sensor, folder);
      const services = [service];
      try {
        const again = async (): Promise<Service> => {
          const another = await start();
          services.push(another);
          return another;
        };
        await body({ sensor, mouth, browser, token, service, again });
      } finally {
        await browser.close();
        for (const one of services) one.stop('SIGTERM');
        await Promise.all(services.map(({ ended }) => ended));
      }
    });
  } finally {
    lab.close();
  }
}

/** A page that complains of nothing: no error, no blocked script or style, no request to anywhere else. */
async function opened(browser: Browser, complaints: string[]): Promise<Page> {
  const context = await browser.newContext({ viewport: WIDTHS.wide, colorScheme: 'light' });
  const page = await context.newPage();
  page.on('pageerror', (fault) => complaints.push(String(fault)));
  page.on('console', (line) => {
    if (line.type() === 'error' && !/ERR_|status of (?:401|422)/.test(line.text()))
      complaints.push(line.text());
  });
  page.on('request', (request) => {
    if (!/^(?:data:|http:\/\/127\.0\.0\.1:8471\/)/.test(request.url())) complaints.push(request.url());
  });
  return page;
}

async function signIn(page: Page, token: string): Promise<void> {
  await page.getByLabel('Token').fill(token);
  await page.getByRole('button', { name: 'Look' }).click();
}

/** In both themes, on a desk and on a phone: what axe finds wrong, and that nothing scrolls sideways. */
async function looksRight(page: Page, state: string): Promise<void> {
  for (const [name, size] of Object.entries(WIDTHS))
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.setViewportSize(size);
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      if (PICTURES) await page.screenshot({ path: join(PICTURES, `${state}-${name}-${colorScheme}.png`) });
      const found =
        await page.evaluate(`${(await page.evaluate('typeof axe')) === 'undefined' ? AXE : ''}; axe.run(document, {
        runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice'], resultTypes: ['violations'],
      }).then(({ violations }) => violations.map(({ id, nodes }) => id + ': ' + nodes.map(({ html }) => html).join(' ')))`);
      assert.deepEqual(found, [], `${state}, ${name}, ${colorScheme}`);
      const wider = await page.evaluate('document.documentElement.scrollWidth - innerWidth');
      assert.ok(Number(wider) <= 0, `${state}, ${name}: ${String(wider)} px wider than the window`);
    }
  await page.setViewportSize(WIDTHS.wide);
}

test('the page: a token lets in, a conflict appears while it is looked at, is approved by key, and the line may break', {
  skip: whyNoLab || needs('chromium'),
}, async () => {
  const complaints: string[] = [];
  await onPage(async ({ browser, token, mouth, service, again }) => {
    const page = await opened(browser, complaints);
    await page.goto(HERE);
    await looksRight(page, 'signed-out');
    await signIn(page, `arp_${'a'.repeat(32)}`);
    await page.getByRole('alert').getByText('this token is not known here').waitFor();
    await signIn(page, token);
    await page.getByRole('heading', { level: 1, name: 'Quiet' }).waitFor();
    await looksRight(page, 'quiet');

    await speak(mouth, 'eth0', [question('02:aa:00:00:00:07', '10.77.0.7'), ...quarrel()]);
    const card = page.getByRole('article', { name: /^Two machines use 10\.77\.0\.50 / });
    await card.waitFor();
    await page.getByRole('heading', { level: 1, name: /things? needs? you/ }).waitFor();
    await looksRight(page, 'conflict');

    // By keys alone: to the card, to its question, and out again with nothing done.
    await page.keyboard.press('j');
    await page.keyboard.press('a');
    const dialog = page.getByRole('dialog', { name: 'Whose is 10.77.0.50?' });
    await dialog.waitFor();
    await looksRight(page, 'approve');
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    assert.equal(await page.evaluate('document.activeElement.closest("article") !== null'), true);
    await page.keyboard.press('a');
    await dialog.getByText('arpist approve 10.77.0.50 02:aa:00:00:00:01').waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('status').getByText('10.77.0.50').waitFor();

    await card.getByRole('link', { name: 'What to do' }).click();
    await page.getByRole('heading', { name: 'What was told of it' }).waitFor();
    await looksRight(page, 'episode');
    await page.goto(`${HERE}/addresses`);
    await page.getByRole('link', { name: '10.77.0.7' }).waitFor();
    await page.getByLabel('where').fill('ip=10.77.0.50');
    await page.getByRole('link', { name: '10.77.0.7' }).waitFor({ state: 'detached' });
    assert.match(page.url(), /where=ip%3D10\.77\.0\.50/);
    await page.getByLabel('where').fill('ip=~');
    await page.getByRole('alert').getByText(/where/).waitFor();
    await looksRight(page, 'addresses');
    await page.goto(`${HERE}/addresses/10.77.0.50`);
    await page.getByRole('cell', { name: '02:aa:00:00:00:02' }).first().waitFor();
    await looksRight(page, 'address');
    for (const [path, name] of [
      ['/history', 'History'],
      ['/sensors', 'Sensors'],
      ['/docs', 'Words'],
      ['/docs/conflict', 'conflict'],
      ['/stations/02:aa:00:00:00:01', '02:aa:00:00:00:01'],
      ['/settings', 'There is no such page'],
    ] as const) {
      await page.goto(`${HERE}${path}`);
      await page.getByRole('heading', { level: 1, name }).waitFor();
      await looksRight(page, name.replaceAll(/\W/g, '-'));
    }

    await page.goto(HERE);
    await card.waitFor();
    service.stop('SIGTERM');
    await service.ended;
    await page.getByText('Connection lost').waitFor();
    await looksRight(page, 'disconnected');
    assert.equal(await card.getByRole('button', { name: 'Approve…' }).isDisabled(), true);
    await again();
    await page.getByText('Connection lost').waitFor({ state: 'detached' });
    assert.deepEqual(complaints, []);
  });
});
