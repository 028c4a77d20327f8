// A person at the web phone, in headless Chromium: node web-phone.mjs SPEECH.wav RECORDING.raw. What the person does comes on
// stdin, one act a line with a number before it; "NUMBER ended done" goes to stdout after each. Things on the page are found by
// their labels, names and text.
import {readFileSync, writeFileSync} from 'node:fs';
import {createInterface} from 'node:readline';
import {open} from './chromium.mjs';

const PATIENCE = 30_000;
const LATE = 3000;
const [speech, recording] = process.argv.slice(2);
const {browser, tab} = await open(speech, {viewport: {width: 1000, height: 760}, ignoreHTTPSErrors: true, colorScheme: 'light'});
tab.setDefaultTimeout(PATIENCE);
// A challenge is no fault, though browsers write it down as one.
tab.on('console', message => message.type() === 'error' && !/status of 401/.test(message.text()) && console.log(`page: ${message.text()}`));

// What the microphone gives is compared sample by sample: nothing may improve it. What is heard is kept.
await tab.addInitScript({content: `${readFileSync(new URL('recorder.js', import.meta.url), 'utf8')}
  const plain = {echoCancellation: false, noiseSuppression: false, autoGainControl: false};
  const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
  navigator.mediaDevices.getUserMedia = ({audio}) => ask({audio: {...(audio === true ? {} : audio), ...plain}});
  let calls = 0;
  window.RTCPeerConnection = class extends RTCPeerConnection {
    constructor(config) {
      super({...config, ...(window.relaysOnly && {iceTransportPolicy: 'relay'})});
      const call = \`call \${++calls}\`;
      this.addEventListener('track', ({streams}) => record(call, streams[0]));
    }
  };
  window.recording = recording;`});

const acts = {
  open: url => tab.goto(url),
  late: path => tab.route(`**${path}`, route => setTimeout(() => route.continue(), LATE), {times: 1}),
  fill: text => {
    const [label, value] = text.split('=');
    return tab.getByLabel(label, {exact: true}).fill(value);
  },
  type: text => tab.keyboard.type(text),
  press: key => tab.keyboard.press(key),
  click: name => tab.getByRole('button', {name, exact: true}).click(),
  see: text => tab.getByText(text).filter({visible: true}).first().waitFor(),
  focus: name => tab.waitForFunction(wanted => {
    const element = document.activeElement;
    return (element.labels?.[0] ?? element).innerText === wanted;
  }, name),
  figures: async () => console.log(`figures ${JSON.stringify((await tab.locator('#quality').innerText()).split('\n').filter(Boolean))}`),
  relaysOnly: () => tab.evaluate(() => { window.relaysOnly = true; }),
  dark: () => tab.emulateMedia({colorScheme: 'dark'}),
  light: () => tab.emulateMedia({colorScheme: 'light'}),
  narrow: () => tab.setViewportSize({width: 390, height: 844}),
  wide: () => tab.setViewportSize({width: 1000, height: 760}),
  picture: path => tab.screenshot({path}),
};
console.log('ready');

for await (const line of createInterface({input: process.stdin})) {
  if (line === 'quit') {
    break;
  }
  const [, number, act, rest] = /^(\S+) (\S+) ?(.*)$/.exec(line);
  try {
    await acts[act](rest);
    console.log(`${number} ended done: ${act} ${rest}`);
  } catch (error) {
    console.log(`the page says:\n${await tab.locator('body').innerText()}\n${number} ended badly: ${act} ${rest}: ${String(error).replace(/\s+/g, ' ')}`);
  }
}
const heardThere = await tab.evaluate(() => window.recording());
writeFileSync(recording, Buffer.from(Int16Array.from(heardThere).buffer));
await browser.close();
process.exit(0);
