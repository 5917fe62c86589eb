import { defineConfig } from 'vite';

const file = (path: string) => `${import.meta.dirname}/${path}`;

/** What browsers load, under fixed names: the pages that a server renders, and those of other sites, refer to them. */
export default defineConfig({
  root: import.meta.dirname,
  build: {
    outDir: '../dist/client',
    emptyOutDir: true,
    target: 'es2022',
    minify: true,
    sourcemap: true,
    modulePreload: false,
    rolldownOptions: {
      input: {
        page: file('page/page.css'),
        embed: file('embed/host.ts'),
        frame: file('embed/frame.ts'),
        'live-briefing': file('widget/main.ts'),
      },
      output: { entryFileNames: '[name].js', assetFileNames: '[name][extname]', chunkFileNames: '[name].js' },
    },
  },
});
