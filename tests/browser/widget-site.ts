import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'vite';
import { vi } from 'vitest';
import { views } from '../../client/page/index.ts';
import type { Content } from '../../src/protocol/update.ts';
import type { Tab, TabOptions, TestBrowser } from '../kit/browser.ts';
import { type GatewaySite, startGatewaySite } from '../kit/gateway-site.ts';

const CONFIG = join(import.meta.dirname, '../../client/vite.config.ts');

/** A site whose front page is somebody else's, with widgets in it, as they are built; and the log's own hand to write with. */
export type WidgetSite = GatewaySite & {
  /** What is in the front page's body, besides the widget's script. */
  show(body: string): void;
  /** Publishes one update. */
  say(briefing: string, update: string, content?: Partial<Content>): Promise<number>;
};

export async function startWidgetSite(): Promise<WidgetSite> {
  const assets = await mkdtemp(join(tmpdir(), 'dl-widget-'));
  vi.stubEnv('NODE_ENV', 'production'); // as everybody but a test builds it
  await build({ configFile: CONFIG, logLevel: 'error', build: { outDir: assets, sourcemap: false } });
  let shown = '';
  const site = await startGatewaySite({ assets, views: { ...views, list: () => documentWith(shown) } });
  return {
    ...site,
    show(body) {
      shown = body;
    },
    say: (briefing, update, content) =>
      site.append(briefing, {
        type: 'published',
        update,
        content: { kind: 'paragraph', text: `What ${update} says.`, ...content },
      }),
    async stop() {
      await site.stop();
      await rm(assets, { recursive: true });
    },
  };
}

type Reading = { updates?: number; attributes?: string; hash?: string; options?: TabOptions };

/** The front page with one widget, live, on a new briefing that has so many updates: u1, u2 … */
export async function reading(
  site: WidgetSite,
  browser: TestBrowser,
  briefing: string,
  asked: Reading = {},
): Promise<Tab> {
  const { updates = 3, attributes = '', hash = '', options } = asked;
  await site.open(briefing);
  for (let at = 1; at <= updates; at += 1) await site.say(briefing, `u${at}`, { headline: `Headline ${at}` });
  site.show(`<live-briefing src="/briefings/${briefing}" ${attributes}></live-briefing>`);
  const tab = await browser.open(`${site.url}/${hash}`, options);
  await tab.page.locator('.status[data-condition=live]').waitFor();
  return tab;
}

function documentWith(body: string): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>A site</title><link rel="icon" href="data:,">
<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark">
<style>body { margin: 0 } header, footer { padding: 1rem }</style>
<script type="module" src="/assets/live-briefing.js"></script></head>
<body><header><h1>A site</h1></header><main>${body}</main><footer>The end</footer></body></html>`;
}
