import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

const SERVER = 'http://127.0.0.1:8080'

// Nothing is inlined as a data: address, so that a content security policy of 'self' is enough.
export default defineConfig({
  root: import.meta.dirname,
  plugins: [react()],
  build: {
    outDir: '../dist/web',
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: 'es2023',
    sourcemap: false,
    // What every view begins with comes in one piece, and what some share in another: a browser asks for six at a time.
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            { name: 'first', tags: ['$initial'], priority: 1 },
            { name: 'shared', minShareCount: 4 },
          ],
        },
      },
    },
    // The charts are one lazy piece; a warning about it would say nothing new.
    chunkSizeWarningLimit: 700,
  },
  server: { port: 5173, proxy: { '/api': SERVER } },
})
