// Two phones with cameras in two pages of one headless Chromium: node video.mjs. Commands of video.js come on stdin, each after
// the name of its page; what happens, and what goes over the WebSockets, goes to stdout behind that name.
import {createServer} from 'node:http';
import {readFileSync} from 'node:fs';
import {createInterface} from 'node:readline';
import {chromium} from 'playwright-core';
import {jssip} from './bundle.mjs';

const files = {'/': ['text/html', '<!doctype html><title>camera</title><script src="/jssip.js"></script><script src="/video.js"></script>'],
  '/jssip.js': ['text/javascript', jssip()], '/video.js': ['text/javascript', readFileSync(new URL('video.js', import.meta.url), 'utf8')]};
const server = createServer((request, response) => {
  const [type, text] = files[request.url] ?? ['text/plain', ''];
  response.writeHead(files[request.url] ? 200 : 404, {'Content-Type': type}).end(text);
});
await new Promise(ready => server.listen(0, '127.0.0.1', ready));
const browser = await chromium.launch({executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--ignore-certificate-errors',
  '--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream', '--autoplay-policy=no-user-gesture-required',
  '--disable-renderer-backgrounding', '--disable-features=WebRtcHideLocalIpsWithMdns']});
const tabs = {};
for (const name of ['alice', 'bob']) {
  const tab = await (await browser.newContext()).newPage();
  tab.on('pageerror', error => console.log(`${name}: page: ${error}`));
  tab.on('websocket', socket => {
    socket.on('framesent', frame => console.log(`${name} sent ${frame.payload}`));
    socket.on('framereceived', frame => console.log(`${name} received ${frame.payload}`));
  });
  await tab.exposeFunction('tell', text => console.log(`${name}: ${text}`));
  await tab.goto(`http://127.0.0.1:${server.address().port}/`);
  tabs[name] = tab;
}
console.log('ready');
for await (const line of createInterface({input: process.stdin})) {
  const [name, command, ...rest] = line.split(' ');
  if (name === 'quit') {
    break;
  }
  if (name === 'office') { // what it has counted: office URL TOKEN METRIC
    const answer = await fetch(command, {headers: {Authorization: `Bearer ${rest[0]}`}});
    const value = (await answer.text()).split('\n').filter(one => one.startsWith(rest[1])).map(one => Number(one.split(' ').pop()));
    console.log(`office: ${rest[1]}=${value.reduce((sum, one) => sum + one, 0)}`);
    continue;
  }
  await tabs[name].evaluate(([what, values]) => { window.commands[what](...values); }, [command, rest]);
}
await browser.close();
process.exit(0);
