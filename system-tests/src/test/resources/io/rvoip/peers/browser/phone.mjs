// A phone in headless Chromium: node phone.mjs SPEECH.wav RECORDING.raw. Commands of page.js come on stdin; what happens, and
// what goes over the WebSocket, goes to stdout.
import {chromium} from 'playwright-core';
import {createServer} from 'node:http';
import {readFileSync, writeFileSync} from 'node:fs';
import {createInterface} from 'node:readline';
import {jssip} from './bundle.mjs';

const [speech, recording] = process.argv.slice(2);
const page = readFileSync(new URL('page.js', import.meta.url), 'utf8');
const html = '<!doctype html><title>phone</title><script src="/jssip.js"></script><script src="/page.js"></script>';
const files = {'/': ['text/html', html], '/jssip.js': ['text/javascript', jssip()], '/page.js': ['text/javascript', page]};
const server = createServer((request, response) => {
  const [type, text] = files[request.url] ?? ['text/plain', ''];
  response.writeHead(files[request.url] ? 200 : 404, {'Content-Type': type}).end(text);
});
await new Promise(ready => server.listen(0, '127.0.0.1', ready));

const browser = await chromium.launch({executablePath: '/usr/bin/chromium', args: ['--no-sandbox',
  '--ignore-certificate-errors', '--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream',
  `--use-file-for-fake-audio-capture=${speech}`, '--autoplay-policy=no-user-gesture-required',
  '--disable-features=WebRtcHideLocalIpsWithMdns']});
const tab = await browser.newPage();
tab.on('pageerror', error => console.log(`page: ${error}`));
tab.on('websocket', socket => {
  socket.on('framesent', frame => console.log(`sent ${frame.payload}`));
  socket.on('framereceived', frame => console.log(`received ${frame.payload}`));
  socket.on('socketerror', error => console.log(`socket: ${error}`));
});
await tab.exposeFunction('tell', text => console.log(text));
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
