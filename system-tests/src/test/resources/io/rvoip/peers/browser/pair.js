// Several phones in one page, over JsSIP: the one that calls says what the microphone gives, the one that is called /other.wav.
// recorder.js keeps what each call hears; one after the other, by the names in which they were asked for, they are the recording.
const agents = {};
const sessions = {};
const names = [];
const SECONDS = 9;
const pause = () => new Promise(done => setTimeout(done, 50));

async function saying(what) {
  if (what === 'microphone') {
    return navigator.mediaDevices.getUserMedia({audio: {echoCancellation: false, noiseSuppression: false, autoGainControl: false}});
  }
  const context = new AudioContext();
  const source = new AudioBufferSourceNode(context, {loop: true,
    buffer: await context.decodeAudioData(await (await fetch('/other.wav')).arrayBuffer())});
  const destination = context.createMediaStreamDestination();
  source.connect(destination);
  source.start();
  return destination.stream;
}

function follow(name, session) {
  sessions[name] = session;
  session.on('accepted', () => tell(`${name} accepted after ${Math.floor((heard[names.indexOf(name)]?.length ?? 0) / 8)} ms`));
  session.on('confirmed', () => tell(`${name} confirmed`));
  session.on('ended', ({originator}) => tell(`${name} ended by ${originator}`));
  session.on('failed', ({originator, cause}) => tell(`${name} failed by ${originator}: ${cause}`));
  const listen = connection => connection.addEventListener('track', ({track, streams}) => {
    if (track.kind === 'audio') {
      names.push(name);
      record(name, streams[0]);
    }
  });
  if (session.connection) {
    listen(session.connection);
  }
  session.on('peerconnection', ({peerconnection}) => listen(peerconnection));
}

window.commands = {
  register: (name, server, uri, password) => {
    const ua = agents[name] = new JsSIP.UA({sockets: [new JsSIP.WebSocketInterface(server)], uri, password, session_timers: false});
    ua.on('registered', () => tell(`${name} registered`));
    ua.on('registrationFailed', ({cause}) => tell(`${name} not registered: ${cause}`));
    ua.on('newRTCSession', async ({originator, session}) => {
      if (originator === 'remote') {
        follow(name, session);
        session.answer({mediaStream: await saying('other')});
      }
    });
    ua.start();
  },
  call: async (name, agent, uri) => follow(name, agents[agent].call(uri, {mediaStream: await saying('microphone')})),
  // The same with a picture in the first line of its group, so that the way of media is that one's: JsSIP adds what is said later.
  show: async (name, agent, uri, bundlePolicy) => {
    const camera = await navigator.mediaDevices.getUserMedia({video: {width: 160, height: 120, frameRate: 5}});
    const session = agents[agent].call(uri, {mediaStream: await saying('microphone'), pcConfig: {bundlePolicy}});
    session.connection.addTransceiver(camera.getVideoTracks()[0], {streams: [camera]});
    follow(name, session);
  },
  figures: async name => {
    const all = await sessions[name].connection.getStats();
    const transport = [...all.values()].find(one => one.type === 'transport');
    const pair = all.get(transport.selectedCandidatePairId);
    tell(`${name} is DTLS ${transport.dtlsRole} of ${transport.tlsVersion} to port ${all.get(pair.remoteCandidateId).port}`);
  },
  // From when all of these are connected on: what each has kept before is thrown away.
  listen: async (...ends) => {
    while (!ends.every(name => names.includes(name) && sessions[name].connection.connectionState === 'connected')) {
      await pause();
    }
    const kept = ends.map(name => heard[names.indexOf(name)]);
    kept.forEach(samples => samples.splice(0));
    for (const [at, name] of ends.entries()) {
      while (kept[at].length < SECONDS * 8000) {
        await pause();
      }
      tell(`${name} listened`);
    }
  },
  bye: name => sessions[name].terminate(),
  recording: () => names.map((name, at) => [name, heard[at]]).sort().flatMap(([, samples]) =>
    [...samples.slice(0, SECONDS * 8000), ...new Array(Math.max(0, SECONDS * 8000 - samples.length)).fill(0)]),
};
