// A client of WebRTC-HTTP in the page, by fetch alone: publishes what the microphone gives, plays what it is sent. Tells the test
// what happens; recorder.js keeps what it hears.
const sessions = {};
const FRAGMENT = 'application/trickle-ice-sdpfrag';

/** What goes into a PATCH: credentials, and candidates of the one line. */
function fragment(sdp, candidates) {
  const [ufrag, pwd, mid] = ['ice-ufrag', 'ice-pwd', 'mid'].map(name => new RegExp(`a=${name}:.*`).exec(sdp)[0]);
  return [ufrag, pwd, 'm=audio 9 UDP/TLS/RTP/SAVPF 0', mid, ...candidates.map(one => `a=${one}`)].join('\r\n') + '\r\n';
}

async function patch(session, condition, body) {
  const response = await fetch(session.url, {method: 'PATCH', body,
    headers: {'Authorization': `Bearer ${session.token}`, 'Content-Type': FRAGMENT, ...(condition && {'If-Match': condition})}});
  tell(`${session.name} patched ${response.status}`);
  return response;
}

async function begin(name, url, token, prepare) {
  const connection = new RTCPeerConnection();
  const session = sessions[name] = {name, token, connection, found: []};
  connection.onconnectionstatechange = () => tell(`${name} is ${connection.connectionState}`);
  connection.onicecandidate = ({candidate}) => {
    if (candidate?.candidate) {
      session.found.push(candidate.candidate);
    } else if (!candidate) {
      session.gathered?.();
    }
  };
  await prepare(connection);
  await connection.setLocalDescription();
  const response = await fetch(url, {method: 'POST', body: connection.localDescription.sdp,
    headers: {'Authorization': `Bearer ${token}`, 'Content-Type': 'application/sdp'}});
  tell(`${name} got ${response.status} ${response.headers.get('Link') ?? ''}`);
  if (response.status !== 201) {
    tell(`${name} refused ${await response.text()}`);
    return;
  }
  session.url = new URL(response.headers.get('Location'), url);
  session.tag = response.headers.get('ETag');
  const answer = await response.text();
  tell(`${name} answered ${/a=(sendonly|recvonly|sendrecv)/.exec(answer)[0]}`);
  await connection.setRemoteDescription({type: 'answer', sdp: answer});
  await patch(session, session.tag, fragment(connection.localDescription.sdp, session.found));
}

window.commands = {
  publish: async (url, token) => begin('publisher', url, token, async connection => {
    const stream = await navigator.mediaDevices.getUserMedia(
      {audio: {echoCancellation: false, noiseSuppression: false, autoGainControl: false}});
    connection.addTransceiver(stream.getAudioTracks()[0], {direction: 'sendonly', streams: [stream]});
  }),
  play: async (url, token) => begin('player', url, token, async connection => {
    connection.addTransceiver('audio', {direction: 'recvonly'});
    connection.ontrack = ({track}) => record('player', new MediaStream([track]));
  }),
  /** ICE anew (RFC 9725 §4.3.3): the answer is the former one with what the fragment says. */
  restart: async name => {
    const session = sessions[name];
    const {connection} = session;
    session.found = [];
    const gathered = new Promise(done => { session.gathered = done; });
    const before = connection.remoteDescription.sdp;
    connection.restartIce();
    await connection.setLocalDescription();
    const response = await patch(session, '*', fragment(connection.localDescription.sdp, []));
    session.tag = response.headers.get('ETag');
    const lines = (await response.text()).split('\r\n').filter(line => /^a=(ice-(ufrag|pwd)|candidate|end-of-candidates)/.test(line));
    const sdp = before.replace(/a=(ice-ufrag|ice-pwd|candidate|end-of-candidates).*\r\n/g, '') + lines.join('\r\n') + '\r\n';
    await connection.setRemoteDescription({type: 'answer', sdp});
    await gathered;
    await patch(session, session.tag, fragment(connection.localDescription.sdp, session.found));
    // Of the two names it is ours that tells: the browser may go on with what it had of the other side.
    const ours = /a=ice-ufrag:(.*)/.exec(connection.localDescription.sdp)[1];
    for (let tries = 0; tries < 100; tries++) {
      const stats = new Map([...(await connection.getStats())]);
      const pair = stats.get([...stats.values()].find(one => one.type === 'transport').selectedCandidatePairId);
      if (pair?.state === 'succeeded' && stats.get(pair.localCandidateId)?.usernameFragment === ours) {
        tell(`${name} is connected anew`);
        return;
      }
      await new Promise(next => setTimeout(next, 100));
    }
    tell(`${name} is not connected anew`);
  },
  end: async name => {
    const session = sessions[name];
    const response = await fetch(session.url, {method: 'DELETE', headers: {'Authorization': `Bearer ${session.token}`}});
    tell(`${name} ended ${response.status}`);
  },
  recording,
};
