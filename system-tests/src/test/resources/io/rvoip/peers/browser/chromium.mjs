// Headless Chromium whose microphone is a file, and whose pages can tell the test something.
import {chromium} from 'playwright-core';

/** A browser with one page: prints what goes wrong there, what goes over WebSockets, and what the page tells. */
export async function open(speech, options = {}) {
  const browser = await chromium.launch({executablePath: '/usr/bin/chromium', args: ['--no-sandbox',
    '--ignore-certificate-errors', '--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream',
    `--use-file-for-fake-audio-capture=${speech}`, '--autoplay-policy=no-user-gesture-required',
    '--disable-features=WebRtcHideLocalIpsWithMdns']});
  const tab = await browser.newPage(options);
  tab.on('pageerror', error => console.log(`page: ${error}`));
  tab.on('websocket', socket => {
    socket.on('framesent', frame => console.log(`sent ${frame.payload}`));
    socket.on('framereceived', frame => console.log(`received ${frame.payload}`));
    socket.on('socketerror', error => console.log(`socket: ${error}`));
  });
  await tab.exposeFunction('tell', text => console.log(text));
  return {browser, tab};
}
