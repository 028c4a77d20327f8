// The phone in the page: JsSIP with one call at a time; tells the test what happens. recorder.js keeps what it hears.
let ua, session;
let calls = 0;

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

let pcConfig = {};
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
  relay: (urls, username, credential) => { pcConfig = {iceServers: [{urls, username, credential}], iceTransportPolicy: 'relay'}; },
  call: uri => ua.call(uri, {mediaConstraints: media, pcConfig}),
  answer: () => session.answer({mediaConstraints: media, pcConfig}),
  /** Connects from where it is by now, and begins ICE anew from there. */
  move: () => {
    ua.once('registered', () => {
      session.once('sdp', () => tell(`restarts at ${Date.now()} ms`)); // once it knows its new address
      session.renegotiate({rtcOfferConstraints: {iceRestart: true}}, () => tell('restarted'));
    });
    ua.transport.disconnect();
    ua.transport.connect();
  },
  bye: () => session.terminate(),
  recording,
};
