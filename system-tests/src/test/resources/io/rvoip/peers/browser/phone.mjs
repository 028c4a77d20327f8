// A page in headless Chromium: node phone.mjs SPEECH.wav RECORDING.raw [SCRIPT PORT OTHER.wav]. Commands of page.js, a phone, or of that other
// script come on stdin; what happens, and
// what goes over the WebSocket, goes to stdout.
import {createServer} from 'node:http';
import {readFileSync, writeFileSync} from 'node:fs';
import {createInterface} from 'node:readline';
import {jssip} from './bundle.mjs';
import {open} from './chromium.mjs';

const [speech, recording, page = 'page', port = '0', other = ''] = process.argv.slice(2);
const script = name => ['text/javascript', readFileSync(new URL(name, import.meta.url), 'utf8')];
const html = '<!doctype html><title>phone</title>' + ['jssip', 'recorder', page].map(name => `<script src="/${name}.js"></script>`).join('');
const files = {'/': ['text/html', html], '/jssip.js': ['text/javascript', jssip()], '/recorder.js': script('recorder.js'), [`/${page}.js`]: script(`${page}.js`)};
if (other) {
  files['/other.wav'] = ['audio/wav', readFileSync(other)];
}
const server = createServer((request, response) => {
  const [type, text] = files[request.url] ?? ['text/plain', ''];
  response.writeHead(files[request.url] ? 200 : 404, {'Content-Type': type}).end(text);
});
await new Promise(ready => server.listen(Number(port), '127.0.0.1', ready));

const {browser, tab} = await open(speech);
await tab.goto(`http://127.0.0.1:${server.address().port}/`);
console.log('ready');

for await (const line of createInterface({input: process.stdin})) {
  const [command, ...rest] = line.split(' ');
  if (command === 'quit') {
    break;
  }
  await tab.evaluate(([name, values]) => { window.commands[name](...values); }, [command, rest]);
}
const heard = await tab.evaluate(() => window.commands.recording());
writeFileSync(recording, Buffer.from(Int16Array.from(heard).buffer));
await browser.close();
process.exit(0);
