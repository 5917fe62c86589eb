import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { Agent, request } from 'node:http';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { pause } from './figures.ts';
import { pinned } from './pinning.ts';
import type { Serving } from './systems.ts';
import { batchOf } from './update.ts';

/** Where Debian's libnginx-mod-nchan puts it. */
const MODULE = '/usr/lib/nginx/modules/ngx_nchan_module.so';
const PATIENCE_MS = 5_000;

const nginx = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin']
  .map((folder) => join(folder, 'nginx'))
  .find((file) => existsSync(file));

export function nchanIsHere(): boolean {
  return nginx !== undefined && existsSync(MODULE);
}

/** nginx with one worker that serves one channel; the message comes by HTTP, as Nchan takes them. */
export async function startNchan(): Promise<Serving> {
  if (!nginx) throw new Error('There is no nginx');
  const folder = await mkdtemp(join(tmpdir(), 'dl-nchan-'));
  const port = await freePort();
  await writeFile(join(folder, 'nginx.conf'), configuration(folder, port));
  const [file, args] = pinned('serving', [
    nginx,
    '-p',
    folder,
    '-c',
    join(folder, 'nginx.conf'),
    '-e',
    join(folder, 'error.log'),
  ]);
  const master = spawn(file, args, { stdio: ['ignore', 'inherit', 'inherit'] });
  const end = () => void master.kill();
  process.once('exit', end);
  const pid = await workerOf(master.pid ?? 0);
  const agent = new Agent({ keepAlive: true });
  return {
    pid,
    port,
    publish: (n) => post(port, `42${JSON.stringify(['batch', batchOf(n)])}`, agent),
    collect: async () => {},
    crash: async () => {
      throw new Error('Nchan is not crashed');
    },
    async stop() {
      agent.destroy();
      process.off('exit', end);
      const ended = new Promise((resolve) => master.once('exit', resolve));
      master.kill();
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function configuration(folder: string, port: number): string {
  return `load_module ${MODULE};
user root;
worker_processes 1;
worker_rlimit_nofile 65536;
daemon off;
pid ${folder}/nginx.pid;
events { worker_connections 20000; }
http {
  access_log off;
  client_body_temp_path ${folder}/body;
  proxy_temp_path ${folder}/proxy;
  fastcgi_temp_path ${folder}/fastcgi;
  uwsgi_temp_path ${folder}/uwsgi;
  scgi_temp_path ${folder}/scgi;
  nchan_message_buffer_length 100;
  server {
    listen 127.0.0.1:${port} backlog=4096;
    location = /pub { nchan_publisher; nchan_channel_id bench; }
    location = /sub { nchan_subscriber websocket; nchan_channel_id bench; nchan_subscriber_first_message newest; }
  }
}
`;
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' ? (address?.port ?? 0) : 0));
    });
  });
}

async function workerOf(master: number): Promise<number> {
  for (const until = performance.now() + PATIENCE_MS; performance.now() < until; await pause(50)) {
    for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
      try {
        if (readFileSync(`/proc/${pid}/status`, 'utf8').includes(`\nPPid:\t${master}\n`)) return Number(pid);
      } catch {} // it has ended meanwhile
    }
  }
  throw new Error('nginx did not start');
}

function post(port: number, body: string, agent: Agent): Promise<void> {
  return new Promise((resolve, reject) => {
    const call = request({ port, host: '127.0.0.1', path: '/pub', method: 'POST', agent }, (response) => {
      response.resume().on('end', resolve);
    });
    call.on('error', reject).end(body);
  });
}
