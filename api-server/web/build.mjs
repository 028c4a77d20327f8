// Builds the page for Maven: node build.mjs FOLDER. Does nothing when nothing changed. Where npm or its registry is not to be
// had, the build goes on without the page and says so; a page that does not build is an error.
import {createHash} from 'node:crypto';
import {existsSync, readFileSync, readdirSync, writeFileSync} from 'node:fs';
import {spawnSync} from 'node:child_process';
import {dirname, join, resolve} from 'node:path';
import {fileURLToPath} from 'node:url';

const HERE = dirname(fileURLToPath(import.meta.url));
const OLDEST_NODE = 18;
const FETCH_MILLIS = 90_000;
const target = resolve(process.argv[2]);
const stamp = `${target}.stamp`;
const npmStamp = join(HERE, 'node_modules', '.rvoip-lock');

const digest = files => files.reduce((hash, file) => hash.update(file).update(readFileSync(join(HERE, file))), createHash('sha256')).digest('hex');

function filesBelow(folder) {
  return readdirSync(join(HERE, folder), {withFileTypes: true}).flatMap(entry =>
    entry.isDirectory() ? filesBelow(join(folder, entry.name)) : [join(folder, entry.name)]).sort();
}

const says = (file, text) => existsSync(file) && readFileSync(file, 'utf8') === text;

function leaveOut(why) {
  console.warn(`The web phone is ${existsSync(target) ? 'left as it was built before' : 'left out of this build'}: ${why}.`);
  process.exit(0);
}

const npm = (...args) => spawnSync('npm', args, {cwd: HERE, encoding: 'utf8', shell: process.platform === 'win32', timeout: FETCH_MILLIS});

function fetchPackages() {
  const lock = digest(['package-lock.json']);
  if (says(npmStamp, lock)) {
    return;
  }
  if (npm('--version').status !== 0) {
    leaveOut('npm is missing (apt-get install npm)');
  }
  const fetched = npm('ci', '--ignore-scripts', '--no-audit', '--no-fund', '--fetch-retries=1');
  if (fetched.status !== 0) {
    const why = fetched.stderr?.split('\n').find(line => /^npm (error|ERR!) (code|network)/.test(line));
    leaveOut(`npm ci failed (${why ?? fetched.error?.message ?? 'run it in api-server/web to see why'})`);
  }
  writeFileSync(npmStamp, lock);
}

if (Number(process.versions.node.split('.')[0]) < OLDEST_NODE) {
  leaveOut(`Node is ${process.versions.node}, and ${OLDEST_NODE} or later is needed`);
}
const sources = digest(['build.mjs', 'index.html', 'package-lock.json', 'package.json', 'vite.config.js', ...filesBelow('src')]);
if (says(stamp, sources) && existsSync(join(target, 'files.txt'))) {
  process.exit(0);
}
fetchPackages();
const {build} = await import('vite');
await build({root: HERE, logLevel: 'warn', build: {outDir: target, emptyOutDir: true}});
writeFileSync(stamp, sources);
