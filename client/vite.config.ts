import { defineConfig, type Plugin } from 'vite';
import { tightStyles } from './tight-styles.ts';
import { styles } from './widget/styles/index.ts';

const file = (path: string) => `${import.meta.dirname}/${path}`;

/**
 * The widget's styles as a sheet of their own, for what a server has written into its element: a page looks the same before the
 * widget is there, and without it.
 */
const stylesOutside: Plugin = {
  name: 'styles-outside-the-widget',
  generateBundle() {
    const inside = styles.map(({ cssText }) => cssText.replace(/:host(?:\(([^)]*)\))?/g, '&$1')).join('');
    this.emitFile({ type: 'asset', fileName: 'live-briefing.css', source: `live-briefing {${inside}}\n` });
  },
};

/** What browsers load, under fixed names: the pages that a server renders, and those of other sites, refer to them. */
export default defineConfig({
  root: import.meta.dirname,
  plugins: [stylesOutside, tightStyles()],
  // Browsers of today need nothing of Socket.IO's client but its websocket: see docs/decisions/0010-a-websocket-of-our-own.md.
  resolve: { alias: [{ find: /^.*\/transports\/websocket\.ts$/, replacement: file('transports/plain-websocket.ts') }] },
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
