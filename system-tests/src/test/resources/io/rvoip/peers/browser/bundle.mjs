// JsSIP and what it needs as one script for a page: each module as a function, under the path by which Node finds it.
import {createRequire} from 'node:module';
import {readFileSync} from 'node:fs';

const HERE = createRequire(import.meta.url);
const FOR_BROWSERS = {debug: HERE.resolve('debug/src/browser.js'), events: HERE.resolve('events/')};

export function jssip() {
  const modules = new Map();
  const add = file => {
    if (modules.has(file)) {
      return;
    }
    const text = readFileSync(file, 'utf8');
    const names = {};
    modules.set(file, {text: file.endsWith('.json') ? `module.exports = ${text}` : text, names});
    for (const [, name] of text.matchAll(/require\(['"]([^'"]+)['"]\)/g)) {
      names[name] = FOR_BROWSERS[name] ?? createRequire(file).resolve(name);
      add(names[name]);
    }
  };
  const entry = HERE.resolve('jssip');
  add(entry);
  const functions = [...modules].map(([file, {text, names}]) =>
    `${JSON.stringify(file)}: [(require, module, exports, process) => {${text}\n}, ${JSON.stringify(names)}]`);
  return `window.JsSIP = (() => {
    const modules = {${functions.join(',\n')}};
    const loaded = {};
    const load = file => {
      if (!loaded[file]) {
        const [run, names] = modules[file];
        loaded[file] = {exports: {}};
        run(name => load(names[name]), loaded[file], loaded[file].exports, {env: {}});
      }
      return loaded[file].exports;
    };
    return load(${JSON.stringify(entry)});
  })();`;
}
