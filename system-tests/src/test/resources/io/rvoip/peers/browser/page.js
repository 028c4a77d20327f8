// The phone in the page: JsSIP with one call at a time; tells the test what happens, and keeps what it hears at 8 kHz.
const RATE = 8000;
const heard = []; // call by call
let ua, session;
let calls = 0;

function record(call, stream) {
  const element = Object.assign(new Audio(), {srcObject: stream, muted: true}); // without one, Chromium decodes nothing
  element.play();
  const context = new AudioContext({sampleRate: RATE});
  const recorder = context.createScriptProcessor(1024, 1, 1);
  const samples = [];
  heard.push(samples);
  recorder.onaudioprocess = event => {
    samples.push(...event.inputBuffer.getChannelData(0).map(sample => Math.round(sample * 32767)));
    if (samples.length % (4 * RATE) < recorder.bufferSize) {
      tell(`${call} heard ${Math.floor(samples.length / RATE)} s`);
    }
  };
  context.createMediaStreamSource(stream).connect(recorder);
  recorder.connect(context.destination);
}

function watch(next) {
  session = next;
  const call = `call ${++calls}`;
  session.on('confirmed', () => tell(`${call} confirmed`));
  session.on('ended', event => tell(`${call} ended by ${event.originator}`));
  session.on('failed', event => tell(`${call} failed by ${event.originator}: ${event.cause}`));
  const listen = connection => connection.addEventListener('track', event => record(call, event.streams[0]));
  if (session.connection) {
    listen(session.connection);
  }
  session.on('peerconnection', event => listen(event.peerconnection));
  return call;
}

const media = {audio: {echoCancellation: false, noiseSuppression: false, autoGainControl: false}, video: false};

window.commands = {
  register: (server, uri, password) => {
    ua = new JsSIP.UA({sockets: [new JsSIP.WebSocketInterface(server)], uri, password, session_timers: false});
    ua.on('registered', () => tell('registered'));
    ua.on('registrationFailed', event => tell(`not registered: ${event.cause}`));
    ua.on('newRTCSession', event => {
      const call = watch(event.session);
      if (event.originator === 'remote') {
        tell(`${call} from ${event.session.remote_identity.uri}`);
      }
    });
    ua.start();
  },
  call: uri => ua.call(uri, {mediaConstraints: media}),
  answer: () => session.answer({mediaConstraints: media}),
  bye: () => session.terminate(),
  recording: () => heard.reduce((one, other) => one.length > other.length ? one : other, []),
};
