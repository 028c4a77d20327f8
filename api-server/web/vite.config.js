import {readFileSync, readdirSync} from 'node:fs';
import {join} from 'node:path';
import {defineConfig} from 'vite';

const PACKAGE = /^\0?(.*\/node_modules\/((?:@[^/]+\/)?[^/]+))\//;

/** Names every file of the page, for the server, and the licence of each package whose code is in it, for people. */
function inventory() {
  return {
    name: 'inventory',
    generateBundle(options, bundle) {
      const packages = new Map();
      for (const output of Object.values(bundle)) {
        for (const module of Object.keys(output.modules ?? {})) {
          const [, folder, name] = PACKAGE.exec(module) ?? [];
          if (name) {
            packages.set(name, folder);
          }
        }
      }
      const licences = [...packages].sort().map(([name, folder]) => licence(this, name, folder));
      this.emitFile({type: 'asset', fileName: 'licences.txt', source: [
        'This page is part of RVOIP (Apache License 2.0). It contains code of these packages:', ...licences].join('\n\n')});
      this.emitFile({type: 'asset', fileName: 'files.txt', source: [...Object.keys(bundle), 'index.html', 'licences.txt'].sort()
        .filter((file, at, all) => all.indexOf(file) === at && file !== 'files.txt').join('\n')});
    },
  };
}

function licence(plugin, name, folder) {
  const {version, license} = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const file = readdirSync(folder).find(name => /^licen[cs]e(\.(md|txt))?$/i.test(name));
  const text = file ? readFileSync(join(folder, file), 'utf8').trim() : '';
  if (!license || !text) {
    plugin.error(`${name} does not say its licence`);
  }
  return `---- ${name} ${version} (${license})\n\n${text}`;
}

export default defineConfig({
  base: '/phone/',
  plugins: [inventory()],
  build: {
    assetsInlineLimit: 0,
    modulePreload: false,
    target: ['chrome107', 'firefox104', 'safari16'],
  },
});
