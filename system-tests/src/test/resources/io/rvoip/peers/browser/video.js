// A phone with a camera in the page: JsSIP with one call, which it answers by itself; tells the test what it sees.
let ua, session, watching;
const camera = {width: 320, height: 240, frameRate: 15};
const media = {audio: true, video: camera};
const worker = new Worker(URL.createObjectURL(new Blob([`
  let transformer;
  onrtctransform = event => {
    transformer = event.transformer;
    transformer.readable.pipeTo(transformer.writable);
  };
  onmessage = () => transformer.sendKeyFrameRequest().then(() => postMessage('asked'), error => postMessage(String(error)));
`])));
worker.onmessage = event => tell(`key frame ${event.data}`);

const element = Object.assign(document.createElement('video'), {muted: true, autoplay: true, playsInline: true});
const canvas = Object.assign(document.createElement('canvas'), {width: 32, height: 24});
const pen = canvas.getContext('2d', {willReadFrequently: true});

/** The middle of the picture as red, green, blue. */
function colour() {
  pen.drawImage(element, 0, 0, canvas.width, canvas.height);
  const sums = [0, 0, 0];
  const pixels = pen.getImageData(0, 0, canvas.width, canvas.height).data;
  for (let i = 0; i < pixels.length; i += 4) {
    sums.forEach((sum, part) => { sums[part] = sum + pixels[i + part]; });
  }
  return sums.map(sum => Math.round(sum * 4 / pixels.length));
}

async function figures(type) {
  const report = session && session.connection ? await session.connection.getStats() : new Map();
  return [...report.values()].filter(one => one.type === type && one.kind === 'video');
}

function listen(connection) {
  connection.addEventListener('track', event => {
    if (event.track.kind === 'video') {
      event.receiver.transform ??= new RTCRtpScriptTransform(worker, {});
      element.srcObject = new MediaStream([event.track]);
      element.play().catch(() => {});
      tell('has a video track');
    }
  });
}

function watch(next) {
  session = next;
  session.on('confirmed', () => tell('confirmed'));
  session.on('ended', event => tell(`ended by ${event.originator}`));
  session.on('failed', event => tell(`failed by ${event.originator}: ${event.cause}`));
  session.on('reinvite', () => tell('is asked to change'));
  session.on('hold', event => tell(`held by ${event.originator}`));
  session.on('unhold', event => tell(`resumed by ${event.originator}`));
  if (session.connection) {
    listen(session.connection);
  }
  session.on('peerconnection', event => listen(event.peerconnection));
}

const sender = () => session.connection.getTransceivers().find(one => one.sender.track?.kind === 'video' && !one.stopped);
const renegotiate = what => session.renegotiate({}, () => tell(what)) || tell(`may not: ${what}`);

window.commands = {
  register: (server, uri, password) => {
    ua = new JsSIP.UA({sockets: [new JsSIP.WebSocketInterface(server)], uri, password, session_timers: false});
    ua.on('registered', () => tell('registered'));
    ua.on('newRTCSession', event => {
      watch(event.session);
      if (event.originator === 'remote') {
        event.session.answer({mediaConstraints: media});
      }
    });
    ua.start();
  },
  call: uri => ua.call(uri, {mediaConstraints: media}),
  /** Tells once so many more pictures than now have been decoded. */
  watch: async (more, what) => {
    clearInterval(watching);
    const count = async () => (await figures('inbound-rtp')).reduce((sum, one) => sum + (one.framesDecoded || 0), 0);
    const from = await count();
    watching = setInterval(async () => {
      const now = await count();
      if (now >= from + Number(more)) {
        clearInterval(watching);
        tell(`sees ${what}, colour ${colour().join(' ')}`);
      }
    }, 100);
  },
  figures: async when => {
    const [out] = await figures('outbound-rtp');
    const [inbound] = await figures('inbound-rtp');
    tell(`figures ${when} keyFrames=${out?.keyFramesEncoded} pli=${out?.pliCount} nack=${out?.nackCount} remb=${out?.targetBitrate} decoded=${inbound?.framesDecoded} asked=${inbound?.pliCount} lost=${inbound?.packetsLost}`);
  },
  /** Tells once so many bits per second are believed to fit through what it sends over. */
  carries: more => {
    const waiting = setInterval(async () => {
      const rates = [...(await session.connection.getStats()).values()].map(one => one.availableOutgoingBitrate || 0);
      if (Math.max(...rates) > Number(more)) {
        clearInterval(waiting);
        tell(`carries more than ${more}`);
      }
    }, 100);
  },
  keyFrame: () => worker.postMessage(''),
  removeVideo: () => {
    const video = sender();
    video.sender.track.stop();
    video.stop();
    renegotiate('video removed');
  },
  addVideo: async () => {
    const stream = await navigator.mediaDevices.getUserMedia({video: camera});
    stream.getVideoTracks().forEach(track => session.connection.addTrack(track, stream));
    renegotiate('video added');
  },
  dataChannel: () => {
    session.connection.createDataChannel('data');
    renegotiate('data channel offered');
  },
  hold: () => session.hold({}, () => tell('holds')),
  unhold: () => session.unhold({}, () => tell('holds no more')),
  restart: () => session.renegotiate({rtcOfferConstraints: {iceRestart: true}}, () => tell('restarted')),
  bye: () => session.terminate(),
};
