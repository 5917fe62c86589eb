import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { build, type Rolldown } from 'vite';
import type { OpenOptions } from '../../../client/index.ts';

/** As strict as a page may be. */
const POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src *; img-src data:";
const HTML = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>A replay</title>
<meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark">
<link rel="stylesheet" href="page.css"><script type="module" src="page.js"></script></head>
<body><main><h1>A replay</h1><dateline-player></dateline-player><ol></ol></main></body></html>`;
const CSS = 'body { margin: 0; padding: 12px; font-family: system-ui } h1 { font-size: 1.2rem }';

export type Opening = { service: string; briefing: string; lang?: string; options?: OpenOptions };

/** Serves a page with the controls of a player, and nothing else that could move. */
export async function startStand() {
  const files = new Map([
    ['/', { type: 'text/html', text: HTML }],
    ['/page.css', { type: 'text/css', text: CSS }],
    ['/page.js', { type: 'text/javascript', text: await bundle() }],
  ]);
  const server = createServer(({ url = '' }, response) => {
    const file = files.get(url.split('?')[0]!); // there is always a first part
    if (!file) return void response.writeHead(204).end();
    response.writeHead(200, { 'Content-Type': file.type, 'Content-Security-Policy': POLICY }).end(file.text);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    address({ service, briefing, lang = 'en-GB', options = {} }: Opening): string {
      return `http://127.0.0.1:${port}/?${new URLSearchParams({ service, briefing, lang, options: JSON.stringify(options) })}`;
    },
    stop(): void {
      server.close();
      server.closeAllConnections();
    },
  };
}

async function bundle(): Promise<string> {
  const output = await build({
    configFile: false,
    logLevel: 'error',
    build: {
      write: false,
      target: 'es2022',
      rolldownOptions: { input: join(import.meta.dirname, 'page.ts'), output: { codeSplitting: false } },
    },
  });
  return (output as Rolldown.RolldownOutput).output[0].code;
}
