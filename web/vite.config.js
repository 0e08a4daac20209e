// Builds files with fixed names, because the program embeds them, and with relative URLs, so that they work under any path.
export default {
  base: './',
  server: { proxy: { '/v1': process.env.KINFOLD ?? 'http://127.0.0.1:8080' } },
  build: {
    outDir: '../src/server/page',
    emptyOutDir: true,
    target: 'es2022',
    modulePreload: false,
    assetsInlineLimit: 0,
    rollupOptions: {
      output: {
        entryFileNames: 'app.js',
        assetFileNames: (file) => (file.names[0]?.endsWith('.css') ? 'app.css' : '[name][extname]'),
      },
    },
  },
};
