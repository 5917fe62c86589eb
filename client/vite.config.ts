import { defineConfig } from 'vite';

/** The page's script and style, under fixed names: the shell that a server renders refers to them. */
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
      input: { page: `${import.meta.dirname}/page/main.ts` },
      output: { entryFileNames: '[name].js', assetFileNames: '[name][extname]', codeSplitting: false },
    },
  },
});
