// Three files with plain names, since the program embeds them; relative, so that they work beneath any path.
export default {
  base: './',
  server: { proxy: { '/v1': process.env.KINFOLD ?? 'http://127.0.0.1:8080' } },
  build: {
    outDir: '../src/app/http/page',
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
